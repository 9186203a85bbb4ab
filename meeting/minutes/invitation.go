package minutes

import (
	"io"
	"time"

	ics "github.com/arran4/golang-ical"

	"oneplan/meeting/text"
)

// Invitation is a meeting that one person is invited to by mail, is told a change of, or need not come to any more.
type Invitation struct {
	Event            // its UID is that of the same meeting in WriteCalendar, so that a calendar program shows it once
	Sequence  int    // of what was said about it before, from 0: the newest counts
	Organiser string // the service, as a mailto: URI (RFC 6068)
	To        string // them, likewise
	Off       bool   // it is called off, or goes on without them
}

// Method is what an invitation asks of a calendar program: to take the meeting in, or out (RFC 5546, section 1.4).
func (i Invitation) Method() string {
	if i.Off {
		return string(ics.MethodCancel)
	}
	return string(ics.MethodRequest)
}

// WriteInvitation writes an invitation as iTIP has it (RFC 5546, sections 3.2.2 and 3.2.5). It names nobody but whom it is sent to, and asks for
// no answer: who comes is told to the meeting's chair, not to a mail server. The same invitation is the same bytes.
func WriteInvitation(w io.Writer, i Invitation) error {
	c := ics.NewCalendarFor("oneplan")
	c.SetProductId("-//oneplan//calendar//EN")
	c.SetMethod(ics.Method(i.Method()))
	e := c.AddEvent(text.CleanLine(i.UID))
	e.SetDtStampTime(i.Changed)
	e.SetModifiedAt(i.Changed)
	e.SetSequence(i.Sequence)
	e.SetClass(ics.ClassificationPrivate)
	e.SetStatus(ics.ObjectStatusConfirmed)
	if i.Off {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	if !i.At.IsZero() {
		e.SetStartAt(i.At)
		if i.Minutes > 0 {
			e.SetEndAt(i.At.Add(time.Duration(i.Minutes) * time.Minute))
		}
	}
	e.SetOrganizer(text.CleanLine(i.Organiser))
	e.AddAttendee(text.CleanLine(i.To), ics.CalendarUserTypeIndividual, ics.ParticipationRoleReqParticipant, ics.ParticipationStatusNeedsAction, ics.WithRSVP(false))
	write(e, i.Event)
	return c.SerializeTo(w, ics.WithNewLineWindows)
}
