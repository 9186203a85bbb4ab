package screen

import (
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// A planned meeting that does not take place is called off where it is prepared, and put on again there.

// callOffKey calls a meeting off, and puts it on again.
var (
	callOffKey = bind("X", "call the meeting off", "X")
	putOnKey   = bind("X", "put it on again", "X")
)

// arrival is what is asked as soon as the room of a meeting is there.
type arrival struct {
	record  string
	meeting meeting.ID
	do      func(*Room, *Env) []Action
}

// arrive does what somebody asked for before the room was there.
func (r *Room) arrive(env *Env) []Action {
	a := env.Arrival
	env.Arrival = nil
	if a == nil || a.record != r.record || a.meeting != r.id || r.meeting() == nil {
		return nil
	}
	return a.do(r, env)
}

// mayCallOff reports whether the viewer may call this meeting off now.
func (r *Room) mayCallOff() bool {
	return r.meeting().Stage == meeting.Preparing && !r.view().Viewer().Shared && r.view().MayCallOff(r.meeting())
}

// mayPutOn reports whether the viewer may put this meeting on again.
func (r *Room) mayPutOn() bool {
	return r.meeting().Stage == meeting.CalledOff && !r.view().Viewer().Shared && r.view().MayCallOff(r.meeting())
}

// callOff says who hears of it, and asks whether and why.
func (r *Room) callOff(env *Env) []Action {
	if !r.mayCallOff() {
		return nil
	}
	m := r.meeting()
	ask := env.T("Call off: %s, %s?", m.Kind.Heading(), meeting.TimeIn(env.Words, m.At.In(env.Zone), env.Today()))
	ask += "\n" + env.T("Its agenda and what was written for it stay, and it can be put on again.")
	reading, untold := r.view().Hearing(m)
	if len(reading) > 0 {
		ask += "\n" + env.T("They see it when they come in here, with your reason: %s. Ring whoever has to know sooner.", env.Words.List(namesOf(reading)))
	}
	if len(untold) > 0 {
		ask += "\n" + env.T("They cannot come in here, so tell them yourself: %s.", env.Words.List(namesOf(untold)))
	}
	return r.show(newConfirm(ask, env.T("Call it off"), env.T("Leave it on"), func(env *Env, r *Room) []Action {
		f := widget.NewForm(env.Theme, "", env.T("Call it off"), "",
			&widget.Field{ID: "reason", Label: env.T("Why"), Hint: env.T("everyone who sees the meeting reads this"), Kind: widget.LineField})
		d := &formDialog{form: f, title: env.T("Call the meeting off"), draft: r.record + "/off/" + optionID(r.id)}
		d.commands = func(*Env, *Room) ([]meeting.Command, error) {
			return []meeting.Command{meeting.CallOff{Meeting: r.id, Reason: f.Value("reason")}}, nil
		}
		d.added = func(_ *Env, r *Room, _ meeting.Result) []Action {
			r.Notice(r.T("It is called off."))
			return nil
		}
		return d.open(env, r)
	}))
}

func namesOf(of []*meeting.Member) []string {
	var out []string
	for _, m := range of {
		out = append(out, m.Name)
	}
	return out
}

// putOn asks when the meeting is, and puts it on again.
func (r *Room) putOn(env *Env) []Action {
	if !r.mayPutOn() {
		return nil
	}
	f := widget.NewForm(env.Theme, "", env.T("Put it on again"), "", whenField(env))
	if at := r.meeting().At; at.After(env.Now) {
		f.Set(fieldAt, at.In(env.Zone).Format("2006-01-02 15:04"))
	}
	d := &formDialog{form: f, title: env.T("Put the meeting on again"), draft: r.record + "/on/" + optionID(r.id)}
	d.commands = func(env *Env, r *Room) ([]meeting.Command, error) {
		at, err := meeting.ParseTime(f.Value(fieldAt), env.Now.In(env.Zone))
		if err != nil {
			return nil, err
		}
		return []meeting.Command{meeting.PutOn{Meeting: r.id, At: at.UTC()}}, nil
	}
	d.added = func(env *Env, r *Room, _ meeting.Result) []Action {
		if m := r.meeting(); m != nil {
			r.Notice(env.T("It is on again: %s.", meeting.TimeIn(env.Words, m.At.In(env.Zone), env.Today())))
		}
		return nil
	}
	return d.open(env, r)
}

// offWords say in the room of a meeting that was called off why it cannot begin, and what to do; "" in any other.
func (r *Room) offWords(env *Env) string {
	m := r.meeting()
	if m == nil || m.Stage != meeting.CalledOff {
		return ""
	}
	s := offReason(env, m)
	if r.mayPutOn() {
		return s + ". " + env.T("It cannot begin until X puts it on again.")
	}
	return s + ". " + env.T("%s, or whoever plans meetings, can put it on again.", r.view().NameOf(m.OffBy))
}

// offReason says that a meeting is called off, and why.
func offReason(env *Env, m *meeting.Meeting) string {
	if m.OffReason == "" { // its words were erased
		return env.T("Called off")
	}
	return env.T("Called off: %s", widget.Truncate(trimStop(m.OffReason), 200))
}

// trimStop takes the full stop from the end of somebody's words, where another follows.
func trimStop(s string) string {
	for len(s) > 0 && (s[len(s)-1] == '.' || s[len(s)-1] == ' ') {
		s = s[:len(s)-1]
	}
	return s
}

// offLines are offWords at the foot, in at most three lines.
func (r *Room) offLines(env *Env, w int) []string {
	s := r.offWords(env)
	if s == "" || len(r.dialogs) > 0 {
		return nil
	}
	lines := widget.Wrap(s, max(1, w-2))
	return lines[:min(3, len(lines))]
}

func (r *Room) drawOff(env *Env, scr uv.Screen, area uv.Rectangle) (rows int) {
	lines := r.offLines(env, area.Dx())
	for i, l := range lines {
		widget.Put(scr, area.Min.X, area.Min.Y+i, widget.Line(area.Dx(), uv.Style{}, widget.Run{Text: " " + l, Style: env.Theme.Warn, Grow: true}))
	}
	return len(lines)
}

// offRow is home's row of a meeting that was called off, until the day it was planned for is over.
func offRow(env *Env, v *meeting.View, m *meeting.Meeting) homeRow {
	return homeRow{
		mark: "×", style: warn, what: env.Words.Time(m.At.In(env.Zone), "Mon 2 Jan 15:04") + "  " + env.T(m.Kind.Heading()) + " · " + v.Called(),
		middle: m.OffReason, right: env.T("called off"), record: v.Name, meeting: m.ID,
	}
}

// planning are home's keys for the planned meeting that is selected, for those who may move it or call it off.
func (s *Home) planning() []bound {
	if s.at >= len(s.rows) {
		return nil
	}
	row := s.rows[s.at]
	if row.meeting == 0 || row.child || row.join || row.entry != 0 {
		return nil
	}
	for _, rec := range s.h.Records {
		m := rec.View.Meeting(row.meeting)
		if rec.View.Name != row.record || m == nil {
			continue
		}
		to := func(do func(*Room, *Env) []Action) func(*Env) []Action {
			return func(env *Env) []Action {
				env.Arrival = &arrival{record: row.record, meeting: row.meeting, do: do}
				return []Action{OpenRoom{Record: row.record, Meeting: row.meeting}}
			}
		}
		switch {
		case !rec.View.MayCallOff(m):
		case m.Stage == meeting.Preparing:
			return []bound{{key: bind("i", "move the meeting", "i"), do: to((*Room).whenWhere)}, {key: callOffKey, do: to((*Room).callOff)}}
		case m.Stage == meeting.CalledOff:
			return []bound{{key: putOnKey, do: to((*Room).putOn)}}
		}
	}
	return nil
}

// nextMeeting returns when a record's team meets next: as planned, or else as the last meeting that was held has it; zero if neither is to
// come.
func nextMeeting(v *meeting.View, now time.Time) time.Time {
	var planned, said time.Time
	for _, m := range v.Meetings {
		switch {
		case m.Stage == meeting.CalledOff:
			said = time.Time{} // it was the one that was said
		case m.Stage != meeting.Preparing:
			said = m.Next
		case m.At.After(now) && (planned.IsZero() || m.At.Before(planned)):
			planned = m.At
		}
	}
	if planned.IsZero() && said.After(now) {
		return said
	}
	return planned
}
