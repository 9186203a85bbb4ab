package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/room"
	"oneplan/store"
)

// TestANewKeyworkerReadsOnlyTheHandover: whoever reads nothing but the paper can say what matters to this child, what was promised, what
// is stuck and with whom, what comes next and when, and how to work with them.
func TestANewKeyworkerReadsOnlyTheHandover(t *testing.T) {
	now := time.Date(2026, 11, 24, 19, 30, 0, 0, time.UTC)
	v := demoView(t, now, tom)
	h := minutes.OfHandover(v, meeting.DayOf(now), minutes.Options{})
	says := map[string]string{}
	for _, s := range h.Sections {
		for _, x := range s.Items {
			says[s.Title] += strings.Join(append([]string{x.Text, x.Who, string(x.Day)}, x.More...), " | ") + "\n"
		}
		if s.Words != nil {
			says[s.Title] += s.Words.Text + "\n"
		}
	}
	for section, wants := range map[string][]string{
		"What matters":                    {"My dog Biscuit", "picture of the day at breakfast", "Star charts", "I'm tired at school", "Four services each had a plan"},
		"Who is who":                      {"Jo Ashdown", "has parental responsibility", "contact: by arrangement", "Gran (Rose)", "Megan Rees", "Bea Holloway was keyworker", "Dan Price was keyworker", "ask for a report by a date"},
		"What was tried, and what worked": {"Done: Sleep diary", "Better: Sleeps through most nights", "Assessed: hearing", "star chart made Kit cross"},
		"Open actions and promises":       {"Blackout blinds for Kit's room | Amina Yusuf", "Promised: To ring the sleep clinic every Friday until there is a date | Tom Birch", "Can Gran come to the next meeting?"},
		"Decisions, and why":              {"Ask the clinic for an earlier date", "why: Kit falls asleep in class twice a week"},
		"What is stuck, and with whom":    {"Waiting: Sleep clinic since", "Children's hospital", "140 days so far, 126 aimed at", "Escalated: The sleep clinic gives no date", "Ms Hart", "Blocked: Lighter walking sticks", "measures nobody before December"},
		"What comes next, and when":       {"Paediatric clinic", "at Children's hospital, Northtown", "Changing school, to Northfield Middle School", "led by Megan Rees", "Review: physiotherapy plan"},
		"How to work with us":             {"Text before you ring", "Ask me one thing at a time", "Pictures for what comes next", "Biscuit sits on your feet"},
	} {
		for _, want := range wants {
			if !strings.Contains(says[section], want) {
				t.Errorf("“%s” does not say %q:\n%s", section, want, says[section])
			}
		}
	}
	var all strings.Builder
	if err := minutes.Write(&all, h, minutes.Text); err != nil || strings.Contains(all.String(), "Community nursing") {
		t.Errorf("the paper for everyone tells what is not for the family (%v)", err)
	}
}

// TestTheDemoCoversTheRecord: every list of the record has something in it, for the family too.
func TestTheDemoCoversTheRecord(t *testing.T) {
	now := time.Date(2026, 11, 24, 19, 30, 0, 0, time.UTC)
	v := demoView(t, now, jo)
	for kind, n := range map[string]int{
		"details": len(v.Details), "relations": len(v.Relations), "services": len(v.Involvements), "waits": len(v.Waits), "assessments": len(v.Assessments),
		"appointments": len(v.Appointments), "plans": len(v.OtherPlans), "stages": len(v.Steps), "changes": len(v.Transitions), "contacts": len(v.Contacts),
		"questions": len(v.Questions), "mandates": len(v.Mandates), "escalations": len(v.Escalations), "reminders": len(v.Reminders(meeting.DayOf(now))),
		"clashes": len(meeting.Clashes(v.Calendar(meeting.DayOf(now), "", time.UTC))), "clusters": len(meeting.Clusters(v.Calendar(meeting.DayOf(now), "", time.UTC))),
	} {
		if n == 0 {
			t.Errorf("no %s", kind)
		}
	}
	if len(v.Tenures) != 3 || len(v.Handovers) != 2 || v.Handovers[0].Again != meeting.WhollyAgain || v.Handovers[1].Again != meeting.NotAgain {
		t.Errorf("%d tenures, %d handovers", len(v.Tenures), len(v.Handovers))
	}
	if c := v.Continuity(meeting.DayOf(now)); c.Keyworkers != 3 || c.Changes != 2 || c.DaysWithout != 28 || c.DaysNow != 0 {
		t.Errorf("counted %+v", c)
	}
	for i, h := range v.Timeline(time.UTC) {
		if h.Text == "" || h.Day < "2024-01-01" {
			t.Errorf("%d: %+v", i, h)
		}
	}
}

// demoView tells the story into a store of its own and returns what somebody sees at its end.
func demoView(t *testing.T, now time.Time, who meeting.PersonID) *meeting.View {
	t.Helper()
	ctx := context.Background()
	st, err := store.Open(ctx, filepath.Join(t.TempDir(), "data"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	if err := tellStory(ctx, st, now, time.UTC); err != nil {
		t.Fatal(err)
	}
	hub, err := room.NewHub(ctx, st, room.Options{Now: func() time.Time { return now }, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = hub.Close(ctx) })
	seat, err := hub.Sit(ctx, demoRecord, room.Identity{Person: who})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(seat.Close)
	u, err := seat.Wait(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	return u.View
}
