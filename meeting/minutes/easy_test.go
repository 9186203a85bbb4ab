package minutes_test

import (
	"bytes"
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

// easyRead is the easy-read copies of one meeting's record.
func easyRead(t *testing.T, r *story, who meeting.PersonID, o minutes.Options) map[string]*minutes.Easy {
	t.Helper()
	v := r.view(who)
	m, err := minutes.OfEasyMeeting(v, r.m, o)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*minutes.Easy{"plan": minutes.OfEasyPlan(v, o), "minutes": m}
}

// TestEasyRead keeps the easy-read copies in both languages, with one number, the same bytes each time, and short lines of ours.
func TestEasyRead(t *testing.T) {
	r := reviewMeeting(t, meeting.Final)
	numbers := map[string]string{}
	for _, tag := range []string{"en", "cy"} {
		o := minutes.Options{Words: words.In(tag)}
		again := easyRead(t, r, "Sara", o)
		for name, p := range easyRead(t, r, "Sara", o) {
			golden(t, "easy-"+name+"-"+tag+".md", written(t, p, minutes.Markdown))
			if n := minutes.Number(p); n == "" || numbers[name] != "" && numbers[name] != n {
				t.Errorf("%s has the number %q in one language and %q in another", name, numbers[name], n)
			} else {
				numbers[name] = n
			}
			for _, f := range []minutes.Format{minutes.Markdown, minutes.Text, minutes.HTML, minutes.PDF, minutes.DOCX} {
				if written(t, p, f) != written(t, again[name], f) {
					t.Errorf("the %s as %s are other bytes the second time", name, f)
				}
			}
			d := p.Document()
			short(t, d)
			for _, f := range []minutes.Format{minutes.PDF, minutes.DOCX} {
				var large bytes.Buffer
				if err := (minutes.Sheet{Large: true}).Write(&large, p, f); err != nil {
					t.Fatal(err)
				}
				if large.String() != written(t, p, f) {
					t.Errorf("the %s as %s are not in large print by themselves", name, f)
				}
			}
		}
	}
	if numbers["plan"] == numbers["minutes"] || numbers["plan"] == minutes.Number(minutes.OfPlan(r.view("Sara"), minutes.Options{})) {
		t.Error("the easy-read copy has another paper's number")
	}
}

// short fails on lines of ours that hold more than one idea, as far as a count can tell.
func short(t *testing.T, d minutes.Document) {
	t.Helper()
	check := func(s string) {
		if n := len(strings.Fields(s)); n > 15 {
			t.Errorf("%d words in one line: %q", n, s)
		}
		if strings.Contains(s, ";") {
			t.Errorf("two ideas in one line: %q", s)
		}
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case minutes.Heading:
			if check(b.Text); b.Level == 2 && !strings.HasSuffix(b.Text, "?") && b.Text != d.T("What the short words mean") {
				t.Errorf("%q is no question", b.Text)
			}
		case minutes.Paragraph:
			check(string(b))
		case minutes.Signs:
			for _, s := range b {
				check(s.Value)
			}
		case minutes.Table, minutes.Pairs:
			t.Errorf("a table is hard to read: %v", b)
		}
	}
}

// TestEasyReadIsForEveryone: what practitioners alone may see never stands in it, whoever asks and for whomever.
func TestEasyReadIsForEveryone(t *testing.T) {
	for _, until := range []meeting.MeetingStage{meeting.Preparing, meeting.Live, meeting.Sent, meeting.Final} {
		r := reviewMeeting(t, until)
		for _, o := range []minutes.Options{{Audience: meeting.Practitioners}, {Whole: true}, {}} {
			for name, p := range easyRead(t, r, "anna", o) {
				for _, f := range []minutes.Format{minutes.Markdown, minutes.JSON} {
					if got := written(t, p, f); strings.Contains(got, "practitioners only") || strings.Contains(got, "only practitioners") {
						t.Errorf("%s: the %s tell what practitioners alone may see:\n%s", until, name, got)
					}
				}
				if got := minutes.Number(p); got != minutes.Number(easyRead(t, r, "Sara", minutes.Options{})[name]) {
					t.Errorf("%s: the %s are another paper for the keyworker", until, name)
				}
			}
		}
	}
}
