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
		if c.presence == nil || c.of != f.presence || c.view != view {
			if p := f.presence.seen(view); c.presence == nil || !samePresence(p, c.presence) {
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
// them, and other meetings than the one that a pass is for.
func (e *everyone) seen(v *meeting.View) *meeting.Presence {
	if v == nil {
		return &meeting.Presence{}
	}
	only := v.Viewer().Meeting
	sees := watcher{view: v, entries: map[meeting.ID]bool{0: true}, fields: map[meeting.Field]bool{{}: true}}
	p := &e.Presence
	cut := func() { // makes p one's own
		if p == &e.Presence {
			p = &meeting.Presence{Hands: e.Hands, Left: e.Left, ChairAway: e.ChairAway, Here: slices.Clone(e.Here)}
		}
	}
	for i := range e.Here {
		h := e.Here[i]
		if !sees.entry(h.Entry) {
			h.Entry = 0
		}
		if !sees.field(h.Field) {
			h.Field, h.Caret, h.Anchor = meeting.Field{}, meeting.Pointer{}.Caret, meeting.Pointer{}.Caret
		}
		h.Typed = time.Time{}
		for _, t := range e.typing[i] {
			if t.at.After(h.Typed) && sees.field(t.field) {
				h.Typed = t.at
			}
		}
		if h != e.Here[i] {
			cut()
			p.Here[i] = h
		}
	}
	if only == 0 {
		return p
	}
	cut()
	p.Here = slices.DeleteFunc(p.Here, func(h meeting.Here) bool { return h.Meeting != only })
	p.Hands = of(p.Hands, e.hands, only)
	p.Left = of(p.Left, e.left, only)
	p.ChairAway = p.ChairAway && e.live == only
	return p
}

// of returns those of list whose meeting is this one.
func of(list []meeting.Hand, meetings []meeting.ID, only meeting.ID) []meeting.Hand {
	var out []meeting.Hand
	for i, h := range list {
		if meetings[i] == only {
			out = append(out, h)
		}
	}
	return out
}

// watcher remembers what a viewer may see, since many are usually at the same place.
type watcher struct {
	view    *meeting.View
	entries map[meeting.ID]bool
	fields  map[meeting.Field]bool
}

func (w *watcher) field(f meeting.Field) bool {
	sees, ok := w.fields[f]
	if !ok {
		sees = w.view.SeesField(f)
		w.fields[f] = sees
	}
	return sees
}

func (w *watcher) entry(id meeting.ID) bool {
	sees, ok := w.entries[id]
	if !ok {
		v := w.view
		sees = v.Need(id) != nil || v.Outcome(id) != nil || v.Action(id) != nil || v.Decision(id) != nil ||
			v.Meeting(id) != nil || v.Member(id) != nil
		for _, m := range v.Meetings {
			sees = sees || m.Index(id) >= 0
		}
		w.entries[id] = sees
	}
	return sees
}
