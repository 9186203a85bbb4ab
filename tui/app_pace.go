package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/frame"
)

// pull waits for the next Update, and no sooner than the pacer would draw it: what it brings then is the newest. So it is called
// once the one before is drawn.
func (a *App) pull() tea.Cmd {
	if !a.idle || a.seat == nil {
		return nil
	}
	a.idle = false
	gen, seat, after := a.gen, a.seat, a.seen
	ctx := a.watching()
	gap := a.pacer.Wait(time.Now(), a.behind())
	return func() tea.Msg {
		if gap > 0 {
			t := time.NewTimer(gap)
			defer t.Stop()
			select {
			case <-t.C:
			case <-ctx.Done():
			}
		}
		u, err := seat.Wait(ctx, after)
		return updateMsg{gen, u, err}
	}
}

// wake asks the screen again at some time, or a moment later: what is not urgent comes at the same moments for all connections of this
// process, so that a thousand clocks wake it as often as one does.
func (a *App) wake(at time.Time) tea.Cmd {
	if !a.alarmed.IsZero() && !a.alarmed.After(at) {
		return nil // an earlier tick comes, and the screen asks again then
	}
	a.alarmed = at
	wait := max(0, at.Sub(a.env.Now))
	if wait > 2*moment {
		wait += moment - (time.Since(epoch)+wait)%moment
	}
	return a.later(wait, tickMsg{a.gen, at})
}

// epoch is what moments are counted from, and a moment is how late a clock on a screen may be.
var epoch = time.Now()

const moment = 200 * time.Millisecond

// later sends a message to the app itself after d, unless the connection ends before: tea.Tick would keep all of
// the app in memory until then.
func (a *App) later(d time.Duration, msg tea.Msg) tea.Cmd {
	ctx := a.ctx
	return func() tea.Msg {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}

// slack is how many bytes may be on their way to a terminal that is not yet behind: a few small frames.
const slack = 4 << 10

// behind returns how many bytes the terminal is behind with.
func (a *App) behind() int {
	if n := a.opt.Pending(); n > slack {
		return n
	}
	return 0
}

// draw draws now, or asks to be asked again once the terminal may have the next frame.
func (a *App) draw(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(drawMsg); ok {
		a.timer = false
	}
	if !a.stale || a.timer && !a.own {
		return nil
	}
	now := time.Now() // not the screens' clock: this is about the terminal
	wait, drew := a.pacer.Wait, a.pacer.Drew
	if a.own {
		wait, drew = a.pacer.WaitOwn, a.pacer.DrewOwn
	}
	if gap := wait(now, a.behind()); gap > 0 {
		a.timer = true
		return a.later(gap, drawMsg{})
	}
	front := a.front()
	if front != nil {
		a.frame.SetTitle(front.Title())
	}
	a.stale, a.own = false, false
	n, _ := a.frame.Draw(func(scr *frame.Screen) { // a terminal that is gone is told by the connection's end
		if front != nil {
			front.Draw(&a.env, scr, uv.Rect(0, 0, scr.Bounds().Dx(), scr.Bounds().Dy()))
		}
	})
	if n > 0 {
		drew(now, time.Now())
	}
	return nil
}
