package screen

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/directory"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// shelfOfServices is an information bank for a screen: it answers what is asked.
type shelfOfServices struct {
	t    *testing.T
	env  *Env
	bank *Bank
	held []AskBank // asked and not answered yet
	acts []Action
}

func newShelfOfServices(t *testing.T) *shelfOfServices {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	s := &shelfOfServices{t: t, env: &Env{Theme: theme.New(true, colorprofile.TrueColor), Words: speaks, Now: now, Zone: time.UTC, Draft: func(string) string { return "" }}}
	b, acts := NewBank(s.env)
	s.bank = b
	s.take(acts)
	return s
}

func (s *shelfOfServices) take(acts []Action) {
	for _, a := range acts {
		if ask, ok := a.(AskBank); ok {
			s.held = append(s.held, ask)
		} else {
			s.acts = append(s.acts, a)
		}
	}
}

func (s *shelfOfServices) press(keys ...string) {
	for _, k := range keys {
		s.take(s.bank.Update(s.env, widget.Press(k)))
	}
}

func hits(names ...string) directory.Found {
	f := directory.Found{All: 300, Total: 300}
	for _, n := range names {
		f.Hits = append(f.Hits, directory.Hit{ID: "id-" + n, Name: n, Status: directory.Active, Where: "Northtown", Phone: "01234", Checked: "2020-02-01"})
	}
	return f
}

// answer answers the oldest question.
func (s *shelfOfServices) answer(say BankSaid) AskBank {
	s.t.Helper()
	if len(s.held) == 0 {
		s.t.Fatal("nothing was asked")
	}
	say.Ask = s.held[0]
	s.held = s.held[1:]
	s.take(say.Deliver(s.env))
	return say.Ask
}

func (s *shelfOfServices) drawn(w, h int) string {
	surface := widget.NewSurface(w, h)
	s.bank.Draw(s.env, surface, uv.Rect(0, 0, w, h))
	var out strings.Builder
	for y := range h {
		var line strings.Builder
		for x := range w {
			c := surface.CellAt(x, y)
			if c == nil || c.Content == "" {
				line.WriteByte(' ')
				continue
			}
			line.WriteString(c.Content)
		}
		out.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return strings.Join(inMade(strings.Split(out.String(), "\n")), "\n")
}

func (s *shelfOfServices) shows(want ...string) {
	s.t.Helper()
	got := s.drawn(80, 24)
	for _, w := range want {
		if !strings.Contains(got, w) {
			s.t.Errorf("%q is missing in\n%s", w, got)
		}
	}
}

func TestBankSearchesAsOneTypes(t *testing.T) {
	s := newShelfOfServices(t)
	s.answer(BankSaid{Found: hits("Sleep clinic", "Play bus"), Terms: []directory.Term{{Name: "Sleep", Services: 2}}})
	s.shows("Information bank", "300 services", "▸ Sleep clinic", "! not checked since February 2020", "and 298 services more")
	s.press("s", "l")
	if len(s.held) != 2 || s.held[0].Query.Words != "s" || s.held[1].Query.Words != "sl" {
		t.Fatalf("%+v", s.held)
	}
	s.answer(BankSaid{Found: hits("Somebody who is too late")})
	s.shows("Sleep clinic", "find  sl")
	s.answer(BankSaid{Found: hits("Sleep line")})
	s.shows("Sleep line")
	s.press("e")
	s.answer(BankSaid{Err: errors.New("the information bank cannot be searched just now")})
	s.shows("cannot be searched just now", "Sleep line")

	s.press("tab")
	s.shows("For what age", "For which need")
	s.press("7", "tab", "N", "T", "1", "ctrl+s")
	if q := s.answer(BankSaid{Found: hits("Sleep line")}).Query; q.Age == nil || *q.Age != 7 || q.Near != "NT1" || q.Words != "sle" {
		t.Errorf("%+v", q)
	}
	s.shows("only age 7 · near NT1", "ctrl+x without these")
	s.press("ctrl+x")
	if q := s.answer(BankSaid{Found: hits("Sleep line")}).Query; q.Age != nil || q.Near != "" {
		t.Errorf("%+v", q)
	}
	s.press("esc")
	if q := s.answer(BankSaid{Found: hits("Sleep line", "Play bus")}).Query; q.Words != "" {
		t.Errorf("%+v", q)
	}
	if s.press("esc"); len(s.acts) != 1 || s.acts[0] != (GoHome{}) {
		t.Errorf("%+v", s.acts)
	}
}

func TestBankShowsACard(t *testing.T) {
	s := newShelfOfServices(t)
	s.answer(BankSaid{Found: hits("Sleep clinic", "Play bus"), Answers: []*meeting.Correction{{N: 3, Name: "Play bus", State: meeting.CorrectionRefused, Reason: "It has not"}}})
	s.shows("Your correction of Play bus was refused: It has not", "ctrl+o I have read this")
	s.press("ctrl+o")
	if ask := s.answer(BankSaid{}); len(ask.Read) != 1 || ask.Read[0] != 3 {
		t.Errorf("%+v", ask)
	}
	// The mouse: the second service, twice.
	for y := range 24 {
		if strings.Contains(strings.Split(s.drawn(80, 24), "\n")[y], "Play bus") {
			s.take(s.bank.Update(s.env, tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft}))
			s.take(s.bank.Update(s.env, tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft}))
			break
		}
	}
	x := &directory.Service{ID: "id-Play bus", Name: "Play bus", Status: directory.Active, Description: strings.Repeat("Play where you live. ", 90), Phones: []directory.Phone{{Number: "01234"}}}
	if ask := s.answer(BankSaid{Service: x}); ask.ID != x.ID {
		t.Errorf("%+v", ask)
	}
	s.shows("What it is", "Play where you live.", "↓ more")
	s.press("pgdown", "pgdown", "pgdown")
	s.shows("Ring 01234", "Nobody says when this was checked.")
	s.press("w")
	s.shows("What is wrong")
	s.press("ctrl+s")
	ask := s.answer(BankSaid{Err: errors.New("Say what is wrong, and what is right.")})
	if ask.Suggest == nil || ask.Suggest.Service != x.ID {
		t.Errorf("%+v", ask)
	}
	s.shows("Say what is wrong, and what is right.")
	for w := 1; w <= 130; w += 7 {
		for h := 1; h <= 40; h += 3 {
			_ = s.drawn(w, h)
		}
	}
	s.press("esc", "esc")
	s.answer(BankSaid{Found: directory.Found{}})
	s.shows("The information bank is empty.")
	for w := 1; w <= 130; w += 7 {
		_ = s.drawn(w, 5)
	}
}
