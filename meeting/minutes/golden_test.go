package minutes_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

var formats = []minutes.Format{minutes.Markdown, minutes.Text, minutes.HTML, minutes.JSON}

func written(t *testing.T, p minutes.Paper, f minutes.Format) string {
	t.Helper()
	var b bytes.Buffer
	if err := minutes.Write(&b, p, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// golden compares with a file of testdata, or writes it when ONEPLAN_GOLDEN is "rewrite".
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("ONEPLAN_GOLDEN") == "rewrite" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is another paper now; if that is meant, rewrite it with ONEPLAN_GOLDEN=rewrite. It is:\n%s", file, got)
	}
}

func TestGoldenPapers(t *testing.T) {
	for _, tt := range []struct {
		name  string
		until meeting.MeetingStage
		who   meeting.PersonID
		paper meeting.Audience
	}{
		{"final", meeting.Final, "Sara", meeting.Everyone},
		{"draft", meeting.Live, "anna", meeting.Practitioners},
	} {
		r := reviewMeeting(t, tt.until)
		o := minutes.Options{Audience: tt.paper}
		m, err := minutes.OfMeeting(r.view(tt.who), r.m, o)
		if err != nil {
			t.Fatal(err)
		}
		plan := minutes.OfPlan(r.view(tt.who), o)
		for _, f := range formats {
			golden(t, "minutes-"+tt.name+"."+string(f), written(t, m, f))
			golden(t, "plan-"+tt.name+"."+string(f), written(t, plan, f))
		}
	}
}
