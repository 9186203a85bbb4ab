package screen

import (
	"cmp"
	"strings"

	"oneplan/meeting"
)

// The family's home says in plain words what happens next, who is to be there and when; what others do; where to ask; where their own
// words stand; and who looked.

const (
	fewAhead  = 5 // of what happens next, unless all is asked for
	fewOthers = 4 // of what others do
)

// family adds a section of what a record's family sees at home, besides their meetings, their actions and their plan.
func (s *Home) family(env *Env, section func(env *Env, v *meeting.View, of string)) {
	for _, rec := range s.h.Records {
		if v := rec.View; v.Me.Role.Family() {
			of := ""
			if len(s.h.Records) > 1 {
				of = " · " + v.Called()
			}
			section(env, v, of)
		}
	}
}

// ahead is what happens next.
func (s *Home) ahead(env *Env, v *meeting.View, of string) {
	var rows []homeRow
	today := env.Today()
	for _, x := range v.Calendar(today, "", env.Zone) {
		row := homeRow{mark: "·", style: muted, what: x.What, record: v.Name, entry: x.Entry, right: x.Day.In(env.Words, today)}
		if !x.At.IsZero() {
			row.right = meeting.TimeIn(env.Words, x.At.In(env.Zone), today)
		}
		var who []string
		for _, id := range x.People {
			if id == v.Me.ID {
				who = append(who, env.T("you"))
			} else {
				who = append(who, v.NameOf(id))
			}
		}
		row.middle = cmp.Or(env.Words.List(who), agencyOf(v, x.Agency))
		switch x.Kind {
		case "appointment":
		case "meeting":
			if m := v.Meeting(x.Entry); m == nil || m.Stage != meeting.Preparing {
				continue // it stands above
			}
			row.what, row.middle, row.entry, row.meeting = env.T("The team meets"), env.T("you and the team"), 0, x.Entry
		case "next meeting":
			row.what, row.middle, row.entry, row.meeting = env.T("The team meets again"), env.T("you and the team"), 0, x.Entry
		case "assessment", "change", "plan review":
		case "expected":
			if w, ok := v.Entry(x.Entry).(*meeting.Wait); ok {
				row.what = env.T("%s is to see %s by then", w.Service, v.Called())
				if v.Me.Role == meeting.Child && len(v.Children) == 1 {
					row.what = env.T("%s is to see you by then", w.Service)
				}
			}
		case "promise":
			row.what = env.T("Promised: %s", x.What)
			if c, ok := v.Entry(x.Entry).(*meeting.Contact); ok {
				row.middle = v.NameOf(c.By)
			}
		case "reply":
			row.what = env.T("An answer to: %s", x.What)
			if q, ok := v.Entry(x.Entry).(*meeting.Question); ok {
				row.middle = v.NameOf(q.To)
			}
		default: // actions stand by themselves; stages and the like are nothing that happens to a family
			continue
		}
		rows = append(rows, row)
	}
	s.section(env.T("What happens next")+of, s.cut(&rows, fewAhead), rows)
	if len(rows) == 0 && s.find == "" {
		s.section(env.T("What happens next")+of, env.T("nothing is planned yet"), []homeRow{{what: env.T("Ask your keyworker when the team meets again."), wide: true}})
	}
}

// cut leaves the first few rows, unless all are asked for, and says how many are left out.
func (s *Home) cut(rows *[]homeRow, few int) string {
	n := len(*rows) - few
	if n <= 0 || s.all || s.find != "" {
		return ""
	}
	*rows = (*rows)[:few]
	return s.speaks.N(n, "%d more (a shows all)", "%d more (a shows all)")
}

// agencyOf names an agency of the team, "" for none.
func agencyOf(v *meeting.View, a meeting.AgencyID) string {
	for _, m := range v.Members {
		if m.Agency == a && a != "" {
			return m.AgencyName
		}
	}
	return ""
}

// others is what the others do for this family.
func (s *Home) others(env *Env, v *meeting.View, of string) {
	var rows []homeRow
	today := env.Today()
	for _, a := range v.Actions() {
		owner := v.Member(a.Owner)
		if !a.Status.Open() || a.Owner == v.Me.ID || a.Due != "" && days(today, a.Due) > 31 && !s.all && s.find == "" {
			continue
		}
		name := env.T("nobody yet")
		if owner != nil {
			name = owner.Name
		}
		rows = append(rows, homeRow{
			mark: "·", style: muted, what: strings.Join(strings.Fields(v.Text(meeting.Field{ID: a.ID, Part: meeting.What}).String()), " "),
			middle: name, right: actionWhen(env.Words, a, today), record: v.Name, entry: a.ID,
		})
	}
	if len(rows) > 0 {
		s.section(env.T("What others do")+of, s.cut(&rows, fewOthers), rows)
	}
}

// asking is where the family asks, and what was asked.
func (s *Home) asking(env *Env, v *meeting.View, of string) {
	today := env.Today()
	var rows []homeRow
	if kw := v.Keyworker(); v.May(meeting.AskThings, nil) {
		row := homeRow{mark: "?", style: good, what: env.T("Ask %s", nameOfMember(kw)), middle: env.T("your keyworker"), right: env.T("⏎ write"), record: v.Name, first: firstAsk}
		if kw == nil {
			row.what, row.middle = env.T("Ask for a keyworker"), env.T("there is none now")
		}
		rows = append(rows, row)
	}
	for _, q := range v.Questions {
		words := "“" + strings.Join(strings.Fields(v.Text(meeting.Field{ID: q.ID, Part: meeting.Asks}).String()), " ") + "”"
		switch {
		case q.Open():
			due := env.T("answer by %s", q.Due.When(today))
			if q.Due < today {
				due = env.T("was due %s", q.Due.When(today))
			}
			rows = append(rows, homeRow{mark: "·", style: muted, what: words, middle: env.T("to %s", v.NameOf(q.To)), right: due, record: v.Name, entry: q.ID})
		case days(meeting.DayOf(q.AnsweredAt.In(env.Zone)), today) <= 30:
			rows = append(rows, homeRow{mark: "✓", style: good, what: words, middle: v.NameOf(q.To), right: env.T("answered %s", meeting.DayOf(q.AnsweredAt.In(env.Zone)).When(today)), record: v.Name, entry: q.ID})
		}
	}
	if len(rows) > 0 {
		not, ring, _ := strings.Cut(env.T(meeting.NotForEmergencies), ": ") // on two rows: neither may be cut on a phone
		rows = append([]homeRow{{what: not + ":", wide: true, mark: " "}, {what: ring, wide: true, mark: " "}}, rows...)
		s.section(env.T("Ask")+of, "", rows)
	}
}

// What the record that opens next shows first.
const (
	firstAsk   = "ask"   // the form for a question
	firstLooks = "looks" // who looked
)

// own are the rows of a family's plan, under the plan itself.
func (s *Home) own(env *Env, v *meeting.View) []homeRow {
	if !v.Me.Role.Family() {
		return nil
	}
	var rows []homeRow
	for _, c := range v.Children {
		whose := env.T("In %s's own words", c.Called())
		if v.Me.Role == meeting.Child && (v.Me.Name == c.Called() || v.Me.Name == c.Name) {
			whose = env.T("In my own words")
		}
		said := strings.Join(strings.Fields(v.Text(meeting.Field{ID: c.ID, Part: meeting.Matters}).String()), " ")
		rows = append(rows, homeRow{mark: "“", style: good, what: whose, middle: cmp.Or(said, env.T("nothing yet")), right: env.T("⏎ read and write"), record: v.Name, entry: c.ID})
	}
	if v.May(meeting.SeeLooks, nil) {
		rows = append(rows, homeRow{mark: " ", style: muted, what: env.T("Who looked at all this"), right: env.T("⏎ see"), record: v.Name, first: firstLooks})
	}
	return rows
}
