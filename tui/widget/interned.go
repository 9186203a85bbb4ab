package widget

import (
	"hash/maphash"
	"runtime"
	"sync"
	"weak"

	uv "github.com/charmbracelet/ultraviolet"
)

// interned keeps one of each value for as long as anybody has it. A key must stand for everything that the value was
// made from: then it does not matter who made it, and thirty people who look at one note share its rows without anybody seeing
// what is not theirs. It is safe for concurrent use.
type interned[K comparable, V any] struct {
	mu sync.Mutex
	of map[K]weak.Pointer[V]
}

// get returns the value that somebody has, or nil.
func (s *interned[K, V]) get(k K) *V {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of[k].Value()
}

// add shares v, unless somebody was quicker; it returns the one that is shared.
func (s *interned[K, V]) add(k K, v *V) *V {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.of[k].Value(); old != nil {
		return old
	}
	if s.of == nil {
		s.of = map[K]weak.Pointer[V]{}
	}
	s.of[k] = weak.Make(v)
	runtime.AddCleanup(v, s.drop, k)
	return v
}

// drop forgets a key once its value is gone.
func (s *interned[K, V]) drop(k K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[k].Value() == nil {
		delete(s.of, k)
	}
}

// drawn is a row that may be on many screens. Whoever keeps the drawn keeps it shared.
type drawn struct{ line uv.Line }

// alike are rows by what they look like, whatever they were made from.
var alike interned[uint64, drawn]

var alikeSeed = maphash.MakeSeed()

// one returns the one row in the process that looks like l: most of what the people at one meeting see is the same.
func one(l uv.Line) *drawn {
	if len(l) == 0 {
		return &drawn{l}
	}
	d := &drawn{l}
	if first := alike.add(lookOf(l), d); equal(first.line, l) {
		return first
	}
	return d // another look with the same sum: rare, and kept by its owner alone
}

// lookOf sums up what a row looks like.
func lookOf(l uv.Line) uint64 {
	var h maphash.Hash
	h.SetSeed(alikeSeed)
	for i := range l {
		c := &l[i]
		_, _ = h.WriteString(c.Content)
		_ = h.WriteByte(byte(c.Width))
		if i > 0 && c.Style == l[i-1].Style {
			continue
		}
		_ = h.WriteByte(c.Style.Attrs)
		_ = h.WriteByte(c.Style.Underline)
		_, _ = h.Write(coloursOf(nil, &c.Style))
	}
	return h.Sum64()
}

// coloursOf appends what tells a style's colours apart.
func coloursOf(b []byte, s *uv.Style) []byte {
	for _, c := range [...]interface{ RGBA() (r, g, b, a uint32) }{s.Fg, s.Bg, s.UnderlineColor} {
		if c != nil {
			r, g, bl, _ := c.RGBA()
			b = append(b, byte(r>>8), byte(g>>8), byte(bl>>8))
		}
		b = append(b, 1)
	}
	return b
}
