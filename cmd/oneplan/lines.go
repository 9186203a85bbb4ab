package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"oneplan/cmd/oneplan/command"
	linemode "oneplan/cmd/oneplan/line"
	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
	"oneplan/meeting/room"
)

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

// lineOptions is how somebody is spoken with in line mode, with or without a terminal.
func (s *service) lineOptions(ctx context.Context, t *sshd.Terminal, in io.Reader, out io.Writer) linemode.Options {
	o := linemode.Options{In: in, Out: out, Zone: s.zone, Reach: s.line("")}
	if t != nil {
		o.In, o.Out, o.Echo = t.Input(), sent{ctx, t.Output()}, true
	}
	return o
}

// follow runs “follow MEETING”.
func (s *service) follow(ctx context.Context, c *sshd.Command, f command.Follow) int {
	record, id, err := f.Resolve(ctx, s.env(c))
	if err != nil {
		fmt.Fprintln(c.Stderr, err)
		return command.Failed
	}
	t, _ := c.Terminal()
	o := s.lineOptions(ctx, t, c.Stdin, c.Stdout)
	o.Times = f.Times
	s.arrive(ctx, c.Identity)
	return s.inLines(ctx, t, identity(c.Identity, false), o, func(l *linemode.Session, h *host) error {
		return followIn(ctx, l, h, record, id)
	})
}

// inLines runs a session in line mode and returns its exit status.
func (s *service) inLines(ctx context.Context, t *sshd.Terminal, who room.Identity, o linemode.Options, run func(*linemode.Session, *host) error) int {
	l := linemode.NewSession(o)
	h := &host{svc: s, who: who}
	err := run(l, h)
	code := command.Done
	if err != nil {
		code = command.Failed
		if ctx.Err() == nil {
			l.Say(sentenceOf(err))
		}
	}
	l.Close(context.WithoutCancel(ctx))
	if t != nil {
		t.SetExit(code)
		_ = t.Input().Close() // never fails
	}
	if err != nil && !errors.Is(err, context.Canceled) && meeting.CodeOf(err) == "" {
		s.log.Info("session ended", "person", who.Person, "err", err)
	}
	return code
}

// followIn takes a seat and follows a meeting from it.
func followIn(ctx context.Context, l *linemode.Session, h *host, record string, id meeting.ID) error {
	seat, err := h.Sit(ctx, record)
	if err != nil {
		return err
	}
	defer seat.Close()
	return l.Follow(ctx, seat, record, id)
}

// sentenceOf is what somebody is told of why their session ended.
func sentenceOf(err error) string {
	var refused *meeting.Error
	if errors.As(err, &refused) {
		return refused.Text
	}
	return "The connection has ended: everything that was saved is there when you come back."
}
