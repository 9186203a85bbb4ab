package screen

import (
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// Who here may see what, and on what ground: the family's agreement, each agency's lawful basis, and whose part ends. The
// family's agreement is theirs and no agency's basis, so the two stand apart.

// The IDs of the fields of these forms.
const (
	fieldWho      = "who"
	fieldWith     = "with:" // and an agency
	fieldWithheld = "withheld"
	fieldWhy      = "why"
	fieldCapacity = "capacity"
	fieldFrom     = "from"
	fieldReview   = "review"
	fieldUntil    = "until"
	fieldBasis    = "basis"
	fieldRing     = "ring"
	fieldPhone    = "phone"
)

// warnFor is how long before it is due it is said that an agreement or a basis has to be looked at again.
const warnFor = 4 * 7 * 24 * time.Hour

// Rows of the page stand for an agreement, a basis or a withdrawal by a letter and its id.
const (
	rowAgreement  = "a"
	rowBasis      = "b"
	rowWithdrawal = "w"
)

// sharing shows who here may see what.
func (r *Room) sharing(env *Env) []Action {
	t := &tableDialog{title: env.T("Who here may see what")}
	t.rows = func(env *Env, r *Room) []*widget.Item { return r.sharingRows(env, t.width) }
	t.open = func(env *Env, r *Room, id string) []Action {
		switch id, kind := idOf(strings.TrimLeft(id, rowAgreement+rowBasis+rowWithdrawal)), strings.TrimRight(id, "0123456789"); kind {
		case rowAgreement:
			return r.agreementForm(env, byID(r.view().Agreements, func(x *meeting.Agreement) bool { return x.ID == id }))
		case rowBasis:
			return r.basisForm(env, byID(r.view().Bases, func(x *meeting.Basis) bool { return x.ID == id }))
		case rowWithdrawal:
			return r.confirmPart(env, byID(r.view().Withdrawals, func(x *meeting.Withdrawal) bool { return x.ID == id }))
		}
		return nil
	}
	if r.may(meeting.ChangeTeam) || r.me().Agency == meeting.FamilyAgency {
		t.keys = append(t.keys, tableKey{bind("a", "note an agreement", "a"), func(env *Env, r *Room, _ string) ([]Action, bool) {
			return r.agreementForm(env, nil), false
		}})
	}
	if len(r.basisAgencies()) > 0 {
		t.keys = append(t.keys, tableKey{bind("b", "note a basis", "b"), func(env *Env, r *Room, _ string) ([]Action, bool) {
			return r.basisForm(env, nil), false
		}})
	}
	if r.may(meeting.AnswerThings) {
		t.keys = append(t.keys, tableKey{bind("e", "end somebody's part", "e"), func(env *Env, r *Room, _ string) ([]Action, bool) {
			return r.askPart(env), false
		}})
	}
	return r.show(t)
}

func byID[T any](all []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i]
	}
	return nil
}

// sharingRows are the rows of the page.
func (r *Room) sharingRows(env *Env, w int) []*widget.Item {
	t, today, v := env.Theme, env.Today(), r.view()
	var out []*widget.Item
	head := func(s string) {
		if len(out) > 0 {
			out = append(out, &widget.Item{Still: true})
		}
		out = append(out, &widget.Item{Still: true, Runs: []widget.Run{{Text: s, Style: t.Accent, Grow: true}}})
	}
	row := func(id, mark, what, more string) {
		ms := t.Good
		if mark == "!" {
			ms = t.Warn
		}
		nw := min(22, max(12, w/4))
		for i, l := range widget.Wrap(more, max(16, w-nw-4)) {
			if i > 0 {
				id, mark, what = "", " ", ""
			}
			out = append(out, &widget.Item{ID: id, Still: id == "", Runs: []widget.Run{
				{Text: mark + " ", Style: ms}, {Text: what, Style: t.Text, Width: nw}, {Text: "  " + l, Style: t.Muted, Grow: true},
			}})
		}
	}
	head(r.T("On the team"))
	practitioners := v.Readers(meeting.Practitioners)
	for _, m := range v.Members {
		if !m.Current() || m.Guest != 0 && m.Guest != r.id {
			continue
		}
		sees := []string{r.T("what everyone sees")}
		if slices.Contains(practitioners, m) {
			sees = append(sees, r.T("what practitioners see"), r.T("what is for %s", m.AgencyName))
		} else if m.Agency == meeting.FamilyAgency {
			sees = append(sees, r.T("what is for the family"))
		}
		if m.Guest != 0 {
			sees = append(sees, r.T("of this meeting only"))
		}
		row("", " ", m.Name, strings.Join(sees, ", "))
	}
	head(r.T("What the family agrees to"))
	for _, x := range v.Agreements {
		mark := "✓"
		if !x.Current(today) {
			mark = "!"
		}
		row(rowAgreement+optionID(x.ID), mark, v.NameOf(x.Who), r.agreementWords(x, today))
	}
	if len(v.Agreements) == 0 {
		row("", "!", r.T("nothing is noted yet"), "")
	}
	head(r.T("On what ground each agency shares"))
	seen := map[meeting.AgencyID]bool{meeting.FamilyAgency: true, "": true}
	for _, x := range v.Bases {
		seen[x.Agency] = true
		mark := "✓"
		if !x.Current(today) {
			mark = "!"
		}
		row(rowBasis+optionID(x.ID), mark, r.agencyName(x.Agency), r.basisWords(x, today))
	}
	for _, m := range v.Members {
		if m.Current() && m.Guest == 0 && !seen[m.Agency] {
			seen[m.Agency] = true
			row("", "!", m.AgencyName, r.T("no ground is noted yet"))
		}
	}
	if len(v.Withdrawals) > 0 {
		head(r.T("Whose part ends"))
	}
	for _, w := range v.Withdrawals {
		mark, more := "!", r.T("from %s, asked by %s: waits for the keyworker or the chair", w.From.When(today), v.NameOf(w.AskedBy))
		switch {
		case !w.Done.IsZero():
			mark, more = "✓", r.T("ended on %s; they are told to ring %s, %s", w.From.When(today), w.Ring, w.Phone)
		case !w.ConfirmedAt.IsZero():
			mark, more = "✓", r.T("ends on %s; they are told to ring %s, %s", w.From.When(today), w.Ring, w.Phone)
		}
		row(rowWithdrawal+optionID(w.ID), mark, r.partName(w), more)
	}
	return out
}

// partName names whose part a withdrawal ends.
func (r *Room) partName(w *meeting.Withdrawal) string {
	if w.Agency != "" {
		return r.agencyName(w.Agency)
	}
	return r.view().NameOf(w.Member)
}

// agreementWords says what an agreement is, the days first: they are what is looked for.
func (r *Room) agreementWords(x *meeting.Agreement, today meeting.Day) string {
	var out []string
	switch {
	case x.Withdrawn != "":
		out = append(out, r.T("taken back %s", x.Withdrawn.When(today)))
	case x.Review != "" && x.Review < today:
		out = append(out, r.T("was to be asked again %s", x.Review.When(today)))
	case x.Review != "":
		out = append(out, r.T("ask again %s", x.Review.When(today)))
	}
	out = append(out, x.For)
	if len(x.Agencies) > 0 {
		var names []string
		for _, a := range x.Agencies {
			names = append(names, r.agencyName(a))
		}
		out = append(out, r.T("with %s", r.words.List(names)))
	}
	if x.Withheld != "" {
		out = append(out, r.T("not %s", x.Withheld))
	}
	if x.By != x.Who {
		out = append(out, r.T("noted by %s", r.view().NameOf(x.By)))
	}
	return strings.Join(out, " · ")
}

// basisWords says what a basis is, with its reason and its author.
func (r *Room) basisWords(x *meeting.Basis, today meeting.Day) string {
	var out []string
	switch {
	case x.Until != "" && x.Until < today:
		out = append(out, r.T("ended %s", x.Until.When(today)))
	case x.Review != "" && x.Review < today:
		out = append(out, r.T("was to be looked at again %s", x.Review.When(today)))
	case x.Review != "":
		out = append(out, r.T("look again %s", x.Review.When(today)))
	case x.Until != "":
		out = append(out, r.T("until %s", x.Until.When(today)))
	}
	return strings.Join(append(out, meeting.Word(r.words, x.Basis), x.Reason, r.T("noted by %s", r.view().NameOf(x.By))), " · ")
}

// duesNotice says that an agreement or a basis is due, to whoever looks after that; "" for nothing.
func (r *Room) duesNotice(env *Env) string {
	if r.view().Viewer().Shared || !r.may(meeting.ChangeTeam) {
		return ""
	}
	until := meeting.DayOf(env.Now.Add(warnFor).In(env.Zone))
	for _, x := range r.view().Expiring(until) {
		switch {
		case x.Agreement != nil:
			return env.T("The family's agreement is to be asked again by %s: “who may see what” (:) shows it.", x.On.When(env.Today()))
		case x.Basis != nil:
			return env.T("%s's ground for sharing is to be looked at by %s: “who may see what” (:) shows it.", r.agencyName(x.Agency), x.On.When(env.Today()))
		}
	}
	return ""
}

// dayOf asks for a day that may be left out.
func dayOf(env *Env, id string, label words.Msg) *widget.Field {
	return &widget.Field{ID: id, Label: env.T(label), Kind: widget.LineField, Hint: env.T("today, in 6 months, 24 nov"), Check: readDay(env.Words, env.Today())}
}

// readDays reads the days that a form has, by field.
func readDays(f *widget.Form, today meeting.Day, into map[string]*meeting.Day) error {
	for id, d := range into {
		x, err := meeting.ParseDay(f.Value(id), today)
		if err != nil {
			return err
		}
		*d = x
	}
	return nil
}

// family returns who can agree: the children, and those of the family.
func (r *Room) family() []widget.Option {
	var out []widget.Option
	if me := r.me(); me.Agency == meeting.FamilyAgency {
		out = append(out, widget.Option{ID: optionID(me.ID), Label: r.T("you")})
	}
	for _, c := range r.view().Children {
		out = append(out, widget.Option{ID: optionID(c.ID), Label: c.Called()})
	}
	for _, m := range r.view().Members {
		if m.Current() && m.Agency == meeting.FamilyAgency && m.ID != r.me().ID && m.Guest == 0 {
			out = append(out, widget.Option{ID: optionID(m.ID), Label: m.Name})
		}
	}
	return out
}

// teamAgencies returns the agencies on the team, the family not among them.
func (r *Room) teamAgencies() []meeting.AgencyID {
	var out []meeting.AgencyID
	for _, m := range r.view().Members {
		if m.Current() && m.Guest == 0 && m.Agency != "" && m.Agency != meeting.FamilyAgency && !slices.Contains(out, m.Agency) {
			out = append(out, m.Agency)
		}
	}
	return out
}

// agreementForm shows what somebody of the family agrees to; nil: a new agreement.
func (r *Room) agreementForm(env *Env, old *meeting.Agreement) []Action {
	today := env.Today()
	x := meeting.Agreement{Given: today}
	title, submit := env.T("What the family agrees to"), env.T("Note it")
	if old != nil {
		x, title, submit = *old, env.T("What %s agrees to", r.view().NameOf(old.Who)), env.T("Change it")
	}
	var fields []*widget.Field
	if old == nil {
		fields = append(fields, &widget.Field{ID: fieldWho, Label: env.T("Who agrees"), Kind: widget.ChoiceField, Options: r.family()})
	}
	fields = append(fields, &widget.Field{ID: fieldWhat, Label: env.T("To what"), Hint: env.T("that these agencies talk about …"), Kind: widget.LineField, Check: required(env.T("Say what they agree to."))})
	agencies := r.teamAgencies()
	for _, a := range x.Agencies {
		if !slices.Contains(agencies, a) {
			agencies = append(agencies, a)
		}
	}
	for _, a := range agencies {
		fields = append(fields, &widget.Field{ID: fieldWith + string(a), Label: widget.Truncate(env.T("With %s", r.agencyName(a)), 15), Kind: widget.ChoiceField, Options: []widget.Option{{ID: saidYes, Label: env.T("yes")}, {ID: saidNo, Label: env.T("no")}}})
	}
	fields = append(fields,
		&widget.Field{ID: fieldWithheld, Label: env.T("But not"), Hint: env.T("what is not shared"), Kind: widget.LineField},
		&widget.Field{ID: fieldWhy, Label: env.T("Why not"), Kind: widget.LineField},
		&widget.Field{ID: fieldCapacity, Label: env.T("Understood?"), Hint: env.T("how it is known that they understand"), Kind: widget.LineField},
		dayOf(env, fieldFrom, "Agreed on"), dayOf(env, fieldReview, "Ask again on"))
	if old != nil {
		fields = append(fields, dayOf(env, fieldUntil, "Taken back on"))
	}
	fields = append(fields, r.audienceField(x.Audience))
	f := widget.NewForm(env.Theme, "", submit, "", fields...)
	for _, a := range agencies {
		if old != nil && !slices.Contains(x.Agencies, a) {
			f.Set(fieldWith+string(a), saidNo)
		}
	}
	f.Set(fieldWhat, x.For)
	f.Set(fieldWithheld, x.Withheld)
	f.Set(fieldWhy, x.Why)
	f.Set(fieldCapacity, x.Capacity)
	f.Set(fieldFrom, x.Given.In(env.Words, today))
	f.Set(fieldReview, x.Review.In(env.Words, today))
	f.Set(fieldUntil, x.Withdrawn.In(env.Words, today))
	f.Set(fieldAudience, audienceOption(x.Audience))
	d := &formDialog{form: f, title: title, draft: r.record + "/agreement/" + optionID(x.ID)}
	d.note = func(*Room) string {
		return env.T("This is the family's own agreement. It can be taken back at any time, and is no agency's ground for sharing.")
	}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		n := x
		if old == nil {
			n.Who = idOf(f.Value(fieldWho))
		}
		n.For, n.Withheld, n.Why, n.Capacity = f.Value(fieldWhat), f.Value(fieldWithheld), f.Value(fieldWhy), f.Value(fieldCapacity)
		n.Agencies, n.Audience = nil, audienceOf(f.Value(fieldAudience))
		for _, a := range agencies {
			if f.Value(fieldWith+string(a)) == saidYes {
				n.Agencies = append(n.Agencies, a)
			}
		}
		if err := readDays(f, today, map[string]*meeting.Day{fieldFrom: &n.Given, fieldReview: &n.Review, fieldUntil: &n.Withdrawn}); err != nil {
			return nil, err
		}
		return []meeting.Command{meeting.SetAgreement{Agreement: n}}, nil
	}
	d.added = noted
	return d.open(env, r)
}

// noted follows once something is noted.
func noted(_ *Env, r *Room, _ meeting.Result) []Action {
	r.Notice(r.T("It is noted."))
	return nil
}

// basisAgencies returns for which agencies the viewer notes on what ground they share.
func (r *Room) basisAgencies() []meeting.AgencyID {
	if r.may(meeting.ChangeTeam) {
		return r.teamAgencies()
	}
	if me := r.me(); slices.Contains([]meeting.Role{meeting.Keyworker, meeting.Deputy, meeting.Practitioner}, me.Role) && me.Agency != meeting.FamilyAgency {
		return []meeting.AgencyID{me.Agency}
	}
	return nil
}

// basisForm shows on what ground an agency shares; nil: a new basis.
func (r *Room) basisForm(env *Env, old *meeting.Basis) []Action {
	today := env.Today()
	x := meeting.Basis{Since: today, Agency: r.me().Agency}
	if old != nil {
		x = *old
	}
	var fields []*widget.Field
	if old == nil {
		var options []widget.Option
		for _, a := range r.basisAgencies() {
			options = append(options, widget.Option{ID: string(a), Label: r.agencyName(a)})
		}
		fields = append(fields, &widget.Field{ID: fieldWho, Label: env.T("Which agency"), Kind: widget.ChoiceField, Options: options})
	}
	bases := slices.Clone(meeting.Bases)
	if x.Basis != "" && !slices.Contains(bases, x.Basis) {
		bases = append(bases, x.Basis)
	}
	fields = append(fields,
		&widget.Field{ID: fieldBasis, Label: env.T("On what ground"), Kind: widget.ChoiceField, Options: offeredOptions(env.Words, bases)},
		&widget.Field{ID: fieldWhy, Label: env.T("Why that one"), Kind: widget.LineField, Check: required(env.T("Say why."))},
		dayOf(env, fieldFrom, "Since"), dayOf(env, fieldReview, "Look again on"), dayOf(env, fieldUntil, "Until"), r.audienceField(x.Audience))
	f := widget.NewForm(env.Theme, "", env.T("Note it"), "", fields...)
	if x.Basis == "" {
		x.Basis = "public task"
	}
	f.Set(fieldWho, string(x.Agency))
	f.Set(fieldBasis, x.Basis)
	f.Set(fieldWhy, x.Reason)
	f.Set(fieldFrom, x.Since.In(env.Words, today))
	f.Set(fieldReview, x.Review.In(env.Words, today))
	f.Set(fieldUntil, x.Until.In(env.Words, today))
	f.Set(fieldAudience, audienceOption(x.Audience))
	d := &formDialog{form: f, title: env.T("On what ground an agency shares"), draft: r.record + "/basis/" + optionID(x.ID), added: noted}
	if old != nil {
		d.title = env.T("On what ground %s shares", r.agencyName(x.Agency))
	}
	d.note = func(*Room) string {
		return env.T("Your name stands beside it. What the family agrees to is noted apart.")
	}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		n := x
		if old == nil {
			n.Agency = meeting.AgencyID(f.Value(fieldWho))
		}
		n.Basis, n.Reason, n.Audience = f.Value(fieldBasis), f.Value(fieldWhy), audienceOf(f.Value(fieldAudience))
		if err := readDays(f, today, map[string]*meeting.Day{fieldFrom: &n.Since, fieldReview: &n.Review, fieldUntil: &n.Until}); err != nil {
			return nil, err
		}
		return []meeting.Command{meeting.SetBasis{Basis: n}}, nil
	}
	return d.open(env, r)
}

// askPart asks for the end of an agency's or somebody's part.
func (r *Room) askPart(env *Env) []Action {
	var options []widget.Option
	for _, a := range r.teamAgencies() {
		options = append(options, widget.Option{ID: whichAgencies + string(a), Label: r.agencyName(a), Note: env.T("all its people")})
	}
	for _, m := range r.view().Members {
		if m.Current() && m.Guest == 0 && m.Agency != meeting.FamilyAgency {
			options = append(options, widget.Option{ID: optionID(m.ID), Label: m.Name, Note: memberNote(r.words, m)})
		}
	}
	return r.show(newPick(env, env.T("Whose part ends?"), options, func(env *Env, r *Room, id string) ([]Action, bool) {
		agency, isAgency := strings.CutPrefix(id, whichAgencies)
		w := meeting.Withdrawal{Member: idOf(id)}
		if isAgency {
			w = meeting.Withdrawal{Agency: meeting.AgencyID(agency)}
		}
		return r.askPartForm(env, w), true
	}))
}

func (r *Room) askPartForm(env *Env, w meeting.Withdrawal) []Action {
	today := env.Today()
	f := widget.NewForm(env.Theme, "", env.T("Ask for it"), "", dayOf(env, fieldFrom, "From which day"),
		&widget.Field{ID: fieldWhy, Label: env.T("Why"), Kind: widget.LineField})
	f.Set(fieldFrom, env.T("today"))
	name := r.partName(&w)
	d := &formDialog{form: f, title: env.T("The end of %s's part", name), draft: r.record + "/part/" + string(w.Agency) + optionID(w.Member)}
	d.note = func(*Room) string { return env.T("Nothing ends yet: the keyworker or the chair confirms it.") }
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		c := meeting.AskWithdrawal{Agency: w.Agency, Member: w.Member, Reason: f.Value(fieldWhy)}
		err := readDays(f, today, map[string]*meeting.Day{fieldFrom: &c.From})
		if err == nil && c.From == "" {
			err = refuse("Say from which day on.")
		}
		return []meeting.Command{c}, err
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(env.T("It is asked for: the keyworker or the chair confirms it."))
		return nil
	}
	return d.open(env, r)
}

// confirmPart says what the end of a part means, and asks whom those people may ring.
func (r *Room) confirmPart(env *Env, w *meeting.Withdrawal) []Action {
	switch {
	case w == nil:
		return nil
	case !w.ConfirmedAt.IsZero():
		r.Notice(env.T("That is confirmed already."))
		return nil
	case !r.may(meeting.ChangeTeam):
		r.Notice(env.T("The keyworker or the chair confirms it."))
		return nil
	}
	f := widget.NewForm(env.Theme, "", env.T("End their part"), "",
		&widget.Field{ID: fieldRing, Label: env.T("Whom they ring"), Kind: widget.LineField, Check: required(env.T("They have to be able to ring somebody."))},
		&widget.Field{ID: fieldPhone, Label: env.T("At which number"), Kind: widget.LineField, Check: required(env.T("Write the number."))})
	name := r.partName(w)
	d := &formDialog{form: f, title: env.T("%s's part ends on %s", name, w.From.When(env.Today())), draft: r.record + "/part/" + optionID(w.ID)}
	d.note = func(*Room) string {
		s := env.T("From then on %s comes in no more, and is told whom to ring. What was written stays; their open actions need new owners.", name)
		if w.Reason != "" {
			s += " " + env.T("Why: %s", w.Reason)
		}
		return s
	}
	d.commands = func(*Env, *Room) ([]meeting.Command, error) {
		return []meeting.Command{meeting.ConfirmWithdrawal{Withdrawal: w.ID, Ring: f.Value(fieldRing), Phone: f.Value(fieldPhone)}}, nil
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
		r.Notice(env.T("It is confirmed. Their actions stand without an owner until somebody takes them on."))
		return nil
	}
	return d.open(env, r)
}
