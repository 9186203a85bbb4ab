package minutes

import (
	"io"
	"time"

	ics "github.com/arran4/golang-ical"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// Event is one thing of a calendar file. All its strings become one line each. Calendars go to telephones and to other people's machines: whoever
// makes an event takes the children's names out, see Unnamed.
type Event struct {
	UID     string      // names it for ever, in this calendar and in every other one
	Changed time.Time   // when it was changed last, as far as the reader may know
	Day     meeting.Day // where At is zero: some time that day
	At      time.Time
	Minutes int // 0: not known
	Summary string
	Place   string
	Notes   string
}

// WriteCalendar writes events as iCalendar has them (RFC 5545), for a calendar program to show: nobody is invited by it, and nothing is asked of
// whoever reads it. The same events are the same bytes: the file has no METHOD, so that its DTSTAMP is when an event was revised last and not when
// the file was written (3.8.7.2), and no scheduling is meant (3.7.2).
func WriteCalendar(w io.Writer, events []Event) error {
	c := ics.NewCalendarFor("oneplan")
	c.SetProductId("-//oneplan//calendar//EN")
	for _, x := range events {
		e := c.AddEvent(text.CleanLine(x.UID))
		e.SetDtStampTime(x.Changed)
		e.SetModifiedAt(x.Changed)
		e.SetClass(ics.ClassificationPrivate)
		switch {
		case x.At.IsZero():
			e.SetAllDayStartAt(x.Day.Time(time.UTC))
			e.SetTimeTransparency(ics.TransparencyTransparent) // something due takes up nobody's day
		default:
			e.SetStartAt(x.At)
			if x.Minutes > 0 {
				e.SetEndAt(x.At.Add(time.Duration(x.Minutes) * time.Minute))
			}
		}
		write(e, x)
	}
	return c.SerializeTo(w, ics.WithNewLineWindows)
}

// write writes what an event says in words.
func write(e *ics.VEvent, x Event) {
	for _, p := range []struct {
		name  ics.ComponentProperty
		value string
	}{{ics.ComponentPropertySummary, x.Summary}, {ics.ComponentPropertyLocation, x.Place}, {ics.ComponentPropertyDescription, x.Notes}} {
		if s := text.CleanLine(p.value); s != "" {
			e.SetProperty(p.name, s)
		}
	}
}
