package minutes_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/minutes"
	"oneplan/meeting/text"
)

// seen is everything that somebody at one of the twins can be shown of the record as it is now, but for the papers, without the numbers that
// nobody is shown.
func seen(t *testing.T, w *meetingtest.Twins, i int, p meeting.PersonID) string {
	t.Helper()
	var out strings.Builder
	s, tb := w.At(i, p), w.Tables[i]
	u := s.Newest()
	home, err := tb.Hub.Home(t.Context(), s.Who, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "revs %d %d, saved %+v, %d records, %d notices\n", u.Rev, home.Rev, u.Saved, len(home.Records), len(home.Told))
	for _, h := range u.Presence.Here {
		fmt.Fprintf(&out, "here %s %v %q %v %v\n", u.View.NameOf(h.Member), h.Shared, h.Pane, h.Entry != 0, h.Typed)
	}
	fmt.Fprintf(&out, "hands %d, left %d\n", len(u.Presence.Hands), len(u.Presence.Left))
	v, today, zone := u.View, meeting.DayOf(tb.Clock.Now()), tb.Clock.Now().Location()
	for _, at := range v.Meeting(tb.Meeting).Attendance {
		fmt.Fprintf(&out, "attends %s %s\n", v.NameOf(at.Member), at.Way)
	}
	for _, k := range v.Checks(tb.Meeting) {
		fmt.Fprintf(&out, "check %s %s\n", k.Kind, k.Text)
	}
	fmt.Fprintf(&out, "%d concerns, %d notes, %d reaches, %d bases, %d expiries, %d urgent, place %q\n",
		len(v.Concerns), len(v.Notes), len(v.Reaches), len(v.Bases), len(v.Expiring("2030-01-01")), len(v.Urgent), v.Meeting(tb.Meeting).Place)
	for _, x := range v.Calendar("", "", zone) {
		fmt.Fprintf(&out, "dated %s %s %s %s\n", x.Day, x.Kind, x.What, x.Place)
	}
	for _, x := range v.Timeline(zone) {
		fmt.Fprintf(&out, "happened %s %s %s\n", x.Day, x.Kind, x.Text)
	}
	for _, x := range v.Reminders(today) {
		fmt.Fprintf(&out, "reminder %s %s\n", x.Kind, x.Text)
	}
	for _, x := range v.ExpectedChanges(today) {
		fmt.Fprintf(&out, "expected %+v\n", x)
	}
	for _, x := range meeting.BlockedActions([]*meeting.View{v}) {
		fmt.Fprintf(&out, "blocked %s %s\n", x.What, x.Level)
	}
	for _, x := range v.Waits {
		fmt.Fprintf(&out, "waits %s %d %v\n", x.Service, x.Days(today), v.Over(x, today))
	}
	contact, since := v.SinceMet(nil, v.Children[0].ID, zone)
	fmt.Fprintf(&out, "%v, %d since the last contact, stage %v, clocks %+v, continuity %+v, %d on steps\n",
		contact == nil, len(since), v.Stage().Stage, v.Clocks(), v.Continuity(today), len(v.PathSteps()))
	return out.String()
}

// printed is every paper of now.
func printed(t *testing.T, w *meetingtest.Twins, i int, p meeting.PersonID) string {
	t.Helper()
	var out strings.Builder
	papers(t, &out, w.At(i, p).View(), w.Tables[i])
	return out.String()
}

// papers prints every paper in every form.
func papers(t *testing.T, out *strings.Builder, v *meeting.View, tb *meetingtest.Table) {
	t.Helper()
	var all []minutes.Paper
	for _, o := range []minutes.Options{{}, {Whole: true}} {
		if v.Meeting(tb.Meeting) != nil {
			m, err := minutes.OfMeeting(v, tb.Meeting, o)
			if err != nil {
				t.Fatal(err)
			}
			easy, err := minutes.OfEasyMeeting(v, tb.Meeting, o)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, m, easy)
		}
		person, err := minutes.OfPerson(v, v.Children[0].ID, o)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, minutes.OfPlan(v, o), minutes.OfEasyPlan(v, o), minutes.OfRecord(v, o), minutes.OfHandover(v, meeting.DayOf(tb.Clock.Now()), o), person)
	}
	for _, o := range []minutes.Options{{}, {Whole: true}} {
		out.WriteString(renamed(minutes.PlanBundle(v, []byte("secret"), o)))
		if v.Meeting(tb.Meeting) != nil {
			out.WriteString(renamed(minutes.MinutesBundle(v, tb.Meeting, []byte("secret"), o)))
		}
	}
	for _, paper := range all {
		for _, f := range []minutes.Format{minutes.Markdown, minutes.Text, minutes.HTML, minutes.JSON} {
			if err := minutes.Write(out, paper, f); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// renamed is a bundle with its ids counted in the order in which they come: what they are made of says nothing to whoever lacks the secret.
func renamed(raw []byte, err error) string {
	if err != nil {
		return err.Error()
	}
	names := map[string]string{}
	return uuids.ReplaceAllStringFunc(string(raw), func(id string) string {
		if names[id] == "" {
			names[id] = fmt.Sprintf("id-%d", len(names)+1)
		}
		return names[id]
	})
}

// past is everything that somebody can be shown of the record's past: the steps of the slider, what each changed, who wrote what and when.
func past(t *testing.T, w *meetingtest.Twins, i int, p meeting.PersonID) string {
	t.Helper()
	var out strings.Builder
	s, tb := w.At(i, p), w.Tables[i]
	h, err := s.History(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "%d steps, last here %s\n", len(h.Steps), h.Since.At)
	seqs := []meeting.Seq{0}
	for _, x := range h.Steps {
		seqs = append(seqs, x.Seq)
	}
	views, err := s.Past(t.Context(), seqs...)
	if err != nil {
		t.Fatal(err)
	}
	for k, x := range h.Steps {
		fmt.Fprintf(&out, "step %d at %s, facts %v, %d entries, %d texts:", k, x.At, x.Facts, len(x.About), len(x.Wrote))
		for _, id := range x.Who {
			out.WriteString(" " + h.View.NameOf(id))
		}
		out.WriteString("\n")
		changes(&out, meeting.Changes(views[k], views[k+1], tb.Clock.Now()))
	}
	changes(&out, meeting.Changes(views[0], h.View, tb.Clock.Now()))
	papers(t, &out, views[len(views)/2], tb)
	for _, n := range h.View.Plan {
		f := meeting.Field{ID: n.ID, Part: meeting.Statement}
		for at := range h.View.Text(f).Runs(0, h.View.Text(f).Len()) {
			wrote, err := s.Wrote(t.Context(), f, text.ID{Site: at.Site, N: 1})
			if err != nil {
				t.Fatal(err)
			}
			name := ""
			if wrote.Member != nil {
				name = wrote.Member.Name
			}
			fmt.Fprintf(&out, "%q by %s at %s\n", at.Text, name, wrote.At)
		}
	}
	return out.String()
}

func changes(out *strings.Builder, cs []meeting.Change) {
	for _, c := range cs {
		fmt.Fprintf(out, " %c %s %q under %q, %d facts\n", c.Sign, c.Kind, c.Title, c.Under, len(c.Facts))
		for _, x := range c.Texts {
			fmt.Fprintf(out, "    %s: %q\n", x.Name, x.Words())
		}
	}
}

// TestNothingTellsOfWhatIsHidden: with and without entries of every kind, notes, contact details, grounds and concerns that they may not
// see, people whom they are not shown and a place that is not for them, the family's screens move as often, show and print the same of now and of
// the past, byte for byte.
func TestNothingTellsOfWhatIsHidden(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := meetingtest.NewTwins(t, seed)
			alike := func(step int, p meeting.PersonID, of func(*testing.T, *meetingtest.Twins, int, meeting.PersonID) string) {
				got, want := of(t, w, 0, p), of(t, w, 1, p)
				if got != want {
					n := 0
					for n < min(len(got), len(want)) && got[n] == want[n] {
						n++
					}
					t.Fatalf("step %d: %s is shown\n…%s\nwant\n…%s", step, p, got[max(0, n-200):min(len(got), n+200)], want[max(0, n-200):min(len(want), n+200)])
				}
				if strings.Contains(got, meetingtest.Canary) {
					t.Fatalf("step %d: %s reads what is hidden", step, p)
				}
			}
			for step := range 60 {
				w.Step()
				for _, p := range []meeting.PersonID{meetingtest.Nia, meetingtest.Sam} {
					alike(step, p, seen)
					if step%4 == 3 {
						alike(step, p, printed)
					}
					if step%20 == 19 {
						alike(step, p, past)
					}
				}
			}
			if v := w.At(0, meetingtest.Sara).View(); w.Hidden() < 5 || len(v.Plan) == 0 {
				t.Errorf("only %d entries were hidden", w.Hidden())
			}
			if now := printed(t, w, 0, meetingtest.Sara) + past(t, w, 0, meetingtest.Sara); !strings.Contains(now, meetingtest.Canary) {
				t.Error("the keyworker does not see what is hidden from others")
			}
		})
	}
}
