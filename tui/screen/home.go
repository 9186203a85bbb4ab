package screen

import (
	"errors"
	"slices"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
)

// Home is what one person sees before any meeting: what is live, what comes next, their
// actions, the children they work with.
type Home struct {
	h         meeting.Home
	speaks    *words.Language // as Env.Words was
	rows      []homeRow
	at        int
	top       int
	all       bool // every action of theirs, not only what is due soon
	finding   bool
	find      string
	helping   bool
	guide     *guidePage  // in front, if not nil
	urgent    *urgentForm // in front, if not nil
	finishing *finishForm // in front, if not nil

	page     *homePage // in front, if not nil
	settings *settings // in front, if not nil
	work     *workPage // in front, if not nil
	mail     *mailPage // in front, if not nil

	posts   bool      // the service sends mail
	mailNow *MailNow  // nil: not looked up yet
	mailAt  time.Time // when home last asked how mail goes

	leaving  bool
	notice   string
	noticeAt time.Time
	orUrgent bool  // the notice refuses something that urgent access may open
	rowsAt   []int // by row of the screen: index into rows, -1 for none
	hints    []hintPlace
	area     uv.Rectangle
}

// homeRow is one row of home.
type homeRow struct {
	head    string // a section's heading; the row cannot be selected
	note    string // beside the heading
	mark    string
	style   func(*theme.Theme) uv.Style // of the mark and of right
	what    string
	middle  string
	right   string
	record  string
	meeting meeting.ID
	entry   meeting.ID // ⏎ goes to it, in the record
	child   bool       // stands for the record as a whole
	join    bool       // ⏎ goes straight into a live room
	private bool       // ⏎ shows what was told in confidence
	told    int        // ⏎ says that this notice of urgent access was seen
	todo    bool       // stands for an action of theirs
	wide    bool       // what it says takes the whole width
	first   string     // what the record shows first, when ⏎ opens it

	confided *meeting.Confidence // ⏎ shows it
	ended    *meeting.PartEnd    // ⏎ says what that means
	does     func(*Env) []Action // ⏎ does this
}

func (r homeRow) selectable() bool { return r.head == "" && (r.record != "" || r.does != nil) }

// NewHome returns a home that waits for its first Set.
func NewHome() *Home { return &Home{} }

// Notice shows a sentence at the foot for a while.
func (s *Home) Notice(text string) {
	if s.settingRefused(text) || s.workRefused(text) {
		return
	}
	s.notice, s.noticeAt, s.orUrgent = text, time.Time{}, false
}

// Refused says why what was asked for does not open, and to a practitioner how a record is opened when it cannot wait: for every name alike,
// whether there is a record of that name or not.
func (s *Home) Refused(err error) {
	var end *meeting.PartEnd
	if errors.As(err, &end) {
		s.put(endedPage(*end))
		return
	}
	s.Notice(refusalIn(s.speaks, err))
	s.orUrgent = meeting.CodeOf(err) == meeting.NotFound
}

// Title is the window's title.
func (s *Home) Title() string { return "oneplan" }

// Sent does nothing: home sends nothing.
func (s *Home) Sent(*Env, any, meeting.Result, error) []Action { return nil }

// Tick redraws.
func (s *Home) Tick(env *Env) []Action {
	s.build(env)
	return append(s.watchMail(env), Wake{env.Now.Add(time.Minute)})
}

// Set shows a newer home.
func (s *Home) Set(env *Env, h meeting.Home) []Action {
	first := s.h.Rev == 0
	s.h, s.speaks, s.posts = h, env.Words, env.Mail
	s.build(env)
	s.resettle()
	s.renew(env)
	if first {
		s.at = s.firstRow()
	}
	return append(s.watchMail(env), Wake{env.Now.Add(time.Minute)})
}

func (s *Home) firstRow() int {
	return max(0, slices.IndexFunc(s.rows, homeRow.selectable))
}

// build makes the rows of what home shows now.
func (s *Home) build(env *Env) {
	var was homeRow
	if s.at < len(s.rows) {
		was = s.rows[s.at]
	}
	s.rows = s.rows[:0]
	s.now(env)
	s.private(env)
	s.told(env)
	s.mailing(env)
	s.next(env)
	s.asked(env)
	s.reminders(env)
	s.family(env, s.ahead)
	s.actions(env)
	s.children(env)
	s.ended(env)
	s.family(env, s.asking)
	s.family(env, s.others)
	if len(s.rows) == 0 {
		s.rows = append(s.rows, homeRow{head: env.T("Welcome"), note: env.T("nothing here yet")},
			homeRow{what: env.T("You are not on any child's team yet. Whoever invited you can add you.")})
	}
	if i := slices.IndexFunc(s.rows, func(r homeRow) bool {
		return r.selectable() && r.record == was.record && r.meeting == was.meeting && r.what == was.what
	}); i >= 0 {
		s.at = i
	} else if s.at >= len(s.rows) || !s.rows[s.at].selectable() {
		s.at = s.firstRow()
	}
}

// section adds a heading and its rows, if there are any and the search lets some through.
func (s *Home) section(head, note string, rows []homeRow) {
	if s.find != "" {
		rows = slices.DeleteFunc(rows, func(r homeRow) bool {
			return !strings.Contains(strings.ToLower(r.what+" "+r.middle+" "+r.right+" "+r.record), strings.ToLower(s.find))
		})
	}
	if len(rows) == 0 && (note == "" || s.find != "") {
		return
	}
	if len(s.rows) > 0 {
		s.rows = append(s.rows, homeRow{})
	}
	s.rows = append(append(s.rows, homeRow{head: head, note: note}), rows...)
}

func muted(t *theme.Theme) uv.Style { return t.Muted }
func good(t *theme.Theme) uv.Style  { return t.Good }
func warn(t *theme.Theme) uv.Style  { return t.Warn }
