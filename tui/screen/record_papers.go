package screen

import (
	"cmp"
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// paperForm is a form that a paper can be printed in.
type paperForm struct {
	format string // as --format has it, and as the file ends
	about  words.Msg
	large  bool // in large print
}

// paperForms are the forms that the page offers, in turn.
var paperForms = []paperForm{
	{format: "pdf", about: "To print, PDF: it looks the same everywhere, and nobody changes it by mistake."},
	{format: "pdf", about: "To print, PDF in large print, 18 points.", large: true},
	{format: "docx", about: "To print, a document for Word, LibreOffice and those like them."},
	{format: "docx", about: "To print, a document for Word in large print, 18 points.", large: true},
	{format: "html", about: "To print, a page for a browser, which prints it."},
	{format: "md", about: "To pass on, Markdown: plain text that wikis and notes read."},
}

// papersKeys are the keys of the page.
func (s *recordPages) papersKeys(*Room) []bound {
	return []bound{{key: bind("f", "another form", "f"), do: func(*Env) []Action {
		s.form = (s.form + 1) % len(paperForms)
		s.turn++
		return nil
	}}}
}

// printed is a paper as a file of the form that is chosen. The row stays the same one whatever the form.
func (s *recordPages) printed(m *rowMaker, what, command, file string) {
	f := paperForms[s.form]
	m.paper(what, f.command(command), file+"."+f.format)
	m.rows[len(m.rows)-1].key = "printed " + command
}

// command is the command that prints a paper in the form.
func (f paperForm) command(paper string) string {
	paper += " --format " + f.format
	if f.large {
		paper += " --large"
	}
	return paper
}

// easyPaper is the line for the family's easy-read copy of a paper, which is printed as PDF.
func (m *rowMaker) easyPaper(command, file string) {
	m.paper(m.T("Easy to read, to print"), command+easyFlags, file+easyFile)
}

// familyFirst adds the rows of a paper and of its easy-read copy: the family's copy first for the family.
func (m *rowMaker) familyFirst(easy, others func()) {
	if m.r.me().Role.Family() {
		easy()
		others()
		return
	}
	others()
	easy()
}

// What makes a command print the easy-read copy as PDF, and what ends the name of its file.
const (
	easyFlags = " --easy-read --format pdf"
	easyFile  = "-easy-read.pdf"
)

// papers is the page of everything that can be printed or passed on: each with the one line to type.
func (s *recordPages) papers(m *rowMaker) {
	v := m.r.view()
	m.say(m.T("Type a line in a terminal of your own: it shows the paper, or keeps it as a file. Papers are for everyone on the team unless you ask otherwise, since papers get passed on."), m.t.Muted)
	m.say(m.T(paperForms[s.form].about), m.t.Text)
	m.head(m.T("The plan"), "")
	m.familyFirst(func() { m.easyPaper("plan "+v.Name, v.Name+"-plan") }, func() {
		m.paper(m.T("The plan, to read"), "plan "+v.Name, "")
		s.printed(m, m.T("The plan, to print"), "plan "+v.Name, v.Name+"-plan")
	})
	m.head(m.T("The record"), "")
	m.paper(m.T("All of it, as you see it"), "record show "+v.Name, "")
	s.printed(m, m.T("The same, to print"), "record show "+v.Name, v.Name)
	m.paper(m.T("Handover, to read"), "handover "+v.Name, "")
	s.printed(m, m.T("Handover, to print"), "handover "+v.Name, v.Name+"-handover")
	m.paper(m.T("Everything that happened"), "timeline "+v.Name, "")
	m.head(m.T("Dates"), m.T("no child's name stands in them"))
	m.paper(m.T("Calendar"), "calendar --record "+v.Name, "")
	m.paper(m.T("Waits"), "waits --record "+v.Name, "")
	m.paper(m.T("Actions"), "actions --record "+v.Name, "")
	m.paper(m.T("Actions, for Excel"), "actions --record "+v.Name+" --format xlsx", v.Name+"-actions.xlsx")
	if len(v.Meetings) > 0 {
		m.head(m.T("Minutes"), m.T("the newest first"))
	}
	for _, x := range slices.Backward(v.Meetings) {
		if x.Stage != meeting.Sent && x.Stage != meeting.Final && x.Stage != meeting.Tidying {
			continue
		}
		name := meetingName(v, x)
		m.paper(m.T("%s, %s", x.Kind.Heading(), m.on(x.At)), "minutes "+name, "")
		m.familyFirst(func() { m.easyPaper("minutes "+name, name) }, func() {
			s.printed(m, m.T("The same, to print"), "minutes "+name, name)
		})
		s.mailed(m, x)
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

// fewMailed is of how many meetings, the newest, the page says at once what became of the mail.
const fewMailed = 3

// askMail looks up what became of the mail about the newest minutes.
func (s *recordPages) askMail(env *Env, r *Room) []Action {
	var out []Action
	for _, x := range slices.Backward(r.view().Meetings) {
		if len(out) < fewMailed && (x.Stage == meeting.Sent || x.Stage == meeting.Final) {
			out = append(out, r.askMailed(env, x.ID, meeting.MailFor(x), func(_ *Env, said MailedSaid) []Action {
				if said.Err == nil {
					if s.mail == nil {
						s.mail = map[meeting.ID][]meeting.Mailed{}
					}
					s.mail[x.ID] = said.Mail.All
					s.turn++
				}
				return nil
			})...)
		}
	}
	return out
}

// mailed is the row that says who was told by mail about a meeting, where the service sends any, and leads to the list.
func (s *recordPages) mailed(m *rowMaker, x *meeting.Meeting) {
	if !m.r.mailsHere(m.env) || x.Stage == meeting.Tidying {
		return
	}
	id, style := x.ID, m.t.Text
	line, warns := mailLine(m.env, s.mail[id])
	if warns {
		style = m.t.Warn
	}
	m.add(pageRow{
		key: "mail " + optionID(id), opens: "who was mailed", open: func(env *Env, r *Room) []Action { return r.openMailed(env, id) },
		lines: [][]widget.Run{{{Text: "   "}, {Text: cmp.Or(line, m.T("Who was told by mail")), Style: style, Grow: true}}},
	})
}

// paper is a paper and the line that makes it; file is where it goes, "" for the screen.
func (m *rowMaker) paper(what, command, file string) {
	typed := m.env.typed(command, file)
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

// typed is the line that runs a command from the reader's own terminal; file is where its answer goes, "" for the screen.
func (e *Env) typed(command, file string) string {
	reach := e.Reach
	if reach == "" {
		reach = "ssh HOST"
	}
	typed := reach + " " + command
	if file != "" {
		typed += " > " + file
	}
	return typed
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
