package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// settingLine is one setting in a list.
type settingLine struct {
	Name    string `json:"name"`
	Status  string `json:"status"` // set | default
	Value   string `json:"value"`
	Default string `json:"default"`
	Group   string `json:"group"`
	About   string `json:"about"`
	Form    string `json:"form"` // how to write it
}

func (s *session) settingLine(x *meeting.Setting) settingLine {
	out := settingLine{Name: x.Name, Status: "default", Default: x.Default, Group: string(x.Group), About: x.About.String(), Form: string(x.Form)}
	var set bool
	if out.Value, set = x.Value(s.Hub.Directory()); set {
		out.Status = "set"
	}
	return out
}

// onOneLine puts the entries of a list, one a line, on one line; "–" for nothing.
func onOneLine(value string) string {
	if value == "" {
		return "–"
	}
	return cell(strings.ReplaceAll(value, "\n", "; "))
}

// setting finds a setting by name.
func setting(typed string) (*meeting.Setting, error) {
	var all []candidate[*meeting.Setting]
	for _, x := range meeting.SettingsList {
		all = append(all, candidate[*meeting.Setting]{[]string{x.Name}, x})
	}
	return pick("setting", typed, "settings", all)
}

// settled refuses whoever does not look after the settings.
func (s *session) settled() error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "The settings of the service are for administrators: ask one of them")
	}
	return nil
}

type settingsList struct {
	Name   string `arg:"" optional:"" help:"One setting, to be told all about it."`
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

func (c *settingsList) Run(_ context.Context, s *session) error {
	if err := s.settled(); err != nil {
		return err
	}
	if c.Name != "" {
		x, err := setting(c.Name)
		if err != nil {
			return err
		}
		return s.tellSetting(c.Format, x)
	}
	var lines []settingLine
	t := minutes.Table{Head: s.heads("setting", "is", "unless set", "what it says")}
	for _, x := range meeting.SettingsList {
		l := s.settingLine(x)
		lines = append(lines, l)
		standard := onOneLine(l.Default)
		if l.Status == "default" {
			standard = ""
		}
		t.Rows = append(t.Rows, []string{l.Name, brief(onOneLine(l.Value)), brief(standard), s.Words.Say(x.About)})
	}
	if err := list(s, c.Format, t, lines, "There are no settings."); err != nil {
		return err
	}
	if c.Format != "json" {
		s.say("\n“settings NAME” tells more about one, “settings set NAME VALUE” sets it, “settings reset NAME” sets it back.")
	}
	return nil
}

// brief cuts a long value for a table.
func brief(s string) string {
	const most = 48
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// tellSetting tells all about one setting.
func (s *session) tellSetting(format string, x *meeting.Setting) error {
	l := s.settingLine(x)
	if format == "json" {
		return s.json(l)
	}
	s.write("%s: %s", x.Name, s.Words.Say(x.About))
	how := s.T(x.Form)
	if x.Many {
		how += s.T("; as many as you like, with “;” between them, or one a line on standard input")
	}
	s.say("How to write it: %s.", how)
	if l.Status == "set" {
		s.said(s.T("It is set to"), l.Value)
		s.said(s.T("Unless set it is"), l.Default)
	} else {
		s.said(s.T("Nobody has set it; it is"), l.Value)
	}
	return nil
}

// said tells a value: a list below what comes before it.
func (s *session) said(before, value string) {
	if !strings.Contains(value, "\n") {
		s.write("%s %s", before, onOneLine(value))
		return
	}
	s.write("%s", before)
	for l := range strings.Lines(value) {
		s.write("  %s", cell(l))
	}
}

type settingsSet struct {
	Name  string   `arg:"" help:"The setting, as “settings” lists it."`
	Value []string `arg:"" optional:"" passthrough:"" help:"What it is from now on; from standard input if it is not here. “settings NAME” says how to write it."`
}

// maxSetting is the longest value that is read, in bytes.
const maxSetting = 64 << 10

func (c *settingsSet) Run(ctx context.Context, s *session) error {
	if err := s.settled(); err != nil {
		return err
	}
	x, err := setting(c.Name)
	if err != nil {
		return err
	}
	value := strings.Join(c.Value, " ")
	if value == "" && s.Stdin != nil {
		b, err := io.ReadAll(io.LimitReader(s.Stdin, maxSetting+1))
		if err != nil {
			return fmt.Errorf("the value could not be read from standard input: %w", err)
		}
		if len(b) > maxSetting {
			return wrong("That value is too long: nothing was changed")
		}
		if value, err = decodeText(b); err != nil {
			return err
		}
	}
	return s.changeSetting(ctx, x, meeting.ChangeSetting{Name: x.Name, Value: value})
}

type settingsReset struct {
	Name string `arg:"" help:"The setting, as “settings” lists it."`
}

func (c *settingsReset) Run(ctx context.Context, s *session) error {
	if err := s.settled(); err != nil {
		return err
	}
	x, err := setting(c.Name)
	if err != nil {
		return err
	}
	return s.changeSetting(ctx, x, meeting.ChangeSetting{Name: x.Name, Reset: true})
}

// changeSetting changes a setting, leaves a trace of it and says what it was.
func (s *session) changeSetting(ctx context.Context, x *meeting.Setting, c meeting.ChangeSetting) error {
	was := s.settingLine(x)
	r, err := s.Hub.DoService(ctx, s.Identity, c)
	if err != nil {
		return err
	}
	now := s.settingLine(x)
	if len(r.Events) == 0 {
		s.said(s.T("%s is so already:", x.Name), now.Value)
		return nil
	}
	s.looks.changed = "the setting " + x.Name
	s.said(s.T("%s is now", x.Name), now.Value)
	s.said(s.T("It was"), was.Value)
	return nil
}
