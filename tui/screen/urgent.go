package screen

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// Urgent access is for a practitioner outside the team, when waiting would harm a child: to read, for a while, with a reason.
// Who is told stands in the form before anything happens.

type (
	// OpenUrgently asks for urgent access to a record. The home's UrgentSaid gets what became of it.
	OpenUrgently struct{ Record, Reason string }
	// Serve gives a command to the service, as the person at this screen.
	Serve struct{ Command meeting.Command }
)

func (OpenUrgently) action() {}
func (Serve) action()        {}

// urgentDraft names the draft of a reason that was not sent.
const urgentDraft = "urgent access"

// urgentForm is home's form for urgent access.
type urgentForm struct {
	form *widget.Form
	said string
	kept string
	sent bool
}

// mayUrgent reports whether the person can ask for urgent access: practitioners can.
func (s *Home) mayUrgent() bool {
	return s.h.Me.Agency != "" && s.h.Me.Agency != meeting.FamilyAgency
}

// askUrgent shows the form.
func (s *Home) askUrgent(env *Env) []Action {
	f := widget.NewForm(env.Theme, env.T("Urgent access"), env.T("Open it"), "",
		&widget.Field{ID: fieldWho, Label: env.T("Which record"), Hint: env.T("its short name, exactly"), Kind: widget.LineField, Check: required(env.T("Write the record's short name, as sunflower."))},
		&widget.Field{ID: fieldWhy, Label: env.T("Why now"), Hint: env.T("why it cannot wait for the keyworker"), Kind: widget.TextField, Rows: 3, Check: required(env.T("Say why it cannot wait."))})
	s.urgent = &urgentForm{form: f}
	if d := env.Draft(urgentDraft); d != "" {
		values := map[string]string{}
		if json.Unmarshal([]byte(d), &values) == nil {
			f.Fill(values)
			s.urgent.kept, s.urgent.said = d, env.T("What you had typed before is here again. Nothing is open yet.")
		}
	}
	layOut(env, f)
	return nil
}

// urgentWords says what urgent access is, before it is asked for.
func urgentWords(env *Env) string {
	lasts := env.duty().Urgent
	if lasts == 0 {
		lasts = 24 * time.Hour
	}
	return env.T("For when waiting would harm a child. You can read for %s, and change nothing. The keyworker and the service managers are told at once, with your name and this reason, and the family can read that you looked.",
		env.N(int(lasts/time.Hour), "%d hour", "%d hours"))
}

// updateUrgent gives the form a message.
func (s *Home) updateUrgent(env *Env, msg tea.Msg) []Action {
	u := s.urgent
	k, isKey := msg.(tea.KeyPressMsg)
	if u.sent {
		return nil
	}
	if c, ok := msg.(tea.MouseClickMsg); ok && c.Button == tea.MouseLeft {
		for _, h := range s.hints {
			if uv.Pos(c.X, c.Y).In(h.area) && len(h.b.key.Keys()) > 0 {
				msg = widget.KeyPress(h.b.key)
			}
		}
	}
	out := u.form.Update(msg, env.Now)
	if isKey && k.String() != "" {
		u.said = ""
	}
	var acts []Action
	now := ""
	if u.form.Changed() {
		if b, err := json.Marshal(u.form.Values()); err == nil {
			now = string(b)
		}
	}
	if now != u.kept {
		u.kept = now
		acts = append(acts, Keep{urgentDraft, now})
	}
	switch out {
	case widget.Chosen:
		u.sent = true
		return append(acts, OpenUrgently{Record: strings.TrimSpace(u.form.Value(fieldWho)), Reason: u.form.Value(fieldWhy)})
	case widget.Cancelled:
		s.urgent = nil
	}
	return acts
}

// UrgentSaid takes what became of urgent access: the record opens, or the form stays with why not.
func (s *Home) UrgentSaid(record string, err error) []Action {
	if s.urgent == nil {
		return nil
	}
	if err != nil {
		s.urgent.sent, s.urgent.said = false, refusalIn(s.speaks, err)
		return nil
	}
	s.urgent = nil
	return []Action{Keep{Name: urgentDraft}, OpenRoom{Record: record}}
}

func (s *Home) drawUrgent(env *Env, scr uv.Screen, area uv.Rectangle) {
	drawForm(env, scr, area, s.urgent.form, s.urgent.said, urgentWords(env))
}

// urgentKeys are the keys of the form.
func (s *Home) urgentKeys() []bound {
	var out []bound
	for _, k := range formKeys(s.urgent.form) {
		out = append(out, bound{key: k})
	}
	return out
}

// told tells keyworkers and service managers of urgent access, until they have seen it.
func (s *Home) told(env *Env) {
	var rows []homeRow
	for _, rec := range s.h.Records {
		for _, u := range rec.View.Unseen() {
			rows = append(rows, homeRow{
				mark: "!", style: warn, what: env.T("%s opened %s urgently", u.Name, rec.View.Name), middle: "“" + u.Reason + "”",
				right: env.T("⏎ looks at it"), record: rec.View.Name,
			})
		}
	}
	for _, x := range s.h.Told {
		rows = append(rows, homeRow{
			mark: "!", style: warn, what: env.T("%s opened %s urgently", x.Name, x.Record), middle: "“" + x.Reason + "”",
			right: env.T("%s  ⏎ read", env.when(x.At, "2 Jan 15:04")), record: x.Record, told: x.N,
		})
	}
	if len(rows) > 0 {
		s.section(env.T("Urgent access"), env.N(len(rows), "%d notice", "%d notices"), rows)
	}
}

// readTold puts a notice of urgent access in front, whole, to be marked as seen.
func (s *Home) readTold(env *Env, n int) []Action {
	return s.show(env, &homePage{
		yes: "I have seen this", do: func(*Env) []Action { return []Action{Serve{meeting.SeeTold{N: n}}} },
		build: func(env *Env, ask *widget.Dialog) bool {
			i := slices.IndexFunc(s.h.Told, func(x meeting.Notice) bool { return x.N == n })
			if i < 0 {
				return false
			}
			x := s.h.Told[i]
			ask.Title = env.T("Urgent access")
			ask.Text = env.T("%s, opened %s on %s, to read until %s.\n\nThey gave as reason: “%s”\n\nThe keyworker has been told too. “audit %[2]s” in one line shows what was looked at.",
				called(x.Name, x.Title, x.AgencyName), x.Record, env.when(x.At, "2 Jan at 15:04"), env.when(x.Until, "2 Jan 15:04"), x.Reason)
			return true
		},
	})
}

// visits says to whoever reads a record urgently until when, and to a keyworker who does.
func (r *Room) visits(env *Env) []Action {
	for _, u := range r.view().Urgent {
		if u.ID == r.me().ID {
			r.Notice(env.T("Urgent access until %s: you can read, and change nothing.", env.when(u.Until, "2 Jan 15:04")))
			return nil
		}
	}
	unseen := r.view().Unseen()
	if len(unseen) == 0 {
		return nil
	}
	u := unseen[0]
	return r.show(newConfirm(visitWords(env, u), env.T("I have seen this"), env.T("Later"), func(*Env, *Room) []Action {
		return send("", meeting.SeeUrgent{Urgent: u.ID})
	}))
}

// visitWords says who opened a record urgently, and why.
func visitWords(env *Env, u *meeting.Urgent) string {
	who := u.Name
	if u.AgencyName != "" {
		who += ", " + u.AgencyName + ","
	}
	return env.T("Urgent access: %s opened this record on %s, to read until %s. They gave as reason: “%s”", who, env.when(u.From, "2 Jan at 15:04"), env.when(u.Until, "2 Jan 15:04"), u.Reason)
}

var urgentKey = bind("u", "urgent access", "u")
