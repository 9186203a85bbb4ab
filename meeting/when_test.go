package meeting_test

import (
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
)

// today is a Wednesday.
const today = meeting.Day("2026-11-25")

func TestParseDay(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"  ", ""},
		{"today", "2026-11-25"},
		{"Tomorrow", "2026-11-26"},
		{"yesterday", "2026-11-24"},

		{"thursday", "2026-11-26"},
		{"mon", "2026-11-30"},
		{"wednesday", "2026-12-02"}, // not today: today is called that
		{"this wednesday", "2026-11-25"},
		{"this friday", "2026-11-27"},
		{"next friday", "2026-12-04"},
		{"next monday", "2026-11-30"},
		{"next sunday", "2026-12-06"},
		{"Tues.", "2026-12-01"},

		{"in 6 weeks", "2027-01-06"},
		{"6 weeks", "2027-01-06"},
		{"in six weeks", "2027-01-06"},
		{"in a week", "2026-12-02"},
		{"next week", "2026-12-02"},
		{"in a fortnight", "2026-12-09"},
		{"in 1 day", "2026-11-26"},
		{"in 3 months", "2027-02-25"},
		{"next month", "2026-12-25"},
		{"in two years", "2028-11-25"},

		{"24 nov", "2027-11-24"},
		{"25 nov", "2026-11-25"},
		{"25 November", "2026-11-25"},
		{"1st december", "2026-12-01"},
		{"dec 1", "2026-12-01"},
		{"1 sept", "2027-09-01"},
		{"24 nov 2026", "2026-11-24"},
		{"nov 24, 2026", "2026-11-24"},
		{"fri 27 nov", "2026-11-27"},
		{"Friday, 27th November 2026", "2026-11-27"},
		{"tue 24 nov", "2026-11-24"}, // only this year's is a Tuesday
		{"wed 24 nov", "2027-11-24"},
		{"29 feb 2028", "2028-02-29"},

		{"3/4", "2027-04-03"},
		{"3/4/2027", "2027-04-03"},
		{"03.04.2027", "2027-04-03"},
		{"3-4-2027", "2027-04-03"},
		{"2026-11-24", "2026-11-24"},
		{"1919-01-02", "1919-01-02"},
	} {
		got, err := meeting.ParseDay(tt.in, today)
		if string(got) != tt.want || err != nil {
			t.Errorf("ParseDay(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestParseDayRefuses(t *testing.T) {
	for _, tt := range []struct{ in, says string }{
		{"32 december", "no 32 December 2026"},
		{"31 november", "has 30 days"},
		{"0 november", "no 0 November"},
		{"29 feb", "no 29 February 2027"},
		{"2026-02-30", "no 30 February 2026"},
		{"13/13", "no month 13"},
		{"11/24/2026", "the day comes first"},
		{"monday 24 nov 2026", "is a Tuesday"},
		{"mon 24 nov", "is a Wednesday"},
		{"this monday", "is over"},
		{"3/4/27", "not understood"},
		{"3/4-2027", "not understood"},
		{"24 nov 27", "not understood"},
		{"24 nov 0000", "not understood"},
		{"24 nov 0001", "too far away"},
		{"2999-01-01", "too far away"},
		{"in 9999 years", "too far away"},
		{"in -1 weeks", "not understood"},
		{"in 10000 days", "not understood"},
		{"in 6 weeks time", "not understood"},
		{"soon", "not understood"},
		{"nov", "not understood"},
		{"24", "not understood"},
		{"next", "not understood"},
		{"next days", "not understood"},
		{"24 nov 2026 please", "not understood"},
		{"24 nov\x1b[31m", "not understood"},
		{strings.Repeat("1 ", 1000), "not understood"},
	} {
		got, err := meeting.ParseDay(tt.in, today)
		if err == nil || meeting.CodeOf(err) != meeting.Invalid || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("ParseDay(%q) = %q, %v, want a refusal that says %q", tt.in, got, err, tt.says)
		}
		if err != nil && strings.ContainsRune(err.Error(), '\x1b') {
			t.Errorf("ParseDay(%q) hands a control on: %q", tt.in, err)
		}
	}
}

func london(t *testing.T) *time.Location {
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("no time zones on this machine:", err)
	}
	return loc
}

func TestParseTime(t *testing.T) {
	now := time.Date(2026, 11, 25, 10, 30, 12, 0, london(t))
	for _, tt := range []struct{ in, want string }{
		{"24 nov 14:00", "2027-11-24 14:00"},
		{"2026-11-24 14:00", "2026-11-24 14:00"},
		{"2026-11-24T14:00", "2026-11-24 14:00"},
		{"tomorrow 9am", "2026-11-26 09:00"},
		{"tomorrow at 9 am", "2026-11-26 09:00"},
		{"Monday, 2.30pm", "2026-11-30 14:30"},
		{"next friday at 12:15 pm", "2026-12-04 12:15"},
		{"in 6 weeks 14:00", "2027-01-06 14:00"},
		{"3/4/2027 12am", "2027-04-03 00:00"},
		{"today noon", "2026-11-25 12:00"},
		{"tomorrow midnight", "2026-11-26 00:00"},
		{"14:00", "2026-11-25 14:00"},
		{"9:00", "2026-11-26 09:00"}, // 9 today is over
		{"at 9pm", "2026-11-25 21:00"},
		{"now", "2026-11-25 10:30"},
		{"in 2 hours", "2026-11-25 12:30"},
		{"in five minutes", "2026-11-25 10:35"},
		{"27 june 2027 14:00", "2027-06-27 14:00"},
	} {
		got, err := meeting.ParseTime(tt.in, now)
		if err != nil || got.Format("2006-01-02 15:04") != tt.want || got.Location() != now.Location() {
			t.Errorf("ParseTime(%q) = %v, %v, want %s", tt.in, got, err, tt.want)
		}
	}
	for _, tt := range []struct{ in, says string }{
		{"", "not understood"},
		{"24 nov", "at what time, too: “24 nov 14:00”"},
		{"24 nov 2026", "at what time"},
		{"24 nov 25:00", "no such time"},
		{"24 nov 14:60", "no such time"},
		{"24 nov 13pm", "no such time"},
		{"24 nov 0am", "no such time"},
		{"32 dec 14:00", "no 32 December"},
		{"24 nov 14", "not understood"},
		{"24 nov 14.00", "not understood"},
		{"soon 14:00", "not understood as a date"},
		{"28 march 2027 01:30", "clocks go forward"},
		{"9am 24 nov", "not understood"},
	} {
		got, err := meeting.ParseTime(tt.in, now)
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("ParseTime(%q) = %v, %v, want a refusal that says %q", tt.in, got, err, tt.says)
		}
	}
}

func TestTimeWords(t *testing.T) {
	at := time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)
	for _, tt := range []struct {
		at    time.Time
		today meeting.Day
		want  string
	}{
		{at, today, "Tue 24 Nov, 14:05"},
		{at, "2027-01-01", "Tue 24 Nov 2026, 14:05"},
		{at, "", "Tue 24 Nov 2026, 14:05"},
		{time.Time{}, today, ""},
	} {
		if got := meeting.TimeWords(tt.at, tt.today); got != tt.want {
			t.Errorf("TimeWords(%v, %s) = %q, want %q", tt.at, tt.today, got, tt.want)
		}
	}
}

// FuzzParse holds that nothing that is typed breaks the grammar, and that a date that was understood and
// shown back in words is understood as the same date again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"24 nov 14:00", "in 6 weeks", "next friday 9am", "3/4/2027", "2026-11-24T14:00", "tue 24 nov", "at", "in", "29 feb"} {
		f.Add(s, 0)
		f.Add(s, 1234)
	}
	f.Fuzz(func(t *testing.T, s string, later int) {
		now := time.Date(2026, 11, 25, 10, 30, 0, 0, time.UTC).AddDate(0, 0, later%10000)
		today := meeting.DayOf(now)
		day, err := meeting.ParseDay(s, today)
		switch {
		case err != nil && meeting.CodeOf(err) != meeting.Invalid:
			t.Fatalf("ParseDay(%q) fails with %v, which is not for people", s, err)
		case err == nil && !day.Valid():
			t.Fatalf("ParseDay(%q) = %q, which is no date", s, day)
		case err == nil && day != "":
			for _, shown := range []string{string(day), day.Words(today), day.Words("")} {
				if again, err := meeting.ParseDay(shown, today); err != nil || again != day {
					t.Fatalf("ParseDay(%q) = %s, shown back as %q, read again as %q, %v", s, day, shown, again, err)
				}
			}
		}
		at, err := meeting.ParseTime(s, now)
		switch {
		case err != nil && meeting.CodeOf(err) != meeting.Invalid:
			t.Fatalf("ParseTime(%q) fails with %v, which is not for people", s, err)
		case err == nil:
			shown := meeting.TimeWords(at, today)
			if again, err := meeting.ParseTime(shown, now); err != nil || !again.Equal(at) {
				t.Fatalf("ParseTime(%q) = %v, shown back as %q, read again as %v, %v", s, at, shown, again, err)
			}
		}
	})
}
