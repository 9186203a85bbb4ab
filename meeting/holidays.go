package meeting

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"
)

// Nation says whose bank holidays count.
type Nation string

// Whose bank holidays count. The first is where nobody has said otherwise.
const (
	EnglandAndWales Nation = "England and Wales"
	Scotland        Nation = "Scotland"
	NorthernIreland Nation = "Northern Ireland"
)

// Nations lists whose bank holidays can count.
var Nations = []Nation{EnglandAndWales, Scotland, NorthernIreland}

// What the library does not have: the substitute days are those of the Banking and Financial Dealings Act 1971, schedule 1, and the yearly
// proclamations: what falls on a weekend moves to the next weekday that is free.
var (
	weekendMoves   = []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 1}}
	secondOfJan    = &cal.Holiday{Name: "2nd January", Month: time.January, Day: 2, Observed: []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 2}, {Day: time.Monday, Offset: 1}}, Func: cal.CalcDayOfMonth}
	stAndrew       = &cal.Holiday{Name: "St Andrew's Day", Month: time.November, Day: 30, StartYear: 2007, Observed: weekendMoves, Func: cal.CalcDayOfMonth}
	stPatrick      = &cal.Holiday{Name: "St Patrick's Day", Month: time.March, Day: 17, Observed: weekendMoves, Func: cal.CalcDayOfMonth}
	battleOfBoyne  = &cal.Holiday{Name: "Battle of the Boyne", Month: time.July, Day: 12, Observed: weekendMoves, Func: cal.CalcDayOfMonth}
	nationHolidays = map[Nation][]*cal.Holiday{
		EnglandAndWales: gb.Holidays,
		Scotland: append(slices.DeleteFunc(slices.Clone(gb.Holidays), func(h *cal.Holiday) bool {
			return h == gb.EasterMonday || h == gb.SummerHoliday
		}), secondOfJan, gb.SummerHolidayScotland, stAndrew),
		NorthernIreland: append(slices.Clone(gb.Holidays), stPatrick, battleOfBoyne),
	}
)

// BankHoliday returns the name of the bank holiday that is kept on the day in the nation, "" if it is none. It knows the rules, and those single
// days that were proclaimed when the library was made: later ones are added in the settings.
func BankHoliday(n Nation, d Day) string {
	t := d.Time(time.UTC)
	if t.IsZero() {
		return ""
	}
	if n == "" {
		n = EnglandAndWales
	}
	for _, h := range nationHolidays[n] {
		if _, kept := h.Calc(t.Year()); !kept.IsZero() && DayOf(kept.Add(12*time.Hour)) == d { // at noon: no time zone's clocks skip that
			return h.Name
		}
	}
	return ""
}

// Holiday returns why nobody works on the day though it is none of a weekend: the bank holiday's name, or “a day off” for one of the settings';
// "" where people do work.
func (s *Settings) Holiday(d Day) string {
	if s == nil {
		return BankHoliday(EnglandAndWales, d)
	}
	if slices.Contains(s.DaysOff, d) {
		return "a day off"
	}
	return BankHoliday(s.Nation, d)
}

// AddWorking returns the day so many working days after d: Saturdays, Sundays and holidays do not count. "" for no date. A nil s is a service
// where nobody has set anything.
func (s *Settings) AddWorking(d Day, days int) Day {
	t := d.Time(time.UTC)
	if t.IsZero() {
		return ""
	}
	for days > 0 {
		t = t.AddDate(0, 0, 1)
		if w := t.Weekday(); w != time.Saturday && w != time.Sunday && s.Holiday(DayOf(t)) == "" {
			days--
		}
	}
	return DayOf(t)
}

// AddWorking returns the day so many working days after d, as the service's settings have holidays.
func (v *View) AddWorking(d Day, days int) Day { return v.s.settings.AddWorking(d, days) }

// ReplyDays returns within how many working days people answer the minutes, unless the minute taker says otherwise.
func (v *View) ReplyDays() int { return v.s.settings.replyDays() }
