// Package tui is what one connection sees: a single tea.Model that owns the screen in front, the seat
// on the open record, the outbox of commands, and when to draw.
//
// It must not know of ssh, of SQL or of rooms: a Host and a Seat come from outside. It draws its own
// frames (tui/frame) and leaves Bubble Tea's renderer unused, since that one flushes on a ticker.
package tui

import (
	"context"
	"errors"
	"hash/fnv"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
	"oneplan/tui/frame"
	"oneplan/tui/screen"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// onRecord is a screen with a seat.
type onRecord interface {
	screen.Screen
	Set(*screen.Env, meeting.Update) []screen.Action
	Recalled(*screen.Env, screen.Recalled) []screen.Action
	Notice(string)
	InLiveMeeting() bool
}

// Options say how a connection begins.
type Options struct {
	Out           io.Writer  // the terminal; writing must not block
	Pending       func() int // bytes that the terminal has not taken yet; nil: none, always
	Profile       colorprofile.Profile
	Light         bool // the terminal's background is light
	Width, Height int
	Zone          *time.Location
	Now           func() time.Time
	Shared        bool       // a screen that everyone in the room sees
	Record        string     // go straight into the room of this record's Meeting; "": home
	Meeting       meeting.ID // 0: the live one
	Reach         string     // the ssh command that reaches this service, for papers to copy; "": not known
	Banner        string     // a line at the foot of every room; "" for none
	Only          bool       // leaving the room ends the connection: there is no home (a pass, a shared screen)

	// Words returns what the person reads, as they have chosen by now; nil: English.
	Words func() *words.Language
	// Duty returns whom this person rings with a safeguarding concern; nil: nobody is noted.
	Duty func() screen.Duty
	// Advisers returns whom this practitioner can ask for advice, beside those of their teams; nil: they are none.
	Advisers func() []meeting.Adviser
	// Last is when the person was here before; zero: never.
	Last meeting.Visit
	// IdleLock is after how long without a key the screen is covered; after as long again the connection ends. 0: never.
	IdleLock time.Duration
}

// App is the model of one connection.
type App struct {
	host  Host
	opt   Options
	env   screen.Env
	frame *frame.Frame
	pacer frame.Pacer
	ctx   context.Context

	screen screen.Screen
	home   *screen.Home
	room   onRecord // the room, or a record's past; nil at home

	gen     int // counts screens: an answer to an earlier one is dropped
	leave   context.CancelFunc
	seat    Seat
	rev     meeting.Rev
	seen    meeting.Rev // the Update that was pulled last
	idle    bool        // no Update is being waited for
	outbox  []screen.Send
	flight  bool // a batch is on its way
	timer   bool // a draw is due
	recalls map[recallKind]recall
	stale   bool // something happened since the last draw
	own     bool // and it was this person's doing
	alarmed time.Time
	lock    lock
}

// New returns the app for one connection. ctx ends with the connection.
func New(ctx context.Context, host Host, opt Options) *App {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Pending == nil {
		opt.Pending = func() int { return 0 }
	}
	if opt.Words == nil {
		opt.Words = func() *words.Language { return nil }
	}
	if opt.Zone == nil {
		opt.Zone = time.Local
	}
	a := &App{host: host, opt: opt, ctx: ctx, frame: frame.New(opt.Out, opt.Profile, opt.Width, opt.Height)}
	a.env = screen.Env{
		Theme: theme.New(!opt.Light, opt.Profile), Words: opt.Words(), Now: opt.Now(), Zone: opt.Zone, Shared: opt.Shared,
		Draft: host.Draft, Banner: opt.Banner, Last: opt.Last, Reach: opt.Reach, Duty: opt.Duty, Advisers: opt.Advisers,
	}
	if _, posts := host.(Poster); posts && !opt.Shared {
		a.env.Mail = true
	}
	a.lock.after = opt.IdleLock
	return a
}

// The messages of the app to itself.
type (
	homeMsg struct {
		gen  int
		home meeting.Home
		err  error
	}
	seatMsg struct {
		gen     int
		record  string
		meeting meeting.ID // or an entry, where it goes to the record
		to      place
		seat    Seat
		update  meeting.Update
		err     error
	}
	updateMsg struct {
		gen    int
		update meeting.Update
		err    error
	}
	sentMsg struct {
		gen    int
		send   screen.Send
		res    meeting.Result
		err    error
		update meeting.Update
		fresh  bool
	}
	recalledMsg struct {
		gen    int
		number int
		answer screen.Recalled
	}
	deskMsg struct {
		gen    int
		record string // to which urgent access was asked for; "": another command
		err    error
	}
	finishMsg struct {
		gen int
		err error
	}
	drawMsg struct{}
	tickMsg struct {
		gen int
		at  time.Time // what it was asked for: one that an earlier one overtook is dropped
	}
)

// Init starts the terminal and the first screen.
func (a *App) Init() tea.Cmd {
	_ = a.frame.Start() // a terminal that is gone is told by the connection's end
	if a.opt.Record != "" {
		return tea.Batch(a.startLock(), a.sit(a.opt.Record, a.opt.Meeting))
	}
	return tea.Batch(a.startLock(), a.goHome())
}

// Close gives the terminal back and the seat up. It is called once the program has ended.
func (a *App) Close() {
	a.enter()
	_ = a.frame.Stop()
}

// View is unused: the app writes its own frames.
func (a *App) View() tea.View { return tea.View{} }

// Update takes one message and draws.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.env.Now = a.opt.Now()
	a.speak()
	pressed := false
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		pressed, a.own = true, true
	case sentMsg, tea.MouseMsg, tea.WindowSizeMsg:
		a.own = true
	}
	cmd, done := a.guard(msg)
	if !done {
		a.stale = a.stale || !a.known(msg)
		cmd = a.handle(msg)
	}
	if pressed && a.flight && !a.timer { // what the key does shows with the answer, in a moment: the screen is not drawn twice for it
		a.own, a.timer = false, true
		return a, tea.Batch(cmd, a.later(a.pacer.Aside(), drawMsg{}), a.pull())
	}
	return a, tea.Batch(cmd, a.draw(msg), a.pull())
}

// speak changes to the language that the person has chosen by now.
func (a *App) speak() {
	w := a.opt.Words()
	if w == a.env.Words {
		return
	}
	a.env.Words, a.stale = w, true
	if a.home != nil {
		a.home.Speak(&a.env)
	}
}

// known reports whether a message tells nothing new: an Update that the answer to a Send brought already, or the time to
// draw.
func (a *App) known(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case drawMsg:
		return true
	case updateMsg:
		return msg.err == nil && msg.update.Rev <= a.rev
	}
	return false
}

func (a *App) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width > 0 && msg.Height > 0 {
			a.frame.Resize(msg.Width, msg.Height)
		}
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseClickMsg, tea.MouseWheelMsg, tea.MouseReleaseMsg, tea.MouseMotionMsg:
		if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "ctrl+l" {
			a.frame.Repaint()
			return nil
		}
		if a.screen != nil {
			return a.do(a.screen.Update(&a.env, msg))
		}
		if k, ok := msg.(tea.KeyPressMsg); ok && (k.String() == "q" || k.String() == "esc" || k.String() == "ctrl+c") {
			return tea.Quit
		}
	case PasteCut:
		if a.room != nil {
			a.room.Notice(a.env.T("That was too much to paste at once: the first part is here, the last %d KB were left out.", (msg.Dropped+1023)/1024))
		}
	case homeMsg:
		if msg.gen != a.gen || a.ctx.Err() != nil {
			return nil
		}
		if msg.err != nil { // not even a home: nothing of what was in front may stay
			a.enter()
			a.screen = screen.NewNotice(a.env.Refusal(msg.err))
			return nil
		}
		acts := a.home.Set(&a.env, msg.home)
		a.screen = a.home
		return tea.Batch(a.waitHome(msg.home.Rev), a.do(acts))
	case seatMsg:
		return a.seated(msg)
	case updateMsg:
		if msg.gen != a.gen || a.ctx.Err() != nil {
			return nil
		}
		if msg.err != nil {
			return a.farewell(msg.err)
		}
		a.seen, a.idle = msg.update.Rev, true
		return a.set(msg.update)
	case sentMsg:
		if msg.gen != a.gen {
			return nil
		}
		a.flight = false
		var cmds []tea.Cmd
		if msg.fresh {
			cmds = append(cmds, a.set(msg.update))
		}
		cmds = append(cmds, a.do(a.room.Sent(&a.env, msg.send.Tag, msg.res, msg.err)), a.post())
		return tea.Batch(cmds...)
	case deskMsg:
		switch {
		case msg.gen != a.gen || a.home == nil:
		case msg.record != "":
			return a.do(a.home.UrgentSaid(msg.record, msg.err))
		case msg.err != nil:
			a.home.Notice(a.env.Refusal(msg.err))
		default:
			return a.do(a.home.Served())
		}
	case finishMsg:
		if msg.gen == a.gen && a.home != nil {
			return a.do(a.home.FinishSaid(msg.err))
		}
	case bankMsg:
		if msg.gen != a.gen {
			return nil
		}
		return a.do(msg.said.Deliver(&a.env))
	case figuresMsg:
		a.counted(msg)
	case mailboxMsg:
		if msg.gen == a.gen && a.home != nil {
			return a.do(a.home.MailTold(&a.env, msg.change, msg.now, msg.err))
		}
	case mailedMsg:
		if msg.gen == a.gen && a.room != nil {
			return a.do(msg.said.Deliver(&a.env))
		}
	case teamMsg:
		if msg.gen == a.gen && a.home != nil {
			a.home.TeamCounted(msg.team, msg.err)
		}
	case consultMsg:
		if msg.gen == a.gen && a.room != nil {
			return a.do(a.room.Sent(&a.env, msg.tag, meeting.Result{}, msg.err))
		}
	case recalledMsg:
		if msg.gen != a.gen || a.room == nil || a.recalls[kindOf(msg.answer.Recall)].number != msg.number {
			return nil
		}
		return a.do(a.room.Recalled(&a.env, msg.answer))
	case tickMsg:
		if msg.gen == a.gen && a.screen != nil && msg.at.Equal(a.alarmed) {
			a.alarmed = time.Time{}
			return a.do(a.screen.Tick(&a.env))
		}
	}
	return nil
}

// do carries out what a screen asks for.
func (a *App) do(acts []screen.Action) tea.Cmd {
	var cmds []tea.Cmd
	for _, act := range acts {
		switch act := act.(type) {
		case screen.Send:
			a.outbox = append(a.outbox, act)
		case screen.Point:
			if a.seat != nil {
				a.seat.Point(act.Pointer)
			}
		case screen.Hand:
			if a.seat != nil {
				if err := a.seat.Hand(act.Member, act.Up); err != nil && a.room != nil {
					a.room.Notice(a.env.Refusal(err))
				}
			}
		case screen.Keep:
			a.host.KeepDraft(act.Name, act.Text)
		case screen.Wake:
			cmds = append(cmds, a.wake(act.At))
		case screen.OpenRoom:
			cmds = append(cmds, a.sit(act.Record, act.Meeting))
		case screen.OpenUrgently:
			cmds = append(cmds, a.desk(func(ctx context.Context, d Desk) error { return d.OpenUrgently(ctx, act.Record, act.Reason) }, act.Record))
		case screen.Serve:
			cmds = append(cmds, a.desk(func(ctx context.Context, d Desk) error { return d.Serve(ctx, act.Command) }, ""))
		case screen.OpenBank:
			cmds = append(cmds, a.goBank())
		case screen.AskBank:
			cmds = append(cmds, a.askBank(act))
		case screen.Consult:
			cmds = append(cmds, a.consult(act))
		case screen.AskMailbox:
			cmds = append(cmds, a.askMailbox(act))
		case screen.AskMailed:
			cmds = append(cmds, a.askMailed(act))
		case screen.CountTeam:
			cmds = append(cmds, a.countTeam())
		case screen.OpenFigures:
			cmds = append(cmds, a.goFigures())
		case screen.CountFigures:
			cmds = append(cmds, a.count())
		case screen.Finish:
			cmds = append(cmds, a.finish(act))
		case screen.OpenHistory:
			cmds = append(cmds, a.sitAt(act.Record, 0, toPast))
		case screen.OpenRecord:
			cmds = append(cmds, a.sitAt(act.Record, act.Entry, toRecord))
		case screen.Recall:
			cmds = append(cmds, a.recall(act))
		case screen.GoHome:
			if a.opt.Only {
				return tea.Quit
			}
			cmds = append(cmds, a.goHome())
		case screen.Quit:
			return tea.Quit
		}
	}
	return tea.Batch(append(cmds, a.post())...)
}

// post sends the next batch of the outbox, if none is on its way: order holds, and fast typing
// gathers.
func (a *App) post() tea.Cmd {
	if a.flight || len(a.outbox) == 0 || a.seat == nil {
		return nil
	}
	next := a.outbox[0]
	a.outbox = a.outbox[1:]
	a.flight = true
	gen, seat, ctx, host := a.gen, a.seat, a.ctx, a.host
	return func() tea.Msg {
		m := sentMsg{gen: gen, send: next}
		m.res, m.err = seat.Do(ctx, next.Commands...)
		if m.err == nil && next.Draft.Name != "" {
			host.SettleDraft(next.Draft.Name, next.Draft.Text)
		}
		if u, err := seat.Wait(ctx, 0); err == nil {
			m.update, m.fresh = u, true
		}
		return m
	}
}

// recallKind is which recalls take each other's place.
type recallKind struct{ steps, list, char, looks bool }

func kindOf(r screen.Recall) recallKind {
	return recallKind{r.Steps, r.List, r.Char != text.ID{}, r.Looks}
}

// recall is one that is under way.
type recall struct {
	number int
	cancel context.CancelFunc
}

// recall asks the seat for the past. An older one of the same kind is given up.
func (a *App) recall(r screen.Recall) tea.Cmd {
	if a.seat == nil {
		return nil
	}
	kind := kindOf(r)
	old, under := a.recalls[kind]
	if under {
		old.cancel()
	}
	ctx, cancel := context.WithCancel(a.ctx)
	if a.recalls == nil {
		a.recalls = map[recallKind]recall{}
	}
	number := old.number + 1
	a.recalls[kind] = recall{number, cancel}
	gen, seat := a.gen, a.seat
	return func() tea.Msg {
		defer cancel()
		m := recalledMsg{gen: gen, number: number, answer: screen.Recalled{Recall: r}}
		out := &m.answer
		switch {
		case r.Steps:
			var h meeting.History
			if h, out.Err = seat.History(ctx, r.Progress); out.Err == nil {
				out.History = &h
			}
		case r.Looks:
			if w, ok := seat.(Watched); ok {
				out.Looked, out.Err = w.Looks(ctx)
			}
		case r.Char != text.ID{}:
			out.Wrote, out.Err = seat.Wrote(ctx, r.Field, r.Char)
		default:
			out.Views, out.Err = seat.Past(ctx, r.Seqs...)
		}
		if errors.Is(out.Err, context.Canceled) {
			return nil
		}
		return m
	}
}

// enter begins a new screen: whatever was under way for the old one is dropped.
func (a *App) enter() {
	a.gen++
	a.outbox, a.flight, a.rev, a.idle = nil, false, 0, false
	for _, r := range a.recalls {
		r.cancel()
	}
	a.recalls = nil
	a.alarmed = time.Time{}
	if a.leave != nil {
		a.leave()
		a.leave = nil
	}
	if a.seat != nil {
		a.seat.Close()
		a.seat = nil
	}
	a.room = nil
}

// desk has the service do something for the person.
func (a *App) desk(do func(context.Context, Desk) error, record string) tea.Cmd {
	gen, ctx := a.gen, a.ctx
	d, ok := a.host.(Desk)
	if !ok {
		return nil
	}
	return func() tea.Msg { return deskMsg{gen, record, do(ctx, d)} }
}

// finish notes an action as done, at a seat of its own.
func (a *App) finish(f screen.Finish) tea.Cmd {
	gen, ctx, host := a.gen, a.ctx, a.host
	return func() tea.Msg {
		seat, err := host.Sit(ctx, f.Record)
		if err != nil {
			return finishMsg{gen, err}
		}
		defer seat.Close()
		u, err := seat.Wait(ctx, 0)
		if err != nil {
			return finishMsg{gen, err}
		}
		cs := meeting.FinishAction(u.View, seat.Site(), f.Action, f.Note, false)
		if len(cs) > 0 {
			_, err = seat.Do(ctx, cs...)
		}
		return finishMsg{gen, err}
	}
}

func (a *App) goHome() tea.Cmd {
	a.enter()
	if a.home == nil {
		a.home = screen.NewHome()
	}
	return a.waitHome(0)
}

func (a *App) waitHome(after meeting.Rev) tea.Cmd {
	gen := a.gen
	ctx, host := a.watching(), a.host
	return func() tea.Msg {
		h, err := host.Home(ctx, after)
		return homeMsg{gen, h, err}
	}
}

// watching returns the context of waits for the screen in front.
func (a *App) watching() context.Context {
	if a.leave != nil {
		a.leave()
	}
	ctx, cancel := context.WithCancel(a.ctx)
	a.leave = cancel
	return ctx
}

func (a *App) sit(record string, id meeting.ID) tea.Cmd { return a.sitAt(record, id, toRoom) }

// place is what of a record somebody sits at.
type place uint8

const (
	toRoom place = iota
	toRecord
	toPast
)

// sitAt takes a seat in a meeting's room, at an entry of the record between meetings, or at the record's past.
func (a *App) sitAt(record string, id meeting.ID, to place) tea.Cmd {
	a.enter()
	gen, host, ctx := a.gen, a.host, a.ctx
	return func() tea.Msg {
		m := seatMsg{gen: gen, record: record, meeting: id, to: to}
		if m.seat, m.err = host.Sit(ctx, record); m.err == nil {
			m.update, m.err = m.seat.Wait(ctx, 0)
		}
		return m
	}
}

func (a *App) seated(msg seatMsg) tea.Cmd {
	if msg.gen != a.gen || a.ctx.Err() != nil || msg.err != nil {
		if msg.seat != nil {
			msg.seat.Close()
		}
		if msg.gen != a.gen || a.ctx.Err() != nil {
			return nil
		}
		return a.farewell(msg.err)
	}
	a.seat = msg.seat
	phase := fnv.New32a()
	_, _ = phase.Write([]byte(msg.record))
	a.pacer.Phase = time.Duration(phase.Sum32()) // those who look at one record draw together, and others at other times
	a.env.Gestures = widget.Gestures{Site: a.seat.Site()}
	a.env.Gestures.Next() // the first number is the domain's own, for the words that a new entry begins with
	var acts []screen.Action
	switch msg.to {
	case toPast:
		s, as := screen.NewRecordPast(&a.env, msg.update)
		a.room, acts = s, as
	case toRecord:
		s, as := screen.NewRecord(&a.env, msg.record, msg.meeting, msg.update)
		a.room, acts = s, as
	default:
		s, as := screen.NewRoom(&a.env, msg.record, msg.meeting, msg.update)
		a.room, acts = s, as
	}
	a.screen = a.room
	a.rev, a.seen, a.idle = msg.update.Rev, msg.update.Rev, true
	return a.do(acts)
}

// set hands a newer Update to the room; an older one that arrives late is dropped.
func (a *App) set(u meeting.Update) tea.Cmd {
	if a.room == nil || u.Rev <= a.rev {
		return nil
	}
	a.rev = u.Rev
	return a.do(a.room.Set(&a.env, u))
}

// farewell ends what is in front because of err: back home with the reason, or out.
func (a *App) farewell(err error) tea.Cmd {
	if a.opt.Only || a.home == nil && a.opt.Record == "" {
		a.enter()
		a.screen = screen.NewRefusal(&a.env, err)
		return nil
	}
	cmd := a.goHome()
	a.home.Refused(err)
	return cmd
}
