package room

import (
	"slices"
	"sync"
	"time"

	"oneplan/meeting"
)

// class is what all seats of one viewer see, computed at most once for each front that one of them looks at.
type class struct {
	viewer meeting.Viewer
	seats  int // guarded by Room.mu

	mu       sync.Mutex
	n        uint64 // of the front it was computed from
	of       *everyone
	view     *meeting.View
	presence *meeting.Presence
	views    uint64 // counts what the viewer could tell apart
	moves    uint64
}

// sight is what a class sees and how often that has changed.
type sight struct {
	view         *meeting.View
	presence     *meeting.Presence
	views, moves uint64
}

// see returns what the viewer sees of f, or of a newer front that another seat has looked at meanwhile.
func (c *class) see(f front) sight {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.view == nil || f.n > c.n {
		view := f.state.View(c.viewer, c.view)
		if c.view == nil || view != c.view && !view.Same(c.view) {
			c.views++
		}
		if c.presence == nil || c.of != f.presence {
			if p := f.presence.seen(view, c.presence); c.presence == nil || !samePresence(p, c.presence) {
				c.presence = p
				c.moves++
			}
		}
		c.n, c.view, c.of = f.n, view, f.presence
	}
	return sight{c.view, c.presence, c.views, c.moves}
}

func samePresence(a, b *meeting.Presence) bool {
	return a == b || slices.Equal(a.Here, b.Here) && slices.Equal(a.Hands, b.Hands) && slices.Equal(a.Left, b.Left) &&
		a.ChairAway == b.ChairAway
}

// seen is the presence without what the view's viewer may not know of: carets and selections in entries that do not exist for
// them, other meetings than the one that a pass is for, and whoever does not show to them that they are there. Whoever goes to such an entry stays for the viewer where the viewer saw
// them last: going there is nothing that happens for them. last is what the viewer saw before; it may be nil.
func (e *everyone) seen(v *meeting.View, last *meeting.Presence) *meeting.Presence {
	if v == nil {
		return &meeting.Presence{}
	}
	only := v.Viewer().Meeting
	sees := watcher{view: v}
	p := &e.Presence
	cut := func() { // makes p one's own
		if p == &e.Presence {
			p = &meeting.Presence{Hands: e.Hands, Left: e.Left, ChairAway: e.ChairAway, Here: slices.Clone(e.Here)}
		}
	}
	unseen := func(member meeting.ID) bool { return !v.SeesPresence(member) }
	for i := range e.Here {
		h := e.Here[i]
		if !sees.pointer(h.Pointer) {
			h.Pointer = sees.before(h, last)
		}
		h.Typed = time.Time{}
		for _, t := range e.typing[i] {
			if t.at.After(h.Typed) && sees.field(t.field) {
				h.Typed = t.at
			}
		}
		if was := before(h.Conn, last); was != nil && was.Typed.After(h.Typed) {
			h.Typed = was.Typed // forgotten, since they have written in so many hidden texts meanwhile
		}
		if h != e.Here[i] {
			cut()
			p.Here[i] = h
		}
	}
	if hidden := func(member, at meeting.ID) bool { return unseen(member) || only != 0 && at != only }; e.any(hidden) {
		cut()
		p.Here = slices.DeleteFunc(p.Here, func(h meeting.Here) bool { return hidden(h.Member, h.Meeting) })
		p.Hands = rest(p.Hands, e.hands, hidden)
		p.Left = rest(p.Left, e.left, hidden)
	}
	if p.ChairAway && only != 0 && e.live != only {
		cut()
		p.ChairAway = false
	}
	return p
}

// any reports whether anybody who is here, or was a moment ago, is hidden: by who they are and in which meeting.
func (e *everyone) any(hidden func(member, at meeting.ID) bool) bool {
	for i, h := range e.Hands {
		if hidden(h.Member, e.hands[i]) {
			return true
		}
	}
	for i, h := range e.Left {
		if hidden(h.Member, e.left[i]) {
			return true
		}
	}
	return slices.ContainsFunc(e.Here, func(h meeting.Here) bool { return hidden(h.Member, h.Meeting) })
}

// rest returns those of list who are not hidden.
func rest(list []meeting.Hand, meetings []meeting.ID, hidden func(member, at meeting.ID) bool) []meeting.Hand {
	var out []meeting.Hand
	for i, h := range list {
		if !hidden(h.Member, meetings[i]) {
			out = append(out, h)
		}
	}
	return out
}

// watcher remembers what a viewer may see, since many are usually at the same place.
type watcher struct {
	view    *meeting.View
	entries []answer[meeting.ID]
	fields  []answer[meeting.Field]
}

type answer[K comparable] struct {
	to   K
	sees bool
}

// recall returns the answer to a question that was asked before, or asks it.
func recall[K comparable](list *[]answer[K], to K, ask func(K) bool) bool {
	var none K
	if to == none {
		return true
	}
	for _, a := range *list {
		if a.to == to {
			return a.sees
		}
	}
	a := answer[K]{to, ask(to)}
	*list = append(*list, a)
	return a.sees
}

// pointer reports whether the viewer may see all of where somebody is.
func (w *watcher) pointer(p meeting.Pointer) bool { return w.entry(p.Entry) && w.field(p.Field) }

// before is where the viewer saw somebody last who has gone where the viewer does not see.
func (w *watcher) before(h meeting.Here, last *meeting.Presence) meeting.Pointer {
	if was := before(h.Conn, last); was != nil && was.Meeting == h.Meeting && w.pointer(was.Pointer) {
		return was.Pointer
	}
	return meeting.Pointer{Meeting: h.Meeting}
}

// before is how the viewer saw a connection last, or nil.
func before(conn uint32, last *meeting.Presence) *meeting.Here {
	if last == nil {
		return nil
	}
	for i := range last.Here {
		if last.Here[i].Conn == conn {
			return &last.Here[i]
		}
	}
	return nil
}

func (w *watcher) field(f meeting.Field) bool { return recall(&w.fields, f, w.view.SeesField) }

func (w *watcher) entry(id meeting.ID) bool { return recall(&w.entries, id, w.view.Sees) }
