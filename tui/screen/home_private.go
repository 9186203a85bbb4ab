package screen

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// What home tells a safeguarding lead. Of a record that they work with it leads into the room; of any other it shows the concern
// itself, who wrote it and whom to ring, and nothing else.

// private tells a safeguarding lead that there is something to read, and of which record: its short name, no child's.
func (s *Home) private(env *Env) {
	var rows []homeRow
	for _, rec := range s.h.Records {
		n, newest := 0, time.Time{}
		for _, c := range rec.View.Concerns {
			if at := cmp.Or(c.Changed, c.At); c.By != s.h.Me.ID {
				n++
				if at.After(newest) {
					newest = at
				}
			}
		}
		if n == 0 {
			continue
		}
		rows = append(rows, homeRow{
			mark: "!", style: warn, what: "for you as safeguarding lead", middle: rec.View.Name,
			right: plural(n, "concern") + ", newest " + newest.In(env.Zone).Format("2 Jan 15:04"), record: rec.View.Name, private: true,
		})
	}
	for i := range s.h.Confided {
		c := &s.h.Confided[i]
		rows = append(rows, homeRow{
			mark: "!", style: warn, what: "for you as safeguarding lead", middle: c.Record + " · by " + c.Author.Name,
			right: cmp.Or(c.Concern.Changed, c.Concern.At).In(env.Zone).Format("2 Jan 15:04") + "  ⏎ read", record: c.Record, confided: c,
		})
	}
	if len(rows) > 0 {
		s.section("Private", "", rows)
	}
}

// confidence is a concern in front of home, as a lead reads it who is not on the record's team.
type confidence struct {
	is  meeting.Confidence
	ask widget.Dialog
}

// read puts a concern in front.
func (s *Home) read(env *Env, c *meeting.Confidence) []Action {
	s.confidence = &confidence{is: *c}
	s.confidence.build(env)
	return nil
}

// reread shows the newest of the concern in front, and nothing if it is not there any more.
func (s *Home) reread(env *Env) {
	if s.confidence == nil {
		return
	}
	i := slices.IndexFunc(s.h.Confided, func(c meeting.Confidence) bool {
		return c.Record == s.confidence.is.Record && c.Concern.ID == s.confidence.is.Concern.ID
	})
	if i < 0 {
		s.confidence = nil
		return
	}
	s.confidence.is = s.h.Confided[i]
	s.confidence.build(env)
}

func (d *confidence) build(env *Env) {
	by := []string{d.is.Author.Name}
	for _, x := range []string{d.is.Author.Title, d.is.Author.AgencyName} {
		if x != "" {
			by = append(by, x)
		}
	}
	d.ask.Theme, d.ask.Title = env.Theme, "Private · "+d.is.Record
	d.ask.Text = "Written by " + strings.Join(by, ", ") + ", " + meeting.TimeWords(d.is.Concern.At.In(env.Zone), env.Today()) + ".\n\n" + concernWords(env, d.is.Concern) +
		"\n\nYou are not on the team of this record, so this is all that you see of it. To learn more, ring " + d.is.Author.Name +
		". Where waiting would harm a child, u on the page before opens the record to read."
	d.ask.Buttons = []widget.Button{{Label: "Close"}}
}

// updateConfidence scrolls, and closes with enter, esc or a click on the button.
func (s *Home) updateConfidence(msg tea.Msg) []Action {
	switch s.confidence.ask.Update(msg) {
	case widget.Chosen, widget.Cancelled:
		s.confidence = nil
	}
	return nil
}

func (s *Home) drawConfidence(env *Env, scr uv.Screen, area uv.Rectangle) {
	area.Min.Y += drawLines(env, scr, area, ringLines)
	s.confidence.ask.Theme = env.Theme
	s.confidence.ask.Draw(scr, area)
}

// confidenceKeys are the keys of the concern in front.
func confidenceKeys() []bound {
	return []bound{{key: bind("↑↓", "scroll", "up")}, {key: bind("esc", "close", "esc")}}
}
