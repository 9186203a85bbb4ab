package screen

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// entryForm says how one kind of entry of the record is asked for. The same fields add one and change one.
type entryForm[T any] struct {
	kind   words.Msg   // "Wait"
	fresh  words.Msg   // "New wait"; "" for what is never new
	needs  meeting.Act // for changing one; "": KeepRecord
	fields []entryField[T]
	head   func(*T) *meeting.Head
	find   func(*meeting.View, meeting.ID) *T // nil if it is not there
	entry  func(*T) meeting.Entry
	start  func(env *Env, r *Room) T // what a new one begins as

	add   func(*Room, T, map[meeting.Part]string, map[string]string) []meeting.Command // nil: AddEntry
	set   func(T) meeting.Command                                                      // nil: SetEntry
	note  func(env *Env, r *Room, x *T) string                                         // may be nil: what is said of what is in the form
	other func(env *Env, r *Room, x *T) (meeting.ID, words.Msg)                        // may be nil: what is offered in place of a new one; 0: nothing
}

// entryField is one field of an entryForm: a shared text, or a fact.
type entryField[T any] struct {
	id          string
	label, hint words.Msg
	part        meeting.Part // of a shared text; 0: a fact
	rows        int
	must        words.Msg // the sentence that refuses an empty field
	kind        widget.FieldKind
	options     func(*Room) []widget.Option
	read        func(*T) string // the record's form of it
	write       func(*T, string)
	parse       func(env *Env, s string) (string, error) // from what is typed to the record's form; nil: the same
	show        func(env *Env, s string) string          // and back; nil: the same
	only        string                                   // "add" or "set": not in the other form
	ticks       func(*Room) []tickRow                    // what several are chosen from, by rows to tick; nil: it is no such field
	name        func(*Room, string) string               // what several that are chosen are called
}

// said is a field for a shared text.
func said[T any](part meeting.Part, label, hint words.Msg, rows int) entryField[T] {
	return entryField[T]{id: "text" + strconv.Itoa(int(part)), label: label, hint: hint, part: part, rows: rows}
}

// worded is a field of one line.
func worded[T any](id string, label, hint, must words.Msg, of func(*T) *string) entryField[T] {
	return entryField[T]{
		id: id, label: label, hint: hint, must: must, kind: widget.LineField,
		read: func(x *T) string { return *of(x) }, write: func(x *T, s string) { *of(x) = strings.TrimSpace(s) },
	}
}

// dated is a field for a day in words.
func dated[T any](id string, label words.Msg, of func(*T) *meeting.Day) entryField[T] {
	return entryField[T]{
		id: id, label: label, hint: "today, 24 nov, in 6 weeks", kind: widget.LineField,
		read: func(x *T) string { return string(*of(x)) }, write: func(x *T, s string) { *of(x) = meeting.Day(s) },
		parse: func(env *Env, s string) (string, error) {
			d, err := meeting.ParseDay(s, env.Today())
			return string(d), err
		},
		show: func(env *Env, s string) string { return meeting.Day(s).In(env.Words, env.Today()) },
	}
}

// chosen is a field with a few choices.
func chosen[T any, W spoken](id string, label words.Msg, list []W, of func(*T) *W) entryField[T] {
	return entryField[T]{
		id: id, label: label, kind: widget.ChoiceField, options: func(r *Room) []widget.Option { return toldOptions(r.words, list) },
		read: func(x *T) string { return string(*of(x)) }, write: func(x *T, s string) { *of(x) = W(s) },
	}
}

// member is a field for somebody of the team.
func memberField[T any](id string, label, none words.Msg, of func(*T) *meeting.ID) entryField[T] {
	return entryField[T]{
		id: id, label: label, hint: "type a name", kind: widget.PickField,
		options: func(r *Room) []widget.Option { return r.teamOptions(r.T(none)) },
		read:    func(x *T) string { return optionOf(*of(x)) }, write: func(x *T, s string) { *of(x) = idOf(s) },
	}
}

// agencyField is a field for an agency of the team.
func agencyField[T any](of func(*T) *meeting.AgencyID) entryField[T] {
	return entryField[T]{
		id: "agency", label: "Agency", kind: widget.ChoiceField,
		options: func(r *Room) []widget.Option { return r.agencyOptions() },
		read:    func(x *T) string { return orNobody(string(*of(x))) },
		write:   func(x *T, s string) { *of(x) = meeting.AgencyID(strings.TrimPrefix(s, nobody)) },
	}
}

// numbered is a field for a number of something, empty for none.
func numbered[T any](id string, label, hint words.Msg, of func(*T) *int) entryField[T] {
	return entryField[T]{
		id: id, label: label, hint: hint, kind: widget.LineField,
		read: func(x *T) string {
			if *of(x) == 0 {
				return ""
			}
			return strconv.Itoa(*of(x))
		},
		write: func(x *T, s string) { *of(x), _ = strconv.Atoi(s) },
		parse: func(_ *Env, s string) (string, error) {
			s = strings.TrimSpace(s)
			if s == "" {
				return "", nil
			}
			if n, err := strconv.Atoi(s); err != nil || n < 0 {
				return s, refuse("Write a number, or leave it empty.")
			}
			return s, nil
		},
	}
}

// ticked is a field that is yes or no.
func ticked[T any](id string, label, yes, no words.Msg, of func(*T) *bool) entryField[T] {
	return entryField[T]{
		id: id, label: label, kind: widget.ChoiceField,
		options: func(r *Room) []widget.Option {
			return []widget.Option{{ID: "no", Label: r.T(no)}, {ID: "yes", Label: r.T(yes)}}
		},
		read: func(x *T) string {
			if *of(x) {
				return "yes"
			}
			return "no"
		},
		write: func(x *T, s string) { *of(x) = s == "yes" },
	}
}

// timed is a field for a day and a time.
func timed[T any](id string, label words.Msg, of func(*T) *time.Time) entryField[T] {
	return entryField[T]{
		id: id, label: label, hint: "tue 24 nov 14:00, tomorrow 9:30", kind: widget.LineField,
		read: func(x *T) string {
			if of(x).IsZero() {
				return ""
			}
			return of(x).UTC().Format(time.RFC3339)
		},
		write: func(x *T, s string) { *of(x), _ = time.Parse(time.RFC3339, s) },
		parse: func(env *Env, s string) (string, error) {
			if strings.TrimSpace(s) == "" {
				return "", refuse("Say when it is.")
			}
			at, err := meeting.ParseTime(s, env.Now.In(env.Zone))
			if err != nil {
				return s, err
			}
			return at.UTC().Format(time.RFC3339), nil
		},
		show: func(env *Env, s string) string {
			at, err := time.Parse(time.RFC3339, s)
			if err != nil {
				return s
			}
			return env.Words.Time(at.In(env.Zone), "2 January 2006 15:04")
		},
	}
}

// teamOptions returns the people of the team, and none.
func (r *Room) teamOptions(none string) []widget.Option {
	out := []widget.Option{{ID: nobody, Label: none}}
	for _, m := range r.view().Members {
		if m.Current() && m.Guest == 0 && m.Role != meeting.Interpreter && m.Role != meeting.Observer {
			out = append(out, widget.Option{ID: optionOf(m.ID), Label: m.Name, Note: memberNote(r.words, m)})
		}
	}
	return out
}

// agencyOptions returns the agencies of the team but the family, and none.
func (r *Room) agencyOptions() []widget.Option {
	out := []widget.Option{{ID: nobody, Label: r.T("not said")}}
	for _, a := range r.view().Circle() {
		if a.Agency != meeting.FamilyAgency && a.Agency != "" {
			out = append(out, widget.Option{ID: string(a.Agency), Label: r.agencyName(a.Agency)})
		}
	}
	return out
}

// field makes the widget's field.
func (x *entryField[T]) field(env *Env, r *Room) *widget.Field {
	f := &widget.Field{ID: x.id, Label: env.T(x.label), Hint: env.T(x.hint), Kind: x.kind, Rows: x.rows}
	if x.part != 0 {
		f.Kind = widget.TextField
	}
	if x.options != nil {
		f.Options = x.options(r)
	}
	switch {
	case x.must != "":
		f.Check = required(env.T(x.must))
	case x.ticks != nil:
		f.Check = func(s string) (string, error) {
			if s == chooseOn {
				return env.T("⏎ asks which"), nil
			}
			return "", nil
		}
	case x.parse != nil:
		f.Check = func(s string) (string, error) {
			v, err := x.parse(env, s)
			if err != nil || v == "" || x.show == nil {
				return "", err
			}
			return x.show(env, v), nil
		}
		if strings.HasPrefix(string(x.hint), "today") {
			f.Check = readDay(env.Words, env.Today())
		}
	}
	return f
}

// fill takes what is in a form into an entry; an error is a sentence.
func (f *entryForm[T]) fill(env *Env, form *widget.Form, x *T) error {
	for _, e := range f.fields {
		w := field(form, e.id)
		if e.part != 0 || w == nil || e.write == nil {
			continue
		}
		s := w.Value()
		if e.parse != nil {
			v, err := e.parse(env, s)
			if err != nil {
				return err
			}
			s = v
		}
		e.write(x, s)
	}
	if s := field(form, fieldAbout); s != nil {
		f.head(x).About = idOf(s.Value())
	}
	if s := field(form, fieldAudience); s != nil {
		if asksOn(s.Value()) {
			return errWhich
		}
		f.head(x).Audience = audienceOf(s.Value())
	}
	return nil
}

// openNew asks for a new entry.
func (f *entryForm[T]) openNew(env *Env, r *Room) []Action { return f.openWith(env, r, nil) }

// openWith asks for a new entry that begins with what is known already.
func (f *entryForm[T]) openWith(env *Env, r *Room, known map[string]string) []Action {
	var fields []*widget.Field
	begin := f.start(env, r)
	for i := range f.fields {
		if f.fields[i].only != "set" {
			fields = append(fields, f.fields[i].field(env, r))
		}
	}
	if kids := r.view().Children; len(kids) > 1 {
		fields = append(fields, &widget.Field{ID: fieldAbout, Label: env.T("About whom"), Kind: widget.ChoiceField, Options: r.childOptions()})
	} else if len(kids) == 1 && f.head(&begin).About == 0 {
		f.head(&begin).About = kids[0].ID
	}
	fields = append(fields, r.audienceField(meeting.Everyone))
	form := widget.NewForm(env.Theme, "", env.T("Add"), "", fields...)
	asks := map[string]func(*Env, *Room){}
	for i := range f.fields {
		x := &f.fields[i]
		if x.read == nil || field(form, x.id) == nil {
			continue
		}
		v := x.read(&begin)
		if x.show != nil && v != "" {
			v = x.show(env, v)
		}
		if k, ok := known[x.id]; ok {
			v = k
		}
		if x.ticks != nil {
			w := field(form, x.id)
			x.offer(r, w, v)
			asks[x.id] = x.asking(form, w.Value)
		}
		form.Set(x.id, v)
	}
	if field(form, fieldAbout) != nil {
		form.Set(fieldAbout, optionOf(f.head(&begin).About))
	}
	form.Set(fieldAudience, audienceOption(meeting.Everyone))
	d := &formDialog{form: form, title: env.T(f.fresh), draft: r.record + "/new " + strings.ToLower(string(f.kind)), enter: true, asks: asks}
	for id := range known {
		d.loose = append(d.loose, id)
	}
	read := func(env *Env) (T, error) {
		x := begin
		return x, f.fill(env, form, &x)
	}
	if f.note != nil {
		d.note = func(r *Room) string {
			x, err := read(env)
			if err != nil {
				return ""
			}
			return f.note(env, r, &x)
		}
	}
	if f.other != nil {
		d.also = func(env *Env, r *Room, k tea.KeyPressMsg) bool {
			x, err := read(env)
			id, _ := f.other(env, r, &x)
			if k.String() != "ctrl+e" || err != nil || id == 0 {
				return false
			}
			r.drop(d)
			f.openEdit(env, r, id)
			return true
		}
		_, does := f.other(env, r, &begin)
		d.extra = []key.Binding{bind("ctrl+e", does, "ctrl+e")}
	}
	d.commands = func(env *Env, r *Room) ([]meeting.Command, error) {
		x, err := read(env)
		if err != nil {
			return nil, err
		}
		words, values := map[meeting.Part]string{}, form.Values()
		for _, e := range f.fields {
			if e.part != 0 {
				if s := strings.TrimSpace(form.Value(e.id)); s != "" {
					words[e.part] = s
				}
			}
		}
		if f.add != nil {
			return f.add(r, x, words, values), nil
		}
		return []meeting.Command{meeting.AddEntry{Entry: f.entry(&x), Words: words}}, nil
	}
	d.filled = func(r *Room) {
		for i := range f.fields {
			if w := field(form, f.fields[i].id); w != nil && w.Value() != chooseOn {
				f.fields[i].offer(r, w, w.Value())
			}
		}
	}
	d.added = func(_ *Env, r *Room, res meeting.Result) []Action {
		r.Notice(r.T("It is in the record. u takes it back."))
		if s := r.recordPages(); s != nil && res.Added() != 0 {
			s.goTo(r, res.Added())
		}
		return nil
	}
	return d.open(env, r)
}

// recordPages returns the pages of the record, if they are in front or behind a dialog.
func (r *Room) recordPages() *recordPages {
	for _, d := range r.dialogs {
		if s, ok := d.(*recordPages); ok {
			return s
		}
	}
	return nil
}

// openEdit shows an entry, to change it: its shared texts live, its facts when their field is left.
func (f *entryForm[T]) openEdit(env *Env, r *Room, id meeting.ID) []Action {
	if !r.view().May(cmp.Or(f.needs, meeting.KeepRecord), nil) {
		r.Notice(r.T("You can read this here, but not change it."))
		return nil
	}
	now := func(r *Room) *T {
		if x := f.find(r.view(), id); x != nil {
			return x
		}
		return new(T)
	}
	l := &liveForm{
		id: id, title: env.T(f.kind), gone: "Somebody took this out of the record.",
		there: func(r *Room) bool { return f.find(r.view(), id) != nil },
	}
	var fields []*widget.Field
	byID := map[string]*entryField[T]{}
	var ticked []*entryField[T]
	for i := range f.fields {
		x := &f.fields[i]
		switch {
		case x.only == "add":
		case x.part != 0:
			fields = append(fields, l.text(env, r, x.part, env.T(x.label), x.rows))
		default:
			w := x.field(env, r)
			if v := x.read(now(r)); x.kind == widget.PickField && !slices.ContainsFunc(w.Options, func(o widget.Option) bool { return o.ID == v }) {
				w.Options = append(w.Options, widget.Option{ID: v, Label: r.idNames(v)})
			}
			if v := x.read(now(r)); x.ticks != nil {
				x.offer(r, w, v)
				ticked = append(ticked, x)
			}
			fields = append(fields, w)
			byID[x.id] = x
			fa := l.fact(w, func(r *Room) string { return x.read(now(r)) })
			if x.parse != nil {
				fa.value = func(s string) (string, error) { return x.parse(env, s) }
			}
			if x.show != nil {
				fa.show = func(s string) string {
					if s == "" {
						return ""
					}
					return x.show(env, s)
				}
			}
		}
	}
	if len(r.view().Children) > 1 {
		w := &widget.Field{ID: fieldAbout, Label: env.T("About whom"), Kind: widget.ChoiceField, Options: r.childOptions()}
		fields = append(fields, w)
		l.fact(w, func(r *Room) string { return optionOf(f.head(now(r)).About) })
	}
	fields = append(fields, l.audience(r, func(r *Room) meeting.Audience { return f.head(now(r)).Audience })...)
	l.send = func(r *Room, facts []*fact) []meeting.Command {
		x := *now(r)
		for _, fa := range facts {
			switch e := byID[fa.field.ID]; {
			case e != nil:
				e.write(&x, fa.want)
			case fa.field.ID == fieldAbout:
				f.head(&x).About = idOf(fa.want)
			case fa.field.ID == fieldAudience:
				f.head(&x).Audience = audienceOf(fa.want)
			}
		}
		if f.set != nil {
			return []meeting.Command{f.set(x)}
		}
		return []meeting.Command{meeting.SetEntry{Entry: f.entry(&x)}}
	}
	l.filled = func(r *Room) {
		for _, x := range ticked {
			w := field(l.form, x.id)
			if w.Value() != chooseOn {
				x.offer(r, w, w.Value())
			}
			l.asks[x.id] = x.asking(l.form, func() string {
				if v := w.Value(); v != chooseOn {
					return v
				}
				return x.read(now(r))
			})
		}
	}
	l.asks = map[string]func(*Env, *Room){}
	return l.open(env, r, fields...)
}

// idNames names the members and children of an option that holds their IDs.
func (r *Room) idNames(option string) string {
	var out []string
	for one := range strings.SplitSeq(option, ",") {
		if id := idOf(one); id != 0 {
			out = append(out, r.view().NameOf(id))
		}
	}
	return r.words.List(out)
}

// shelfName names an entry of the record on one line.
func (r *Room) shelfName(id meeting.ID) string {
	v := r.view()
	text := func(p meeting.Part, otherwise string) string {
		if s := r.text(id, p); s != "" {
			return s
		}
		return otherwise
	}
	switch x := v.Entry(id).(type) {
	case *meeting.Detail:
		return capital(r.T(x.Kind.Msg()))
	case *meeting.Relation:
		return x.Name
	case *meeting.Involvement:
		return x.Service
	case *meeting.Wait:
		return x.Service
	case *meeting.Assessment:
		return capital(x.Kind)
	case *meeting.Appointment:
		return x.What
	case *meeting.OtherPlan:
		return x.Kind
	case *meeting.PathStep:
		return capital(r.T(x.Stage.Msg()))
	case *meeting.Transition:
		return capital(x.WhatIn(r.words))
	case *meeting.Tenure:
		return r.T("%s as keyworker", v.NameOf(x.Member))
	case *meeting.Contact:
		return text(meeting.Remarks, r.T("Contact by %s", v.NameOf(x.By)))
	case *meeting.Question:
		return text(meeting.Asks, r.T("Question"))
	case *meeting.Handover:
		return r.T("Handover")
	case *meeting.Mandate:
		return r.T("Mandate of %s", r.agencyName(x.Agency))
	case *meeting.Escalation:
		return text(meeting.Remarks, capital(r.T(x.Stuck.Msg())))
	}
	return capital(r.T(meeting.EntryMsg(v.Entry(id))))
}
