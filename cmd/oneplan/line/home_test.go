package line_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/line"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// house is the service for Nia.
type house struct {
	tb      *meetingtest.Table
	screens bool
	ran     []string
}

func (h *house) Home(ctx context.Context, after meeting.Rev) (meeting.Home, error) {
	return h.tb.Hub.Home(ctx, room.Identity{Person: meetingtest.Nia}, after)
}

func (h *house) Take(ctx context.Context, record string) (line.Seat, error) {
	return h.tb.Hub.Sit(ctx, record, room.Identity{Person: meetingtest.Nia})
}

func (h *house) Screens(context.Context) error {
	h.screens = true
	return nil
}

func (h *house) Command(_ context.Context, words []string) string {
	h.ran = append(h.ran, strings.Join(words, " "))
	return "Title\n=====\n\nname      status\n----      ------\nSleep     open\nchair:    Ben\n"
}

// TestHome: who comes without a command hears what there is to choose, follows a meeting by its number and comes back.
func TestHome(t *testing.T) {
	tb := meetingtest.New(t)
	h := &house{tb: tb}
	in, keys := io.Pipe()
	nia := &listener{t: t, keys: keys, gone: make(chan error, 1)}
	s := line.NewSession(line.Options{In: in, Out: nia, Zone: time.UTC, Now: tb.Clock.Now, AfterFunc: tb.Clock.AfterFunc, Duty: duty})
	go func() {
		err := s.Home(t.Context(), h)
		s.Close(context.Background())
		nia.gone <- err
	}()
	t.Cleanup(func() { keys.Close() })
	nia.hears("oneplan. You are Nia.", "1. Sun 22 Nov, 10:00: Review meeting of Sam, sunflower-1.\n", "2. Sam, sunflower: read the record, add to it.\n", "3. Use the screens", "4. Leave.\n")
	tb.Opens()
	nia.hears("The meeting sunflower-1 has begun: “home” reads the choices.\n")
	nia.says("home", "1. Live now: Review meeting of Sam, sunflower-1, nobody in the room yet.\n")
	nia.says("1", "The meeting is open.\n")
	nia.says("note We are here", "Noted under item 1, saved.\n")
	nia.says("leave", "You left.", "1. Live now: ")
	nia.says("2", "The record of Sam, sunflower. You are Nia, parent or carer.", "story, plan, waits, timeline, changes")
	nia.says("plan", "The plan is empty.")
	nia.says("agenda", "“agenda” is not understood, so nothing was done: “help” lists what can be said.\n")
	nia.says("changes", "Title\n", "name, status\n", "Sleep, open\n", "chair: Ben\n")
	nia.says("add action Ring the school by in 2 weeks", "You added action 1: Ring the school.")
	nia.says("add action", "What is to be done?")
	nia.says("cancel", "Stopped: nothing was written.")
	nia.says("concern", "Ring Duty social worker, 01632 960000, at night.", "What worries you?")
	nia.says("A bruise", "Whom did you ring?")
	nia.says("", "What did they advise?")
	nia.says("", "Was the family told?")
	nia.says("1", "If not, why not?")
	nia.says("", "It is saved, for you and the safeguarding leads alone.")
	nia.says("home", "1. Live now: ")
	nia.says("minutes sunflower-1", "Title")
	nia.says("3", "From the next time on you come to the screens.")
	nia.says("99", "Title") // no choice of that number: the command says so
	nia.says("q", "Goodbye.")
	if err := nia.leaves(); err != nil {
		t.Error(err)
	}
	if got := strings.Join(h.ran, "; "); got != "record history sunflower --since last-here; minutes sunflower-1; 99" || !h.screens {
		t.Errorf("it ran %q, screens %v", got, h.screens)
	}
	nia.clean("\n")
}

func duty() line.Duty {
	return line.Duty{Ring: []meeting.Ring{{Name: "Duty social worker", Phone: "01632 960000", When: "at night"}}, Leads: []string{"Ben"}}
}
