package tui_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/tui"
	"oneplan/tui/tuitest"
)

// wire keeps what goes to a terminal, a frame for each write.
type wire struct {
	*tuitest.Terminal
	mu     sync.Mutex
	frames []string
}

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	w.frames = append(w.frames, string(bytes.Clone(p)))
	w.mu.Unlock()
	return w.Terminal.Write(p)
}

// since returns the frames from the n-th on.
func (w *wire) since(n int) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.frames[n:])
}

// visit is a way through screens: keys, each with what its screen shows then; "!" before it: does not show.
type visit []struct{ key, shows string }

// help is drawn at once, in one frame for each key: once it is gone, all that was on its way before has been drawn.
var help = visit{{"?", "Keys that work here"}, {"esc", "!Keys that work here"}}

// rounds are ways through every screen of a record, from the room and back to it.
var rounds = []visit{
	{{"y", "wrote in"}, {"home", "Sara added the tenure"}, {"esc", "!AS IT WAS"}}, // what changed is told once all is there
	{{"Y", "What changed since"}, {"esc", "!What changed since"}},
	{{"2", "e edit"}, {"3", "hand"}, {"1", "Agenda"}},
	{{"/", "Find"}, {"c", "c"}, {"esc", "!Find"}},
	{{"R", "What matters"}, {"2", "Ring"}, {"3", "Sleep clinic"}, {"4", "Pathway"}, {"5", "Keyworker"}, {"6", "Timeline"}, {"7", "Papers"}, {"esc", "Agenda"}},
}

// TestScreensTellNothingOfWhatIsHidden: whatever happens that the family may not see, nothing goes to their terminals for it, frame by frame and byte
// by byte, and every screen that they then look at is what it is where nothing is hidden, every cell and colour of it.
func TestScreensTellNothingOfWhatIsHidden(t *testing.T) {
	for seed, size := range [][2]int{{80, 24}, {110, 34}, {200, 60}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			w := meetingtest.NewTwins(t, uint64(seed))
			for i := range w.Tables { // something to look at
				sara := w.At(i, meetingtest.Sara)
				need := sara.Does(meeting.AddNeed{Statement: "Sleep"}).Added()
				sara.Does(meeting.AddAction{Action: meeting.Action{Under: need}, What: "Ring"})
			}
			var wires [2]*wire
			var nia [2]*tuitest.Driver
			for i, tb := range w.Tables {
				nia[i] = sit(t, tb, meetingtest.Nia, size[0], size[1], func(o *tui.Options) {
					term, ok := o.Out.(*tuitest.Terminal)
					if !ok {
						t.Fatal("another terminal")
					}
					wires[i] = &wire{Terminal: term}
					o.Out = wires[i]
				})
				nia[i].Sees("saved ✓")
			}
			press := func(i int, key, shows string) {
				nia[i].Press(key)
				if s, not := strings.CutPrefix(shows, "!"); not {
					nia[i].Loses(s)
				} else {
					nia[i].Sees(shows)
				}
			}
			walk := func(i int, v visit) {
				for _, x := range v {
					press(i, x.key, x.shows)
				}
			}
			for round := range 3 {
				for n := range 3 {
					w.Plain()
					words := fmt.Sprintf("mark %d.%d", round, n)
					for i, tb := range w.Tables {
						w.At(i, meetingtest.Ben).Does(meeting.AddPassage{Item: w.At(i, meetingtest.Ben).Meets().Item, Text: words})
						nia[i].Sees(words)
						tb.Passes(1)
					}
				}
				var begun [2]int
				for i := range wires {
					walk(i, help) // whatever was on its way has been drawn
					begun[i] = len(wires[i].since(0))
				}
				for range 12 {
					w.Secret()
				}
				var got [2][]string
				for i := range wires {
					walk(i, help)
					got[i] = wires[i].since(begun[i])
				}
				if !slices.Equal(got[0], got[1]) {
					n := 0
					for n < min(len(got[0]), len(got[1])) && got[0][n] == got[1][n] {
						n++
					}
					at := func(list []string) string {
						if n < len(list) {
							return list[n]
						}
						return "nothing"
					}
					t.Fatalf("round %d: %d frames and %d, of which the %d. differ:\n%.600q\nwant\n%.600q\nscreen:\n%s", round, len(got[0]), len(got[1]), n+1, at(got[0]), at(got[1]), nia[0].Terminal.Text())
				}
				for _, v := range rounds {
					for _, x := range v {
						press(0, x.key, x.shows)
						press(1, x.key, x.shows)
						nia[0].Shows(nia[1].Terminal.Picture)
					}
				}
				if s := strings.Join(wires[0].since(0), ""); strings.Contains(s, meetingtest.Canary) {
					t.Fatalf("round %d: the mother reads what is hidden", round)
				}
			}
			if w.Hidden() < 5 {
				t.Errorf("only %d entries were hidden", w.Hidden())
			}
		})
	}
}
