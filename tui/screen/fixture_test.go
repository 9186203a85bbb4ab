package screen

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// table is a record in memory with people around it: what their screens send is decided, applied
// and shown to everyone, as a room would.
type table struct {
	t       *testing.T
	rec     *meeting.Record
	now     time.Time
	seq     meeting.Seq
	sites   text.Site
	seats   []*seat
	refused string // why nothing can be saved
	hands   []meeting.Hand

	meeting                              meeting.ID
	jo, priya, tom, sara, bea, osei      meeting.ID // members
	sleep, sleeps, diary, clinic, blinds meeting.ID // a need, its outcome, three actions
}

// newTable returns the record "sunflower" in its third meeting, which is live. Jo of social care
// chairs, Tom of the school takes minutes, Priya is the keyworker, Sara is a parent, Bea a parent without an account who
// is there in person, Dr Osei has sent apologies.
func newTable(t *testing.T) *table {
	t.Helper()
	written = nil
	typing.Reset()
	h := &table{t: t, rec: meeting.NewRecord(), now: time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)}
	h.tell("priya", meeting.CreateRecord{
		Name: "sunflower", Children: []meeting.Person{{Name: "Samira Example", KnownAs: "Sam"}},
		Creator: meeting.Member{
			Person: "priya", Name: "Priya", Title: "occupational therapist", Agency: "health", AgencyName: "Health",
			Role: meeting.Keyworker,
		},
	})
	h.priya = h.rec.State().MemberOf("priya").ID
	add := func(m meeting.Member) meeting.ID { return h.tell("priya", meeting.AddMember{Member: m}) }
	h.jo = add(meeting.Member{Person: "jo", Name: "Jo", Title: "social worker", Agency: "social", AgencyName: "Social care", Role: meeting.Practitioner})
	h.tom = add(meeting.Member{Person: "tom", Name: "Tom", Title: "teacher", Agency: "school", AgencyName: "School", Role: meeting.Practitioner})
	h.sara = add(meeting.Member{Person: "sara", Name: "Sara", Agency: "family", AgencyName: "Family", Role: meeting.Parent})
	h.bea = add(meeting.Member{Name: "Bea", Agency: "family", AgencyName: "Family", Role: meeting.Parent})
	h.osei = add(meeting.Member{Person: "osei", Name: "Dr Osei", Title: "paediatrician", Agency: "health", AgencyName: "Health", Role: meeting.Practitioner})

	h.sleep = h.tell("priya", meeting.AddNeed{Need: meeting.Need{Domain: "healthy", View: h.sara}, Statement: "Sleep", Evidence: "A diary of two weeks"})
	h.sleeps = h.tell("priya", meeting.AddOutcome{
		Outcome: meeting.Outcome{Need: h.sleep, Baseline: 3, Now: 5, Target: 8},
		What:    "Sleeps through most nights by March", Words: "I'm tired at school",
	})
	h.diary = h.tell("priya", meeting.AddAction{Action: meeting.Action{Under: h.sleeps, Owner: h.sara, Due: "2026-11-10"}, What: "Keep a sleep diary for two weeks"})
	h.tell("sara", meeting.AnswerAction{Action: h.diary, Consent: meeting.Agreed})
	h.tell("sara", meeting.ToggleAction{Action: h.diary})
	h.clinic = h.tell("priya", meeting.AddAction{Action: meeting.Action{Under: h.sleeps, Owner: h.osei, Due: "2026-12-04"}, What: "Refer to the sleep clinic"})
	h.blinds = h.tell("priya", meeting.AddAction{Action: meeting.Action{Under: h.sleeps, Owner: h.jo, Due: "2026-11-14"}, What: "Blackout blinds"})

	h.meeting = h.tell("priya", meeting.PlanMeeting{Kind: meeting.Review, At: h.now, Chair: h.jo, Taker: h.tom})
	h.tell("jo", meeting.OpenMeeting{Meeting: h.meeting})
	for _, at := range []meeting.Attendance{
		{Member: h.jo, Way: meeting.OwnScreen},
		{Member: h.priya, Way: meeting.OwnScreen},
		{Member: h.tom, Way: meeting.OwnScreen},
		{Member: h.sara, Way: meeting.OwnScreen},
		{Member: h.bea, Way: meeting.InPerson},
		{Member: h.osei, Way: meeting.Apologies},
	} {
		h.tell("jo", meeting.SetAttendance{Meeting: h.meeting, Attendance: at})
	}
	return h
}

// do gives commands as somebody at a site, like a room's Do.
func (h *table) do(who meeting.PersonID, site text.Site, cs ...meeting.Command) (meeting.Result, error) {
	h.now = h.now.Add(time.Second)
	var res meeting.Result
	for _, c := range cs {
		wroteIn(c)
		if h.refused != "" {
			return res, &meeting.Error{Code: meeting.Ended, Text: h.refused}
		}
		a := meeting.Authority{Person: who, At: h.now, Site: site, Spare: h.sites + 1}
		events, err := h.rec.Decide(a, c)
		if err != nil {
			return res, err
		}
		h.seq++
		for _, e := range events {
			if o, ok := e.(meeting.SiteOpened); ok {
				h.sites = max(h.sites, o.Site)
			}
			h.rec.Apply(meeting.Meta{Seq: h.seq, Actor: who, At: h.now}, e)
		}
		res.Accepted++
		res.Events = append(res.Events, events...)
		wroteIn(events) // what the record begins with, too: the agenda
	}
	return res, nil
}

// tell gives one command from nowhere in particular, shows everyone what came of it and returns the
// ID of what was set. A refusal fails the test.
func (h *table) tell(who meeting.PersonID, c meeting.Command) meeting.ID {
	h.t.Helper()
	h.sites++
	res, err := h.do(who, h.sites, c)
	if err != nil {
		h.t.Fatalf("%T by %s: %v", c, who, err)
	}
	h.show()
	return res.Added()
}

// show gives everyone the newest there is.
func (h *table) show() {
	for _, s := range h.seats {
		s.do(s.front.Set(s.env, s.update()))
	}
}

// view returns what somebody may see.
func (h *table) view(who meeting.PersonID) *meeting.View {
	st := h.rec.State()
	return st.View(st.ViewerOf(meeting.Authority{Person: who}), nil)
}

// words returns a shared text as it is.
func (h *table) words(id meeting.ID, p meeting.Part) string {
	return h.rec.State().Text(meeting.Field{ID: id, Part: p}).String()
}

// presence returns where everyone's screens are.
func (h *table) presence() *meeting.Presence {
	p := &meeting.Presence{Hands: h.hands}
	for i, s := range h.seats {
		if m := h.rec.State().MemberOf(s.who); m != nil {
			p.Here = append(p.Here, meeting.Here{Conn: uint32(i + 1), Member: m.ID, Shared: s.env.Shared, Since: h.now, Pointer: s.pointer})
		}
	}
	return p
}

// onSeat is a screen with a seat.
type onSeat interface {
	Screen
	Set(*Env, meeting.Update) []Action
}

// seat is one person's screen at the table.
type seat struct {
	h       *table
	who     meeting.PersonID
	conn    uint32
	site    text.Site
	env     *Env
	room    *Room
	front   onSeat // the room, or the record
	rev     meeting.Rev
	last    *meeting.View
	pointer meeting.Pointer
	drafts  map[string]string
	outbox  []Send
	held    bool     // what is sent waits in the outbox until deliver
	acts    []Action // everything else that the screen asked for
	w, h2   int
}

// sit puts somebody at a screen of 100 by 30 cells.
func (h *table) sit(who meeting.PersonID) *seat { return h.sitAgain(who, map[string]string{}) }

// sitAgain is sit with the drafts that somebody had kept before.
func (h *table) sitAgain(who meeting.PersonID, drafts map[string]string) *seat {
	h.t.Helper()
	h.sites++
	s := &seat{h: h, who: who, conn: uint32(len(h.seats) + 1), site: h.sites, drafts: drafts, w: 100, h2: 30}
	h.tellSite(s)
	s.env = &Env{
		Theme: theme.New(true, colorprofile.TrueColor), Words: speaks, Now: h.now, Zone: time.UTC,
		Draft: func(name string) string { return s.drafts[name] }, Gestures: widget.Gestures{Site: s.site},
	}
	s.env.Gestures.Next() // as the app does: the first is the domain's own
	var acts []Action
	s.room, acts = NewRoom(s.env, "sunflower", 0, s.update())
	s.front = s.room
	h.seats = append(h.seats, s)
	s.do(acts)
	return s
}

// tellSite makes a seat's site known, so that sites go to one connection each.
func (h *table) tellSite(s *seat) {
	h.seq++
	h.rec.Apply(meeting.Meta{Seq: h.seq, Actor: s.who, At: h.now}, meeting.SiteOpened{Site: s.site, Person: s.who})
}

// update is the newest of what the person may see.
func (s *seat) update() meeting.Update {
	s.rev++
	st := s.h.rec.State()
	v := st.ViewerOf(meeting.Authority{Person: s.who})
	if s.env != nil {
		s.env.Now = s.h.now
		v.Shared = s.env.Shared
	}
	s.last = st.View(v, s.last)
	return meeting.Update{
		Rev: s.rev, View: s.last, Presence: s.h.presence(), Conn: s.conn, Now: s.h.now,
		Saved: meeting.Saved{Refused: s.h.refused},
	}
}

// do carries out what the screen asks for.
func (s *seat) do(acts []Action) {
	for _, a := range acts {
		switch a := a.(type) {
		case Send:
			s.outbox = append(s.outbox, a)
		case Point:
			s.pointer = a.Pointer
		case Keep:
			if s.drafts[a.Name] = a.Text; a.Text == "" {
				delete(s.drafts, a.Name)
			}
		case Wake:
		default:
			s.acts = append(s.acts, a)
		}
	}
	if !s.held {
		s.deliver()
	}
}

// deliver carries out what waits in the outbox, one batch at a time, in order.
func (s *seat) deliver() {
	for len(s.outbox) > 0 {
		next := s.outbox[0]
		s.outbox = s.outbox[1:]
		held := s.held
		s.held = true // what comes of showing the new view goes to the end of the outbox
		res, err := s.h.do(s.who, s.site, next.Commands...)
		s.h.show()
		s.do(s.front.Sent(s.env, next.Tag, res, err))
		s.held = held
	}
}

// send gives the screen a message.
func (s *seat) send(msg tea.Msg) {
	typed(msg)
	s.h.now = s.h.now.Add(50 * time.Millisecond)
	s.env.Now = s.h.now
	s.do(s.front.Update(s.env, msg))
}

// press gives keys by name.
func (s *seat) press(names ...string) {
	for _, n := range names {
		s.send(widget.Press(n))
	}
}

// write types a text, key by key.
func (s *seat) write(words string) {
	for _, c := range words {
		s.send(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

// rows draws the screen and returns its rows as text.
func (s *seat) rows() []string { return drawn(s.env, s.front, s.w, s.h2) }

// drawn draws a screen and returns its rows as text.
func drawn(env *Env, front Screen, w, h int) []string {
	sf := widget.NewSurface(w, h)
	front.Draw(env, sf, sf.Bounds())
	out := make([]string, h)
	for y := range out {
		var b strings.Builder
		for _, c := range sf.Line(y) {
			b.WriteString(c.Content)
		}
		out[y] = strings.TrimRight(b.String(), " ")
	}
	return inMade(out)
}

// screen draws the screen and returns it as text.
func (s *seat) screen() string { return strings.Join(s.rows(), "\n") }

// shows fails the test unless each of the words is on the screen.
func (s *seat) shows(words ...string) {
	s.h.t.Helper()
	got := s.screen()
	for _, w := range words {
		if !strings.Contains(got, w) {
			s.h.t.Errorf("%s's screen does not show %q:\n%s", s.who, w, got)
		}
	}
}

// hides fails the test if any of the words is on the screen.
func (s *seat) hides(words ...string) {
	s.h.t.Helper()
	got := s.screen()
	for _, w := range words {
		if strings.Contains(got, w) {
			s.h.t.Errorf("%s's screen shows %q:\n%s", s.who, w, got)
		}
	}
}

// click clicks the first place on the screen that shows the words.
func (s *seat) click(words string) {
	s.h.t.Helper()
	for y, row := range s.rows() {
		if i := strings.Index(row, words); i >= 0 {
			s.send(tea.MouseClickMsg{X: widget.Width(row[:i]), Y: y, Button: tea.MouseLeft})
			return
		}
	}
	s.h.t.Fatalf("%s's screen does not show %q to click on:\n%s", s.who, words, s.screen())
}

// sheet returns the dialog in front, nil if there is none.
func (s *seat) sheet() Dialog {
	if n := len(s.room.dialogs); n > 0 {
		return s.room.dialogs[n-1]
	}
	return nil
}

// choose puts the plan in front with an entry selected.
func (s *seat) choose(id meeting.ID) {
	s.room.pane, s.room.entry = panePlan, id
}

func TestTableShowsRoom(t *testing.T) {
	h := newTable(t)
	sara := h.sit("sara")
	sara.shows("sunflower-1", "Sleeps thro", "live")
	sara.press("n")
	sara.write("He slept.")
	if got := h.words(h.rec.State().Live().Item, meeting.Notes); got != "He slept." {
		t.Errorf("the notes are %q", got)
	}
	h.sit("jo").shows("He slept.")
}
