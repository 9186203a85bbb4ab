package sshd

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// PasteCutMsg tells a program that a paste was too long and how many bytes of
// it were dropped. The beginning of the paste arrives as a tea.PasteMsg.
type PasteCutMsg struct{ Dropped int }

// DrainedMsg tells a program that its terminal has taken everything, after
// [Output.Busy] reported true.
type DrainedMsg struct{}

// StoppingMsg tells a program that the service is stopping. The program is
// quit soon afterwards.
type StoppingMsg struct{}

// ErrProgram is in the error of RunProgram when the program panicked. The
// person has been told and the connection is about to be closed.
var ErrProgram = errors.New("the program on this terminal broke")

// RunProgram runs a Bubble Tea program on a terminal and returns when it has
// ended and its last output was sent, or could not be. It ends when the model
// quits, at the end of the person's input, when the terminal or ctx is gone,
// and shortly after the service begins to stop. A terminal runs one program
// after which its input is closed.
//
// The model draws for itself: it writes frames to [Terminal.Output], best when
// that is not Busy. Its View is called after every message, but what it returns
// is not used. Beside the usual messages it gets
// [PasteCutMsg], [DrainedMsg] and [StoppingMsg]. Suspending is ignored, and
// nothing is ever asked of the terminal. A tea.WithFilter among the extra
// options replaces one that bounds window sizes and ignores suspending.
//
// The error is nil when the program quit or its input ended, the context's
// when it was cut off, and wraps ErrProgram after a panic.
func RunProgram(ctx context.Context, t *Terminal, model tea.Model, extra ...tea.ProgramOption) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.Context(), cancel)()

	size := t.Size()
	options := append([]tea.ProgramOption{
		tea.WithContext(ctx),
		// The input is decoded here, not by the program: its own reader runs
		// in a goroutine without recover, where a sequence that the decoder
		// stumbles over ends the process, and hangs for ever when keys arrive
		// after the program has quit.
		tea.WithInput(nil),
		tea.WithOutput(t.out),
		tea.WithoutRenderer(),
		tea.WithFPS(1), // nothing is drawn on its ticks, which soon end: see begins
		tea.WithoutSignalHandler(),
		tea.WithEnvironment(t.Environ),
		tea.WithColorProfile(t.Profile()),
		tea.WithWindowSize(size.Width, size.Height),
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg { return t.filter(msg) }),
	}, extra...)
	r := &runner{t: t, ctx: ctx}
	r.program = tea.NewProgram(begins{model, r}, options...)
	r.feeders.Go(r.guard(r.feedInput))
	r.feeders.Go(r.guard(r.feedEvents))
	_, err := r.program.Run()

	// The reader first, then everything that sends to the program: nothing may
	// wait for an event loop that has ended.
	_ = t.in.Close()
	cancelled := ctx.Err()
	cancel()
	r.feeders.Wait()
	if broke := r.broke(err); broke != nil {
		t.ch.conn.gate.log.Error("a program panicked", "person", t.Identity.Person, "remote", t.Remote, "error", broke)
		t.ch.apologise()
		t.end()
		return broke
	}
	t.end()
	if cancelled != nil {
		return cancelled
	}
	if errors.Is(err, tea.ErrProgramKilled) || errors.Is(err, tea.ErrInterrupted) {
		return nil
	}
	return err
}

// filter bounds what reaches the model.
func (t *Terminal) filter(msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.SuspendMsg, tea.ResumeMsg:
		return nil
	case tea.InterruptMsg:
		return tea.QuitMsg{}
	case tea.WindowSizeMsg:
		// Messages may overtake each other and terminals may report sizes
		// themselves; the channel knows the one that counts.
		size := t.Size()
		return tea.WindowSizeMsg{Width: size.Width, Height: size.Height}
	}
	return msg
}

// runner feeds one program.
type runner struct {
	t       *Terminal
	ctx     context.Context
	program *tea.Program
	feeders sync.WaitGroup

	mu    sync.Mutex
	panic error
}

// begins is a model until its program has begun.
type begins struct {
	tea.Model
	r *runner
}

// Init begins the model, and what ends the library's ticks, which have begun by now.
func (b begins) Init() tea.Cmd {
	b.r.feeders.Go(b.r.guard(b.r.endTicks))
	return b.Model.Init()
}

// endTicks ends the library's ticks: even without a renderer it has every program woken once a second to flush one, and with a thousand
// people who only read that was most of what they cost. The library has no option for that. It gives up its renderer with the
// terminal, though, of which it has nothing here; that takes it half a second, in which it waits for a reader that is not there. So
// who is gone before the first tick is not kept waiting for the end of them.
func (r *runner) endTicks() {
	first := time.NewTimer(time.Second)
	defer first.Stop()
	select {
	case <-r.ctx.Done():
	case <-first.C:
		_ = r.program.ReleaseTerminal()
	}
}

// guard keeps a panic in a feeder from ending the process: it ends the
// program instead.
func (r *runner) guard(feed func()) func() {
	return func() {
		defer func() {
			if v := recover(); v != nil {
				r.mu.Lock()
				r.panic = fmt.Errorf("%w: %v", ErrProgram, v)
				r.mu.Unlock()
				r.t.ch.conn.gate.log.Error("feeding a program panicked", "panic", v, "stack", string(debug.Stack()))
				r.program.Quit()
			}
		}()
		feed()
	}
}

// broke tells a panic from every other end of a program.
func (r *runner) broke(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.panic == nil && errors.Is(err, tea.ErrProgramPanic) {
		r.panic = fmt.Errorf("%w: %w", ErrProgram, err)
	}
	return r.panic
}

// feedInput decodes what is typed. At its end the program quits. The decoder holds a table of keys, 100 KB of it, and three
// goroutines, so it is made when somebody begins to type and given up when they rest.
func (r *runner) feedInput() {
	for r.t.in.await() {
		typed := &spell{in: r.t.in, rest: r.t.limits.InputRest}
		events := make(chan uv.Event)
		r.feeders.Go(r.guard(func() {
			defer close(events)
			_ = uv.NewTerminalReader(typed, r.t.Term).StreamEvents(r.ctx, events)
		}))
		for event := range events {
			switch event.(type) {
			case uv.PasteStartEvent:
				typed.pasting.Store(true)
			case uv.PasteEndEvent:
				typed.pasting.Store(false)
			}
			r.program.Send(event) // ends at once when the program has ended
		}
	}
	r.program.Quit()
}

// feedEvents passes on what happens to the terminal.
func (r *runner) feedEvents() {
	sizes, stopping := r.t.Sizes(), r.t.Stopping()
	var quit <-chan time.Time
	for {
		select {
		case <-r.ctx.Done():
			return
		case size, ok := <-sizes:
			if !ok { // the channel is gone
				_ = r.t.in.Close()
				sizes = nil
				continue
			}
			r.program.Send(tea.WindowSizeMsg{Width: size.Width, Height: size.Height})
		case <-r.t.out.Drained():
			r.program.Send(DrainedMsg{})
		case cut := <-r.t.in.Cuts():
			r.program.Send(PasteCutMsg{Dropped: cut})
		case <-stopping:
			stopping = nil
			timer := time.NewTimer(r.t.limits.StoppingTime)
			defer timer.Stop()
			quit = timer.C
			r.program.Send(StoppingMsg{})
		case <-quit:
			quit = nil
			_ = r.t.in.Close() // the input's end quits the program
		}
	}
}
