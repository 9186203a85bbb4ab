package minutes

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// A paper is laid out in the language of whoever reads it. Its facts are the same in every language: they are what JSON has, and what its
// number is made of.

// T says a message in the paper's language.
func (d *Document) T(m words.Msg, args ...any) string { return d.Words.T(m, args...) }

// facts are names with their values, the names still to be said.
type facts []fact

type fact struct {
	name  words.Msg
	value string
}

func (facts) block() {}

// said are the facts as the paper says them.
func (f facts) said(d *Document) Pairs {
	out := make(Pairs, len(f))
	for i, x := range f {
		out[i] = Pair{d.T(x.name), x.value}
	}
	return out
}

// heads says the head of a table.
func (d *Document) heads(names ...words.Msg) []string {
	out := make([]string, len(names))
	for i, n := range names {
		if n != "" {
			out[i] = d.T(n)
		}
	}
	return out
}

func (d *Document) when(t time.Time) string { return meeting.TimeIn(d.Words, t, "") }

// day is a date with its year: a paper is read in other years too.
func (d *Document) day(x meeting.Day) string { return x.In(d.Words, "") }

// part says what somebody is on the team, as the function part has it.
func (d *Document) part(r meeting.Role, part string) string {
	if rest, ok := strings.CutPrefix(part, string(r)); ok && r != "" {
		return d.T(r.Msg()) + rest
	}
	return part
}

// family is whom the family's own things are about, in the facts of a paper.
const family words.Msg = "the family"

// about says whom something is about: one of the children, or the family.
func (d *Document) about(who string) string {
	if who == string(family) {
		return d.T(family)
	}
	return who
}

func (d *Document) writtenBy(said, name string) string {
	if name == "" {
		return said
	}
	return d.T("%s, written by %s", said, name)
}

func (d *Document) disputed(r Reply) string {
	if r.WrittenBy == "" {
		return d.T("%s says of these minutes: %s.", r.Name, r.Says.Msg())
	}
	return d.T("%s says of these minutes, written by %s: %s.", r.Name, r.WrittenBy, r.Says.Msg())
}

func (d *Document) readers(audience string) string {
	switch audience {
	case "everyone":
		return d.T("everyone on the team, the family included")
	case string(meeting.Practitioners):
		return d.T("practitioners only, not the family")
	case "you":
		return d.T("you: it may hold what others on the team do not see")
	}
	return audience
}

func (d *Document) score(n int) string {
	if n < 0 {
		return d.T("not scored")
	}
	return strconv.Itoa(n)
}

// given says how many have answered a decision whose answers are not shown.
func (d *Document) given(n int) string {
	if n == 0 {
		return d.T("The answers are not shown yet: nobody has answered.")
	}
	return d.Words.N(n, "The answers are not shown yet: %d person has answered.", "The answers are not shown yet: %d people have answered.")
}

func (d *Document) orNobody(s string) string {
	if s == "" {
		return d.T("nobody")
	}
	return s
}

// noted says whether something of law is noted: where it is not, that is said too, since it may yet be so.
func (d *Document) noted(b bool) string {
	if b {
		return d.T("yes")
	}
	return d.T("not noted")
}

// list says words of lists that package meeting offers, each in the paper's language.
func (d *Document) list(said []string) []string {
	out := make([]string, len(said))
	for i, s := range said {
		out[i] = meeting.Word(d.Words, s)
	}
	return out
}

// in says for whom a note is.
func (a Aside) in(l *words.Language) string {
	if a.Audience.Valid() && a.Audience != meeting.Everyone {
		return l.Say(a.Audience.Said())
	}
	return a.For
}

// missing is what the closing checks found, in the words in which the log has it where these are no message.
func (m *Minutes) missing(d *Document) List {
	out := make(List, len(m.Missing))
	for i, s := range m.Missing {
		out[i] = d.T(words.Msg(s))
	}
	return out
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
