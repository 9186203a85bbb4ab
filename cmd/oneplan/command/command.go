package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/room"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Caller is who runs a command, as the connection proved it.
type Caller struct {
	Identity    room.Identity
	Via         string       // how they came in: "key", "certificate" or "pass"
	Fingerprint string       // of the proven key; "" for a pass
	Conn        meeting.Conn // what the trace says that they looked through; "" is meeting.ConnCommand
}

// Env is all that a command can reach. Every field is needed, but for Stdin and Post.
type Env struct {
	Hub   *room.Hub
	Audit meeting.Audit // where it is kept who looked at what
	Erase room.Eraser   // what erases from the log
	Bank  Bank          // the information bank
	Heads Heads         // where the hashes of rows are known
	Sign  Signer        // what signs papers
	Post  Post          // what sends mail; nil: this service sends none
	Caller
	Args           []string // the words of the command
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	Host, Port      string // where the service is reached, for letters
	HostFingerprint string // of the service's own key: "SHA256:…"
	Version         string
	Zone            *time.Location  // where times are told and typed
	Words           *words.Language // what the caller reads; nil is English
	Now             func() time.Time
	After           func(time.Duration) <-chan time.Time         // tells whoever waits for something long when to say so; nil: nobody is told
	Secret          []byte                                       // known to this service alone, and the same for ever: names of entries are made with it
	Rand            io.Reader                                    // for codes, login names and ids: it must not be guessable
	ParseKey        func(authorized []byte) (meeting.Key, error) // a line of an authorized_keys file (sshd(8))
}

// The exit statuses.
const (
	Done   = 0 // it was done
	Failed = 1 // it was refused, or failed
	Usage  = 2 // it was asked for wrongly
)

// usage is a mistake in how something was asked for.
type usage struct{ error }

// In says it in a language.
func (u usage) In(l *words.Language) string { return in(l, u.error) }

// phrase is an error that can be said in every language.
type phrase words.Phrase

func (p phrase) Error() string { return words.Phrase(p).String() }

// In says it in a language.
func (p phrase) In(l *words.Language) string { return l.Say(words.Phrase(p)) }

func wrong(m words.Msg, args ...any) error { return usage{phrase(words.P(m, args...))} }

func refuse(c meeting.Code, m words.Msg, args ...any) error { return meeting.Refuse(c, m, args...) }

// in says an error in a language, as far as it can be. What wraps a refusal says more than the refusal, so it is said as it is.
func in(l *words.Language, err error) string {
	if x, ok := err.(interface{ Unwrap() []error }); ok && len(x.Unwrap()) == 1 { //nolint:errorlint // kong joins what a command returns with nothing
		return in(l, x.Unwrap()[0])
	}
	if x, ok := err.(interface { //nolint:errorlint // see above
		In(l *words.Language) string
	}); ok {
		return x.In(l)
	}
	return err.Error()
}

// session is one command being run.
type session struct {
	Env
	out   bytes.Buffer // all of standard output, until it is done
	now   time.Time    // in Zone
	views []*meeting.View
	asked bool // views are here
	looks looking
	words string // the command, without what was given to it
	file  bool   // what is in out is a file of a format of its own, clean already: it goes out byte by byte
}

// Run runs one command and returns its exit status: Done, Failed or Usage. What it has to say goes to Stdout, and one
// sentence to Stderr if it was not done.
func Run(ctx context.Context, env Env) int {
	if env.Zone == nil {
		env.Zone = time.UTC
	}
	s := &session{Env: env, now: env.Now().In(env.Zone)}
	err := s.run(ctx)
	if nerr := s.note(ctx, s.words, err); nerr != nil {
		s.out.Reset()
		err = nerr
	}
	said := s.out.String()
	if !s.file {
		said = text.Clean(said)
	}
	if _, werr := io.WriteString(env.Stdout, said); err == nil && werr != nil {
		err = fmt.Errorf("the answer could not be sent: %w", werr)
	}
	if err == nil {
		return Done
	}
	if _, werr := io.WriteString(env.Stderr, sentence(in(s.Words, err))+"\n"); werr != nil {
		return Failed // nobody is listening any more
	}
	if errors.As(err, new(usage)) {
		return Usage
	}
	return Failed
}

// sentence makes one sentence on one line of what went wrong.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	s = text.CleanLine(string(unicode.ToUpper(r)) + s[n:])
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

// say says a line on standard output, in the caller's language.
func (s *session) say(m words.Msg, args ...any) { s.write("%s", s.T(m, args...)) }

// write writes a line to standard output that is the same in every language.
func (s *session) write(format string, args ...any) { fmt.Fprintf(&s.out, format+"\n", args...) }

// T says a message in the caller's language.
func (s *session) T(m words.Msg, args ...any) string { return s.Words.T(m, args...) }

// heads says the head of a table.
func (s *session) heads(names ...words.Msg) []string {
	out := make([]string, len(names))
	for i, n := range names {
		if n != "" {
			out[i] = s.T(n)
		}
	}
	return out
}

// day tells a day in words.
func (s *session) day(d meeting.Day) string { return d.In(s.Words, s.today()) }

// today is the day where the service is.
func (s *session) today() meeting.Day { return meeting.DayOf(s.now) }

// moment tells a time in words where the service is.
func (s *session) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return meeting.TimeIn(s.Words, t.In(s.Zone), s.today())
}

// look returns every record that the caller may see, sorted by name.
func (s *session) look(ctx context.Context) ([]*meeting.View, error) {
	if s.asked {
		return s.views, nil
	}
	records, err := s.Hub.Views(ctx, s.Identity)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		s.views = append(s.views, r.View)
	}
	s.asked = true
	return s.views, nil
}

// do gives commands to a record as the caller.
func (s *session) do(ctx context.Context, record string, cmds ...meeting.Command) (meeting.Result, error) {
	seat, err := s.Hub.Sit(ctx, record, s.Identity)
	if err != nil {
		return meeting.Result{}, err
	}
	defer seat.Close()
	s.asked, s.views = false, nil
	return seat.Do(ctx, cmds...)
}

// me is the caller's account, as it is now.
func (s *session) me() meeting.Account {
	if a := s.Hub.Directory().Account(s.Identity.Person); a != nil {
		return *a
	}
	return meeting.Account{}
}

// admin reports whether the caller looks after the service. A pass never does.
func (s *session) admin() bool {
	return s.me().Admin && !s.Identity.Limited()
}

// list writes a list: rows as a table, or items, which say the same, as JSON, as CSV or as a workbook.
func list[T any](s *session, format string, table minutes.Table, items []T, none words.Msg, args ...any) error {
	switch format {
	case "json":
		if items == nil {
			items = []T{}
		}
		return s.json(items)
	case "csv":
		s.file = true
		s.takes("%s, csv", s.words)
		return columns(s, items).CSV(&s.out)
	case "xlsx":
		s.file = true
		s.takes("%s, xlsx", s.words)
		return workbook(s, items).Write(&s.out)
	}
	if len(items) == 0 {
		s.say(none, args...)
		return nil
	}
	s.out.WriteString(table.Plain(0))
	return nil
}

func (s *session) json(v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("the answer cannot be written as JSON: %w", err)
	}
	s.out.Write(append(b, '\n'))
	return nil
}

// cell returns s as one cell of a table.
func cell(s string) string { return strings.Join(strings.Fields(text.CleanLine(s)), " ") }
