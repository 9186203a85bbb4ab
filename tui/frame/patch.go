package frame

import (
	"strings"
	"sync/atomic"
	"unsafe"
	"weak"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

// patch is what turns one run of cells into another of the same length, coded for terminals of one profile: the people who look at
// one text change the same rows in the same way, so each change is worked out once for all of them. It is immutable.
type patch struct {
	was, now *uv.Cell // the first cells: while the patch is there, they are
	n        int
	profile  colorprofile.Profile

	simple bool   // every cell of both is; without that there are no spans
	spans  []span // nothing where both look the same
}

// span is some columns that are written in one style.
type span struct {
	x, columns int
	style      uv.Style
	sgr        string // what sets the style
	text       string // "": the columns are erased, in the default style
}

// patches are those of late, by what they are for; a newer one takes an older one's place. The garbage collector takes the table
// with it, and so no row stays in memory for it.
var patches atomic.Pointer[weak.Pointer[patchTable]]

type patchTable [256]atomic.Pointer[patch]

func patchesNow() *patchTable {
	for {
		old := patches.Load()
		if old != nil {
			if t := old.Value(); t != nil {
				return t
			}
		}
		t := &patchTable{}
		w := weak.Make(t)
		if patches.CompareAndSwap(old, &w) {
			return t
		}
	}
}

// patch returns what turns the cells of one piece into those of another, which is at the same place and as long.
func (f *Frame) patch(was, now *piece) *patch {
	a, b, n := &was.line[0], &now.line[0], len(now.line)
	h := uintptr(unsafe.Pointer(a))>>4*31 + uintptr(unsafe.Pointer(b))>>4 //nolint:gosec // only to find a slot; pointers decide
	slot := &patchesNow()[(h^h>>8^h>>16)%uintptr(len(patchTable{}))]
	if p := slot.Load(); p != nil && p.was == a && p.now == b && p.n == n && p.profile == f.profile {
		return p
	}
	p := &patch{was: a, now: b, n: n, profile: f.profile}
	if p.simple = was.simple(&f.gate) && now.simple(&f.gate); p.simple {
		p.spans = f.spans(was.line, now.line)
	}
	slot.Store(p)
	return p
}

// spans returns what turns simple cells into others.
func (f *Frame) spans(was, now uv.Line) (out []span) {
	for x := 0; x < len(now); {
		if was[x] == now[x] {
			x++
			continue
		}
		start, last := x, x
		for x++; x < len(now) && x-last <= join; x++ {
			if was[x] != now[x] {
				last = x
			}
		}
		x = last + 1
		out = f.span(out, now[start:x], start)
	}
	return out
}

// span appends what writes the cells of a row from column x on.
func (f *Frame) span(out []span, cells uv.Line, x int) []span {
	var text strings.Builder
	begin := 0
	end := func(i int) {
		if i > begin {
			style := cells[begin].Style
			out = append(out, span{x: x + begin, columns: i - begin, style: style, sgr: f.style(style), text: text.String()})
		}
		text.Reset()
		begin = i
	}
	for i := 0; i < len(cells); i++ {
		if n := emptyRun(cells[i:]); n >= erase {
			end(i)
			out = append(out, span{x: x + i, columns: n, sgr: f.style(uv.Style{})})
			i += n - 1
			begin = i + 1
			continue
		}
		if cells[i].Style != cells[begin].Style {
			end(i)
		}
		text.WriteString(cells[i].Content)
	}
	end(len(cells))
	return out
}

// emptyRun returns how many cells at the beginning are empty.
func emptyRun(cells uv.Line) int {
	n := 0
	for n < len(cells) && cells[n] == uv.EmptyCell {
		n++
	}
	return n
}

// apply appends a patch of cells that begin in column x of row y.
func (e *emitter) apply(p *patch, x, y int) {
	f := e.f
	for i := range p.spans {
		s := &p.spans[i]
		f.moveTo(x+s.x, y)
		e.put(s.style, s.sgr)
		if s.text == "" {
			f.csi(s.columns, 'X')
			continue
		}
		f.out = append(f.out, s.text...)
		if f.cursor.X += s.columns; f.cursor.X >= f.screen.width {
			f.cursor.X = -1 // at the margin: where a cursor stands differs
		}
	}
}

// patched appends what turns one row into another, if that takes only patches of its pieces; it reports whether it does.
func (e *emitter) patched(y int, was, now *row) bool {
	if was.flat || now.flat || len(was.pieces) != len(now.pieces) {
		return false
	}
	var few [16]*patch
	if len(now.pieces) > len(few) {
		return false
	}
	for i := range now.pieces {
		p, q := &was.pieces[i], &now.pieces[i]
		switch {
		case p.x != q.x || len(p.line) != len(q.line):
			return false
		case &p.line[0] == &q.line[0]:
			q.kind = max(p.kind, q.kind)
			if !q.simple(&e.f.gate) {
				return false
			}
		default:
			few[i] = e.f.patch(p, q)
			if !few[i].simple || now.covers(i, few[i]) {
				return false
			}
			q.kind = simple
		}
	}
	for i, p := range few[:len(now.pieces)] {
		if p != nil {
			e.apply(p, now.pieces[i].x, y)
		}
	}
	return true
}

// covers reports whether pieces over piece i hide any of what a patch of it would write.
func (r *row) covers(i int, p *patch) bool {
	x := r.pieces[i].x
	for j := i + 1; j < len(r.pieces); j++ {
		over := &r.pieces[j]
		for k := range p.spans {
			if s := &p.spans[k]; over.x < x+s.x+s.columns && x+s.x < over.x+len(over.line) {
				return true
			}
		}
	}
	return false
}
