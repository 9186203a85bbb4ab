package minutes_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

func of(t *testing.T, r *story, who meeting.PersonID, o minutes.Options) *minutes.Minutes {
	t.Helper()
	m, err := minutes.OfMeeting(r.view(who), r.m, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPapersHoldNothingBeyondTheirAudience(t *testing.T) {
	r := reviewMeeting(t, meeting.Final)
	hidden := []string{"A worry that only practitioners read", "Talk to the GP"}
	for _, tt := range []struct {
		who      meeting.PersonID
		audience meeting.Audience
		shown    bool
	}{
		{"anna", meeting.Everyone, false},
		{"anna", meeting.Practitioners, true},
		{"Sara", meeting.Everyone, false},
		{"Sara", meeting.Practitioners, false},
	} {
		o := minutes.Options{Audience: tt.audience}
		for _, f := range formats {
			both := strings.Join(strings.Fields(written(t, of(t, r, tt.who, o), f)+written(t, minutes.OfPlan(r.view(tt.who), o), f)), " ")
			for _, s := range hidden {
				if strings.Contains(both, s) != tt.shown {
					t.Errorf("papers of %s for %q as %s: %q shown is %t, want %t", tt.who, tt.audience, f, s, !tt.shown, tt.shown)
				}
			}
		}
	}
}

func TestPrivateAnswersAreOnNoPaper(t *testing.T) {
	r := reviewMeeting(t, meeting.Live) // the answers are given, not shown
	for _, who := range []meeting.PersonID{"anna", "Sara", "Tom"} {
		for _, f := range formats {
			got := written(t, of(t, r, who, minutes.Options{Audience: meeting.Practitioners}), f)
			for _, s := range []string{"I start work at nine", "if the class keeps", "disagree"} {
				if strings.Contains(got, s) {
					t.Errorf("%s's paper as %s shows %q before the answers are shown", who, f, s)
				}
			}
		}
	}
}

func TestSameStateGivesSameBytes(t *testing.T) {
	for _, f := range formats {
		a := written(t, of(t, reviewMeeting(t, meeting.Sent), "Sara", minutes.Options{}), f)
		b := written(t, of(t, reviewMeeting(t, meeting.Sent), "Sara", minutes.Options{}), f)
		if a != b {
			t.Errorf("as %s the same state gave two papers", f)
		}
	}
}

func TestPapersForEveryoneAreTheSameForEverybody(t *testing.T) {
	r := reviewMeeting(t, meeting.Final)
	for _, f := range formats {
		if written(t, of(t, r, "Sara", minutes.Options{}), f) != written(t, of(t, r, "anna", minutes.Options{}), f) {
			t.Errorf("as %s, Sara's paper for everyone is not Anna's", f)
		}
	}
}

func TestUnknownMeetingAndFormat(t *testing.T) {
	r := reviewMeeting(t, meeting.Preparing)
	if _, err := minutes.OfMeeting(r.view("anna"), 9999, minutes.Options{}); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("an unknown meeting gives %v, want a refusal", err)
	}
	if err := minutes.Write(&strings.Builder{}, minutes.OfPlan(r.view("anna"), minutes.Options{}), "papyrus"); err == nil {
		t.Error("a format that is none is written")
	}
	full := errors.New("disk full")
	if err := minutes.Write(failing{full}, minutes.OfPlan(r.view("anna"), minutes.Options{}), minutes.Text); !errors.Is(err, full) {
		t.Errorf("Write hides the writer's error: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestStagesAndSilence(t *testing.T) {
	for _, tt := range []struct {
		until meeting.MeetingStage
		want  []string
		not   []string
	}{
		{meeting.Preparing, []string{"Draft minutes", "being prepared", "attendance list is empty", "Added by Sara"}, []string{"What people say"}},
		{meeting.Live, []string{"the meeting is on", "from 14:07", "4 people have answered"}, []string{"Closed", "What people say"}},
		{meeting.Tidying, []string{"tidying the notes", "Closed", "This was missing", "the room was needed"}, []string{"What people say"}},
		{meeting.Sent, []string{"sent on Tue 24 Nov 2026, to be answered by Tue 8 Dec 2026", "no reply", "The chair has not answered."}, []string{"final since"}},
		{meeting.Final, []string{"final since Wed 9 Dec 2026", "no reply"}, []string{"Draft", "draft"}},
	} {
		got := strings.Join(strings.Fields(written(t, of(t, reviewMeeting(t, tt.until), "Tom", minutes.Options{}), minutes.Text)), " ")
		for _, s := range tt.want {
			if !strings.Contains(strings.ToLower(got), strings.ToLower(s)) {
				t.Errorf("%s minutes do not say %q", tt.until, s)
			}
		}
		for _, s := range tt.not {
			if strings.Contains(got, s) {
				t.Errorf("%s minutes say %q", tt.until, s)
			}
		}
	}
}

func TestTimesAreToldInTheZone(t *testing.T) {
	r := reviewMeeting(t, meeting.Tidying)
	m := of(t, r, "Sara", minutes.Options{Zone: time.FixedZone("BST", 3600)})
	if got := written(t, m, minutes.Text); !strings.Contains(got, "Tue 24 Nov 2026, 15:00") || strings.Contains(got, "14:06") {
		t.Errorf("the paper does not tell times an hour ahead:\n%s", got)
	}
	var facts struct {
		Opened time.Time `json:"opened"`
	}
	if err := json.Unmarshal([]byte(written(t, m, minutes.JSON)), &facts); err != nil || !facts.Opened.Equal(r.State().Meeting(r.m).Opened) {
		t.Errorf("JSON says it opened at %v, %v", facts.Opened, err)
	}
}

// TestJSONListsAreNeverNull: whoever reads the facts may loop over every list without asking.
func TestJSONListsAreNeverNull(t *testing.T) {
	r := newStory(t)
	r.tell("anna", meeting.CreateRecord{
		Name: "kestrel", Children: []meeting.Person{{Name: "Ali"}},
		Creator: meeting.Member{Person: "anna", Name: "Anna", Agency: "health", Role: meeting.Keyworker},
	})
	r.m = r.tell("anna", meeting.PlanMeeting{Kind: meeting.Initial, At: r.at})
	for _, p := range []minutes.Paper{of(t, r, "anna", minutes.Options{}), minutes.OfPlan(r.view("anna"), minutes.Options{})} {
		if got := written(t, p, minutes.JSON); strings.Contains(got, "null") {
			t.Errorf("null in:\n%s", got)
		}
	}
}
