package sshd

import (
	"errors"
	"io"
	"strings"

	"charm.land/ssh"
)

// Command is a one-shot session: "ssh HOST minutes sunflower-3".
type Command struct {
	// Identity is who runs it.
	Identity Identity
	// Login is the name before the @ that the client gave. It proves nothing.
	Login string
	// Remote is the client's address and port.
	Remote string
	// Raw is the command as the client sent it, control characters dropped.
	Raw string
	// Args are the words of Raw; none when the client asked for a shell but
	// has no terminal.
	Args []string
	// Environ is as in Terminal.
	Environ []string

	// Stdin is the client's input as it comes, to be read from one goroutine.
	Stdin io.Reader
	// Stdout and Stderr reach the client and block while it does not read.
	// With a terminal at the other end, line ends are translated for it.
	Stdout io.Writer
	Stderr io.Writer

	server *Server
	ch     *channel
	client string
}

// newCommand describes a session to the application. Its error means that
// the command could not be split into words.
func newCommand(s *Server, ch *channel, id Identity, sess ssh.Session) (*Command, error) {
	c := &Command{
		Identity: id, Login: cleanLine(sess.User()), Remote: ch.conn.remote(),
		Raw: ch.command, Environ: ch.environ(),
		Stdin: ch.raw, Stdout: ch.stdout(), Stderr: ch.stderr(),
		server: s, ch: ch, client: sess.Context().ClientVersion(),
	}
	var err error
	c.Args, err = split(ch.command)
	return c, err
}

// Interactive reports whether the client asked for a terminal ("ssh -t").
func (c *Command) Interactive() bool { return c.ch.pty }

// Terminal turns the command into an interactive session, if the client asked
// for a terminal. From then on Stdin and Stdout must not be used. Calling it
// again returns the same Terminal.
func (c *Command) Terminal() (*Terminal, bool) {
	if !c.ch.pty {
		return nil, false
	}
	ch := c.ch
	ch.mu.Lock()
	defer ch.mu.Unlock()
	if ch.tty == nil {
		ch.tty = &Terminal{
			Identity: c.Identity, Login: c.Login, Remote: c.Remote, Raw: c.Raw,
			Term: ch.term, Environ: c.Environ,
			ch: ch, client: c.client, limits: c.server.limits, stopping: c.server.stopping,
			in:  newInput(ch.ctx, ch.raw, c.server.limits, ch.conn.contain),
			out: newOutput(ch, c.server.limits, ch.conn.kill),
		}
	}
	return ch.tty, true
}

// Stopping is closed when the service begins to stop.
func (c *Command) Stopping() <-chan struct{} { return c.server.stopping }

// environ is what the client sent, and TERM if there is a terminal.
func (ch *channel) environ() []string {
	env := append([]string(nil), ch.env...)
	if ch.pty {
		env = append(env, "TERM="+ch.term)
	}
	return env
}

var errUnclosed = errors.New("a quote is not closed")

// split cuts a command into words as a shell does: spaces between words, and
// quotes or a backslash for what belongs together. It differs in one thing,
// since names are typed here: an apostrophe directly after a letter is an
// apostrophe (O'Neill).
func split(s string) ([]string, error) {
	var (
		words  []string
		word   strings.Builder
		begun  bool // there is a word, perhaps an empty one in quotes
		quote  rune // the quote that is open
		escape bool // the last character was a backslash
		letter bool // the last character was an unquoted part of a word
	)
	for _, r := range s {
		switch {
		case escape:
			if quote == '"' && r != '"' && r != '\\' {
				word.WriteByte('\\')
			}
			word.WriteRune(r)
			escape = false
		case r == '\\' && quote != '\'':
			escape, begun, letter = true, true, false
		case quote != 0 && r == quote:
			quote, letter = 0, false
		case quote != 0:
			word.WriteRune(r)
		case r == '"', r == '\'' && !letter:
			quote, begun = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if begun {
				words = append(words, word.String())
				word.Reset()
			}
			begun, letter = false, false
		default:
			word.WriteRune(r)
			begun, letter = true, r != '='
		}
	}
	if quote != 0 || escape {
		return nil, errUnclosed
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}
