package meeting_test

import (
	"testing"
	"time"

	"oneplan/meeting"
)

// told is a record that commands can be given to without a room.
type told struct {
	*meeting.Record
	t   *testing.T
	at  time.Time
	seq meeting.Seq
}

func newTold(t *testing.T) *told {
	return &told{Record: meeting.NewRecord(), t: t, at: time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)}
}

// tell gives a command and applies what it means; it returns the ID of what was set.
func (r *told) tell(who meeting.PersonID, c meeting.Command) meeting.ID {
	r.t.Helper()
	r.at = r.at.Add(time.Minute)
	a := meeting.Authority{Person: who, At: r.at, Site: 1}
	if who == "family" {
		a.Site = 2
	}
	events, err := r.Decide(a, c)
	if err != nil {
		r.t.Fatalf("%T by %s: %v", c, who, err)
	}
	r.seq++
	for _, e := range events {
		r.Apply(meeting.Meta{Seq: r.seq, Actor: who, At: r.at}, e)
	}
	return meeting.Result{Events: events}.Added()
}

func (r *told) view(who meeting.PersonID) *meeting.View {
	s := r.State()
	return s.View(s.ViewerOf(meeting.Authority{Person: who}), nil)
}

func TestPaperHoldsWhatViewerAndAudienceShare(t *testing.T) {
	r := newTold(t)
	r.tell("keyworker", meeting.CreateRecord{
		Name: "sunflower", Children: []meeting.Person{{Name: "Samira"}},
		Creator: meeting.Member{Person: "keyworker", Name: "Anna", Agency: "health", Role: meeting.Keyworker},
	})
	family := r.tell("keyworker", meeting.AddMember{Member: meeting.Member{Person: "family", Name: "Sara", Role: meeting.Parent}})
	m := r.tell("keyworker", meeting.PlanMeeting{
		Kind: meeting.Review, At: r.at, Place: "the clinic", PlaceFor: meeting.Practitioners,
	})
	for _, n := range []meeting.Need{
		{Audience: meeting.Everyone},
		{Audience: meeting.Practitioners},
		{Audience: meeting.Agencies("health")},
		{Audience: meeting.OnlyPeople("keyworker")},
	} {
		r.tell("keyworker", meeting.AddNeed{Need: n, Statement: "for " + string(n.Audience)})
	}
	r.tell("keyworker", meeting.OpenMeeting{Meeting: m})
	for _, id := range []meeting.ID{r.State().MemberOf("keyworker").ID, family} {
		r.tell("keyworker", meeting.SetAttendance{Meeting: m, Attendance: meeting.Attendance{Member: id, Way: meeting.InPerson}})
	}
	d := r.tell("keyworker", meeting.ProposeDecision{Meeting: m, Wording: "Ask the sleep clinic"})
	r.tell("keyworker", meeting.AnswerDecision{Decision: d, Answer: meeting.Agree})

	type shown struct {
		needs, answers int
		place          string
	}
	of := func(v *meeting.View) shown {
		return shown{len(v.Plan), len(v.Decision(d).Answers), v.Meeting(m).Place}
	}
	worker, parent := r.view("keyworker"), r.view("family")
	for _, tt := range []struct {
		name string
		view *meeting.View
		want shown
	}{
		{"the keyworker's screen", worker, shown{4, 1, "the clinic"}},
		{"the keyworker's paper for everyone", worker.For(meeting.Everyone), shown{1, 0, ""}},
		{"the keyworker's paper for practitioners", worker.For(meeting.Practitioners), shown{2, 0, "the clinic"}},
		{"a paper for one agency", worker.For(meeting.Agencies("health")), shown{2, 0, ""}},
		{"the parent's screen", parent, shown{1, 0, ""}},
		{"the parent's paper for everyone", parent.For(meeting.Everyone), shown{1, 0, ""}},
		{"the parent's paper for practitioners", parent.For(meeting.Practitioners), shown{1, 0, ""}},
		{"a paper made of a paper for everyone", worker.For(meeting.Everyone).For(meeting.Practitioners), shown{1, 0, ""}},
		{"a paper for everyone made of one for practitioners", worker.For(meeting.Practitioners).For(meeting.Everyone), shown{1, 0, ""}},
	} {
		if got := of(tt.view); got != tt.want {
			t.Errorf("%s shows %+v, want %+v", tt.name, got, tt.want)
		}
	}
	if got := worker.For(meeting.Everyone).Given(d); got != 1 {
		t.Errorf("a paper counts %d answers, want 1", got)
	}
}
