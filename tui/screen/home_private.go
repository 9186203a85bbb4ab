package screen

import (
	"cmp"
	"slices"
	"strings"
	"time"

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
			mark: "!", style: warn, what: env.T("for you as safeguarding lead"), middle: rec.View.Name,
			right: env.N(n, "%d concern, newest %s", "%d concerns, newest %s", env.when(newest, "2 Jan 15:04")), record: rec.View.Name, private: true,
		})
	}
	for i := range s.h.Confided {
		c := &s.h.Confided[i]
		rows = append(rows, homeRow{
			mark: "!", style: warn, what: env.T("for you as safeguarding lead"), middle: env.T("%s · by %s", c.Record, c.Author.Name),
			right: env.T("%s  ⏎ read", env.when(cmp.Or(c.Concern.Changed, c.Concern.At), "2 Jan 15:04")), record: c.Record, confided: c,
		})
	}
	if len(rows) > 0 {
		s.section(env.T("Private"), "", rows)
	}
}

// read puts a concern in front.
func (s *Home) read(env *Env, c *meeting.Confidence) []Action {
	record, id := c.Record, c.Concern.ID
	return s.show(env, &homePage{over: ringLines, build: func(env *Env, ask *widget.Dialog) bool {
		i := slices.IndexFunc(s.h.Confided, func(c meeting.Confidence) bool { return c.Record == record && c.Concern.ID == id })
		if i < 0 {
			return false
		}
		c := s.h.Confided[i]
		ask.Title = env.T("Private") + " · " + record
		ask.Text = env.T("Written by %s, %s.", called(c.Author.Name, c.Author.Title, c.Author.AgencyName), meeting.TimeWhen(c.Concern.At.In(env.Zone), env.Today())) + "\n\n" +
			concernWords(env, c.Concern, false) + "\n\n" + env.T("You are not on the team of this record, so this is all that you see of it. To learn more, ring %s. "+
			"Where waiting would harm a child, u on the page before opens the record to read.", c.Author.Name)
		return true
	}})
}

// called says who somebody is: name, title, agency.
func called(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}
