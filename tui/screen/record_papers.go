package screen

import (
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// papers is the page of everything that can be printed or passed on: each with the one line to type.
func (s *recordPages) papers(m *rowMaker) {
	v := m.r.view()
	m.say(m.T("Type a line in a terminal of your own: it prints the paper, or keeps it as a file. Papers are for everyone on the team unless you ask otherwise, since papers get passed on. A file ending in html opens in a browser, and prints from there."), m.t.Muted)
	m.head(m.T("The plan"), "")
	m.paper(m.T("The plan, to read"), "plan "+v.Name, "")
	m.paper(m.T("The plan, to print"), "plan "+v.Name+" --format html", v.Name+"-plan.html")
	m.head(m.T("The record"), "")
	m.paper(m.T("All of it, as you see it"), "record show "+v.Name, "")
	m.paper(m.T("Handover, to read"), "handover "+v.Name, "")
	m.paper(m.T("Handover, to print"), "handover "+v.Name+" --format html", v.Name+"-handover.html")
	m.paper(m.T("Everything that happened"), "timeline "+v.Name, "")
	m.head(m.T("Dates"), m.T("no child's name stands in them"))
	m.paper(m.T("Calendar"), "calendar --record "+v.Name, "")
	m.paper(m.T("Waits"), "waits --record "+v.Name, "")
	m.paper(m.T("Actions"), "actions --record "+v.Name, "")
	if len(v.Meetings) > 0 {
		m.head(m.T("Minutes"), m.T("the newest first"))
	}
	for _, x := range slices.Backward(v.Meetings) {
		if x.Stage != meeting.Sent && x.Stage != meeting.Final && x.Stage != meeting.Tidying {
			continue
		}
		name := meetingName(v, x)
		m.paper(m.T("%s, %s", x.Kind.Heading(), m.on(x.At)), "minutes "+name, "")
		m.paper(m.T("The same, to print"), "minutes "+name+" --format html", name+".html")
	}
	if !slices.ContainsFunc(v.Meetings, func(x *meeting.Meeting) bool {
		return x.Stage == meeting.Sent || x.Stage == meeting.Final || x.Stage == meeting.Tidying
	}) {
		m.empty(0, m.T("No minutes yet: they are written once a meeting has closed."))
	}
	if v.May(meeting.SeeLooks, nil) {
		m.head(m.T("Who looked"), "")
		m.paper(m.T("Who looked at this record"), "audit "+v.Name, "")
	}
}

// paper is a paper and the line that makes it; file is where it goes, "" for the screen.
func (m *rowMaker) paper(what, command, file string) {
	reach := m.env.Reach
	if reach == "" {
		reach = "ssh HOST"
	}
	typed := reach + " " + command
	if file != "" {
		typed += " > " + file
	}
	row := pageRow{
		key: "paper " + command + file, opens: "take the line along",
		open: func(env *Env, r *Room) []Action {
			env.Clip.Text = typed
			r.Notice(env.T("ctrl+v puts it into a text here. For your own terminal, mark the line with shift and the mouse: %s", typed))
			return nil
		},
	}
	width := min(30, m.w*2/5)
	if m.w >= 76 && widget.Width(typed) <= m.w-width-7 {
		row.lines = [][]widget.Run{{{Text: "   "}, {Text: what, Style: m.t.Text, Width: width}, {Text: "  "}, {Text: typed, Style: m.t.Key, Grow: true}}}
		m.add(row)
		return
	}
	row.lines = [][]widget.Run{{{Text: "   "}, {Text: what, Style: m.t.Text, Grow: true}}}
	for _, l := range cutLine(typed, max(8, m.w-8)) {
		row.lines = append(row.lines, []widget.Run{{Text: "     "}, {Text: l, Style: m.t.Key, Grow: true}})
	}
	m.add(row)
}

// cutLine cuts a command to a width between its words: what is marked over the end of a line is still one command.
func cutLine(s string, w int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && widget.Width(line+" "+word) > w {
			out, line = append(out, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(out, line)
}
