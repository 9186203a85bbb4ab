package meeting

import (
	"testing"
	"time"

	"oneplan/meeting/words"
)

func TestWelshDates(t *testing.T) {
	today := Day("2026-11-22") // a Sunday
	for welsh, english := range map[string]string{
		"heddiw": "today", "yfory": "tomorrow", "ddoe": "yesterday", "dydd Mawrth": "tuesday", "Mawrth": "tuesday",
		"Llun nesaf": "next monday", "dydd Gwener nesaf": "next friday", "wythnos nesaf": "next week", "mis nesaf": "next month",
		"ymhen 6 wythnos": "in 6 weeks", "ymhen chwe wythnos": "in 6 weeks", "ymhen pythefnos": "in 2 weeks", "ymhen mis": "in 1 month",
		"ymhen tri diwrnod": "in 3 days", "24 Tach": "24 nov", "Maw 24 Tach": "tue 24 nov", "24 Mawrth": "24 march", "Maw 2 Maw 2027": "tue 2 mar 2027",
		"1 Chwe": "1 feb", "12 Ionawr 2027": "12 january 2027", "dydd Sul 3 Mai 2027": "sun 3 may 2027", "2 ddiwrnod": "2 days",
	} {
		got, err := ParseDay(welsh, today)
		want, err2 := ParseDay(english, today)
		if got != want || (err == nil) != (err2 == nil) {
			t.Errorf("%q is %q (%v), %q is %q (%v)", welsh, got, err, english, want, err2)
		}
	}
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for welsh, english := range map[string]string{
		"24 Tach am 14:00": "24 nov 14:00", "yfory 9:30": "tomorrow 9:30", "Maw 24 Tach, 14:00": "tue 24 nov 14:00", "ymhen 2 awr": "in 2 hours",
		"12 ion 10am": "12 jan 10am", "yfory 9 am": "tomorrow 9 am",
	} {
		got, err := ParseTime(welsh, now)
		want, err2 := ParseTime(english, now)
		if err != nil || err2 != nil || !got.Equal(want) {
			t.Errorf("%q is %v (%v), %q is %v (%v)", welsh, got, err, english, want, err2)
		}
	}
}

// What a form shows of a day is read again when the form is sent, in whichever language it is shown.
func TestDaysAreReadBack(t *testing.T) {
	today := Day("2026-11-22")
	for _, l := range words.All() {
		for n := range 800 {
			d := today.Add(n - 400)
			if got, err := ParseDay(d.In(l, today), today); err != nil || got != d {
				t.Fatalf("%s: %q of %s is read as %q: %v", l.Tag(), d.In(l, today), d, got, err)
			}
			at := d.Time(time.UTC).Add(14*time.Hour + 5*time.Minute)
			for _, layout := range []words.Msg{"Mon 2 Jan 2006, 15:04", "2 January 2006 15:04"} {
				if got, err := ParseTime(l.Time(at, layout), today.Time(time.UTC)); err != nil || !got.Equal(at) {
					t.Fatalf("%s: %q is read as %v: %v", l.Tag(), l.Time(at, layout), got, err)
				}
			}
		}
	}
}
