package screen

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// adminHome is the home of an administrator, whose changes go to a service of its own.
type adminHome struct {
	*Home
	dir *meeting.Directory
	rev meeting.Rev
}

func newAdminHome(env *Env) *adminHome {
	a := &adminHome{Home: NewHome(), dir: meeting.NewDirectory()}
	a.dir.Apply(meeting.Meta{Seq: 1}, meeting.PersonSet{Account: meeting.Account{ID: "ada", Name: "Ada", Agency: "social", Admin: true}})
	a.tells(env)
	return a
}

func (a *adminHome) tells(env *Env) {
	a.rev++
	a.Home.Set(env, meeting.Home{Rev: a.rev, Me: meeting.Account{ID: "ada", Name: "Ada", Agency: "social", Admin: true}, Settings: a.dir.State().SettingsNow()})
}

func (*adminHome) Set(*Env, meeting.Update) []Action { return nil }

// Update does what the app and the service do with a command.
func (a *adminHome) Update(env *Env, msg tea.Msg) []Action {
	for _, act := range a.Home.Update(env, msg) {
		if c, ok := act.(Serve); ok {
			a.serve(env, c.Command)
		}
	}
	return nil
}

func (a *adminHome) serve(env *Env, c meeting.Command) {
	events, err := a.dir.Decide(meeting.Authority{Person: "ada", Admin: true}, c)
	if err != nil {
		a.Notice(err.Error())
		return
	}
	for _, e := range events {
		a.dir.Apply(meeting.Meta{Seq: a.dir.State().Seq + 1}, e)
	}
	a.Served()
	if len(events) > 0 {
		a.tells(env)
	}
}

func (a *adminHome) is(name string) string {
	v, _ := meeting.SettingNamed(name).Value(a.dir.State())
	return v
}

// TestSettingsPage changes, refuses, sets back and undoes settings by keys and by mouse, at 80x24 and wider.
func TestSettingsPage(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {110, 34}, {60, 16}} {
		h := newTable(t)
		s := h.sit("priya")
		s.w, s.h2 = size[0], size[1]
		home := newAdminHome(s.env)
		s.front = home
		if size[0] >= 80 { // a narrower one has it in the help
			s.shows("s settings")
		}
		s.press("s")
		s.shows("Settings", "Clocks", "wait", "126", "How long a child should wait", "How to write it: days", "Nobody has set it")
		s.hides("set back", "u undo")
		s.press("enter")
		s.shows("From now on", "126", "How long a child should wait")
		s.press("backspace", "backspace", "backspace")
		s.write("soon")
		s.press("ctrl+s")
		s.shows("is not a number", "soon")
		s.press("backspace", "backspace", "backspace", "backspace")
		s.write("90")
		s.press("ctrl+s")
		s.shows("wait is changed. u undoes it", "90", "x set back", "u undo", "Unless set it is 126")
		if got := home.is("wait"); got != "90" {
			t.Errorf("a wait is %q", got)
		}
		s.press("enter") // nothing changes by writing it otherwise
		s.write(" days")
		s.press("ctrl+s")
		s.hides("From now on")
		s.press("u")
		s.shows("wait is as it was before", "126")
		s.hides("u undo", "set back")

		// A list, on several lines.
		s.press("end", "pgup", "home", "down")
		s.click("review ")
		s.click("review ")
		s.shows("From now on", "84")
		s.press("esc")
		for range len(meeting.SettingsList) {
			s.press("down")
		}
		s.shows("figures.smallest")
		for home.setting().Name != "waits" {
			s.press("up")
		}
		s.press("enter")
		s.write("Sleep clinic, 60")
		s.press("enter")
		s.write("CAMHS, 84")
		s.press("ctrl+s")
		s.shows("waits is changed", "Sleep clinic, 60; CAMHS, 84")
		if got := home.is("waits"); got != "Sleep clinic, 60\nCAMHS, 84" {
			t.Errorf("waits are %q", got)
		}

		// Somebody else changes what is being changed here.
		s.press("enter")
		s.write(" ")
		home.serve(s.env, meeting.ChangeSetting{Name: "waits", Value: "CAMHS, 50"})
		s.press("esc")
		s.shows("CAMHS, 50")
		s.click("x set back")
		s.shows("waits is changed", "Nobody has set it")
		s.press("u")
		s.shows("CAMHS, 50", "as it was before")

		// Whoever is no administrator any more sees none of it.
		s.press("enter")
		home.Home.Set(s.env, meeting.Home{Rev: home.rev + 1, Me: meeting.Account{ID: "ada", Name: "Ada", Agency: "social"}})
		s.hides("Settings", "s settings", "CAMHS")
		home.tells(s.env)
		s.press("s", "esc")
		s.hides("Clocks")
	}
}

// TestSettingsAreForAdministrators: others have no such key.
func TestSettingsAreForAdministrators(t *testing.T) {
	h := newTable(t)
	s := h.sit("priya")
	home := newAdminHome(s.env)
	home.Home.Set(s.env, meeting.Home{Rev: 9, Me: meeting.Account{ID: "priya", Name: "Priya", Agency: "health"}})
	s.front = home
	s.hides("settings")
	s.press("s")
	s.hides("Clocks")
}

// TestSettingsAreExplainedInTheReadersLanguage: what groups and explains them is said, what they are and how they are called stays.
func TestSettingsAreExplainedInTheReadersLanguage(t *testing.T) {
	if leftTo != "" {
		t.Skip("is about other languages")
	}
	h := newTable(t)
	s := h.sit("priya")
	s.w, s.h2 = 80, 24
	s.env.Words = words.In("cy")
	s.front = newAdminHome(s.env)
	s.press("s")
	s.shows("Gosodiadau", "Clociau", "wait", "126", "Yr amser hiraf y dylai plentyn aros am wasanaeth", "Sut i'w ysgrifennu: diwrnodau")
	s.hides("Clocks", "How long", "days")
	s.press("enter")
	s.shows("Yr amser hiraf", "Ysgrifennwch ef fel")
	s.press("esc")
	for range 18 {
		s.press("down")
	}
	s.shows("agenda.initial", "Yr agenda y mae cyfarfod newydd yn dechrau gyda hi")
	s.hides("The agenda that")
}
