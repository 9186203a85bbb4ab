package tui

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/tui/frame"
	"oneplan/tui/screen"
)

type benchHost struct {
	hub *room.Hub
	who room.Identity
}

func (h benchHost) Home(ctx context.Context, after meeting.Rev) (meeting.Home, error) {
	return h.hub.Home(ctx, h.who, after)
}

func (h benchHost) Sit(ctx context.Context, record string) (Seat, error) {
	return h.hub.Sit(ctx, record, h.who)
}
func (benchHost) Draft(string) string        { return "" }
func (benchHost) KeepDraft(_, _ string)      {}
func (benchHost) SettleDraft(string, string) {}

// counted counts the bytes that reach a terminal.
type counted struct{ n int }

func (c *counted) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

var _ io.Writer = (*counted)(nil)

// BenchmarkFrame is what one viewer's screen costs for one character that somebody else types: from the Update to the
// bytes for the terminal.
func BenchmarkFrame(b *testing.B) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"80x24", 80, 24}, {"110x34", 110, 34}, {"200x60", 200, 60}} {
		b.Run(size.name, func(b *testing.B) {
			tb := meetingtest.New(b)
			tb.Opens()
			ctx := context.Background()
			typist := tb.Sit(meetingtest.Ben)
			typist.Comes()
			out := &counted{}
			app := New(ctx, benchHost{tb.Hub, room.Identity{Person: meetingtest.Nia}}, Options{
				Out: out, Profile: colorprofile.TrueColor, Width: size.w, Height: size.h, Zone: time.UTC, Now: tb.Clock.Now, Record: meetingtest.Sunflower,
			})
			app.Update(app.sit(meetingtest.Sunflower, 0)())
			defer app.Close()
			field := tb.Notes(0)
			typist.Types(field, "The notes of a meeting that has been going on for a while. ")
			updates := make([]meeting.Update, 0, b.N)
			for i := range b.N {
				words := "a"
				if i%60 == 59 {
					words = "\n"
				}
				typist.Types(field, words)
				u, err := app.seat.Wait(ctx, 0)
				if err != nil {
					b.Fatal(err)
				}
				updates = append(updates, u)
			}
			out.n = 0
			b.ReportAllocs()
			b.ResetTimer()
			for _, u := range updates {
				app.set(u)
				_, _ = app.frame.Draw(func(scr *frame.Screen) {
					app.screen.Draw(&app.env, scr, uv.Rect(0, 0, size.w, size.h))
				})
			}
			b.ReportMetric(float64(out.n)/float64(b.N), "bytes/op")
		})
	}
}

// table is many screens at one meeting, run one after the other in one goroutine.
type table struct {
	*testing.B
	apps []*App
	w, h int
	out  counted
}

// press has one of them press keys, and waits until what that asked for is in the log.
func (t *table) press(app *App, keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		t.carry(app, app.screen.Update(&app.env, k))
	}
}

// carry does what a screen asks for, as the app would.
func (t *table) carry(app *App, acts []screen.Action) {
	for _, act := range acts {
		switch act := act.(type) {
		case screen.Send:
			res, err := app.seat.Do(t.Context(), act.Commands...)
			if err != nil {
				t.Fatal(err)
			}
			t.look(app)
			t.carry(app, app.room.Sent(&app.env, act.Tag, res, nil))
		case screen.Point:
			app.seat.Point(act.Pointer)
		}
	}
}

// look hands the newest Update to a screen.
func (t *table) look(app *App) {
	u, err := app.seat.Wait(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	app.set(u)
}

// draw shows everybody the newest.
func (t *table) draw() {
	for _, app := range t.apps {
		t.look(app)
		_, _ = app.frame.Draw(func(scr *frame.Screen) { app.screen.Draw(&app.env, scr, uv.Rect(0, 0, t.w, t.h)) })
	}
}

// BenchmarkCrowd is what the screens of 30 people cost who all write in one note, each on a line of their own: when one of them has
// pressed a key, and when six have whose keys one frame shows. It is given for one screen, from the Update to the bytes for the
// terminal.
func BenchmarkCrowd(b *testing.B) {
	const crowd = 30
	people := []meeting.PersonID{meetingtest.Sara, meetingtest.Ben, meetingtest.Tess, meetingtest.Nia, meetingtest.Sam, meetingtest.Omar}
	key := func(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }
	for _, keys := range []int{1, 6} {
		b.Run(fmt.Sprintf("keys=%d", keys), func(b *testing.B) {
			tb := meetingtest.New(b)
			tb.Opens()
			t := &table{B: b, w: 100, h: 76}
			for i := range crowd {
				app := New(b.Context(), benchHost{tb.Hub, room.Identity{Person: people[i%len(people)]}}, Options{
					Out: &t.out, Profile: colorprofile.TrueColor, Width: t.w, Height: t.h, Zone: time.UTC, Now: tb.Clock.Now, Record: meetingtest.Sunflower,
				})
				app.Update(app.sit(meetingtest.Sunflower, 0)())
				defer app.Close()
				t.apps = append(t.apps, app)
				t.look(app)
				t.press(app, key('n'), key('a'), key(' '))
			}
			t.draw()
			typed := make([]int, crowd)
			t.out.n = 0
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				b.StopTimer()
				for k := range keys {
					who := (i*keys + k) % crowd
					if typed[who]++; typed[who]%7 == 0 {
						t.press(t.apps[who], tea.KeyPressMsg{Code: 'w', Mod: tea.ModCtrl}) // takes the word back
					} else {
						t.press(t.apps[who], key('a'+rune(typed[who]%26)))
					}
				}
				b.StartTimer()
				t.draw()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*crowd), "ns/screen")
			b.ReportMetric(float64(t.out.n)/float64(b.N*crowd), "bytes/screen")
		})
	}
}
