package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"oneplan/cmd/oneplan/command"
	linemode "oneplan/cmd/oneplan/line"
	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
	"oneplan/meeting/words"
)

// The smallest terminal on which the screens say anything at all.
const (
	leastWidth  = 20
	leastHeight = 6
)

// prefersLines reports whether somebody has chosen line mode.
func (s *service) prefersLines(id sshd.Identity) bool {
	a := s.hub.Directory().Account(meeting.PersonID(id.Person))
	return a != nil && a.Lines
}

// wantsLines reports whether a session at a terminal is in line mode: by choice, or since the terminal can show nothing else, and then
// says so.
func (s *service) wantsLines(t *sshd.Terminal) (why words.Msg, plain bool) {
	switch size := t.Size(); {
	case s.prefersLines(t.Identity):
		return "", true
	case t.Term == "dumb", t.Term == "unknown":
		return "This terminal says that it cannot show screens, so here is line mode.", true
	case size.Width < leastWidth, size.Height < leastHeight:
		return "This terminal is too small for the screens, so here is line mode.", true
	}
	return "", false
}

// sent is a terminal that a write waits for: what is on its way is never more than what was said last.
type sent struct {
	ctx context.Context
	out *sshd.Output
}

// Write sends b and returns once it was taken. A terminal that takes nothing loses its connection meanwhile.
func (s sent) Write(b []byte) (int, error) {
	n, err := s.out.Write(b)
	if err != nil {
		return n, err
	}
	return n, s.out.Flush(s.ctx)
}

// lineOptions is how somebody is spoken with in line mode, at a terminal or, if t is nil, without one.
func (s *service) lineOptions(ctx context.Context, t *sshd.Terminal, in io.Reader, out io.Writer) linemode.Options {
	o := linemode.Options{In: in, Out: out, Zone: s.zone, Reach: s.line(""), Mail: s.post != nil}
	if t != nil {
		o.In, o.Out, o.Echo = t.Input(), sent{ctx, t.Output()}, true
	}
	return o
}

// follow runs “follow MEETING”.
func (s *service) follow(ctx context.Context, c *sshd.Command, f command.Follow) int {
	record, id, err := f.Resolve(ctx, s.env(c))
	if err != nil {
		fmt.Fprintln(c.Stderr, linemode.Said(s.words(c.Identity, c.Environ), err))
		return command.Failed
	}
	s.arrive(ctx, c.Identity)
	t, _ := c.Terminal()
	o := s.lineOptions(ctx, t, c.Stdin, c.Stdout)
	o.Times = f.Times
	code := s.inLines(ctx, o, c.Identity, c.Environ, record, id)
	if t != nil {
		_ = t.Input().Close() // never fails
	}
	return code
}

// atTerminal runs a session in line mode at a terminal.
func (s *service) atTerminal(ctx context.Context, t *sshd.Terminal, why words.Msg, record string, id meeting.ID) {
	o := s.lineOptions(ctx, t, nil, nil)
	if why != "" {
		fmt.Fprintf(o.Out, "%s\r\n", s.words(t.Identity, t.Environ).T(why)) //nolint:errcheck // a terminal that is gone is told by the connection's end
	}
	t.SetExit(s.inLines(ctx, o, t.Identity, t.Environ, record, id))
	_ = t.Input().Close() // never fails
}

// inLines runs a session in line mode, at a meeting or, if record is "", from home, and returns its exit status.
func (s *service) inLines(ctx context.Context, o linemode.Options, id sshd.Identity, environ []string, record string, at meeting.ID) int {
	h := &lineHost{host: &host{svc: s, who: identity(id, false)}, id: id, environ: environ}
	if who := h.host.who; who.Record != "" { // a pass: this one meeting and nothing else
		record, at = who.Record, who.Meeting
	}
	o.Command = h.Command
	o.Duty = func() linemode.Duty {
		d := s.duty(h.host.who.Person)
		return linemode.Duty{Ring: d.Ring, Leads: d.Leads}
	}
	o.Words = func() *words.Language { return s.words(id, environ) }
	l := linemode.NewSession(o)
	var err error
	if record == "" {
		err = l.Home(ctx, h)
	} else {
		err = h.followIn(ctx, l, record, at)
	}
	code := command.Done
	if err != nil && !errors.Is(err, context.Canceled) {
		code = command.Failed
		l.Say(endWords(s.words(id, environ), err))
		if meeting.CodeOf(err) == "" {
			s.log.Info("session ended", "person", h.host.who.Person, "err", err)
		}
	}
	l.Close(context.WithoutCancel(ctx))
	return code
}

// endWords is what somebody is told of why their session ended.
func endWords(l *words.Language, err error) string {
	if meeting.CodeOf(err) != "" {
		return linemode.Said(l, err)
	}
	return l.T("The connection has ended: what was saved is there when you come back.")
}

// lineHost is the service as line mode sees it, for one person.
type lineHost struct {
	*host
	id      sshd.Identity
	environ []string
}

// Take takes a seat on a record.
func (h *lineHost) Take(ctx context.Context, record string) (linemode.Seat, error) {
	return h.Sit(ctx, record)
}

// Screens has the person come to the screens, from the next time on.
func (h *lineHost) Screens(ctx context.Context) error {
	a := h.svc.hub.Directory().Account(h.who.Person)
	if a == nil {
		return nil // their access has just ended, which they are told elsewhere
	}
	c := *a
	c.Lines = false
	return h.Serve(ctx, meeting.SetPerson{Account: c})
}

// Command runs one command and returns what it printed.
func (h *lineHost) Command(ctx context.Context, words []string) string {
	var out, errOut bytes.Buffer
	command.Run(ctx, h.svc.envOf(h.id, h.environ, words, strings.NewReader(""), &out, &errOut))
	return out.String() + errOut.String()
}

// followIn takes a seat and follows a meeting from it.
func (h *lineHost) followIn(ctx context.Context, l *linemode.Session, record string, id meeting.ID) error {
	seat, err := h.Sit(ctx, record)
	if err != nil {
		return err
	}
	defer seat.Close()
	return l.Follow(ctx, seat, record, id)
}
