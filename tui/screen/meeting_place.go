package screen

import (
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// When and where a meeting is. The place, or the link to join by, has an audience of its own: a parent whose access is restricted
// must not find an address here. Who may not see it is shown what is shown where no place is noted.

// fieldAt and the others are the IDs of the fields of a meeting.
const (
	fieldAt    = "at"
	fieldChair = "chair"
	fieldTaker = "taker"
)

// maySetMeeting reports whether the viewer says when and where this meeting is.
func (r *Room) maySetMeeting() bool {
	m := r.meeting()
	if m == nil || r.view().Viewer().Shared {
		return false
	}
	switch m.Stage {
	case meeting.Preparing:
		return r.may(meeting.KeepList) || r.may(meeting.PlanMeetings)
	case meeting.Live, meeting.Tidying:
		return r.may(meeting.KeepList)
	}
	return false
}

// maySeesPlace reports whether v says who sees the place: there has to be one, for the viewer.
func (r *Room) maySeesPlace() bool { return r.maySetMeeting() && r.meeting().Place != "" }

// seesPlace asks who is to see the place.
func (r *Room) seesPlace(env *Env) []Action { return r.changeAudience(env, r.id) }

// whenWhere shows when and where the meeting is, to change for those who may.
func (r *Room) whenWhere(env *Env) []Action {
	if r.maySetMeeting() {
		return r.whereForm(env)
	}
	return r.show(&told{ask: widget.Dialog{Text: r.whenWhereWords(env), Buttons: []widget.Button{{Label: env.T("Close")}}}})
}

func (r *Room) whenWhereWords(env *Env) string {
	m := r.meeting()
	s := env.T(m.Kind.Heading()) + ", " + meeting.TimeIn(env.Words, m.At.In(env.Zone), env.Today()) + "."
	if m.Place != "" {
		s += "\n" + env.T("Where: %s", m.Place)
		if m.PlaceFor != meeting.Everyone {
			s += "\n" + capital(r.audienceWords(m.PlaceFor)) + "."
		}
	}
	return s
}

// whenField asks when a meeting is.
func whenField(env *Env) *widget.Field {
	now := env.Now.In(env.Zone)
	return &widget.Field{ID: fieldAt, Label: env.T("When"), Hint: env.T("tue 24 nov 14:00, in 6 weeks 10am"), Kind: widget.LineField, Check: func(s string) (string, error) {
		if strings.TrimSpace(s) == "" {
			return "", refuse("Say when it is.")
		}
		t, err := meeting.ParseTime(s, now)
		if err != nil {
			return "", err
		}
		return env.Words.Time(t, "Monday 2 January 2006 at 15:04"), nil
	}}
}

// whereFields ask where a meeting is, and who sees that.
func (r *Room) whereFields(now meeting.Audience) []*widget.Field {
	who := r.audienceField(now)
	who.Label = r.T("Who sees where")
	return []*widget.Field{{ID: fieldPlace, Label: r.T("Where"), Hint: r.T("the place, or the link to join by"), Kind: widget.LineField}, who}
}

// whereNote stands under the form: what it means that fewer see the place.
func whereNote(r *Room) string {
	return r.T("Who does not see the place finds it nowhere: no screen, no paper, no letter, no calendar.")
}

// whereForm changes when and where the meeting is.
func (r *Room) whereForm(env *Env) []Action {
	was := *r.meeting()
	var fields []*widget.Field
	if was.Stage == meeting.Preparing {
		fields = append(fields, whenField(env))
	}
	f := widget.NewForm(env.Theme, "", env.T("Change it"), "", append(fields, r.whereFields(was.PlaceFor)...)...)
	at := was.At.In(env.Zone).Format("2006-01-02 15:04")
	f.Set(fieldAt, at)
	f.Set(fieldPlace, was.Place)
	f.Set(fieldAudience, audienceOption(was.PlaceFor))
	d := &formDialog{form: f, title: env.T("When and where"), draft: r.record + "/where/" + optionID(was.ID), note: whereNote}
	d.commands = func(env *Env, r *Room) ([]meeting.Command, error) {
		n := *r.meeting() // the newest: only what was changed here is changed
		if n.PlaceRev != was.PlaceRev {
			return nil, refuse("Somebody else has changed the place meanwhile: go back and look at it first.")
		}
		if s := f.Value(fieldAt); was.Stage == meeting.Preparing && s != at {
			t, err := meeting.ParseTime(s, env.Now.In(env.Zone))
			if err != nil {
				return nil, err
			}
			n.At = t.UTC()
		}
		n.Place, n.PlaceFor = f.Value(fieldPlace), audienceOf(f.Value(fieldAudience))
		return []meeting.Command{meeting.SetMeeting{Meeting: n}}, nil
	}
	d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
		said := r.T("It is changed.")
		if m := r.meeting(); m.Place != "" && m.PlaceFor != meeting.Everyone {
			said = r.T("It is changed: %s the place.", r.audienceSees(m.PlaceFor))
		}
		r.Notice(said)
		return nil
	}
	return d.open(env, r)
}

// addMeeting is what planning a meeting is called where things are added.
const addMeeting = "a meeting"

// planMeeting plans a meeting of the record.
func planMeeting(env *Env, r *Room) []Action {
	kinds := make([]widget.Option, len(meeting.Kinds))
	for i, k := range meeting.Kinds {
		kinds[i] = widget.Option{ID: string(k), Label: env.T(k.Heading())}
	}
	kind := meeting.Review
	if len(r.view().Meetings) == 0 {
		kind = meeting.Initial
	}
	fields := append([]*widget.Field{{ID: fieldKind, Label: env.T("What for"), Kind: widget.ChoiceField, Options: kinds}, whenField(env)}, r.whereFields(meeting.Everyone)...)
	fields = append(fields,
		&widget.Field{ID: fieldChair, Label: env.T("Chair"), Kind: widget.PickField, Options: r.teamOptions(env.T("you, or name somebody"))[1:], Hint: env.T("type a name")},
		&widget.Field{ID: fieldTaker, Label: env.T("Minute taker"), Kind: widget.PickField, Options: r.takerOptions(), Hint: env.T("type a name")})
	f := widget.NewForm(env.Theme, "", env.T("Plan it"), "", fields...)
	f.Set(fieldKind, string(kind))
	f.Set(fieldAudience, audienceOption(meeting.Everyone))
	f.Set(fieldChair, optionOf(r.me().ID))
	f.Set(fieldTaker, nobody)
	d := &formDialog{form: f, title: env.T("A new meeting"), draft: r.record + "/meeting", note: whereNote}
	d.commands = func(env *Env, _ *Room) ([]meeting.Command, error) {
		at, err := meeting.ParseTime(f.Value(fieldAt), env.Now.In(env.Zone))
		if err != nil {
			return nil, err
		}
		return []meeting.Command{meeting.PlanMeeting{
			Kind: meeting.Kind(f.Value(fieldKind)), At: at.UTC(), Place: f.Value(fieldPlace), PlaceFor: audienceOf(f.Value(fieldAudience)),
			Chair: idOf(f.Value(fieldChair)), Taker: idOf(f.Value(fieldTaker)), Words: env.Words,
		}}, nil
	}
	d.added = func(env *Env, r *Room, res meeting.Result) []Action {
		if m := r.view().Meeting(res.Added()); m != nil {
			r.Notice(env.T("%s is planned: %s, %s. m goes to its room, where its agenda is.", meetingName(r.view(), m), env.T(m.Kind.Heading()), meeting.TimeIn(env.Words, m.At.In(env.Zone), env.Today())))
		}
		return nil
	}
	return d.open(env, r)
}

// takerOptions returns who can take the minutes: nobody yet, and the team but the keyworker.
func (r *Room) takerOptions() []widget.Option {
	return slices.DeleteFunc(r.teamOptions(r.T("nobody yet")), func(o widget.Option) bool {
		m := r.view().Member(idOf(o.ID))
		return m != nil && m.Role == meeting.Keyworker
	})
}

// placeLines say under the agenda when and where the meeting is, as far as the viewer may know, each in so many lines at most.
func (r *Room) placeLines(env *Env, w, most int) []drawnRow {
	t, m := env.Theme, r.meeting()
	var out []drawnRow
	say := func(label, words string) {
		lines := widget.Wrap(words, max(8, w-7))
		if len(lines) > most {
			lines = append(lines[:most-1], strings.Join(lines[most-1:], " ")) // cut where the line ends
		}
		for i, l := range lines {
			if i > 0 {
				label = ""
			}
			out = append(out, drawnRow{line: widget.Line(w, uv.Style{}, widget.Run{Text: label, Style: t.Muted, Width: 7}, widget.Run{Text: l, Style: t.Text, Grow: true})})
		}
	}
	if m.Stage == meeting.Preparing || m.Stage == meeting.CalledOff {
		say(env.T("When"), meeting.TimeIn(env.Words, m.At.In(env.Zone), env.Today()))
	}
	if m.Place != "" {
		words := m.Place
		if mark := r.audienceMark(m.PlaceFor); mark != "" {
			words += " · " + mark
		}
		say(env.T("Where"), words)
	}
	if len(out) > 0 && most > 2 {
		out = append([]drawnRow{{}}, out...)
	}
	return out
}
