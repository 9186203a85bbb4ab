package line

import (
	"context"
	"errors"
	"io"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// How many changes are read one by one that come together; more, as after somebody could not listen for a while, are gathered until asked for. And
// how many of those are kept.
const (
	mostAtOnce = 5
	mostKept   = 200
)

// typingTime is how long somebody who is in the middle of a line is left alone after their last key.
const typingTime = 10 * time.Second

// Options say how somebody is spoken with.
type Options struct {
	In    io.Reader
	Out   io.Writer
	Echo  bool           // a terminal is at the other end, in raw mode
	Times bool           // each line begins with the time
	Zone  *time.Location // where times are told and typed
	Reach string         // the ssh command that reaches the service
	Mail  bool           // the service sends mail, which “mail” is about

	Words   func() *words.Language                          // what the person reads; nil, and a nil Language, is English
	Duty    func() Duty                                     // whom to ring with a concern; nil: nobody is named
	Command func(ctx context.Context, args []string) string // runs one command, as over ssh, and returns what it printed; nil: none

	Now       func() time.Time                               // the room's clock; nil: time.Now
	AfterFunc func(time.Duration, func()) (stop func() bool) // nil: time.AfterFunc
}

// Session is one connection in line mode.
type Session struct {
	opt   Options
	con   *console
	stage meeting.MeetingStage // of the meeting that was followed last, when it was left
}

// NewSession begins to read what somebody types. Close ends it; Options.In has to end by itself.
func NewSession(o Options) *Session {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.AfterFunc == nil {
		o.AfterFunc = func(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
	}
	if o.Words == nil {
		o.Words = func() *words.Language { return nil }
	}
	if o.Duty == nil {
		o.Duty = func() Duty { return Duty{} }
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	return &Session{opt: o, con: newConsole(o.In, o.Out, o.Echo)}
}

// Close waits a moment until everything said has been taken.
func (s *Session) Close(ctx context.Context) { s.con.close(ctx) }

// T says a message as the person reads it.
func (s *Session) T(m words.Msg, args ...any) string { return s.opt.Words().T(m, args...) }

// Say says lines.
func (s *Session) Say(lines ...string) { s.con.lines(lines...) }

// answer is what became of commands.
type answer struct {
	act    act
	lines  []string // that a command printed
	result meeting.Result
	update meeting.Update
	err    error
}

// sitting is somebody following one meeting.
type sitting struct {
	*Session
	ctx    context.Context
	seat   Seat
	place  *Place
	teller *Teller
	news   chan meeting.Update // the newest, one
	failed chan error
	latest *meeting.Update // not told yet
	wake   chan struct{}
	timer  func() bool
	due    time.Time

	input   bool // there is more to come
	flight  bool // commands are on their way
	done    chan answer
	waits   bool     // it waits for an answer
	asking  *asking  // a form that is being answered; nil: none
	wrote   bool     // it was the person's writing that kept news from them; else their reading
	kept    []string // what was gathered
	typedAt time.Time
	live    bool // the meeting was live while followed
	left    bool
}

// Follow tells somebody what happens at a meeting and does what they ask for, until they leave, the meeting closes, or the connection
// ends. Its error is one sentence for them.
func (s *Session) Follow(ctx context.Context, seat Seat, record string, id meeting.ID) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	first, err := seat.Wait(ctx, 0)
	if err != nil {
		return err
	}
	f := &sitting{
		Session: s, ctx: ctx, seat: seat, news: make(chan meeting.Update, 1), failed: make(chan error, 2), wake: make(chan struct{}, 1),
		input: true, done: make(chan answer, 1),
	}
	if first.View.Meeting(id) == nil {
		return refuse(meeting.NotFound, "There is no such meeting that you may see.")
	}
	seat.Point(meeting.Pointer{Meeting: id})
	if first, err = seat.Wait(ctx, 0); err != nil {
		return err
	}
	f.place = NewPlace(record, id, s.opt.Zone, first)
	f.place.site, f.place.Duty, f.place.Words = seat.Site(), s.opt.Duty(), s.opt.Words()
	f.teller = newTeller(f.place)
	f.live = f.place.meeting().Stage == meeting.Live
	f.say(f.place.Welcome()...)
	f.say(s.T("Type a sentence and press Enter, such as: note TEXT. “help” lists what can be said, “leave” leaves."))
	go f.watch(first.Rev)
	err = f.run()
	if f.timer != nil {
		f.timer()
	}
	if f.asking != nil {
		f.asking.cancel()
	}
	if m := f.place.meeting(); m != nil {
		s.stage = m.Stage
	}
	return err
}

// watch waits for news. What is not taken in time is replaced by what is newer.
func (f *sitting) watch(after meeting.Rev) {
	for {
		u, err := f.seat.Wait(f.ctx, after)
		if err != nil {
			f.failed <- err
			return
		}
		after = u.Rev
		select {
		case <-f.news:
		default:
		}
		f.news <- u
	}
}

func (f *sitting) run() error {
	for {
		f.tell()
		f.obey()
		f.con.hand()
		if f.con.lost != nil {
			return f.con.lost
		}
		if f.left {
			return nil
		}
		f.alarm()
		var in chan []byte
		if f.input && len(f.con.chunk) == 0 {
			in = f.con.in
		}
		var asks chan []string
		var asked chan error
		if f.asking != nil {
			asks, asked = f.asking.says, f.asking.done
		}
		select {
		case <-f.ctx.Done():
			return f.ctx.Err()
		case u := <-f.news:
			f.latest = &u
		case err := <-f.failed:
			if f.ctx.Err() != nil {
				return f.ctx.Err()
			}
			return err
		case b, ok := <-in:
			f.typed(b, ok)
		case err := <-f.con.sent:
			f.con.took(err)
		case <-f.wake:
			f.due = time.Time{}
		case a := <-f.done:
			f.answered(a)
		case lines := <-asks:
			f.con.lines(lines...)
			f.waits = true
		case err := <-asked:
			f.filled(err)
		}
	}
}

// alarm asks to be woken when there is something to tell that has waited for long enough.
func (f *sitting) alarm() {
	var due time.Time
	switch {
	case f.flight, f.asking != nil, !f.con.free(): // their end wakes
	case f.writing():
		due = f.typedAt.Add(typingTime)
	default:
		due = f.teller.Due()
	}
	if due.Equal(f.due) {
		return
	}
	if f.timer != nil {
		f.timer()
		f.timer = nil
	}
	if f.due = due; due.IsZero() {
		return
	}
	f.timer = f.opt.AfterFunc(max(due.Sub(f.opt.Now()), 0), func() {
		select {
		case f.wake <- struct{}{}:
		default:
		}
	})
}

// writing reports whether the person is in the middle of a line.
func (f *sitting) writing() bool {
	return f.con.echo && len(f.con.typed.line) > 0 && f.opt.Now().Before(f.typedAt.Add(typingTime))
}

// tell tells what is new, if it can be taken now.
func (f *sitting) tell() {
	switch {
	case f.flight: // its answer comes first
		if f.latest != nil {
			f.say(f.teller.Saved(*f.latest)...)
		}
		return
	case !f.con.free():
		return
	case f.asking != nil, f.writing():
		f.wrote = true
		return
	}
	var lines []string
	if f.latest != nil {
		if u, err := f.seat.Wait(f.ctx, 0); err == nil { // the newest; an error comes by itself
			f.latest = &u
		}
		if f.latest.Rev > f.place.u.Rev {
			f.place.see(*f.latest)
		}
		f.latest = nil
		lines = f.teller.Tell()
	}
	f.bring(lines)
}

// bring says news with the writing that is due, or gathers what has become too much.
func (f *sitting) bring(lines []string) {
	now := f.opt.Now()
	closed := f.ended()
	lines = append(lines, f.teller.Quiet(now, closed)...)
	if n := len(lines); n > mostAtOnce {
		f.kept = append(f.kept, f.timed(lines)...)
		if over := len(f.kept) - mostKept; over > 0 {
			f.kept = f.kept[over:]
		}
		gathered := f.place.N(n, "%d change while you were reading: “more” reads them.", "%d changes while you were reading: “more” reads them.")
		if f.wrote {
			gathered = f.place.N(n, "%d change while you were writing: “more” reads them.", "%d changes while you were writing: “more” reads them.")
		}
		lines = []string{gathered}
	}
	f.wrote = false
	f.say(lines...)
	if closed {
		f.end()
	}
}

// ended reports whether there is nothing more to follow.
func (f *sitting) ended() bool {
	m := f.place.meeting()
	f.live = f.live || m != nil && m.Stage == meeting.Live
	return m == nil || f.place.u.Stopping || f.live && m.Stage != meeting.Live
}

// end says what was kept, and leaves, unless there is something left to do for this person.
func (f *sitting) end() {
	m := f.place.meeting()
	switch {
	case m == nil:
		f.say(f.T("This meeting is not there for you any more. What you wrote is saved."))
		f.left = true
	case f.place.u.Stopping:
		f.left = true
	default:
		f.live = false
		f.say(f.place.Farewell(f.opt.Reach)...)
		if f.place.may(meeting.WriteSummary) {
			f.say(f.T("You can tidy the notes now: “summary 1 TEXT” sums up an item, “send minutes” sends them, “leave” leaves."))
			return
		}
		f.left = true
	}
}

// say says lines to the person, with the time if they want it.
func (f *sitting) say(lines ...string) { f.con.lines(f.timed(lines)...) }

func (f *sitting) timed(lines []string) []string {
	if !f.opt.Times {
		return lines
	}
	at := f.opt.Now().In(f.opt.Zone).Format("15:04 ")
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = at + l
	}
	return out
}

// typed takes what was typed.
func (f *sitting) typed(b []byte, more bool) {
	f.typedAt = f.opt.Now()
	f.con.chunk = b
	if !more {
		f.input = false
	}
}

// obey does what was asked for, a line at a time. The next is looked at once the one before has been answered.
func (f *sitting) obey() {
	for !f.flight && !f.left && (f.asking == nil || f.waits) {
		l, ok := f.con.next()
		if !ok && !f.input {
			l, ok = f.con.last()
			if !ok && f.asking != nil {
				l, ok = line{end: true}, true // nobody answers any more
			}
			if !ok && f.con.echo {
				f.left = true // the keyboard is gone
			}
		}
		if !ok {
			return
		}
		switch {
		case f.asking != nil:
			f.fill(l)
		case l.end:
			f.bye()
		case l.tooLong:
			f.say(f.T("That line was longer than %d letters, so it was left out and nothing was done.", longestLine))
		case l.text != "":
			f.sentence(l.text)
		}
	}
}

// fill answers the form.
func (f *sitting) fill(l line) {
	f.waits = false
	if l.end || l.tooLong || f.place.typed(l.text, typedCancel) {
		f.asking.cancel()
		return
	}
	f.asking.lines <- l.text
}

// filled goes on with what a form was answered.
func (f *sitting) filled(err error) {
	done := f.asking.form.done
	f.asking, f.waits = nil, false
	if err != nil {
		f.say(f.T("Stopped: nothing was written."))
		return
	}
	a, err := done(f.place)
	if err != nil {
		f.say(f.refused(err))
		return
	}
	f.carry(a)
}

func (f *sitting) bye() {
	f.say(f.T("You left. Everything you wrote is saved."))
	f.left = true
}

// sentence does what one sentence says.
func (f *sitting) sentence(s string) {
	u, err := f.seat.Wait(f.ctx, 0) // what it is about may have changed since
	if err != nil {
		f.failed <- err
		return
	}
	if u.Rev > f.place.u.Rev {
		f.latest = &u
		f.tell()
		f.place.see(u)
	}
	f.place.u.Now = f.opt.Now()
	a, err := f.place.read(s)
	if err != nil {
		f.say(f.refused(err))
		return
	}
	f.carry(a)
}

// carry carries an act out.
func (f *sitting) carry(a act) {
	f.say(a.lines...)
	switch {
	case a.form != nil:
		f.say(a.form.intro...)
		f.asking = ask(f.place.Words, a.form)
		return
	case a.leave:
		f.bye()
		return
	case a.more:
		kept := f.kept
		if f.kept = nil; len(kept) == 0 {
			kept = []string{f.T("There is nothing more.")}
		}
		f.con.lines(kept...)
		return
	}
	if h := a.hand; h != nil {
		if err := f.seat.Hand(h.member, h.up); err != nil {
			f.say(f.refused(err))
			return
		}
	}
	if len(a.commands) == 0 && a.said == nil && a.command == nil {
		return
	}
	if a.command != nil && f.opt.Command == nil {
		f.say(f.T("That is not to be had here."))
		return
	}
	f.flight = true
	go func() {
		var x answer
		x.act = a
		if a.command != nil {
			x.lines = printed(f.opt.Command(f.ctx, a.command))
		}
		if len(a.commands) > 0 {
			x.result, x.err = f.seat.Do(f.ctx, a.commands...)
		}
		if x.err == nil {
			x.update, x.err = f.seat.Wait(f.ctx, 0)
		}
		f.done <- x
	}()
}

// answered says what became of what was asked for.
func (f *sitting) answered(x answer) {
	f.flight = false
	if x.err != nil {
		f.say(f.refused(x.err))
		return
	}
	f.say(x.lines...)
	f.place.site = f.seat.Site()
	if x.update.Rev >= f.place.u.Rev {
		f.place.see(x.update)
	}
	if f.latest != nil && f.latest.Rev <= f.place.u.Rev {
		f.latest = nil
	}
	var own []key
	if x.act.own != nil {
		own = x.act.own(x.result)
	}
	if len(x.act.commands) > 0 {
		f.place.undo = x.act.undo
	}
	if x.act.said != nil {
		if s := x.act.said(f.place, x.result); s != "" {
			f.say(full(s))
		}
	}
	f.bring(f.teller.Tell(own...))
	if x.act.then != nil {
		f.carry(x.act.then(f.place, x.result))
	}
}

// refused makes one sentence of what went wrong.
func (s *Session) refused(err error) string {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return s.T("That took too long: look whether it is there before you say it again.")
	}
	return capital(full(flat(Said(s.opt.Words(), err))))
}
