package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"oneplan/cmd/oneplan/command"
	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
	"oneplan/meeting/room"
	"oneplan/meeting/words"
	"oneplan/tui"
	screens "oneplan/tui/screen"
)

// host is the service as one connection's app sees it.
type host struct {
	svc  *service
	who  room.Identity
	desk desk

	mu     sync.Mutex
	atHome []string // the records whose showing at home has left its trace
}

// Home returns what the person's home shows.
func (h *host) Home(ctx context.Context, after meeting.Rev) (meeting.Home, error) {
	home, err := h.svc.hub.Home(ctx, h.who, after)
	if err == nil {
		err = h.openedHome(ctx, home)
	}
	return home, err
}

// Sit takes a seat on a record.
func (h *host) Sit(ctx context.Context, record string) (tui.Seat, error) {
	s, err := h.svc.hub.Sit(ctx, record, h.who)
	if err != nil {
		return nil, h.openedRecord(ctx, record, nil, err)
	}
	if err := h.openedRecord(ctx, record, s, nil); err != nil {
		s.Close()
		return nil, err
	}
	return &hostSeat{Seat: h.svc.metrics.seat(record, s), host: h, record: record}, nil
}

// Draft returns what the person had typed and not saved.
func (h *host) Draft(name string) string {
	if h.who.Shared { // everybody in the room sees that screen
		return ""
	}
	return h.svc.drafts.get(&h.desk, h.who.Person, name)
}

// KeepDraft keeps what the person has typed and not saved.
func (h *host) KeepDraft(name, text string) {
	if !h.who.Shared {
		h.svc.drafts.keep(&h.desk, h.who.Person, name, text)
	}
}

// SettleDraft forgets what is saved now.
func (h *host) SettleDraft(name, text string) {
	h.svc.drafts.settle(&h.desk, h.who.Person, name, text)
}

// hostSeat is a seat whose Do outlives the connection for a moment: whether what was on its way when a line was
// lost is saved decides whether it comes back as a draft.
type hostSeat struct {
	tui.Seat
	host   *host
	record string

	lookedBack bool // at the record's past, which has left its trace; guarded by host.mu
}

// lastWords is how long something that is on its way may take once the connection is gone.
const lastWords = 2 * time.Second

// Do gives commands.
func (s *hostSeat) Do(ctx context.Context, cs ...meeting.Command) (meeting.Result, error) {
	h := s.host
	h.svc.drafts.begin(&h.desk)
	defer h.svc.drafts.end(&h.desk, h.who.Person)
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(lastWords, cancel) })()
	return s.Seat.Do(longer, cs...)
}

// shell runs an interactive session.
func (s *service) shell(ctx context.Context, t *sshd.Terminal) {
	s.interact(ctx, t, "", 0, false)
}

// exec runs a one-shot command, or the room if it was a join.
func (s *service) exec(ctx context.Context, c *sshd.Command) int {
	if f, ok := command.Following(c.Args); ok {
		return s.follow(ctx, c, f)
	}
	j, screens := command.Interactive(c.Args)
	if !screens {
		s.arrive(ctx, c.Identity)
		return command.Run(ctx, s.env(c))
	}
	plain := !j.Shared && s.prefersLines(c.Identity)
	if !c.Interactive() && !plain {
		fmt.Fprintf(c.Stderr, "oneplan's screens need a terminal: add -t, as in “ssh -t %s”, or ask for “help”.\n", strings.Join(append([]string{hostOnly(s.public)}, c.Args...), " "))
		return 2
	}
	var record string
	var id meeting.ID
	if !j.Home {
		var err error
		var end *meeting.PartEnd
		if record, id, err = j.Resolve(ctx, s.env(c)); errors.As(err, &end) && !j.Shared {
			record = end.Record // the screen says what that means
		} else if err != nil {
			fmt.Fprintln(c.Stderr, err)
			return 1
		}
	}
	t, ok := c.Terminal()
	if !ok {
		s.arrive(ctx, c.Identity)
		return s.inLines(ctx, s.lineOptions(ctx, nil, c.Stdin, c.Stdout), c.Identity, c.Environ, record, id)
	}
	s.interact(ctx, t, record, id, j.Shared)
	return t.ExitCode()
}

func hostOnly(addr string) string {
	h, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return h
}

// env is what a one-shot command is given.
func (s *service) env(c *sshd.Command) command.Env {
	return s.envOf(c.Identity, c.Environ, c.Args, c.Stdin, c.Stdout, c.Stderr)
}

// envOf is env for somebody who asks for a command from within a session.
func (s *service) envOf(id sshd.Identity, environ, args []string, in io.Reader, out, errOut io.Writer) command.Env {
	h, p, err := net.SplitHostPort(s.public)
	if err != nil {
		h, p = s.public, "22"
	}
	return command.Env{
		Hub: s.hub, Audit: s.store, Erase: s.store, Bank: s.bank, Heads: s.store, Sign: s.server, Post: s.sends(), Caller: command.Caller{Identity: identity(id, false), Via: string(id.Via), Fingerprint: id.Fingerprint},
		Args: args, Stdin: in, Stdout: out, Stderr: errOut, Host: h, Port: p, HostFingerprint: s.server.Fingerprint(),
		Version: version(), Zone: s.zone, Words: s.words(id, environ), Now: time.Now, After: time.After, Secret: s.secret, Rand: s.rand, ParseKey: parseKey,
	}
}

// interact runs the screens on a terminal: the room of a meeting, or home if record is "".
func (s *service) interact(ctx context.Context, t *sshd.Terminal, record string, id meeting.ID, shared bool) {
	if why, plain := s.wantsLines(t); plain && !shared {
		s.arrive(ctx, t.Identity)
		s.atTerminal(ctx, t, why, record, id)
		return
	}
	who := identity(t.Identity, shared)
	out := s.metrics.screen(t.Output())
	defer out.end()
	opt := tui.Options{
		Out: out, Pending: t.Output().Pending, Profile: t.Profile(), Light: light(t.Environ),
		Zone: s.zone, IdleLock: s.idleLock, Shared: shared, Record: record, Meeting: id, Only: shared,
	}
	opt.Reach = s.line("")
	if who.Person == s.bannerFor {
		opt.Banner = s.banner
	}
	size := t.Size()
	opt.Width, opt.Height = size.Width, size.Height
	if who.Record != "" { // a pass: this one meeting and nothing else
		opt.Record, opt.Meeting, opt.Only = who.Record, who.Meeting, true
	}
	opt.Words = func() *words.Language { return s.words(t.Identity, t.Environ) }
	opt.Duty = func() screens.Duty { return s.duty(who.Person) }
	opt.Advisers = func() []meeting.Adviser { return s.advisers(who.Person) }
	opt.Last = s.arrive(ctx, t.Identity)
	h := &host{svc: s, who: who}
	defer s.drafts.leave(&h.desk, who.Person)
	var of tui.Host = h
	if s.post != nil {
		of = mailHost{h}
	}
	app := tui.New(ctx, of, opt)
	err := sshd.RunProgram(ctx, t, &program{app, out})
	app.Close()
	if word := app.Farewell(); word != "" {
		fmt.Fprintf(out, "%s\r\n", word)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		s.log.Info("session ended", "person", who.Person, "err", err)
	}
}

// arrive writes down that somebody came in, and returns when they last did before.
func (s *service) arrive(ctx context.Context, id sshd.Identity) meeting.Visit {
	who := meeting.PersonID(id.Person)
	var last meeting.Visit
	if a := s.hub.Directory().Account(who); a != nil {
		last = a.Last
	}
	if _, err := s.hub.System(ctx, meeting.ServiceStream, meeting.Arrive{Person: who, With: with(id)}); err != nil && ctx.Err() == nil {
		s.log.Warn("a visit was not written down", "person", who, "err", err)
	}
	return last
}

// with says what somebody came in with.
func with(id sshd.Identity) meeting.Means {
	switch {
	case id.Via == sshd.ViaPass:
		return meeting.WithCode
	case id.Via == sshd.ViaCertificate:
		return meeting.WithCertificate
	case id.SecurityKey:
		return meeting.WithSecurityKey
	}
	return meeting.WithKey
}

// program is the app as the ssh server runs it: it translates what the server tells.
type program struct {
	*tui.App
	out *measuredScreen
}

// Update hands a message on to the app.
func (p *program) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	if cut, ok := msg.(sshd.PasteCutMsg); ok {
		msg = tui.PasteCut{Dropped: cut.Dropped}
	}
	p.out.during(func() { _, cmd = p.App.Update(msg) })
	return p, cmd
}

// words returns what somebody reads: the language that they have chosen, else the one that their computer sent along
// (OpenSSH's SendEnv, which names LANG and LC_* as many systems come), else English.
func (s *service) words(id sshd.Identity, environ []string) *words.Language {
	if a := s.hub.Directory().Account(meeting.PersonID(id.Person)); a != nil && a.Language != "" {
		return words.In(a.Language)
	}
	return words.In(locale(environ))
}

// locale is what an environment says of the language of messages (POSIX, Base Definitions, section 8.2).
func locale(environ []string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		for _, e := range environ {
			if v, ok := strings.CutPrefix(e, name+"="); ok && v != "" {
				return v
			}
		}
	}
	return ""
}

// light reports whether the terminal said that its background is light, in the way of rxvt's
// COLORFGBG. A terminal that says nothing counts as dark.
func light(environ []string) bool {
	for _, e := range environ {
		if v, ok := strings.CutPrefix(e, "COLORFGBG="); ok {
			bg := v[strings.LastIndexByte(v, ';')+1:]
			return bg == "7" || bg == "15"
		}
	}
	return false
}
