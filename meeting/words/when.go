package words

import (
	"regexp"
	"time"
)

// The names of the calendar, as people read them in full and in a narrow place.
var (
	days        = [...]Msg{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	shortDays   = [...]Msg{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
	monthNames  = [...]Msg{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	shortMonths = [...]Msg{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

// named finds what has a name in a layout of package time.
var named = regexp.MustCompile(`Monday|Mon|January|Jan`)

// Time says a day or a moment, where t's location is, by a layout of package time. The layout is a message itself: a
// language may put its parts in another order.
func (l *Language) Time(t time.Time, layout Msg) string {
	if l == nil || l.tag == English {
		return t.Format(string(layout))
	}
	if l.made != nil {
		return l.made(Msg(t.Format(string(layout))))
	}
	format := l.T(layout)
	out, at := "", 0
	for _, m := range named.FindAllStringIndex(format, -1) {
		if m[0] > at {
			out += t.Format(format[at:m[0]])
		}
		var name Msg
		switch format[m[0]:m[1]] {
		case "Monday":
			name = days[t.Weekday()]
		case "Mon":
			name = shortDays[t.Weekday()]
		case "January":
			name = monthNames[t.Month()-1]
		default:
			name = shortMonths[t.Month()-1]
		}
		out, at = out+l.T(name), m[1]
	}
	return out + t.Format(format[at:])
}

// When is a day or a moment among what is put into a message, to be said as Language.Time does.
type When struct {
	At     time.Time
	Layout Msg
}

// In says it.
func (w When) In(l *Language) string {
	if w.At.IsZero() {
		return ""
	}
	return l.Time(w.At, w.Layout)
}

// String says it in English.
func (w When) String() string { return w.In(nil) }
