package tui_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/tui"
	"oneplan/tui/screen"
	"oneplan/tui/tuitest"
)

// looks are the ways in which a dialog is kept beside its sizes: where the background is light, with 16 colours, and with none.
var looks = []struct {
	name   string
	w, h   int
	change func(*tui.Options)
}{
	{"60x16", 60, 16, func(*tui.Options) {}},
	{"80x24", 80, 24, func(*tui.Options) {}},
	{"110x34", 110, 34, func(*tui.Options) {}},
	{"80x24-light", 80, 24, func(o *tui.Options) { o.Light = true }},
	{"80x24-16", 80, 24, func(o *tui.Options) { o.Profile = colorprofile.ANSI }},
	{"80x24-nocolor", 80, 24, func(o *tui.Options) { o.Profile = colorprofile.ASCII }},
}

// TestGoldenWhoSees keeps the dialogs about who sees what as they were looked at.
func TestGoldenWhoSees(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Service(meeting.ServiceStream, meeting.SetSettings{Settings: meeting.Settings{Leads: []meeting.Lead{{Person: meetingtest.Ivy}}}})
	tb.Opens()
	bo := tb.Sit(meetingtest.Sara)
	fill(t, bo)
	today := meeting.DayOf(tb.Clock.Now())
	bo.Does(
		meeting.SetBasis{Basis: meeting.Basis{Agency: meetingtest.Health, Basis: "public task", Reason: "care by the community team", Since: today, Review: "2026-12-05"}},
		meeting.SetReach{Reach: meeting.Reach{Member: tb.Member(meetingtest.Sara), Kind: meeting.ReachPhone, Text: "01632 960003"}},
		meeting.SetReach{Reach: meeting.Reach{Member: tb.Member(meetingtest.Sara), Kind: meeting.ReachAddress, Text: "12 Oak Lane", Audience: meeting.Practitioners}},
	)
	tb.Sit(meetingtest.Nia).Does(meeting.SetAgreement{Agreement: meeting.Agreement{
		Who: tb.Member(meetingtest.Nia), For: "that everyone here talks about sleep", Withheld: "letters from the court", Given: today, Review: "2027-05-24",
	}})
	tb.Sit(meetingtest.Tess).Does(meeting.RaiseConcern{Text: "A bruise he would not talk about.", Rung: "The duty social worker", Advice: "To watch, and to ring again tomorrow."})
	duty := func() screen.Duty {
		return screen.Duty{Ring: []meeting.Ring{{Name: "Duty social worker", Phone: "01632 960001", When: "day and night"}}, Leads: []string{"Ivy"}}
	}
	for _, d := range []struct {
		name string
		who  meeting.PersonID
		home bool
		show func(*tuitest.Driver)
	}{
		{"sees-menu", meetingtest.Sara, false, func(s *tuitest.Driver) {
			s.Press("2", "down", "down")
			s.Sees("You are looking around by yourself now")
			s.Press("v")
			s.Sees("Who sees “")
		}},
		{"place", meetingtest.Ben, false, func(s *tuitest.Driver) {
			s.Press("1", "i")
			s.Sees("When and where", "Who sees where")
		}},
		{"notes-for-whom", meetingtest.Sara, false, func(s *tuitest.Driver) {
			s.Press("N")
			s.Sees("Notes for whom?")
		}},
		{"concern", meetingtest.Ben, false, func(s *tuitest.Driver) {
			s.Press("!")
			s.Sees("Private", "What worries you", "01632 960001")
		}},
		{"reach", meetingtest.Sara, false, func(s *tuitest.Driver) {
			s.Press("3", "down")
			s.Sees("In the room")
			s.Press("i")
			s.Sees("How to reach you", "12 Oak Lane")
		}},
		{"sharing", meetingtest.Sara, false, func(s *tuitest.Driver) {
			s.Press(":")
			s.Sees("What would you like to do?")
			s.Type("who may see")
			s.Press("enter")
			s.Sees("Who here may see what", "What the family agrees to")
		}},
		{"agreement", meetingtest.Nia, false, func(s *tuitest.Driver) {
			s.Press(":")
			s.Sees("What would you like to do?")
			s.Type("who may see")
			s.Press("enter")
			s.Sees("Who here may see what")
			s.Press("a")
			s.Sees("What the family agrees to")
		}},
		{"urgent", meetingtest.Olga, true, func(s *tuitest.Driver) {
			s.Press("u")
			s.Sees("Which record", "Why now")
		}},
		{"told-in-confidence", meetingtest.Ivy, true, func(s *tuitest.Driver) {
			s.Sees("for you as safeguarding lead")
			s.Press("enter")
			s.Sees("Private · sunflower", "Written by Tess")
		}},
	} {
		for _, look := range looks {
			t.Run(d.name+"-"+look.name, func(t *testing.T) {
				s := sit(t, tb, d.who, look.w, look.h, func(o *tui.Options) {
					look.change(o)
					o.Duty = duty
					if d.home {
						o.Record = ""
					}
				})
				if d.home {
					s.Sees("oneplan", "q leave", "saved ✓")
				} else {
					s.Sees("saved ✓", "Sleep")
				}
				d.show(s)
				s.Golden(fmt.Sprintf("access-%s-%s", d.name, look.name))
			})
		}
	}
}

// TestGoldenEnded keeps what somebody reads whose part has ended.
func TestGoldenEnded(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	sara := tb.Sit(meetingtest.Sara)
	id := sara.Does(meeting.AskWithdrawal{Agency: meetingtest.School, From: meeting.DayOf(tb.Clock.Now())}).Added()
	sara.Does(meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Sara Okoro", Phone: "01632 960001"})
	tb.Passes(time.Second)
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			tess := sit(t, tb, meetingtest.Tess, look.w, look.h, look.change)
			tess.Sees("Your part has ended", "What you wrote stays", "saved ✓")
			tess.Golden("access-ended-" + look.name)
		})
	}
}
