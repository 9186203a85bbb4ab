package tui_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/tui"
	"oneplan/tui/tuitest"
)

// host is a hub as one person's app sees it.
type host struct {
	hub *room.Hub
	who room.Identity
}

func (h *host) Home(ctx context.Context, after meeting.Rev) (meeting.Home, error) {
	return h.hub.Home(ctx, h.who, after)
}

func (h *host) Sit(ctx context.Context, record string) (tui.Seat, error) {
	s, err := h.hub.Sit(ctx, record, h.who)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (h *host) Draft(string) string     { return "" }
func (h *host) KeepDraft(_, _ string)   {}
func (h *host) SettleDraft(_, _ string) {}

// sit opens the app for somebody at a table.
func sit(t *testing.T, tb *meetingtest.Table, p meeting.PersonID, w, h int, change func(*tui.Options)) *tuitest.Driver {
	t.Helper()
	term := tuitest.NewTerminal(w, h)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	opt := tui.Options{
		Out: term, Profile: colorprofile.TrueColor, Width: w, Height: h, Zone: time.UTC, Now: tb.Clock.Now, Record: meetingtest.Sunflower,
	}
	if change != nil {
		change(&opt)
	}
	return tuitest.Drive(t, tui.New(ctx, &host{hub: tb.Hub, who: room.Identity{Person: p}}, opt), term)
}

func TestTwoTypeInOneNote(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	ben := sit(t, tb, "ben", 110, 34, nil)
	nia := sit(t, tb, "nia", 80, 24, nil)
	ben.Sees("Agenda", "saved ✓")
	nia.Sees("1 Agenda", "saved ✓")
	ben.Press("n")
	ben.Type("The blanket helps.")
	nia.Sees("The blanket helps.")
	nia.Press("n", "enter")
	nia.Type("Four nights in seven.")
	ben.Sees("The blanket helps.", "Four nights in seven.")
	nia.Press("esc", "u")
	ben.Loses("Four nights in seven.")
	ben.Sees("The blanket helps.")
}

func TestTheChairLeads(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	ben, nia := sit(t, tb, "ben", 110, 34, nil), sit(t, tb, "nia", 110, 34, nil)
	ben.Sees("1 of ")
	nia.Sees("1 of ")
	ben.Press("]")
	ben.Sees("2 of ")
	nia.Sees("2 of ")
	nia.Press("h")
	ben.Sees("hands 1")
	nia.Sees("hands 1") // the same key lowers it once her own screen shows it up
	nia.Press("h")
	ben.Loses("hands 1")
}

func TestLeavingAsks(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := sit(t, tb, "nia", 80, 24, func(o *tui.Options) { o.Only = true })
	nia.Sees("Agenda")
	nia.Press("esc")
	nia.Sees("Leave the meeting?")
	nia.Press("n")
	nia.Loses("Leave the meeting?")
	nia.Press("esc", "y")
	nia.Ends()
}

// TestGolden keeps home and the room as they were looked at.
func TestGolden(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	bo := tb.Sit("ben")
	fill(t, bo)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}, {200, 60}} {
		w, h := size[0], size[1]
		for _, look := range []struct {
			name   string
			change func(*tui.Options)
		}{
			{"", nil},
			{"-light", func(o *tui.Options) { o.Light = true }},
			{"-256", func(o *tui.Options) { o.Profile = colorprofile.ANSI256 }},
			{"-16", func(o *tui.Options) { o.Profile = colorprofile.ANSI }},
			{"-nocolor", func(o *tui.Options) { o.Profile = colorprofile.ASCII }},
		} {
			if look.name != "" && w != 80 {
				continue
			}
			t.Run(fmt.Sprintf("%dx%d%s", w, h, look.name), func(t *testing.T) {
				ben := sit(t, tb, "ben", w, h, look.change)
				ben.Sees("saved ✓", "Sleep")
				ben.Golden(fmt.Sprintf("room-%dx%d%s", w, h, look.name))
				home := sit(t, tb, "nia", w, h, func(o *tui.Options) {
					if look.change != nil {
						look.change(o)
					}
					o.Record = ""
				})
				home.Sees("oneplan", "Now")
				home.Golden(fmt.Sprintf("home-%dx%d%s", w, h, look.name))
			})
		}
	}
}

// fill gives the record a plan to look at.
func fill(t *testing.T, s *meetingtest.Sitter) {
	t.Helper()
	need := s.Does(meeting.AddNeed{Need: meeting.Need{Domain: "healthy"}, Statement: "Sleep"}).Added()
	out := s.Does(meeting.AddOutcome{
		Outcome: meeting.Outcome{Need: need, Baseline: 3, Now: 5, Target: 8}, What: "Sleeps through most nights by March", Words: "I'm tired at school",
	}).Added()
	s.Does(meeting.AddAction{Action: meeting.Action{Under: out, Due: "2026-11-14"}, What: "Sleep clinic referral"},
		meeting.AddAction{Action: meeting.Action{Under: out, Due: "2026-11-27", Status: meeting.InProgress}, What: "Quiet time after lunch, 静かな時間"},
		meeting.AddAction{Action: meeting.Action{Under: need}, What: "Blackout blinds"})
}
