package meeting

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"
)

// MailOff is the Of of a mail which says that a meeting is called off, or that its reader is not of it any more.
const MailOff = "off"

// mailMinutesFor is how long after minutes became final, or were added to, people are written to about them: who turns mail on later is
// not flooded with the minutes of years.
const mailMinutesFor = 7 * 24 * time.Hour

// MailWanted returns the mail that the record asks for now, whoever has a mailbox and wants it; of each only MailKey and Of are set. now is
// in the service's zone. had is the newest edition of the mail about the record, as Mails.MailOf returns it: only who was
// invited is told that a meeting is off. Whoever's account has ended is for the caller to leave out, since the record does not know.
//
// Final minutes go to those who were there, confirmed or not, or sent apologies, and can read them still; what is to be answered to those
// whose answer is awaited; invitations to everybody who can see the meeting.
func (s *State) MailWanted(now time.Time, had []Mail) []Mail {
	w := mailing{s: s, now: now, views: map[PersonID]*View{}, wanted: map[MailKey]bool{}}
	for _, m := range s.Meetings {
		switch m.Stage {
		case Preparing:
			w.invite(m)
		case Sent:
			w.askAnswers(m)
		case Final:
			w.minutes(m)
		}
	}
	w.callOff(had)
	slices.SortFunc(w.out, func(a, b Mail) int {
		return cmp.Or(cmp.Compare(a.Meeting, b.Meeting), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Person, b.Person))
	})
	return w.out
}

// mailing is a MailWanted on its way.
type mailing struct {
	s      *State
	now    time.Time
	views  map[PersonID]*View // of people, nil of those who are not on the team; with nothing in them but meetings
	wanted map[MailKey]bool   // what is in out
	out    []Mail
}

// sees returns a meeting as somebody of the team sees it, or nil.
func (w *mailing) sees(p PersonID, m *Meeting) *Meeting {
	v, known := w.views[p]
	if !known {
		if me := w.s.MemberOf(p); me != nil {
			v = &View{s: w.s, viewer: w.s.ViewerOf(Authority{Person: p}), Me: me}
			v.meet(nil)
		}
		w.views[p] = v
	}
	if v == nil {
		return nil
	}
	return v.Meeting(m.ID)
}

func (w *mailing) want(kind MailKind, p PersonID, m ID, of string) {
	k := MailKey{Kind: kind, Person: p, Record: w.s.Name, Meeting: m}
	if p != "" && !w.wanted[k] { // somebody can be a member twice, one after the other
		w.wanted[k] = true
		w.out = append(w.out, Mail{MailKey: k, Of: of})
	}
}

func (w *mailing) minutes(m *Meeting) {
	last := m.FinalAt
	for _, a := range m.Amendments {
		last = a.At
	}
	if !w.now.Before(last.Add(mailMinutesFor)) {
		return
	}
	for _, a := range m.Attendance {
		x := w.s.Member(a.Member)
		if x != nil && (a.Way.Present() || a.Way == Apologies) && w.sees(x.Person, m) != nil {
			w.want(MailMinutes, x.Person, m.ID, fmt.Sprintf("%d+%d", m.FinalSeq, len(m.Amendments)))
		}
	}
}

func (w *mailing) askAnswers(m *Meeting) {
	if DayOf(w.now) > m.ReplyBy {
		return
	}
	for _, x := range w.s.silent(m) {
		if w.sees(x.Person, m) != nil {
			w.want(MailAnswer, x.Person, m.ID, mailTime(m.SentAt))
		}
	}
}

func (w *mailing) invite(m *Meeting) {
	if !m.At.After(w.now) {
		return
	}
	for _, x := range w.s.Members {
		seen := w.sees(x.Person, m)
		if seen == nil {
			continue
		}
		of := mailTime(m.At)
		if seen.Place != "" { // which mail does not hold: its sum says whether it is another one
			of += fmt.Sprintf(" %x", sha256.Sum256([]byte(w.s.Name+"\x00"+seen.Place)))[:17]
		}
		w.want(MailMeeting, x.Person, m.ID, of)
	}
}

// callOff says of every invitation that somebody has and that does not hold any more that it is off, unless the meeting is over or under way.
func (w *mailing) callOff(had []Mail) {
	for _, x := range had {
		if x.Kind != MailMeeting || x.Record != w.s.Name || w.wanted[x.MailKey] || !x.told() {
			continue
		}
		m := w.s.Meeting(x.Meeting)
		if m == nil || (m.Stage == CalledOff || m.Stage == Preparing) && m.At.After(w.now) {
			w.want(x.Kind, x.Person, x.Meeting, MailOff)
		}
	}
}

// told reports whether somebody may have had a mail of this key.
func (m *Mail) told() bool {
	again := m.State == MailWaiting || m.State == MailDropped // what was sent may have been to be sent once more
	return m.Edition > 1 || m.State == MailSent || again && !m.Tried.IsZero()
}

func mailTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
