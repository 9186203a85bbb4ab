package directory_test

import (
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/directory"
)

// card writes a card's parts one after the other.
func card(ps []directory.Part) string {
	var out strings.Builder
	for _, p := range ps {
		out.WriteString("## " + string(p.Head) + "\n" + strings.Join(p.Lines, "\n") + "\n")
	}
	return out.String()
}

func TestCard(t *testing.T) {
	got, _, err := read(t, full, directory.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := `## What it is
Help with sleep.

For families & carers
It is run by Hill Trust.
## Who it is for
Any child with a long-term need
Age 2 to 17.5.
For people of: Northtown.
## Where
Hill Clinic, 1 Hill Road, Northtown, NT1 2AB
## When
Tuesday and Thursday, 09:30 to 12:00
## What it costs
Free
A session: £7.50
## How to get it
Ask your GP
## How to get in touch
Ring 01234 567890, extension 12
Write to hello@sleep.example
Look at https://www.sleep.example
## How sure this is
Checked 3 months ago.
`
	if c := card(got["s1"].Card(nil, "2026-11-20", "")); c != want {
		t.Errorf("the card says\n%s", c)
	}
	late := card(got["s1"].Card(nil, "2028-01-01", "2027-12-01"))
	for _, says := range []string{"does not have this service any more since 1 December 2027", "Not checked since August 2026. Ring before you rely on it."} {
		if !strings.Contains(late, says) {
			t.Errorf("%q is missing in\n%s", says, late)
		}
	}
}

func TestCorrected(t *testing.T) {
	s := &directory.Service{ID: "s", Name: "S", Status: directory.Active, Phones: []directory.Phone{{Number: "01", Extension: "3"}}, Assured: "2020-01-01"}
	judged := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	cs := []*meeting.Correction{
		{Service: "s", Part: meeting.CorrectPhone, Was: "01", Is: "02", State: meeting.CorrectionAccepted, Judged: judged},
		{Service: "s", Part: meeting.CorrectEmail, Was: "a@b.example", Is: "c@d.example", State: meeting.CorrectionAccepted, Judged: judged},
		{Service: "s", Part: meeting.CorrectURL, Is: "https://x.example", State: meeting.CorrectionWaiting},
		{Service: "s", Part: meeting.CorrectPhone, Was: "02", Is: "03", State: meeting.CorrectionAccepted, Judged: judged},
	}
	got, held := s.Corrected(cs)
	if got.Phone() != "03" || got.Email != "" || got.URL != "" || len(held) != 2 || got.Checked() != "2026-11-01" || s.Phone() != "01, extension 3" {
		t.Errorf("%+v %+v", got, held)
	}
	f := directory.Found{Total: 2, Hits: []directory.Hit{{ID: "s", Phone: "01, extension 3", Status: directory.Active}, {ID: "x", Status: directory.Active}}}
	cs = append(cs[:1], &meeting.Correction{Service: "x", Part: meeting.CorrectStatus, Was: "active", Is: "defunct", State: meeting.CorrectionAccepted})
	if f.Correct(cs, false); f.Total != 1 || len(f.Hits) != 1 || f.Hits[0].Phone != "02" {
		t.Errorf("%+v", f)
	}
	for _, x := range []struct {
		part     meeting.CorrectionPart
		is, want string
		fails    bool
	}{
		{meeting.CorrectPhone, " 01234 5 ", "01234 5", false},
		{meeting.CorrectPhone, "none", "", true},
		{meeting.CorrectEmail, "a@b.example", "a@b.example", false},
		{meeting.CorrectEmail, "no", "", true},
		{meeting.CorrectURL, "www.x.example", "https://www.x.example", false},
		{meeting.CorrectURL, "javascript:x", "", true},
		{meeting.CorrectStatus, "Defunct", "defunct", false},
		{meeting.CorrectStatus, "shut", "", true},
		{meeting.CorrectDescription, "a\x1b[31mb", "a[31mb", false},
	} {
		got, err := directory.CheckCorrection(x.part, x.is)
		if got != x.want || (err != nil) != x.fails {
			t.Errorf("%s %q: %q %v", x.part, x.is, got, err)
		}
	}
}

func TestFreshness(t *testing.T) {
	for day, want := range map[meeting.Day]string{
		"": "nobody says when this was checked", "2026-11-20": "checked today", "2026-11-19": "checked yesterday", "2026-11-10": "checked 10 days ago",
		"2026-10-20": "checked 4 weeks ago", "2026-08-10": "checked 3 months ago", "2025-10-01": "not checked since October 2025",
		"2031-01-01": "dated January 2031, which has not come yet",
	} {
		got := directory.Freshness(nil, day, "2026-11-20")
		if got != want || directory.Stale(day, "2026-11-20") != (day < "2025-11-20" || day > "2026-11-20") {
			t.Errorf("%s: %q", day, got)
		}
	}
}
