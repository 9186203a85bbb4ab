package meeting

import (
	"context"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Look is one look at what the service holds, or one try at it, as the audit keeps it: who, when, from where, at
// what. It names what was looked at and never holds a word of it.
type Look struct {
	Number uint64 // its place in the audit, from 1; given by the audit
	At     time.Time
	Record string   // the record looked at; "" for what is of no record, a sign-in say
	Person PersonID // who; "" for somebody who was not let in, or the service itself
	Agency AgencyID // theirs at that time
	Conn   Conn
	Kind   LookKind
	About  string // an ID or a short name of what it was: "minutes sunflower-3 md everyone"
	Seq    Seq    // the version that was shown: the record's last row then; 0: no version
	Reason string // in their own words, where one is asked for
}

// Conn is what somebody looked through.
type Conn string

// What somebody looks through.
const (
	ConnScreen  Conn = "screen"        // a screen of their own
	ConnShared  Conn = "shared screen" // a screen that everyone in the room sees
	ConnCommand Conn = "command"       // a command in one line
	ConnLines   Conn = "lines"         // line mode
	ConnMail    Conn = "mail"          // a mail that the service sent them, whether they opened it or not
	ConnService Conn = "service"       // the service itself, and whoever runs it
)

// LookKind is what kind of look it was.
type LookKind string

// The kinds of looks.
const (
	LookSignedIn      LookKind = "signed in"
	LookOpened        LookKind = "opened"
	LookRead          LookKind = "read"
	LookSearched      LookKind = "searched"
	LookExported      LookKind = "exported"
	LookBack          LookKind = "looked back" // at an earlier version
	LookUrgent        LookKind = "urgent access"
	LookRefused       LookKind = "refused"
	LookChanged       LookKind = "changed" // of the service: a setting, people and agencies; a record's changes are in its own log
	LookSubjectAccess LookKind = "subject access"
)

// How long the texts of a Look are at most, in characters. What is longer is cut: a look has to leave its trace, however long the name is
// that somebody tried.
const (
	maxLookName   = 100 // Record, Person, Agency, Conn, Kind
	maxLookAbout  = 300
	maxLookReason = 500
)

// Cleaned returns the look as an audit keeps it: the time in UTC and whole milliseconds, every text one line without what a
// terminal would obey, and cut to its longest.
func (l Look) Cleaned() Look {
	l.At = logged(l.At)
	l.Record = lookText(l.Record, maxLookName)
	l.Person = PersonID(lookText(string(l.Person), maxLookName))
	l.Agency = AgencyID(lookText(string(l.Agency), maxLookName))
	l.Conn = Conn(lookText(string(l.Conn), maxLookName))
	l.Kind = LookKind(lookText(string(l.Kind), maxLookName))
	l.About = lookText(l.About, maxLookAbout)
	l.Reason = lookText(l.Reason, maxLookReason)
	return l
}

// lookText returns s as one clean line of so many characters at most.
func lookText(s string, most int) string {
	// Nothing behind this can be within the first characters, and nobody shall wait for it to be cleaned.
	if far := longestLine; len(s) > far {
		s = strings.ToValidUTF8(s[:far], "")
	}
	s = strings.TrimSpace(text.CleanLine(s))
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimSpace(text.CleanLine(string([]rune(s)[:most-1]) + "…"))
}

// lookSentences say who did what.
var lookSentences = map[LookKind]words.Msg{
	LookSignedIn:      "%s came in %s",
	LookOpened:        "%s opened %s",
	LookRead:          "%s read %s",
	LookSearched:      "%s searched %s",
	LookExported:      "%s took a copy of %s",
	LookBack:          "%s looked at the past of %s",
	LookUrgent:        "%s used urgent access to %s",
	LookRefused:       "%s was refused %s",
	LookChanged:       "%s changed %s",
	LookSubjectAccess: "%s took everything about one person: %s",
}

// Said says in plain words what somebody did, who is called so.
func (l Look) Said(in *words.Language, who string) string {
	l = l.Cleaned()
	about := l.About
	if about == "" {
		about = in.T("the record")
	}
	s := who + " " + string(l.Kind) + " " + about
	if m, ok := lookSentences[l.Kind]; ok {
		s = in.T(m, who, about)
	}
	switch {
	case l.Conn == ConnShared:
		s = in.T("%s on a shared screen", s)
	case l.Conn == ConnMail && l.Kind == LookExported:
		s = in.T("%s was sent a copy of %s by mail", who, about)
	}
	if l.Reason != "" {
		s += " – “" + l.Reason + "”"
	}
	return s
}

// Audit is the trace of who looked at what: append-only, and a chain of its own beside the records' logs. It is safe
// for concurrent use.
type Audit interface {
	// Note keeps the looks, in their order, as Cleaned has them. When it has returned nil, a power cut loses
	// none of them. After any error the looks are not to be granted: it is ErrRefused when nothing was kept, else
	// ErrDoubt, and noting the same looks again does no harm but to show them twice. A look without a time or a kind is refused.
	Note(ctx context.Context, looks ...Look) error
	// Looks yields the looks at a record ("" yields those at every record, and of none) whose Number is greater
	// than after, in order. Where the chain is broken the sequence ends with an error.
	Looks(ctx context.Context, record string, after uint64) iter.Seq2[Look, error]
	// Head returns the last look's number and hash, "41 9f86d081…": noted elsewhere, it proves later that nothing up to there was
	// changed or taken away. It is "" while nobody has looked.
	Head(ctx context.Context) (string, error)
}
