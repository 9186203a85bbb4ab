package frame

import (
	"io"
	"strings"
	"sync"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// The largest screen a Frame draws, whatever a client asks for: the caller
// clamps earlier and lower, this only keeps a mistake from taking the memory.
const (
	maxWidth  = 1000
	maxHeight = 500
)

// syncRows is the number of changed rows from which a frame is worth the
// sixteen bytes that ask a terminal to show it in one go.
const syncRows = 4

// maxTitle is the longest window title set, in bytes.
const maxTitle = 256

// enter and leave switch the modes this package relies on. Rows are written
// with autowrap off, so that the last column never scrolls or wraps; mode 2027
// asks for the grapheme widths we measure with, and is ignored where unknown.
// Mouse: press, release, drag and wheel with SGR coordinates; a terminal's own
// selection stays reachable with Shift.
const (
	enter = "\x1b[22;0t" + // keep the window's title
		ansi.SetModeAltScreenSaveCursor +
		ansi.ResetModeFocusEvent +
		ansi.ResetModeAutoWrap +
		"\x1b[?2027h" +
		ansi.SetModeBracketedPaste +
		ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr +
		ansi.HideCursor + ansi.ResetStyle + ansi.EraseEntireScreen
	leave = ansi.ResetStyle +
		ansi.ResetModeMouseExtSgr + ansi.ResetModeMouseButtonEvent +
		ansi.ResetModeBracketedPaste +
		"\x1b[?2027l" +
		ansi.SetModeAutoWrap +
		ansi.EraseEntireScreen + ansi.ShowCursor +
		ansi.ResetModeAltScreenSaveCursor +
		"\x1b[23;0t" // the title kept at enter
)

// Frame is one terminal: what it shows now, and the way to make it show
// something else. It is not safe for concurrent use; one goroutine draws.
type Frame struct {
	w       io.Writer
	profile colorprofile.Profile
	screen  Screen // what the next frame will show
	shown   []row  // what the terminal shows

	cursor  uv.Position // where the terminal's cursor was left, -1 if unknown
	visible bool        // the cursor is shown
	repaint bool        // nothing is known of what the terminal shows
	title   string
	titled  bool // title was written

	gate gate
	sgr  map[uv.Style]string
	out  []byte

	before, after uv.Line // while drawing: a row as shown, and as wanted
}

// scratch are rows to compose in, which terminals lend each other: a thousand idle ones need none.
var scratch = sync.Pool{New: func() any { return &[2]uv.Line{uv.NewLine(maxWidth), uv.NewLine(maxWidth)} }}

// New returns a frame that writes to w, for a terminal of the given size in
// cells with the given colours: [colorprofile.ASCII] writes attributes but no
// colour, [colorprofile.NoTTY] neither. Nothing is written before Start.
func New(w io.Writer, profile colorprofile.Profile, width, height int) *Frame {
	f := &Frame{w: w, profile: profile, cursor: uv.Pos(-1, -1), repaint: true}
	f.Resize(width, height)
	return f
}

// Start takes the terminal over: alternate screen, no autowrap, bracketed
// paste, mouse, hidden cursor. It waits for no answer, since a terminal may
// give none.
func (f *Frame) Start() error {
	f.repaint, f.visible, f.titled = true, false, false
	_, err := io.WriteString(f.w, enter)
	return err
}

// Stop gives the terminal back as it was before Start.
func (f *Frame) Stop() error {
	f.repaint = true
	_, err := io.WriteString(f.w, leave)
	return err
}

// Size returns the width and height in cells.
func (f *Frame) Size() (width, height int) { return f.screen.width, len(f.screen.rows) }

// Resize takes a new size in cells; the next Draw repaints everything. Sizes
// below 1 count as 1.
func (f *Frame) Resize(width, height int) {
	width, height = max(1, min(width, maxWidth)), max(1, min(height, maxHeight))
	if width == f.screen.width && height == len(f.screen.rows) {
		return
	}
	f.screen = Screen{width: width, rows: make([]row, height)}
	f.shown = make([]row, height)
	f.repaint = true
}

// Repaint makes the next Draw write every row, for a terminal that may have
// lost what it showed.
func (f *Frame) Repaint() { f.repaint = true }

// SetTitle sets the window's title with the next Draw. Anything a terminal
// could act on is taken out.
func (f *Frame) SetTitle(title string) {
	title = strip(title, maxTitle)
	if title != f.title {
		f.title, f.titled = title, false
	}
}

// Draw lets draw fill an empty screen, then writes the difference to what the
// terminal shows in one Write, or nothing if there is none. The cursor is
// shown where draw placed it (see [Screen.PlaceCursor]), hidden otherwise. It
// returns the number of bytes written and the writer's error; after an error
// the next Draw repaints everything.
func (f *Frame) Draw(draw func(scr *Screen)) (int, error) {
	f.screen.reset()
	draw(&f.screen)
	f.out = f.out[:0]
	f.render()
	if len(f.out) == 0 {
		return 0, nil
	}
	n, err := f.w.Write(f.out)
	if err != nil {
		f.repaint = true
	}
	if cap(f.out) > 1<<12 {
		f.out = nil // one repaint must not stay in memory for ever
	}
	return n, err
}

// render appends to f.out what makes the terminal show f.screen.
func (f *Frame) render() {
	if !f.titled && f.title != "" {
		f.out = append(f.out, "\x1b]2;"...)
		f.out = append(f.out, f.title...)
		f.out = append(f.out, '\x07')
		f.titled = true
	}
	dirty := 0
	if f.repaint {
		for y := range f.shown {
			f.shown[y].clear()
		}
		f.cursor = uv.Pos(-1, -1)
		dirty = len(f.shown)
	} else {
		for y := range f.shown {
			if !f.shown[y].same(&f.screen.rows[y]) {
				dirty++
			}
		}
	}
	sync := dirty >= syncRows
	mark := len(f.out)
	if sync {
		f.out = append(f.out, ansi.SetModeSynchronizedOutput...)
		if f.visible {
			f.out = append(f.out, ansi.HideCursor...)
		}
	}
	start := len(f.out)
	if f.repaint {
		f.out = append(f.out, ansi.ResetStyle+ansi.EraseEntireScreen...)
	}
	if dirty > 0 {
		lent := scratch.Get().(*[2]uv.Line) //nolint:errcheck // nothing else is in the pool
		f.before, f.after = lent[0][:f.screen.width], lent[1][:f.screen.width]
		e := emitter{f: f}
		for y := range f.shown {
			was, now := &f.shown[y], &f.screen.rows[y]
			if !f.repaint && was.same(now) {
				continue
			}
			if f.repaint || !e.patched(y, was, now) {
				e.row(y, f.flatten(was, f.before), f.flatten(now, f.after))
			}
			*was, *now = *now, *was // the old row's memory serves the next frame
		}
		e.done()
		f.before, f.after = nil, nil
		scratch.Put(lent)
	}
	switch {
	case len(f.out) == start: // nothing differed after all
		f.out, sync = f.out[:mark], false
	case sync && f.visible:
		f.visible = false // hidden above; shown again below if wanted
	}
	f.repaint = false
	f.placeCursor()
	if sync {
		f.out = append(f.out, ansi.ResetModeSynchronizedOutput...)
	}
}

// placeCursor moves, shows or hides the terminal's cursor.
func (f *Frame) placeCursor() {
	want := f.screen.cursor
	if !f.screen.placed {
		if f.visible {
			f.out = append(f.out, ansi.HideCursor...)
			f.visible = false
		}
		return
	}
	f.moveTo(want.X, want.Y)
	if !f.visible {
		f.out = append(f.out, ansi.ShowCursor...)
		f.visible = true
	}
}

// style returns the bytes that set a style whatever was set before.
func (f *Frame) style(s uv.Style) string {
	if v, ok := f.sgr[s]; ok {
		return v
	}
	if f.sgr == nil || len(f.sgr) >= 1024 {
		f.sgr = make(map[uv.Style]string, 32)
	}
	v := ansi.ResetStyle
	if c := uv.ConvertStyle(s, f.profile); !c.IsZero() {
		v = "\x1b[0;" + strings.TrimPrefix(c.String(), "\x1b[")
	}
	f.sgr[s] = v
	return v
}
