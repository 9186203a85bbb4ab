package line

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// key says what a line is about: one thing that can be said of one entry.
type key struct {
	id   meeting.ID
	what string
}

// The things a line can say, where a command answers with the same in its own words.
const (
	anything    = "*" // of one entry
	ofStage     = "stage"
	ofItem      = "item"
	ofFloor     = "floor"
	ofPause     = "pause"
	ofTyping    = "typing"
	ofChair     = "chair"
	ofTaker     = "minute taker"
	ofList      = "attendance"
	ofAgenda    = "agenda"
	ofNext      = "next"
	ofViewsHow  = "views how"
	ofMinutes   = "minutes"
	ofHand      = "hand"
	ofComing    = "coming"
	ofOtherFact = "fact"
)

// Teller turns what somebody may see, as it changes, into sentences. It is told everything there is to see, newest last, and keeps only
// what it told last and the writing that it gathers: somebody who has not listened for long hears what is different, and not each step.
type Teller struct {
	place    *Place
	view     *meeting.View // as told last
	presence *meeting.Presence
	saved    meeting.Saved
	stopping bool
	writing  []*writing
	own      map[key]bool // what the person has just been answered in other words
	lines    []string
}

// newTeller returns a teller that tells what is different from now on.
func newTeller(p *Place) *Teller {
	return &Teller{place: p, view: p.u.View, presence: p.u.Presence, saved: p.u.Saved}
}

// Tell returns what has happened since it was called last, a sentence each, but for writing: that comes from Quiet. The place has been
// given the update before. own is what the person did themselves and was answered for.
func (t *Teller) Tell(own ...key) []string {
	t.lines, t.own = nil, map[key]bool{}
	for _, k := range own {
		t.own[k] = true
	}
	u := t.place.u
	t.service(u)
	if u.View != t.view {
		t.people(u)
		was := t.view
		t.view = u.View
		t.changes(was, u)
	} else {
		t.people(u)
	}
	t.presence = u.Presence
	return t.lines
}

func (t *Teller) say(k key, m words.Msg, args ...any) {
	t.tell(k, t.place.T(m, args...))
}

// tell says what was said in the person's language already.
func (t *Teller) tell(k key, said string) {
	if t.own[k] || t.own[key{k.id, anything}] {
		return
	}
	t.lines = append(t.lines, capital(full(flat(said))))
}

// Saved returns whether things can be saved, where that is news, and nothing else: it does not wait for what is being saved.
func (t *Teller) Saved(u meeting.Update) []string {
	t.lines, t.own = nil, nil
	t.service(u)
	return t.lines
}

// service tells how the store is doing, and that the service stops.
func (t *Teller) service(u meeting.Update) {
	switch was := t.saved; {
	case u.Saved.Refused != "" && was.Refused == "":
		t.say(key{}, "Not saved: %s What you type now is not kept", full(t.place.T(u.Saved.Why())))
	case u.Saved.Refused == "" && was.Refused != "":
		t.say(key{}, "Saving works again")
	}
	t.saved = u.Saved
	if u.Stopping && !t.stopping {
		t.say(key{}, "The service restarts in a moment. Everything is saved: come back the same way in a minute")
	}
	t.stopping = u.Stopping
}

// people tells who comes and goes, and whose hand is up.
func (t *Teller) people(u meeting.Update) {
	p := t.place
	was, is := t.presence.In(p.Meeting), u.Presence.In(p.Meeting)
	for _, id := range is {
		if id != p.me().ID && !slices.Contains(was, id) {
			t.say(key{id, ofComing}, "%s came in", p.who(id))
		}
	}
	for _, id := range was {
		if id != p.me().ID && !slices.Contains(is, id) {
			t.say(key{id, ofComing}, "%s left", p.who(id))
		}
	}
	floor := meeting.ID(0)
	if m := p.meeting(); m != nil {
		floor = m.Floor
	}
	up := func(hands *meeting.Presence, id meeting.ID) bool { return hands.HandOf(id) > 0 }
	if u.Presence != nil {
		for _, h := range u.Presence.Hands {
			if !up(t.presence, h.Member) {
				t.tell(key{h.Member, ofHand}, p.does(h.Member, "You ask to speak", "%s asks to speak"))
			}
		}
	}
	if t.presence != nil {
		for _, h := range t.presence.Hands {
			if !up(u.Presence, h.Member) && h.Member != floor {
				t.tell(key{h.Member, ofHand}, p.does(h.Member, "You ask to speak no more", "%s asks to speak no more"))
			}
		}
	}
	if u.Presence != nil && u.Presence.ChairAway && (t.presence == nil || !t.presence.ChairAway) {
		t.say(key{p.Meeting, ofChair}, "The chair has been gone for a minute: the minute taker, or then the keyworker, can say “take the chair”")
	}
}

// changes tells what is different in the record.
func (t *Teller) changes(was *meeting.View, u meeting.Update) {
	p := t.place
	if !was.SameFacts(u.View) {
		t.meeting(was.Meeting(p.Meeting), p.meeting())
		t.decisions(was)
		t.notes(was)
	}
	for _, c := range meeting.ChangesIn(p.Words, was, u.View, p.now()) {
		switch c.Kind {
		case meeting.OfMeeting, meeting.OfDecision: // their facts are told above
			if c.ID != p.Meeting && c.Kind == meeting.OfMeeting {
				t.elsewhere(c)
				continue
			}
		case meeting.OfNeed, meeting.OfOutcome, meeting.OfAction:
			t.entry(was, c)
		case meeting.OfItem:
		default:
			t.elsewhere(c)
		}
		if c.Sign == meeting.Removed {
			t.forget(c.ID)
			continue
		}
		if c.Sign == meeting.Added && c.Kind != meeting.OfItem {
			continue // its words are in the line that tells of it
		}
		for _, x := range c.Texts {
			t.gather(x.Field, x.Before, x.After)
		}
	}
	for _, n := range u.View.Notes {
		f := meeting.Field{ID: n.ID, Part: meeting.Aside}
		if a, b := was.Text(f), u.View.Text(f); a != b && was.Note(n.ID) != nil {
			t.gather(f, a, b)
		}
	}
	t.dropHidden()
}

// elsewhere tells of a change that is not at the meeting itself: of the team, of the children, between meetings.
func (t *Teller) elsewhere(c meeting.Change) {
	k := key{c.ID, ofOtherFact}
	what := t.place.T(c.Kind.Msg())
	switch {
	case c.Kind == meeting.OfMember && c.Sign == meeting.Added:
		t.say(k, "%s is on the team now%s", c.Title, factWords(c.Told(), "role"))
	case c.Sign == meeting.Added:
		t.say(k, "New in the record, %s: %s", what, c.Title)
	case c.Sign == meeting.Removed:
		t.say(k, "No longer in the record, %s: %s", what, c.Title)
	default:
		for _, f := range c.Facts {
			t.fact(k, capital(what)+" "+c.Title, f)
		}
	}
}

// factWords puts a fact of this name behind something: ", practitioner".
func factWords(fs []meeting.FactChange, name words.Msg) string {
	for _, f := range fs {
		if f.Name == name && f.After != "" {
			return ", " + f.After
		}
	}
	return ""
}

// fact tells one changed fact of something.
func (t *Teller) fact(k key, what string, f meeting.FactChange) {
	if f.After == "" {
		t.say(k, "%s: %s is open now, it was %s", what, f.Name, f.Before)
		return
	}
	t.say(k, "%s: %s is now %s", what, f.Name, f.After)
}

// entry tells of a change of the plan.
func (t *Teller) entry(was *meeting.View, c meeting.Change) {
	p := t.place
	k := key{c.ID, ofOtherFact}
	switch c.Sign {
	case meeting.Added:
		t.tell(k, p.added(c.ID))
		return
	case meeting.Removed:
		t.say(k, "%s %d is no longer in the plan: %s", c.Kind.Msg(), p.numbers.of[c.ID], c.Title)
		return
	}
	title := p.title(c.ID)
	for _, f := range c.Facts {
		t.entryFact(was, c, k, title, f)
	}
}

func (t *Teller) entryFact(was *meeting.View, c meeting.Change, k key, title string, f meeting.FactChange) {
	p := t.place
	called := p.called(c.ID)
	x, before := p.view().Action(c.ID), was.Action(c.ID)
	switch {
	case f.Name == "who sees it":
		t.say(k, "Who sees %s from now on: %s: %s", called, p.audience(p.audienceOf(c.ID)), title)
	case x == nil || before == nil:
		if f.After == "" {
			t.say(k, "%s: %s is open now: %s", called, f.Name, title)
			return
		}
		t.say(k, "%s: %s is now %s: %s", called, f.Name, f.After, title)
	case f.Name == "who" && x.Owner != 0:
		t.say(k, "%s now %s: %s", called, p.owned(x), title)
	case f.Name == "who" && x.Ask != "":
		t.say(k, "%s: the manager of %s is asked to name somebody: %s", called, p.agency(string(x.Ask)), title)
	case f.Name == "who":
		t.say(k, "%s has nobody who does it: %s", called, title)
	case f.Name == "their word" && x.Owner != before.Owner: // told with who
	case f.Name == "their word" && x.Consent == meeting.Agreed:
		t.tell(k, p.does(x.Owner, "You take on %s: %s", "%s takes on %s: %s", called, title))
	case f.Name == "their word" && x.Consent == meeting.Declined:
		t.tell(k, p.does(x.Owner, "You turned down %s: %s", "%s turned down %s: %s", called, title))
	case f.Name == "their word":
	case f.Name == "by when" && x.Due != "":
		t.say(k, "%s is due %s: %s", called, f.After, title)
	case f.Name == "by when":
		t.say(k, "%s has no date any more: %s", called, title)
	case f.Name == "status" && x.Status == meeting.Done && x.DoneBy != 0:
		t.tell(k, p.does(x.DoneBy, "You ticked off %s: %s", "%s ticked off %s: %s", called, title))
	case f.Name == "status":
		t.say(k, "%s is %s: %s", called, f.After, title)
	}
}

// meeting tells what is different at the meeting itself.
func (t *Teller) meeting(a, b *meeting.Meeting) {
	p := t.place
	if a == nil || b == nil || a == b {
		return
	}
	k := func(what string) key { return key{b.ID, what} }
	if a.Stage != b.Stage {
		t.stage(a, b)
	}
	if a.Chair != b.Chair && b.Chair != 0 {
		t.tell(k(ofChair), p.does(b.Chair, "You have the chair now", "%s has the chair now"))
	}
	if a.MinuteTaker != b.MinuteTaker && b.MinuteTaker != 0 {
		t.tell(k(ofTaker), p.does(b.MinuteTaker, "You take the minutes", "%s takes the minutes"))
	}
	t.agenda(a, b)
	if a.Item != b.Item && b.Index(b.Item) >= 0 {
		t.tell(k(ofItem), p.itemLine())
	}
	if a.Floor != b.Floor && b.Stage == meeting.Live {
		if b.Floor == 0 {
			t.say(k(ofFloor), "Nobody in particular has the floor")
		} else {
			t.tell(k(ofFloor), p.does(b.Floor, "You have the floor", "%s has the floor"))
		}
	}
	if a.Paused.IsZero() != b.Paused.IsZero() {
		if b.Paused.IsZero() {
			t.say(k(ofPause), "The meeting goes on")
		} else {
			t.say(k(ofPause), "The meeting is paused")
		}
	}
	if a.Typing != b.Typing {
		if b.Typing == meeting.MinuteTakerTypes {
			t.say(k(ofTyping), "Only the minute taker types in the notes now. What you note is added whole")
		} else {
			t.say(k(ofTyping), "Everyone may type in the notes")
		}
	}
	t.attendance(a, b)
	if !a.Next.Equal(b.Next) || a.NoNext != b.NoNext {
		switch {
		case !b.Next.IsZero():
			t.say(k(ofNext), "The next meeting is %s", p.at(b.Next))
		case b.NoNext != "":
			t.say(k(ofNext), "There is no next date: %s", b.NoNext)
		}
	}
	if a.ViewsHow != b.ViewsHow && b.ViewsHow != "" {
		t.say(k(ofViewsHow), "How the child's views were obtained: %s", b.ViewsHow)
	}
	if !a.At.Equal(b.At) {
		t.say(k(ofOtherFact), "The meeting is on %s", p.at(b.At))
	}
	if a.Place != b.Place {
		t.say(k(ofOtherFact), "The place of the meeting: %s", cmp.Or(b.Place, p.T("none")))
	}
	t.signed(a, b)
}

func (t *Teller) stage(a, b *meeting.Meeting) {
	p := t.place
	k := key{b.ID, ofStage}
	switch b.Stage {
	case meeting.Live:
		if a.Stage == meeting.Preparing {
			t.say(k, "The meeting is open")
			return
		}
		if n := len(b.Reopened); n > 0 && b.Reopened[n-1].Reason != "" {
			t.say(k, "The meeting is open again: %s", b.Reopened[n-1].Reason)
			return
		}
		t.say(k, "The meeting is open again")
	case meeting.Sent:
		t.say(k, "The minutes are sent. You can answer them until %s with: sign agree", p.day(b.ReplyBy))
	case meeting.Final:
		t.say(k, "The minutes are final")
	case meeting.CalledOff:
		t.say(k, "The meeting is called off")
		if why := why(b); why != "" {
			t.say(k, "The reason: %s", why)
		}
	case meeting.Preparing:
		if a.Stage == meeting.CalledOff {
			t.say(k, "The meeting is on again, planned for %s", p.at(b.At))
		}
	case meeting.Tidying: // the end of a live meeting is told whole, when one leaves it
	}
}

// agenda tells which items came, went or moved.
func (t *Teller) agenda(a, b *meeting.Meeting) {
	k := key{b.ID, ofAgenda}
	moved := false
	var kept []meeting.ID
	for _, it := range a.Agenda {
		switch i := b.Index(it.ID); {
		case i < 0:
			t.say(k, "Off the agenda: %s", it.Title)
		case b.Agenda[i].Title != it.Title:
			t.say(k, "Item %d is now called %s", i+1, b.Agenda[i].Title)
			kept = append(kept, it.ID)
		default:
			kept = append(kept, it.ID)
		}
	}
	for i, it := range b.Agenda {
		if a.Index(it.ID) < 0 {
			if it.By == 0 {
				t.say(k, "New on the agenda, item %d: %s", i+1, it.Title)
			} else {
				t.tell(k, t.place.does(it.By, "You added to the agenda, item %d: %s", "%s added to the agenda, item %d: %s", i+1, it.Title))
			}
			continue
		}
		moved = moved || len(kept) == 0 || kept[0] != it.ID
		if len(kept) > 0 {
			kept = kept[1:]
		}
	}
	if moved {
		t.say(k, "The agenda is in another order now: “agenda” reads it")
	}
}

// attendance tells what the chair noted. What connecting proposed is told as somebody's coming in.
func (t *Teller) attendance(a, b *meeting.Meeting) {
	p := t.place
	var noted []string
	for _, x := range b.Attendance {
		old := a.Attending(x.Member)
		if x.Proposed || old != nil && !old.Proposed && old.Way == x.Way && old.Note == x.Note {
			continue
		}
		s := p.whom(x.Member) + ", " + p.T(x.Way.Msg())
		if x.Note != "" {
			s += ", " + x.Note
		}
		noted = append(noted, s)
	}
	if len(noted) > 0 {
		t.say(key{b.ID, ofList}, "Attendance: %s", strings.Join(noted, "; "))
	}
}

// signed tells what people said of the minutes.
func (t *Teller) signed(a, b *meeting.Meeting) {
	p := t.place
	for _, s := range b.Signed {
		i := slices.IndexFunc(a.Signed, func(o meeting.Signed) bool { return o.Member == s.Member })
		if i >= 0 && a.Signed[i] == s {
			continue
		}
		if i >= 0 && a.Signed[i].Reply != s.Reply && s.Reply != "" {
			t.say(key{b.ID, ofMinutes}, "The chair answers %s about the minutes: %s", p.whom(s.Member), s.Reply)
			continue
		}
		t.tell(key{b.ID, ofMinutes}, p.signedLine(s))
	}
}

// decisions tells what became of the meeting's decisions.
func (t *Teller) decisions(was *meeting.View) {
	p := t.place
	for _, d := range was.Decisions {
		if d.Meeting == p.Meeting && p.view().Decision(d.ID) == nil {
			t.say(key{d.ID, ofOtherFact}, "Decision %d was taken back", p.numbers.of[d.ID])
		}
	}
	for _, d := range p.view().Decisions {
		if d.Meeting != p.Meeting {
			continue
		}
		k := key{d.ID, ofOtherFact}
		old := was.Decision(d.ID)
		n := p.numbers.of[d.ID]
		switch {
		case old == nil || old.Stage != d.Stage:
			t.tell(k, p.decisionLine(d))
		case d.Stage == meeting.Put && was.Given(d.ID) != p.view().Given(d.ID):
			t.say(k, "%d of %d have answered decision %d", p.view().Given(d.ID), len(d.Asked), n)
		case d.Follow != old.Follow || d.Words != old.Words:
			t.say(k, "What follows from decision %d: %s", n, strings.TrimSuffix(p.T(d.Follow.Msg())+", "+d.Words, ", "))
		}
		if old != nil && old.Audience != d.Audience {
			t.say(k, "Who sees decision %d from now on: %s", n, p.audience(d.Audience))
		}
	}
}

// notes tells of new notes for fewer people.
func (t *Teller) notes(was *meeting.View) {
	p := t.place
	for _, n := range p.view().Notes {
		if n.Meeting == p.Meeting && was.Note(n.ID) == nil {
			t.tell(key{n.ID, ofOtherFact}, p.does(n.By, "You began note %d, seen by %s, on %s: %s", "%s began note %d, seen by %s, on %s: %s",
				p.numbers.of[n.ID], p.audience(n.Audience), cmp.Or(p.item(n.Item), p.T("an item that is off the agenda")), p.title(n.ID)))
		}
	}
	for _, n := range was.Notes {
		if n.Meeting == p.Meeting && p.view().Note(n.ID) == nil {
			t.say(key{n.ID, ofOtherFact}, "Note %d is gone", p.numbers.of[n.ID])
			t.forget(n.ID)
		}
	}
}

// Due is when there may be something to say about writing; the zero time if there is none.
func (t *Teller) Due() time.Time {
	var due time.Time
	for _, w := range t.writing {
		if at := w.due(); due.IsZero() || at.Before(due) {
			due = at
		}
	}
	return due
}
