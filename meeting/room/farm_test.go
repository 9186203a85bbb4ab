package room_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// Several people at several services write into the same notes while the log fails in every way it can. Every letter
// that was answered as written is there once, none is there twice, and all copies agree.
func TestNoLetterIsLostOrDoubled(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, 1))
			table := meetingtest.NewWith(t, room.Options{RetryAfter: time.Millisecond})
			hubs := []*room.Hub{table.Hub, otherHub(t, table, table.Log)}
			people := []meeting.PersonID{meetingtest.Nia, meetingtest.Sara, meetingtest.Ben, meetingtest.Tess, meetingtest.Sam, meetingtest.Omar}
			notes := []meeting.Field{table.Notes(0), table.Notes(1)}

			var mu sync.Mutex
			said := map[meeting.Field][]string{}
			tried := map[string]bool{}
			write := func(s *meetingtest.Sitter, f meeting.Field, letter string, chance *rand.Rand) {
				ctx, cancel := context.WithTimeout(t.Context(), meetingtest.Patience)
				defer cancel()
				u, err := s.Wait(ctx, 0)
				if err != nil {
					t.Error(err)
					return
				}
				if chance.IntN(8) == 0 { // somebody whose line breaks
					ctx, cancel = context.WithTimeout(ctx, time.Duration(chance.IntN(300))*time.Microsecond)
					defer cancel()
				}
				_, err = s.Do(ctx, s.Typing(u.View, f, chance.IntN(u.View.Text(f).Len()+1), letter))
				mu.Lock()
				defer mu.Unlock()
				tried[letter] = true
				switch {
				case err == nil:
					said[f] = append(said[f], letter)
				case ctx.Err() == nil:
					t.Errorf("%s: %v", letter, err)
				}
			}
			var wg sync.WaitGroup
			for i, p := range people {
				s := table.SitIn(hubs[i%len(hubs)], room.Identity{Person: p})
				mine := rand.New(rand.NewPCG(seed, uint64(i)+10))
				wg.Go(func() {
					for n := range 40 { // never the same letter twice
						write(s, notes[mine.IntN(len(notes))], string(rune(0x4e00+100*i+n)), mine)
					}
				})
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				wg.Wait()
			}()
			faults := 60
			for running := true; running; faults-- {
				if faults > 0 {
					switch chance.IntN(4) {
					case 0:
						table.Log.DoubtNext(chance.IntN(2) == 0)
					case 1:
						table.Log.FailNext(meeting.ErrRefused)
					case 2:
						table.Log.FailNext(meeting.ErrConflict)
					}
				}
				table.Clock.Advance(time.Duration(chance.IntN(100)) * time.Millisecond)
				select {
				case <-done:
					running = false
				case <-time.After(time.Duration(chance.IntN(300)) * time.Microsecond):
				}
			}

			// Whoever writes now has read everything.
			end := map[*room.Hub]*meetingtest.Sitter{}
			for range 2 {
				for i, h := range hubs {
					if end[h] == nil {
						end[h] = table.SitIn(h, room.Identity{Person: people[i]})
					}
					done := beside(t, end[h], meeting.AddNeed{Statement: "The end"})
					for waiting := true; waiting; {
						table.Clock.Advance(time.Second)
						select {
						case a := <-done:
							if a.err != nil {
								t.Fatal(a.err)
							}
							waiting = false
						case <-time.After(time.Millisecond):
						}
					}
				}
			}
			copies := map[string]*meeting.View{}
			for i, h := range hubs {
				copies[fmt.Sprintf("service %d", i)] = end[h].View()
			}
			table.Restart()
			fresh := table.Sit(meetingtest.Olga).View()
			for _, f := range notes {
				text := fresh.Text(f).String()
				for which, v := range copies {
					if other := v.Text(f).String(); other != text {
						t.Errorf("%s has %q, the log %q", which, other, text)
					}
				}
				for _, letter := range said[f] {
					if n := strings.Count(text, letter); n != 1 {
						t.Errorf("%s is there %d times", letter, n)
					}
				}
				for letter := range tried {
					if n := strings.Count(text, letter); n > 1 {
						t.Errorf("%s is there %d times", letter, n)
					}
				}
			}
		})
	}
}
