package tui

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/tui/frame"
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
