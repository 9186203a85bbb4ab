package line

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"oneplan/meeting"
)

// Duty is whom somebody rings with a safeguarding concern, and who reads what they write of it.
type Duty struct {
	Ring  []meeting.Ring
	Leads []string
}

const aboutRecord group = "The record between meetings"

// recordVerbs work at a meeting and between meetings.
var recordVerbs = []verb{
	{"story", "", "what matters to the child and the family, in their own words", aboutRecord, story},
	{"waits", "", "what the child waits for", aboutRecord, waits},
	{"timeline", "[all]", "what happened last, or everything", aboutRecord, timeline},
	{"changes", "[since DAY]", "what changed since you were last in a room of this record, or since a day", aboutRecord, changes},
	{"agreement", "", "what the family agreed to, and each agency's ground for sharing", aboutRecord, agreement},
	{"agree to", "TEXT", "the family's own agreement: you agree to this from today on", aboutRecord, agreeTo},
	{"take back agreement", "N", "your agreement with this number ends today", aboutRecord, takeBackAgreement},
	{"contact", "HOW: TEXT", "note a contact with the family: visit, phone, video, message, at school, at a meeting or another way", aboutRecord, contact},
	{"promise", "TEXT by DAY", "note what you promised the family", aboutRecord, promise},
	{"ask", "TEXT", "ask the keyworker something; the answer stands in the record", aboutRecord, askKeyworker},
	{"explain", "[WORD]", "what a word or an abbreviation means; without one, those in the plan and in these notes", aboutRecord, explain},
	{"ring", "", "whom to ring when you are worried about a child's safety", aboutRecord, ring},
}

// betweenVerbs are those of the meeting's grammar that need no meeting.
var betweenVerbs = []string{"plan", "action", "outcome", "need", "actions", "undo", "redo", "reach", "concern", "help", "leave"}

// betweenMeetings is the grammar where there is no meeting.
var betweenMeetings []verb

func init() {
	betweenMeetings = slices.Concat(recordVerbs, planVerbs)
	for _, v := range verbs {
		if slices.Contains(betweenVerbs, v.name()) {
			betweenMeetings = append(betweenMeetings, v)
		}
	}
}

// grammar is what can be said where somebody is.
func (p *Place) grammar() []verb {
	if p.Meeting == 0 {
		return betweenMeetings
	}
	return verbs
}

// numbered counts lines, so that each can be asked about.
func numbered(lines []string, none string) act {
	if len(lines) == 0 {
		return act{lines: []string{none}}
	}
	for i := range lines {
		lines[i] = fmt.Sprintf("%d. %s", i+1, full(lines[i]))
	}
	return act{lines: lines}
}

var aboutMe = []meeting.Part{meeting.Matters, meeting.Communicates, meeting.Works, meeting.WorksNot, meeting.WorkWithUs}

func story(p *Place, _ string) (act, error) {
	var out []string
	add := func(id meeting.ID, name string) {
		for _, part := range aboutMe {
			if s := p.text(id, part); s != "" {
				out = append(out, name+", "+p.T(meeting.PartName(part))+": "+s)
			}
		}
	}
	if s := p.text(0, meeting.Why); s != "" {
		out = append(out, p.T("Why there is a plan: %s", s))
	}
	for _, c := range p.view().Children {
		add(c.ID, c.Called())
	}
	add(0, p.T("The family"))
	return numbered(out, p.T("Nothing is written about the child and the family yet.")), nil
}

func waits(p *Place, _ string) (act, error) {
	var out []string
	for _, w := range p.view().Waits {
		s := w.Service
		if w.For != "" {
			s += p.T(", for %s", w.For)
		}
		s += p.T(", asked for on %s", p.day(w.ReferredOn))
		switch {
		case w.SeenOn != "":
			s += p.T(", seen on %s", p.day(w.SeenOn))
		case w.EndedOn != "":
			s += p.T(", ended on %s", p.day(w.EndedOn))
			if w.Ended != "" {
				s += ": " + w.Ended
			}
		default:
			s += p.N(w.Days(p.today()), ", %d day so far", ", %d days so far")
			if p.view().Over(w, p.today()) {
				s += p.T(", longer than it should be")
			}
			if w.Expected != "" {
				s += p.T(", expected %s", p.day(w.Expected))
			}
		}
		out = append(out, s)
	}
	return numbered(out, p.T("The child waits for nothing that is noted here.")), nil
}

// mostHappened is how much of the timeline is read at once.
const mostHappened = 20

func timeline(p *Place, rest string) (act, error) {
	all := p.view().TimelineIn(p.Words, p.Zone)
	var out []string
	left := 0
	if n := len(all); n > mostHappened && !p.typed(rest, typedAll) {
		left, all = n-mostHappened, all[n-mostHappened:]
	}
	for _, h := range all {
		out = append(out, p.day(h.Day)+": "+h.Text)
	}
	a := numbered(out, p.T("Nothing has happened yet."))
	if left > 0 {
		a.lines = append(a.lines, p.N(left, "%d thing before that: “timeline all” reads everything.", "%d things before that: “timeline all” reads everything."))
	}
	return a, nil
}

// changes asks the service: what was before is not in what somebody sees now.
func changes(p *Place, rest string) (act, error) {
	since := "last-here"
	if rest != "" {
		since, _ = p.without(rest, "typed:\x04since")
		if d, err := meeting.ParseDay(since, p.today()); err != nil {
			return act{}, err
		} else if d == "" {
			return act{}, errUsage
		}
	}
	return act{command: []string{"record", "history", p.Record, "--since", since}}, nil
}

func agreement(p *Place, _ string) (act, error) {
	v, today := p.view(), p.today()
	var out []string
	for i, x := range v.Agreements {
		s := p.T("Agreement %d: %s since %s, to %s", i+1, p.does(x.Who, "You agree", "%s agrees"), p.day(x.Given), x.For)
		var with []string
		for _, a := range x.Agencies {
			with = append(with, p.agency(string(a)))
		}
		if len(with) > 0 {
			s += p.T(", with %s", p.listed(with))
		}
		if x.Withheld != "" {
			s += p.T("; not shared: %s", x.Withheld)
			if x.Why != "" {
				s += p.T(", because %s", x.Why)
			}
		}
		switch {
		case x.Withdrawn != "":
			s += p.T("; taken back on %s", p.day(x.Withdrawn))
		case !x.Current(today):
			s += p.T("; it was to be asked about again on %s", p.day(x.Review))
		case x.Review != "":
			s += p.T("; to be asked about again on %s", p.day(x.Review))
		}
		out = append(out, full(s))
	}
	for _, x := range v.Bases {
		s := p.T("%s shares on the ground of %s, because %s, since %s", capital(p.agency(string(x.Agency))), meeting.Word(p.Words, x.Basis), x.Reason, p.day(x.Since))
		if x.Until != "" {
			s += p.T(" until %s", p.day(x.Until))
		}
		out = append(out, full(s))
	}
	if len(out) == 0 {
		out = []string{p.T("No agreement of the family and no ground for sharing is noted.")}
	}
	return act{lines: out}, nil
}

func agreeTo(p *Place, rest string) (act, error) {
	if rest == "" {
		return act{}, errUsage
	}
	return saved(p.T("Your agreement is noted, saved: you agree to %s", rest), nil,
		meeting.SetAgreement{Agreement: meeting.Agreement{Who: p.me().ID, For: rest, Given: p.today()}})
}

func takeBackAgreement(p *Place, rest string) (act, error) {
	n, _, ok := number(rest)
	if !ok {
		return act{}, errUsage
	}
	all := p.view().Agreements
	if n > len(all) {
		return act{}, refuse(meeting.NotFound, "There is no agreement %d that you may see: “agreement” reads them.", n)
	}
	x := *all[n-1]
	if x.Withdrawn != "" {
		return act{}, refuse(meeting.Stage, "That agreement was taken back on %s already.", x.Withdrawn.When(p.today()))
	}
	x.Withdrawn = p.today()
	return saved(p.T("Agreement %d is taken back from today on, saved", n), nil, meeting.SetAgreement{Agreement: x})
}

// contacts are those in which somebody is met, in the words of the grammar.
var contacts = []meeting.ContactHow{
	meeting.HomeVisit, meeting.Call, meeting.VideoCall, meeting.Message, meeting.AtSchool, meeting.AtMeeting, meeting.OtherWay, meeting.NotReached,
}

// newContact is a contact of today about the child, or the family where there are several.
func (p *Place) newContact(how meeting.ContactHow) *meeting.Contact {
	c := &meeting.Contact{Day: p.today(), How: how}
	if cs := p.view().Children; len(cs) == 1 {
		c.About = cs[0].ID
	}
	return c
}

func contact(p *Place, rest string) (act, error) {
	way, what, ok := strings.Cut(rest, ":")
	if what = strings.TrimSpace(what); !ok || what == "" {
		return act{}, errUsage
	}
	how, ok := among(p, flat(way), contacts)
	if !ok {
		return act{}, unclear("Say how it was: %s.", oneOf(p, contacts))
	}
	return saved(p.T("The contact is noted, saved"), nil,
		meeting.AddEntry{Entry: p.newContact(how), Words: map[meeting.Part]string{meeting.Remarks: what}})
}

func promise(p *Place, rest string) (act, error) {
	what, day, with := p.cutWord(rest, typedBy)
	if with == "" || what == "" {
		return act{}, errUsage
	}
	d, err := meeting.ParseDay(day, p.today())
	if err != nil {
		return act{}, err
	}
	c := p.newContact(meeting.OtherWay)
	c.PromiseDue = d
	return saved(p.T("The promise is noted, due %s, saved", p.day(d)), nil, meeting.AddEntry{Entry: c, Words: map[meeting.Part]string{meeting.Promised: what}})
}

func askKeyworker(p *Place, rest string) (act, error) {
	if rest == "" {
		return act{}, errUsage
	}
	return saved(p.T("Your question is asked, saved. This is not for emergencies"), nil, meeting.AskQuestion{Kind: meeting.AskKeyworker, Words: rest})
}

func explain(p *Place, rest string) (act, error) {
	g := p.view().Glossary()
	var found []meeting.Term
	if rest != "" {
		if t, ok := g.Explain(rest, p.Words.Tag()); ok {
			found = append(found, t)
		} else if found = g.In(rest, p.Words.Tag()); len(found) == 0 {
			return act{}, refuse(meeting.NotFound, "The glossary does not know “%s”.", short(rest))
		}
	} else {
		texts := p.view().WrittenPlan()
		if m := p.meeting(); m != nil {
			texts = append(texts, p.view().WrittenMinutes(m.ID)...)
		}
		found = g.In(strings.Join(texts, "\n"), p.Words.Tag())
	}
	var out []string
	for _, t := range found {
		out = append(out, t.Word+": "+t.Meaning)
	}
	if len(out) == 0 {
		out = []string{p.T("There is no abbreviation or word of the field here that the glossary knows.")}
	}
	return act{lines: out}, nil
}

func ring(p *Place, _ string) (act, error) { return act{lines: p.ringLines()}, nil }

// ringLines say whom to ring with a concern.
func (p *Place) ringLines() []string {
	out := []string{p.T("Somebody in danger this minute? Ring the emergency services first.")}
	for _, r := range p.Duty.Ring {
		s := p.T("Ring %s, %s", r.Name, r.Phone)
		if r.When != "" {
			s += ", " + r.When
		}
		out = append(out, full(s))
	}
	if len(p.Duty.Ring) == 0 {
		out = append(out, p.T("Nobody is named here to ring: ask your manager, or a safeguarding lead."))
	}
	if len(p.Duty.Leads) > 0 {
		out = append(out, p.T("Safeguarding leads: %s.", p.listed(p.Duty.Leads)))
	}
	return out
}

// Between reads a record between meetings to somebody and does what they ask for, until they go home.
func (s *Session) Between(ctx context.Context, host Host, record string) error {
	seat, err := host.Take(ctx, record)
	if err != nil {
		return err
	}
	defer seat.Close()
	u, err := seat.Wait(ctx, 0)
	if err != nil {
		return err
	}
	p := NewPlace(record, 0, s.opt.Zone, u)
	p.site, p.Duty, p.Words = seat.Site(), s.opt.Duty(), s.opt.Words()
	s.Say(p.T("The record of %s, %s. You are %s, %s.", p.view().Called(), record, p.me().Name, p.me().Role.Msg()),
		p.T("Say what to read: story, plan, waits, timeline, changes. “help” lists everything, “home” goes back."))
	for {
		l, ok, err := s.next(ctx, nil, nil)
		switch {
		case err != nil:
			return err
		case !ok || l.end:
			return nil
		case l.tooLong || l.text == "":
			continue
		case p.typed(l.text, typedHome):
			return nil
		}
		if u, err = seat.Wait(ctx, 0); err != nil { // what it is about may have changed since
			return err
		}
		p.see(u)
		p.u.Now = s.opt.Now()
		a, err := p.read(l.text)
		if err == nil {
			if a.leave {
				return nil
			}
			err = s.carryOut(ctx, host, seat, p, a)
		}
		if err != nil {
			s.Say(s.refused(err))
		}
	}
}

// carryOut does what a sentence between meetings comes to, and says so.
func (s *Session) carryOut(ctx context.Context, host Host, seat Seat, p *Place, a act) error {
	if a.form != nil {
		s.Say(a.form.intro...)
		if err := s.fillIn(ctx, p, a.form); err != nil {
			return err
		}
		b, err := a.form.done(p)
		if err != nil {
			return err
		}
		return s.carryOut(ctx, host, seat, p, b)
	}
	s.Say(a.lines...)
	if a.command != nil {
		s.Say(printed(host.Command(ctx, a.command))...)
	}
	if len(a.commands) == 0 {
		return nil
	}
	r, err := seat.Do(ctx, a.commands...)
	if err != nil {
		return err
	}
	u, err := seat.Wait(ctx, 0)
	if err != nil {
		return err
	}
	p.site = seat.Site()
	p.see(u)
	p.undo = a.undo
	if a.said != nil {
		if said := a.said(p, r); said != "" {
			s.Say(full(said))
		}
	}
	return nil
}

// fillIn asks what a form asks, one thing after the other.
func (s *Session) fillIn(ctx context.Context, p *Place, f *form) error {
	x := ask(p.Words, f)
	defer x.cancel()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-x.done:
			if err != nil {
				return errStopped
			}
			return nil
		case lines := <-x.says:
			s.Say(lines...)
			l, ok, err := s.next(ctx, nil, nil)
			switch {
			case err != nil:
				return err
			case !ok || l.end || l.tooLong || p.typed(l.text, typedCancel):
				return errStopped
			}
			select {
			case x.lines <- l.text:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

var errStopped = refuse(meeting.Invalid, "Stopped: nothing was written.")
