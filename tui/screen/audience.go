package screen

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// Every entry says who sees it. In forms that is one field, of a few audiences in plain words and two that ask on:
// which agencies, which people. In the plan a narrower entry says so beside it, in words.

// The two choices of an audience that ask on.
const (
	whichAgencies = "agencies"
	whichPeople   = "people"
)

var errWhich = errors.New("Say who may see it first: ⏎ on “Who sees this” asks which.")

// asksOn reports whether an option of an audience is one that asks which agencies or people.
func asksOn(option string) bool { return option == whichAgencies || option == whichPeople }

// audienceField asks who sees an entry.
func (r *Room) audienceField(now meeting.Audience) *widget.Field {
	x := &widget.Field{
		ID: fieldAudience, Label: "Who sees this", Kind: widget.ChoiceField, Options: r.audienceOptions(now),
	}
	x.Check = func(s string) (string, error) {
		if asksOn(s) {
			return "⏎ asks which " + s, nil
		}
		return r.audienceWords(audienceOf(s)), nil
	}
	return x
}

// audienceOptions returns for whom the viewer can write something: audiences that they are part of themselves, the
// ones it may have now, and, at a screen of one's own, the two that ask on.
func (r *Room) audienceOptions(now ...meeting.Audience) []widget.Option {
	me := r.view().Viewer()
	as := []meeting.Audience{meeting.Everyone, meeting.Practitioners}
	if me.Agency != "" {
		as = append(as, meeting.Agencies(me.Agency))
	}
	if me.Person != "" {
		as = append(as, meeting.OnlyPeople(me.Person))
	}
	var out []widget.Option
	for _, a := range append(as, now...) {
		o := widget.Option{ID: audienceOption(a), Label: r.audienceShort(a)}
		if (slices.Contains(now, a) || a.Valid() && a.Admits(me)) && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	if !me.Shared {
		out = append(out, widget.Option{ID: whichAgencies, Label: "agencies…"}, widget.Option{ID: whichPeople, Label: "people…"})
	}
	return out
}

// offerAudience gives a form's audience field the options that it needs to show what is chosen in it.
func (r *Room) offerAudience(f *widget.Form, now ...meeting.Audience) {
	x := field(f, fieldAudience)
	if x == nil {
		return
	}
	if v := x.Value(); !asksOn(v) {
		now = append(now, audienceOf(v))
	}
	x.Options = r.audienceOptions(now...)
}

// askAudience asks which agencies or people, where a form's audience field says so and has the keys or has to be sent.
func (r *Room) askAudience(f *widget.Form) bool {
	x := field(f, fieldAudience)
	if x == nil || !asksOn(x.Value()) {
		return false
	}
	r.notice = ""
	r.dialogs = append(r.dialogs, newWhich(r, x.Value(), meeting.Everyone, func(_ *Env, r *Room, a meeting.Audience) []Action {
		x.Options = r.audienceOptions(a)
		f.Fill(map[string]string{fieldAudience: audienceOption(a)})
		return nil
	}))
	return true
}

// audienceOption is the option for an audience. An empty option would mean that nothing is chosen.
func audienceOption(a meeting.Audience) string { return "for:" + string(a) }

// audienceOf reads the option for an audience.
func audienceOf(option string) meeting.Audience {
	return meeting.Audience(strings.TrimPrefix(option, "for:"))
}

// audienceNames returns who an audience of names has, the viewer first; ok is false for one without names.
func (r *Room) audienceNames(a meeting.Audience) (names []string, ok bool) {
	if rest, ok := strings.CutPrefix(string(a), "agencies:"); ok {
		for id := range strings.SplitSeq(rest, ",") {
			if meeting.AgencyID(id) == meeting.FamilyAgency {
				names = append(names, "the family")
				continue
			}
			names = append(names, r.agencyName(meeting.AgencyID(id)))
		}
		return names, true
	}
	rest, ok := strings.CutPrefix(string(a), "people:")
	if !ok {
		return nil, false
	}
	for p := range strings.SplitSeq(rest, ",") {
		names = append(names, r.personName(meeting.PersonID(p)))
	}
	return names, true
}

// audienceShort names an audience: "everyone", "practitioners", "only Health".
func (r *Room) audienceShort(a meeting.Audience) string {
	switch a {
	case meeting.Everyone:
		return "everyone"
	case meeting.Practitioners:
		return "practitioners"
	}
	if names, ok := r.audienceNames(a); ok {
		return "only " + listed(names)
	}
	return "nobody"
}

// audienceMark is the quiet mark of an entry that not everyone sees: "practitioners only"; "" if everyone does.
func (r *Room) audienceMark(a meeting.Audience) string {
	switch a {
	case meeting.Everyone:
		return ""
	case meeting.Practitioners:
		return "practitioners only"
	}
	names, ok := r.audienceNames(a)
	if !ok {
		return "nobody"
	}
	return listed(fewNames(names, 3)) + " only"
}

// fewNames shortens a list of names to n of them and how many there are besides.
func fewNames(names []string, n int) []string {
	if len(names) <= n+1 {
		return names
	}
	return append(slices.Clone(names[:n]), plural(len(names)-n, "other"))
}

// personName returns what a person of the team is called.
func (r *Room) personName(p meeting.PersonID) string {
	if p == r.me().Person {
		return "you"
	}
	for _, m := range r.view().Members {
		if m.Person == p {
			return m.Name
		}
	}
	return "somebody"
}

// audienceWords says who sees something: "everyone sees this".
func (r *Room) audienceWords(a meeting.Audience) string { return r.audienceSees(a) + " this" }

// audienceSees says who sees: "everyone sees", "only Jo and you see".
func (r *Room) audienceSees(a meeting.Audience) string {
	s := r.audienceShort(a)
	switch {
	case s == "only you", a == meeting.Practitioners, strings.Contains(s, " and "):
		return s + " see"
	}
	return s + " sees"
}

// audienceAt returns the audience of a need or an outcome, which is what stands under it begins with.
func (r *Room) audienceAt(id meeting.ID) meeting.Audience {
	v := r.view()
	if o := v.Outcome(id); o != nil {
		if o.Audience != meeting.Everyone {
			return o.Audience
		}
		id = o.Need
	}
	if n := v.Need(id); n != nil {
		return n.Audience
	}
	return meeting.Everyone
}

// over returns the audiences of what an entry of the plan stands under: they narrow it too.
func (r *Room) over(id meeting.ID) []meeting.Audience {
	v := r.view()
	var out []meeting.Audience
	under := meeting.ID(0)
	if a := v.Action(id); a != nil {
		if under = a.Under; v.Outcome(under) != nil {
			out = append(out, v.Outcome(under).Audience)
			under = v.Outcome(under).Need
		}
	} else if o := v.Outcome(id); o != nil {
		under = o.Need
	}
	if n := v.Need(under); n != nil {
		out = append(out, n.Audience)
	}
	return out
}

// admitted returns who of the team sees something of an audience that stands under others.
func (r *Room) admitted(a meeting.Audience, over []meeting.Audience) []*meeting.Member {
	var out []*meeting.Member
	for _, m := range r.view().Members {
		if !m.Current() || m.Guest != 0 && m.Guest != r.id {
			continue
		}
		v := meeting.Viewer{Person: m.Person, Agency: m.Agency}
		if v.Person == "" {
			v.Person = "\x00" // somebody who has no way in counts with their agency, and is nobody who is named
		}
		if a.Admits(v) && !slices.ContainsFunc(over, func(o meeting.Audience) bool { return !o.Admits(v) }) {
			out = append(out, m)
		}
	}
	return out
}

// memberNames returns what members are called, the viewer "you", few of many.
func (r *Room) memberNames(ms []*meeting.Member) string { return r.someNames(ms, 4) }

// someNames is memberNames of at most n names.
func (r *Room) someNames(ms []*meeting.Member, n int) string {
	var names []string
	for _, m := range ms {
		if m.ID == r.me().ID {
			names = append(names, "you")
		} else {
			names = append(names, m.Name)
		}
	}
	return listed(fewNames(names, n))
}

// without returns the members of a that are not in b.
func without(a, b []*meeting.Member) []*meeting.Member {
	return slices.DeleteFunc(slices.Clone(a), func(m *meeting.Member) bool { return slices.Contains(b, m) })
}

// changeWords says what becomes of an entry when another audience sees it: who does not see it any more, who sees it
// from then on.
func (r *Room) changeWords(what string, was, now meeting.Audience, over []meeting.Audience, holds bool) string {
	before, after := r.admitted(was, over), r.admitted(now, over)
	lost, gained := without(before, after), without(after, before)
	s := capital(r.audienceSees(now)) + " " + what + " from now on"
	if holds {
		s += ", with everything under it"
	}
	s += "."
	if len(lost) > 0 {
		sees := " sees it"
		if len(lost) > 1 {
			sees = " see it"
		}
		s += " " + r.memberNames(lost) + sees + " no more. Its past is hidden from them too: screens, history, minutes."
	}
	switch {
	case len(gained) > 0 && len(gained) == len(without(r.admitted(now, nil), before)):
		s += " " + capital(r.memberNames(gained)) + " will see it as it is now, not what it said before."
	case len(without(r.admitted(now, nil), before)) > 0:
		s += " What it stands under is for fewer people, and they alone see it."
	case len(lost) == 0:
		s += " For the team as it is now nothing changes."
	}
	return s
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// audienceOfEntry returns who sees an entry of the plan, a decision, a note or a meeting's place, who added it and, of an action, who owns it; ok is
// false for anything else.
func (r *Room) audienceOfEntry(id meeting.ID) (a meeting.Audience, by, owner meeting.ID, ok bool) {
	v := r.view()
	if n := v.Need(id); n != nil {
		return n.Audience, n.By, 0, true
	}
	if o := v.Outcome(id); o != nil {
		return o.Audience, o.By, 0, true
	}
	if x := v.Action(id); x != nil {
		return x.Audience, x.By, x.Owner, true
	}
	if d := v.Decision(id); d != nil {
		return d.Audience, d.By, 0, true
	}
	if n := v.Note(id); n != nil {
		return n.Audience, n.By, 0, true
	}
	if e := v.Entry(id); e != nil {
		h := meeting.HeadOf(e)
		return h.Audience, h.By, 0, true
	}
	if x := r.reach(id); x != nil {
		return x.Audience, x.By, x.Member, true
	}
	if m := v.Meeting(id); m != nil {
		return m.PlaceFor, 0, 0, true
	}
	return "", 0, 0, false
}

// whoChooses says who says who sees an entry, where the viewer does not; "" where they do.
func (r *Room) whoChooses(id meeting.ID) string {
	_, by, owner, ok := r.audienceOfEntry(id)
	author, me := r.view().Member(by), r.me().ID
	switch {
	case r.view().Meeting(id) != nil:
		if r.maySetMeeting() {
			return ""
		}
		return "The chair and the minute taker say who does."
	case !ok || by == me:
		return ""
	case author != nil && author.Role.Family() && author.Current():
		return author.Name + " wrote it, and alone says who does."
	case owner == me, r.may(meeting.ChooseAudience):
		return ""
	case author != nil && author.Current():
		return author.Name + ", who wrote it, the chair and the keyworker say who does."
	}
	return "The chair and the keyworker say who does."
}

// holds reports whether anything stands under an entry of the plan.
func (r *Room) holds(id meeting.ID) bool {
	for _, n := range r.view().Plan {
		if n.ID == id {
			return len(n.Outcomes) > 0 || len(n.Actions) > 0
		}
		for _, o := range n.Outcomes {
			if o.ID == id {
				return len(o.Actions) > 0
			}
		}
	}
	return false
}

// seesEntry asks who is to see the selected entry.
func (r *Room) seesEntry(env *Env) []Action { return r.changeAudience(env, r.entry) }

// changeAudience asks who is to see an entry.
func (r *Room) changeAudience(env *Env, id meeting.ID) []Action {
	was, _, _, ok := r.audienceOfEntry(id)
	if !ok {
		return nil
	}
	if who := r.whoChooses(id); who != "" {
		r.Notice(capital(r.audienceWords(was)) + ". " + who)
		return nil
	}
	options := r.audienceOptions(was)
	if r.view().Note(id) != nil { // what everyone may read stands in the item's own notes
		options = slices.DeleteFunc(options, func(o widget.Option) bool { return o.ID == audienceOption(meeting.Everyone) })
	}
	for i, o := range options {
		switch {
		case asksOn(o.ID):
			options[i].Note = "choose which"
		case audienceOf(o.ID) == was:
			options[i].Note = "as it is now"
		case len(r.admitted(audienceOf(o.ID), nil)) > 1 && audienceOf(o.ID) != meeting.Everyone:
			options[i].Note = r.someNames(r.admitted(audienceOf(o.ID), nil), 2)
		}
	}
	p := newPick(env, "Who sees "+r.entryName(id, 40)+"?", options, func(_ *Env, r *Room, option string) ([]Action, bool) {
		if asksOn(option) {
			return r.show(newWhich(r, option, was, func(_ *Env, r *Room, a meeting.Audience) []Action {
				return r.confirmAudience(id, was, a)
			})), true
		}
		return r.confirmAudience(id, was, audienceOf(option)), true
	})
	p.menu.Select(audienceOption(was))
	return r.show(p)
}

// entryName names an entry in a sentence.
func (r *Room) entryName(id meeting.ID, most int) string {
	if r.view().Note(id) != nil {
		return "these notes"
	}
	if x := r.reach(id); x != nil {
		return r.whose(x.Member) + " " + string(x.Kind)
	}
	if r.view().Meeting(id) != nil {
		return "the place"
	}
	return "“" + widget.Truncate(r.named(id), most) + "”"
}

// confirmAudience says what another audience means for an entry, and changes it on yes.
func (r *Room) confirmAudience(id meeting.ID, was, now meeting.Audience) []Action {
	if was == now {
		r.Notice("Nothing is changed: " + r.audienceWords(was) + ".")
		return nil
	}
	what := r.entryName(id, 60)
	said := what + " is changed: " + r.audienceWords(now) + "."
	if r.view().Note(id) != nil {
		said = capital(r.audienceSees(now)) + " " + what + " now."
	}
	return r.show(newConfirm(r.changeWords(what, was, now, r.over(id), r.holds(id)), "Change it", "Leave it", func(*Env, *Room) []Action {
		return send(said, meeting.SetAudience{Entry: id, Was: was, Audience: now})
	}))
}

// onScreenFor is how long it stays at the foot on whose screens something was: it may have to be acted upon.
const onScreenFor = 45 * time.Second

// tellOnScreen says, after what is said of the change itself, on whose screens something was that has just been narrowed.
func (r *Room) tellOnScreen(said string, on []meeting.OnScreen) {
	if words := r.onScreenWords(on); words != "" {
		r.noticeLong(strings.TrimSpace(said + " " + words))
	}
}

// noticeLong shows a sentence that may have to be acted upon.
func (r *Room) noticeLong(words string) {
	r.Notice(words)
	r.noticeAt = r.noticeAt.Add(onScreenFor - noticeFor)
}

// toldNarrowed says to an author who has chosen fewer people to see what they wrote, and on whose screens it was.
func (r *Room) toldNarrowed() {
	if len(r.u.Narrowed) == 0 {
		return
	}
	n := r.u.Narrowed[len(r.u.Narrowed)-1]
	if n.N <= r.toldOf {
		return
	}
	r.toldOf = n.N
	what := "something that you wrote"
	if r.view().Sees(n.Entry) {
		what = r.entryName(n.Entry, 60) + ", which you wrote"
	}
	words := r.onScreenWords(n.OnScreen)
	if words == "" {
		words = "It was on nobody else's screen."
	}
	r.noticeLong(r.view().NameOf(n.By) + " has changed who sees " + what + ": " + r.audienceSees(n.Audience) + " it now. " + words)
}

// onScreenWords says on whose screens something was; "" for nobody's.
func (r *Room) onScreenWords(on []meeting.OnScreen) string {
	var had, at []string
	shared := false
	for _, o := range on {
		name := r.view().NameOf(o.Member)
		switch {
		case o.Shared:
			shared = true
		case !slices.Contains(had, name):
			had = append(had, name)
		}
		if o.At && !o.Shared && !slices.Contains(at, name) {
			at = append(at, name)
		}
	}
	if len(had) == 0 && !shared {
		return ""
	}
	s := "It was on "
	switch {
	case len(had) == 1:
		s += "the screen of " + had[0]
	case len(had) > 1:
		s += "the screens of " + listed(had)
	}
	if shared && len(had) > 0 {
		s += ", and on the shared screen,"
	} else if shared {
		s += "the shared screen"
	}
	s += " until just now."
	switch len(at) {
	case 0:
	case 1:
		s += " " + at[0] + " had it in front."
	default:
		s += " " + listed(at) + " had it in front."
	}
	return s
}
