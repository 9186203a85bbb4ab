package screen

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// Every entry says who sees it. In forms that is one field, of a few audiences in plain words and two that ask on:
// which agencies, which people. In the plan a narrower entry says so beside it, in words.

// The two choices of an audience that ask on.
const (
	whichAgencies = "agencies"
	whichPeople   = "people"
)

var errWhich = refuse("Say who may see it first: ⏎ on “Who sees this” asks which.")

// asksOn reports whether an option of an audience is one that asks which agencies or people.
func asksOn(option string) bool { return option == whichAgencies || option == whichPeople }

// audienceField asks who sees an entry.
func (r *Room) audienceField(now meeting.Audience) *widget.Field {
	x := &widget.Field{
		ID: fieldAudience, Label: r.T("Who sees this"), Kind: widget.ChoiceField, Options: r.audienceOptions(now),
	}
	x.Check = func(s string) (string, error) {
		switch s {
		case whichAgencies:
			return r.T("⏎ asks which agencies"), nil
		case whichPeople:
			return r.T("⏎ asks which people"), nil
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
		out = append(out, widget.Option{ID: whichAgencies, Label: r.T("agencies…")}, widget.Option{ID: whichPeople, Label: r.T("people…")})
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
				names = append(names, r.T("the family"))
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
		return r.T("everyone")
	case meeting.Practitioners:
		return r.T("practitioners")
	}
	if names, ok := r.audienceNames(a); ok {
		return r.T("only %s", r.words.List(names))
	}
	return r.T("nobody")
}

// audienceMark is the quiet mark of an entry that not everyone sees: "practitioners only"; "" if everyone does.
func (r *Room) audienceMark(a meeting.Audience) string {
	switch a {
	case meeting.Everyone:
		return ""
	case meeting.Practitioners:
		return r.T("practitioners only")
	}
	names, ok := r.audienceNames(a)
	if !ok {
		return r.T("nobody")
	}
	return r.T("%s only", r.words.List(r.fewNames(names, 3)))
}

// fewNames shortens a list of names to n of them and how many there are besides.
func (r *Room) fewNames(names []string, n int) []string {
	if len(names) <= n+1 {
		return names
	}
	return append(slices.Clone(names[:n]), r.N(len(names)-n, "%d other", "%d others"))
}

// personName returns what a person of the team is called.
func (r *Room) personName(p meeting.PersonID) string {
	if p == r.me().Person {
		return r.T("you")
	}
	for _, m := range r.view().Members {
		if m.Person == p {
			return m.Name
		}
	}
	return r.T("somebody")
}

// audienceWords says who sees something: "everyone sees this".
func (r *Room) audienceWords(a meeting.Audience) string {
	return r.sees(a, "%s see this", "%s sees this")
}

// audienceSees says who sees: "everyone sees", "only Jo and you see".
func (r *Room) audienceSees(a meeting.Audience) string { return r.sees(a, "%s see", "%s sees") }

// sees says who sees something, by a message for several who see it, and for you, and one for somebody or everyone. Who they are
// comes first into it.
func (r *Room) sees(a meeting.Audience, many, one words.Msg, args ...any) string {
	m := one
	if names, _ := r.audienceNames(a); a == meeting.Practitioners || len(names) > 1 || len(names) == 1 && a == meeting.OnlyPeople(r.me().Person) {
		m = many
	}
	return r.T(m, append([]any{r.audienceShort(a)}, args...)...)
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
			names = append(names, r.T("you"))
		} else {
			names = append(names, m.Name)
		}
	}
	return r.words.List(r.fewNames(names, n))
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
	s := r.sees(now, "%s see %s from now on.", "%s sees %s from now on.", what)
	if holds {
		s = r.sees(now, "%s see %s from now on, with everything under it.", "%s sees %s from now on, with everything under it.", what)
	}
	out := []string{capital(s)}
	switch len(lost) {
	case 0:
	case 1:
		out = append(out, r.T("%s sees it no more. Its past is hidden from them too: screens, history, minutes.", r.memberNames(lost)))
	default:
		out = append(out, r.T("%s see it no more. Its past is hidden from them too: screens, history, minutes.", r.memberNames(lost)))
	}
	switch {
	case len(gained) > 0 && len(gained) == len(without(r.admitted(now, nil), before)):
		out = append(out, r.T("%s will see it as it is now, not what it said before.", capital(r.memberNames(gained))))
	case len(without(r.admitted(now, nil), before)) > 0:
		out = append(out, r.T("What it stands under is for fewer people, and they alone see it."))
	case len(lost) == 0:
		out = append(out, r.T("For the team as it is now nothing changes."))
	}
	return strings.Join(out, " ")
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
		return r.T("The chair and the minute taker say who does.")
	case !ok || by == me:
		return ""
	case author != nil && author.Role.Family() && author.Current():
		return r.T("%s wrote it, and alone says who does.", author.Name)
	case owner == me, r.may(meeting.ChooseAudience):
		return ""
	case author != nil && author.Current():
		return r.T("%s, who wrote it, the chair and the keyworker say who does.", author.Name)
	}
	return r.T("The chair and the keyworker say who does.")
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
			options[i].Note = r.T("choose which")
		case audienceOf(o.ID) == was:
			options[i].Note = r.T("as it is now")
		case len(r.admitted(audienceOf(o.ID), nil)) > 1 && audienceOf(o.ID) != meeting.Everyone:
			options[i].Note = r.someNames(r.admitted(audienceOf(o.ID), nil), 2)
		}
	}
	p := newPick(env, r.T("Who sees %s?", r.entryName(id, 40)), options, func(_ *Env, r *Room, option string) ([]Action, bool) {
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
		return r.T("these notes")
	}
	if x := r.reach(id); x != nil {
		return r.reachName(x)
	}
	if r.view().Meeting(id) != nil {
		return r.T("the place")
	}
	return "“" + widget.Truncate(r.named(id), most) + "”"
}

// confirmAudience says what another audience means for an entry, and changes it on yes.
func (r *Room) confirmAudience(id meeting.ID, was, now meeting.Audience) []Action {
	if was == now {
		r.Notice(r.T("Nothing is changed: %s.", r.audienceWords(was)))
		return nil
	}
	what := r.entryName(id, 60)
	said := r.T("%s is changed: %s.", what, r.audienceWords(now))
	if r.view().Note(id) != nil {
		said = capital(r.sees(now, "%s see %s now.", "%s sees %s now.", what))
	}
	return r.show(newConfirm(r.changeWords(what, was, now, r.over(id), r.holds(id)), r.T("Change it"), r.T("Leave it"), func(*Env, *Room) []Action {
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
func (r *Room) noticeLong(said string) {
	r.Notice(said)
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
	what := r.T("something that you wrote")
	if r.view().Sees(n.Entry) {
		what = r.T("%s, which you wrote", r.entryName(n.Entry, 60))
	}
	where := r.onScreenWords(n.OnScreen)
	if where == "" {
		where = r.T("It was on nobody else's screen.")
	}
	r.noticeLong(r.T("%s has changed who sees %s: %s.", r.view().NameOf(n.By), what, r.sees(n.Audience, "%s see it now", "%s sees it now")) + " " + where)
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
	var s string
	switch names := r.words.List(had); {
	case len(had) == 0:
		s = r.T("It was on the shared screen until just now.")
	case len(had) == 1 && shared:
		s = r.T("It was on the screen of %s, and on the shared screen, until just now.", names)
	case len(had) == 1:
		s = r.T("It was on the screen of %s until just now.", names)
	case shared:
		s = r.T("It was on the screens of %s, and on the shared screen, until just now.", names)
	default:
		s = r.T("It was on the screens of %s until just now.", names)
	}
	if len(at) > 0 {
		s += " " + r.T("%s had it in front.", r.words.List(at))
	}
	return s
}
