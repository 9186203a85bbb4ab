package meeting

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Dates as people type them. The grammar is small and strict: what does not fit is refused, never
// guessed at, and whoever asks for a date shows back what was understood (Day.Words, TimeWords).
//
//	today, tomorrow, yesterday
//	friday, this friday     the first one after today; this week's (weeks begin on Monday)
//	next friday             next week's
//	in 6 weeks, 6 weeks     days, weeks, fortnights, months or years; a, an, or one to twelve in words
//	next week, next month
//	24 nov, nov 24          the next one, today included; "24th november 2027" says the year
//	fri 27 nov              the weekday has to be right
//	24/11, 24/11/2026       day first; . and - too
//	2026-11-24              ISO 8601
//
// A time is a day, then 14:00, 9am, 9.30 pm, noon or midnight; a time alone is the next such time.
// "now" and "in 2 hours" are times too. All of it may be written in Welsh as well (fromWelsh).

var (
	weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	months   = []string{
		"january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december",
	}
	counts = []string{
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	}
)

var (
	isoDay     = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	numericDay = regexp.MustCompile(`^(\d{1,2})([/.-])(\d{1,2})(?:([/.-])(\d{4}))?\.?$`)
	monthDay   = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?\.?$`)
	isoTime    = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})t(\d{2}:\d{2})$`)
	clock24    = regexp.MustCompile(`^(\d{1,2}):(\d{2})$`)
	clock12    = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?(am|pm)$`)
)

// The years that a date may be of: nobody at the table was born before the first or plans beyond the last.
const (
	firstYear = 1900
	lastYear  = 2200
)

// longestDate is the length in bytes beyond which nothing is a date.
const longestDate = 60

// typed returns what was typed in one form: small letters, single spaces, no commas.
func typed(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(s, ",", " "))), " ")
}

// ParseDay reads a date as people type it; today is that of the reader. An empty s is no date. What is not
// a date of the grammar is refused (Invalid).
func ParseDay(s string, today Day) (Day, error) {
	ws := fromWelsh(strings.Fields(typed(s)))
	if len(ws) == 0 {
		return "", nil
	}
	now := today.Time(time.UTC)
	if len(s) > longestDate || now.IsZero() {
		return "", notDay(s)
	}
	t, err := dayOf(ws, now)
	if err != nil {
		return "", err
	}
	if t.IsZero() {
		return "", notDay(s)
	}
	if t.Year() < firstYear || t.Year() > lastYear {
		return "", refuse(Invalid, "That date is too far away to be meant: please check the year.")
	}
	return DayOf(t), nil
}

// quoted shows back what was typed, on one line and not at length.
func quoted(s string) string { return "“" + oneLine(text.CleanLine(s), 40) + "”" }

func notDay(s string) error {
	return refuse(Invalid, "%s was not understood as a date: write it like 24 nov, next friday, in 6 weeks or 2026-11-24.", quoted(s))
}

// dayOf returns the day that the words name, the zero time if they name none.
func dayOf(ws []string, now time.Time) (time.Time, error) {
	if len(ws) == 1 {
		switch ws[0] {
		case "today":
			return now, nil
		case "tomorrow":
			return now.AddDate(0, 0, 1), nil
		case "yesterday":
			return now.AddDate(0, 0, -1), nil
		}
		if m := isoDay.FindStringSubmatch(ws[0]); m != nil {
			return date(number(m[1]), number(m[2]), number(m[3]))
		}
	}
	if t := weekdayOf(ws, now); !t.IsZero() {
		if t.Before(now) {
			return time.Time{}, refuse(Invalid, "%[1]s of this week is over: write “next %[1]s”, or the date.", words.When{At: t, Layout: "Monday"})
		}
		return t, nil
	}
	if t, ok := ahead(ws, now); ok {
		return t, nil
	}
	return calendarDay(ws, now)
}

// weekdayOf reads "friday", "this friday" and "next friday".
func weekdayOf(ws []string, now time.Time) time.Time {
	monday := now.AddDate(0, 0, -(int(now.Weekday())+6)%7)
	switch d := weekday(ws[len(ws)-1]); {
	case d < 0 || len(ws) > 2:
	case len(ws) == 1:
		return now.AddDate(0, 0, (d-int(now.Weekday())+6)%7+1)
	case ws[0] == "this":
		return monday.AddDate(0, 0, (d+6)%7)
	case ws[0] == "next":
		return monday.AddDate(0, 0, 7+(d+6)%7)
	}
	return time.Time{}
}

// weekday returns the number of a day of the week, Sunday being 0; -1 for any other word.
func weekday(s string) int {
	return place(weekdays, strings.TrimSuffix(s, "."), "tues", "weds", "thur", "thurs")
}

// month returns the number of a month, January being 1; 0 for any other word.
func month(s string) int { return place(months, strings.TrimSuffix(s, "."), "sept") + 1 }

// place returns the index of the name that s is, whole, as its first three letters, or as one of the
// other usual short forms; -1 if it is none.
func place(names []string, s string, short ...string) int {
	for i, n := range names {
		if s == n || s == n[:3] {
			return i
		}
		for _, x := range short {
			if s == x && strings.HasPrefix(n, x) {
				return i
			}
		}
	}
	return -1
}

// ahead reads "in 6 weeks", "6 weeks", "a fortnight", "next month".
func ahead(ws []string, now time.Time) (time.Time, bool) {
	if ws[0] == "in" {
		ws = ws[1:]
	}
	if len(ws) != 2 {
		return time.Time{}, false
	}
	n := count(ws[0])
	if ws[0] == "next" && ws[1] != "fortnight" && !strings.HasSuffix(ws[1], "s") {
		n = 1
	}
	if n < 0 {
		return time.Time{}, false
	}
	switch strings.TrimSuffix(ws[1], "s") {
	case "day":
		return now.AddDate(0, 0, n), true
	case "week":
		return now.AddDate(0, 0, 7*n), true
	case "fortnight":
		return now.AddDate(0, 0, 14*n), true
	case "month":
		return addMonths(now, n), true
	case "year":
		return addMonths(now, 12*n), true
	}
	return time.Time{}, false
}

// count returns how many a word says, up to 9999; -1 if it says no number.
func count(s string) int {
	if s == "a" || s == "an" {
		return 1
	}
	for i, w := range counts {
		if s == w {
			return i
		}
	}
	if len(s) > 4 {
		return -1
	}
	return number(s)
}

// number returns the number that s is, -1 for none.
func number(s string) int {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return -1
	}
	return int(n)
}

// addMonths adds months, to the last day of the month where that is shorter.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, t.Location())
	return first.AddDate(0, 0, min(t.Day(), daysIn(first.Year(), int(first.Month())))-1)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// date returns a day of the calendar, or says why there is no such day.
func date(year, month, day int) (time.Time, error) {
	if month < 1 || month > 12 {
		return time.Time{}, refuse(Invalid, "There is no month %d: the day comes first, as in 24/11/2026.", month)
	}
	if n := daysIn(year, month); day < 1 || day > n {
		return time.Time{}, refuse(Invalid, "There is no %d %s %d: that month has %d days.", day, words.When{At: time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC), Layout: "January"}, year, n)
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), nil
}

// calendarDay reads "24 nov", "fri 27 november 2026", "nov 24" and "24/11".
func calendarDay(ws []string, now time.Time) (time.Time, error) {
	on := -1
	if d := weekday(ws[0]); d >= 0 && len(ws) > 1 {
		on, ws = d, ws[1:]
	}
	var day, mon, year int
	switch len(ws) {
	case 1:
		m := numericDay.FindStringSubmatch(ws[0])
		if m == nil || m[4] != "" && m[4] != m[2] {
			return time.Time{}, nil
		}
		day, mon = number(m[1]), number(m[3])
		if m[5] != "" {
			year = number(m[5])
		}
	case 3:
		if len(ws[2]) != 4 || number(ws[2]) <= 0 {
			return time.Time{}, nil
		}
		year = number(ws[2])
		fallthrough
	case 2:
		d, m := ws[0], month(ws[1])
		if m == 0 {
			d, m = ws[1], month(ws[0])
		}
		if m == 0 || !monthDay.MatchString(d) {
			return time.Time{}, nil
		}
		day, mon = number(monthDay.FindStringSubmatch(d)[1]), m
	default:
		return time.Time{}, nil
	}
	t, err := yearOf(day, mon, year, on, now)
	if err == nil && on >= 0 && int(t.Weekday()) != on {
		err = refuse(Invalid, "%s is a %s: please check which of the two is meant.", words.When{At: t, Layout: "2 January 2006"}, words.When{At: t, Layout: "Monday"})
	}
	return t, err
}

// yearOf returns the day in that year or, for year 0, the next one from today on. A weekday that only
// fits the day of this year that is past means that one, as Day.Words writes it.
func yearOf(day, month, year, on int, now time.Time) (time.Time, error) {
	if year != 0 {
		return date(year, month, day)
	}
	t, err := date(now.Year(), month, day)
	if err == nil && (!t.Before(now) || on == int(t.Weekday())) {
		return t, nil
	}
	if err != nil && (month != 2 || day != 29) {
		return t, err
	}
	return date(now.Year()+1, month, day)
}

// TimeWords returns a day and time for people where t's location is, in English, "Tue 24 Nov, 14:00", with the year
// where it is not that of today; "" for the zero time.
func TimeWords(t time.Time, today Day) string { return TimeWhen(t, today).String() }

// TimeIn returns a day and time as TimeWords does, in a language.
func TimeIn(l *words.Language, t time.Time, today Day) string { return TimeWhen(t, today).In(l) }

// TimeWhen returns a day and time as TimeWords does, to be put into a message.
func TimeWhen(t time.Time, today Day) words.When {
	w := words.When{At: t, Layout: "Mon 2 Jan 2006, 15:04"}
	if day := DayOf(t); day != "" && len(today) >= 4 && day[:4] == today[:4] {
		w.Layout = "Mon 2 Jan, 15:04"
	}
	return w
}

// ParseTime reads a day and time as people type them, where now's location is. It refuses (Invalid) what is
// not of the grammar, a day without a time, and a time that the clocks skip.
func ParseTime(s string, now time.Time) (time.Time, error) {
	ws := fromWelsh(strings.Fields(typed(s)))
	if len(ws) == 0 || len(s) > longestDate {
		return time.Time{}, notTime(s)
	}
	if t, ok := soon(ws, now); ok {
		return t, nil
	}
	if m := isoTime.FindStringSubmatch(ws[0]); m != nil && len(ws) == 1 {
		ws = m[1:]
	}
	ws, hour, minute := cutClock(ws)
	if hour < 0 {
		if _, err := ParseDay(s, DayOf(now)); err != nil {
			return time.Time{}, notTime(s)
		}
		return time.Time{}, refuse(Invalid, "Say at what time, too: “%s 14:00”.", typed(s))
	}
	if hour > 23 || minute > 59 {
		return time.Time{}, refuse(Invalid, "There is no such time on a clock: write it like 14:00 or 2pm.")
	}
	day := DayOf(now)
	if len(ws) == 0 { // the next such time
		if t, err := clockOn(day, hour, minute, now.Location()); err == nil && t.After(now) {
			return t, nil
		}
		ws = []string{"tomorrow"}
	}
	day, err := ParseDay(strings.Join(ws, " "), day)
	if err != nil {
		return time.Time{}, err
	}
	return clockOn(day, hour, minute, now.Location())
}

func notTime(s string) error {
	return refuse(Invalid, "%s was not understood as a date and time: write it like 24 nov 14:00, tomorrow 9am or 2026-11-24 14:00.", quoted(s))
}

// soon reads "now" and "in 2 hours", to the minute.
func soon(ws []string, now time.Time) (time.Time, bool) {
	if len(ws) == 1 && ws[0] == "now" {
		return now.Truncate(time.Minute), true
	}
	if len(ws) != 3 || ws[0] != "in" {
		return time.Time{}, false
	}
	n := count(ws[1])
	if n < 0 {
		return time.Time{}, false
	}
	switch strings.TrimSuffix(ws[2], "s") {
	case "minute", "min":
		return now.Add(time.Duration(n) * time.Minute).Truncate(time.Minute), true
	case "hour":
		return now.Add(time.Duration(n) * time.Hour).Truncate(time.Minute), true
	}
	return time.Time{}, false
}

// cutClock takes the time of day off the end of the words. The hour is -1 if there is none, and more
// than 23 if there is no such time. A bare number is no time, but a day or a year.
func cutClock(ws []string) (before []string, hour, minute int) {
	n := len(ws) - 1
	last := ws[n]
	if n > 0 && (last == "am" || last == "pm") {
		n--
		last = ws[n] + last
	}
	hour = -1
	switch last {
	case "noon", "midday":
		hour = 12
	case "midnight":
		hour = 0
	default:
		if m := clock24.FindStringSubmatch(last); m != nil {
			hour, minute = number(m[1]), number(m[2])
		} else if m := clock12.FindStringSubmatch(last); m != nil {
			hour, minute = number(m[1]), max(number(m[2]), 0)
			switch {
			case hour < 1 || hour > 12:
				hour = 24
			case m[3] == "pm":
				hour = hour%12 + 12
			default:
				hour %= 12
			}
		}
	}
	if hour < 0 {
		return ws, hour, minute
	}
	if n > 0 && ws[n-1] == "at" {
		n--
	}
	return ws[:n], hour, minute
}

// clockOn returns the moment of a time of day, unless the clocks skip it.
func clockOn(d Day, hour, minute int, loc *time.Location) (time.Time, error) {
	t := d.Time(loc)
	t = time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, loc)
	if t.Hour() != hour || t.Minute() != minute {
		return time.Time{}, refuse(Invalid, "The clocks go forward that night and skip this time: choose another.")
	}
	return t, nil
}
