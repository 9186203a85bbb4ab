package command

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

// authority is what the caller may do for the service.
func (s *session) authority() meeting.Authority {
	me := s.me()
	return meeting.Authority{
		Person: s.Identity.Person, Agency: me.Agency, Admin: s.admin(), Manager: me.Manager && !s.Identity.Limited(),
		Meeting: s.Identity.Meeting, Shared: s.Identity.Shared,
	}
}

// keyworker finds somebody whose work the caller keeps: themselves for "". It is counted as looking at the work of keyworkers.
func (s *session) keyworker(typed string) (*meeting.Account, error) {
	dir, a := s.Hub.Directory(), s.authority()
	if typed == "" {
		if !dir.KeepsWork(a, a.Person) {
			return nil, refuse(meeting.Forbidden, "This is for practitioners with access of their own: ask the keyworker about your plan")
		}
		return dir.Account(a.Person), nil
	}
	var all []candidate[*meeting.Account]
	for _, p := range dir.People {
		if dir.KeepsWork(a, p.ID) {
			all = append(all, candidate[*meeting.Account]{[]string{p.Name, string(p.ID)}, p})
		}
	}
	return pick("keyworker", typed, "work team", all)
}

type workList struct {
	Of     string `help:"Somebody whom you look after: their time, supervision and training, and of how many plans they are the keyworker."`
	Format string `enum:"table,json,csv" default:"table" help:"The form of the list."`
}

// caseLine is one plan of the caller's caseload.
type caseLine struct {
	Name        string      `json:"name"`   // of the record
	Status      string      `json:"status"` // waiting | fine
	About       string      `json:"about"`
	Role        string      `json:"role"`
	Waits       int         `json:"waits"`                 // how much waits past its day
	NextMeeting string      `json:"next_meeting"`          // ISO 8601; "" for none
	LastContact meeting.Day `json:"last_contact"`          // "" for none
	First       string      `json:"waits_first,omitempty"` // what has waited longest
}

// Run tells the caller's caseload, or what supports somebody whom they look after.
func (c *workList) Run(ctx context.Context, s *session) error {
	who, err := s.keyworker(c.Of)
	if err != nil {
		return err
	}
	if who.ID != s.Identity.Person {
		return s.workOf(ctx, who, c.Format)
	}
	views, err := s.look(ctx)
	if err != nil {
		return err
	}
	cases := meeting.Cases(views, s.today())
	var lines []caseLine
	t := minutes.Table{Head: s.heads("record", "about", "you are", "waits", "next meeting", "last contact")}
	for _, x := range cases {
		role := x.View.Me.Role.Msg()
		if x.Covers {
			role = "covering"
		}
		l := caseLine{Name: x.View.Name, Status: "fine", About: x.View.Called(), Role: string(role), Waits: x.Overdue(), LastContact: x.Contact}
		if l.Waits > 0 {
			l.Status = "waiting"
		}
		if len(x.Late) > 0 {
			l.First = fmt.Sprint(x.Late[0].Text)
		}
		next := "–"
		if !x.Next.IsZero() {
			l.NextMeeting, next = x.Next.In(s.Zone).Format("2006-01-02T15:04:05Z07:00"), s.moment(x.Next)
		}
		contact := "–"
		if x.Contact != "" {
			contact = s.day(x.Contact)
		}
		lines = append(lines, l)
		t.Rows = append(t.Rows, []string{l.Name, cell(l.About), s.T(role), strconv.Itoa(l.Waits), next, contact})
	}
	if c.Format != "table" {
		return list(s, c.Format, t, lines, "")
	}
	dir := s.Hub.Directory()
	w, n := dir.WorkOf(who.ID), meeting.Keyworks(cases)
	if w.Limit > 0 && n > w.Limit {
		s.say("You are the keyworker of %d plans, and %d were agreed at most: talk to a service manager.", n, w.Limit)
	}
	for _, p := range w.Attention(dir.Settings.SupervisionEvery(), s.today()) {
		s.write("%s", s.Words.Say(p))
	}
	if s.out.Len() > 0 {
		s.write("")
	}
	if err := list(s, c.Format, t, lines, "You are no keyworker or deputy now."); err != nil {
		return err
	}
	s.write("")
	s.tellSupport(w)
	if n := s.adviceWaits(); n > 0 {
		s.say("\n“advice” has %d that waits for you.", n)
	}
	return nil
}

// tellSupport tells time, supervision and training.
func (s *session) tellSupport(w *meeting.Work) {
	said := s.T("No time is kept free for it: “work hours 4 --agreed-with NAME” notes some.")
	if p := w.Protected; p.Minutes > 0 {
		said = s.T("%s a week", meeting.HoursWords(p.Minutes))
		if p.Agreed != "" {
			said += s.T(", agreed with %s", p.Agreed)
		}
		if p.Since != "" {
			said += s.T(", since %s", s.day(p.Since))
		}
	}
	s.say("Time for it: %s", said)
	if w.Limit > 0 {
		s.say("Plans at most: %d", w.Limit)
	}
	if a := s.Hub.Directory().Account(w.Supervisor); a != nil {
		s.say("Supervised by: %s", a.Name)
	}
	t := minutes.Table{Head: s.heads("n", "supervision", "with", "")}
	for _, x := range slices.Backward(w.Supervision) {
		state := s.T("took place")
		if !x.Held {
			state = s.T("planned")
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(x.N), s.day(x.Day), x.With, state})
	}
	if len(t.Rows) > 0 {
		s.write("")
		s.out.WriteString(t.Plain(0))
	}
	t = minutes.Table{Head: s.heads("n", "training", "done", "counts until")}
	for _, x := range slices.Backward(w.Training) {
		t.Rows = append(t.Rows, []string{strconv.Itoa(x.N), x.What, s.day(x.Day), s.day(x.Until)})
	}
	if len(t.Rows) > 0 {
		s.write("")
		s.out.WriteString(t.Plain(0))
	}
}

// workOf tells what supports one keyworker, and of how many plans they are one.
func (s *session) workOf(ctx context.Context, who *meeting.Account, format string) error {
	team, err := s.team(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(team.List, func(m meeting.TeamMember) bool { return m.ID == who.ID })
	if format != "table" {
		var items []teamLine
		if i >= 0 {
			items = append(items, lineOfKeyworker(&team.List[i]))
		}
		return list(s, format, minutes.Table{}, items, "")
	}
	w := s.Hub.Directory().WorkOf(who.ID)
	if i >= 0 {
		m := team.List[i]
		s.say("%s is the keyworker of plans: %s; on which something waits: %s.", who.Name, m.Plans.Phrase(), m.Late.Phrase())
		if m.Load != meeting.LoadUnder {
			s.say("That is %s: %d.", m.Load.Msg(), w.Limit)
		}
		for _, p := range m.Attends {
			s.write("%s", s.Words.Say(p))
		}
		s.write("")
	}
	s.tellSupport(w)
	return nil
}

// team counts how much keyworkers have to do.
func (s *session) team(ctx context.Context) (meeting.Team, error) {
	s.looks.whole = "how much keyworkers have to do"
	t, err := s.Hub.Team(ctx, s.Identity)
	if meeting.CodeOf(err) == meeting.Forbidden {
		s.looks.kind, s.looks.what = meeting.LookRefused, s.looks.whole
	}
	return t, err
}

type workTeam struct {
	Format string `enum:"table,json,csv" default:"table" help:"The form of the list."`
}

// teamLine is one keyworker in a list. Numbers are told as bands, so that nobody is to be found out by them.
type teamLine struct {
	Name            string      `json:"name"`
	Status          string      `json:"status"` // attention | fine
	Title           string      `json:"title"`
	Agency          string      `json:"agency"`
	PlansFrom       int         `json:"plans_from"`
	PlansTo         int         `json:"plans_to"`
	WaitingFrom     int         `json:"waiting_from"`
	WaitingTo       int         `json:"waiting_to"`
	Limit           int         `json:"plans_at_most"` // 0: none
	Load            string      `json:"load"`
	Minutes         int         `json:"protected_minutes"` // a week
	LastSupervision meeting.Day `json:"last_supervision"`
	NextSupervision meeting.Day `json:"next_supervision"`
	Attention       string      `json:"attention"`
}

func lineOfKeyworker(m *meeting.TeamMember) teamLine {
	l := teamLine{
		Name: cell(m.Person.Name), Status: "fine", Title: cell(m.Title), Agency: cell(m.Agency), PlansFrom: m.Plans.From, PlansTo: m.Plans.To, WaitingFrom: m.Late.From, WaitingTo: m.Late.To,
		Limit: m.Work.Limit, Load: string(m.Load), Minutes: m.Work.Protected.Minutes,
	}
	if last, next := m.Work.Supervised(); last != nil || next != nil {
		if last != nil {
			l.LastSupervision = last.Day
		}
		if next != nil {
			l.NextSupervision = next.Day
		}
	}
	var said []string
	for _, p := range m.Attends {
		said = append(said, cell(p.String()))
	}
	if l.Attention = strings.Join(said, " "); l.Attention != "" || m.Load == meeting.LoadOver {
		l.Status = "attention"
	}
	return l
}

// attention says what to look at.
func (s *session) attention(m *meeting.TeamMember) string {
	var said []string
	if m.Load != meeting.LoadUnder {
		said = append(said, s.T(m.Load.Msg()))
	}
	for _, p := range m.Attends {
		said = append(said, cell(s.Words.Say(p)))
	}
	return strings.Join(said, " ")
}

// Run tells how much the keyworkers have to do whom the caller looks after.
func (c *workTeam) Run(ctx context.Context, s *session) error {
	team, err := s.team(ctx)
	if err != nil {
		return err
	}
	var lines []teamLine
	t := minutes.Table{Head: s.heads("keyworker", "agency", "plans", "something waits", "time a week", "at most", "look at")}
	for i := range team.List {
		m := &team.List[i]
		l := lineOfKeyworker(m)
		lines = append(lines, l)
		most, hours := "–", "–"
		if l.Limit > 0 {
			most = strconv.Itoa(l.Limit)
		}
		if l.Minutes > 0 {
			hours = s.Words.Say(meeting.HoursWords(l.Minutes))
		}
		t.Rows = append(t.Rows, []string{l.Name, l.Agency, s.Words.Say(m.Plans.Phrase()), s.Words.Say(m.Late.Phrase()), hours, most, s.attention(m)})
	}
	if err := list(s, c.Format, t, lines, "Nobody is a keyworker yet."); err != nil {
		return err
	}
	if c.Format == "table" && team.Unread > 0 {
		s.say("\nNot all is counted: %d of the records cannot be read, please tell whoever runs the service.", team.Unread)
	}
	return nil
}

// ofFlag names whose work is changed.
type ofFlag struct {
	Of string `help:"Somebody whom you look after; otherwise it is about yourself."`
}

// keep gives a command about somebody's work.
func (s *session) keep(ctx context.Context, of string, c func(meeting.PersonID) meeting.Command, said words.Phrase) error {
	who, err := s.keyworker(of)
	if err != nil {
		return err
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, c(who.ID)); err != nil {
		return err
	}
	s.write("%s", s.Words.Say(said))
	return nil
}

type workHours struct {
	ofFlag
	Hours      string `arg:"" help:"Hours a week that are kept free: 4, 3.5 or 0."`
	AgreedWith string `help:"Who agreed to it."`
	Since      string `help:"Since when."`
}

// Run notes how much time is kept free.
func (c *workHours) Run(ctx context.Context, s *session) error {
	n, err := meeting.ParseHours(c.Hours)
	if err != nil {
		return err
	}
	since, err := meeting.ParseDay(c.Since, s.today())
	if err != nil {
		return err
	}
	return s.keep(ctx, c.Of, func(p meeting.PersonID) meeting.Command {
		return meeting.SetProtected{Person: p, Protected: meeting.Protected{Minutes: n, Agreed: c.AgreedWith, Since: since}}
	}, words.P("Noted: %s a week.", meeting.HoursWords(n)))
}

type workLimit struct {
	Of    string `arg:"" help:"The keyworker."`
	Plans int    `arg:"" help:"Of how many plans at most; 0 for no limit."`
}

// Run notes of how many plans somebody should be the keyworker at most.
func (c *workLimit) Run(ctx context.Context, s *session) error {
	said := words.P("Noted: %d plans at most.", c.Plans)
	if c.Plans == 0 {
		said = words.P("Noted: no limit.")
	}
	return s.keep(ctx, c.Of, func(p meeting.PersonID) meeting.Command { return meeting.SetLimit{Person: p, Limit: c.Plans} }, said)
}

type workSupervisor struct {
	ofFlag
	Name string `arg:"" help:"Who supervises; “nobody” for none."`
}

// Run notes who supervises somebody.
func (c *workSupervisor) Run(ctx context.Context, s *session) error {
	by := meeting.PersonID("")
	if fold(c.Name) != "nobody" {
		a, err := s.adviser(ctx, c.Name)
		if err != nil {
			return err
		}
		by = a
	}
	return s.keep(ctx, c.Of, func(p meeting.PersonID) meeting.Command { return meeting.SetSupervisor{Person: p, Supervisor: by} }, words.P("Noted."))
}

type workSupervision struct {
	ofFlag
	Day  []string `arg:"" help:"The day: one that is over took place, one that is to come is planned."`
	With string   `help:"With whom."`
}

// Run notes or plans a supervision.
func (c *workSupervision) Run(ctx context.Context, s *session) error {
	day, err := meeting.ParseDay(strings.Join(c.Day, " "), s.today())
	if err != nil {
		return err
	}
	held := day <= s.today()
	said := words.P("Planned for %s.", s.day(day))
	if held {
		said = words.P("Noted: it took place on %s.", s.day(day))
	}
	return s.keep(ctx, c.Of, func(p meeting.PersonID) meeting.Command {
		return meeting.SetSupervision{Person: p, Supervision: meeting.Supervision{Day: day, With: c.With, Held: held}}
	}, said)
}

type workTraining struct {
	ofFlag
	What  []string `arg:"" help:"Which training."`
	On    string   `help:"The day on which it was done."`
	Until string   `help:"The last day on which it counts."`
}

// Run notes a training.
func (c *workTraining) Run(ctx context.Context, s *session) error {
	on, err := meeting.ParseDay(c.On, s.today())
	if err != nil {
		return err
	}
	until, err := meeting.ParseDay(c.Until, s.today())
	if err != nil {
		return err
	}
	return s.keep(ctx, c.Of, func(p meeting.PersonID) meeting.Command {
		return meeting.SetTraining{Person: p, Training: meeting.Training{What: strings.Join(c.What, " "), Day: on, Until: until}}
	}, words.P("Noted."))
}

type workDrop struct {
	ofFlag
	N int `arg:"" help:"The number of the supervision or training, as “work” has it."`
}

// Run takes out a supervision or a training.
func (c *workDrop) Run(ctx context.Context, s *session) error {
	return s.keep(ctx, c.Of, func(p meeting.PersonID) meeting.Command { return meeting.DropWork{Person: p, N: c.N} }, words.P("It is taken out."))
}
