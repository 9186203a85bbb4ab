package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/theme"
)

// Item is one row of a list. It is immutable once given to a list: a row that
// changes is a new Item, and one that does not keeps its pointer, from which the
// list knows that it need not be drawn again.
type Item struct {
	ID    string // names it across SetItems; unique, "" only for Still rows
	Depth int    // in a tree: the rows that follow with more belong to this one
	Runs  []Run
	Still bool // cannot be selected: a heading, a gap, an explanation
	// Fold says that the row can be folded, and how it starts.
	Fold Fold
	// Folded, if not nil, is shown instead of Runs while the row is folded.
	Folded []Run
}

// Fold is whether and how a list's row folds.
type Fold uint8

const (
	// Flat rows do not fold.
	Flat Fold = iota
	// Open rows start unfolded: ▾.
	Open
	// Closed rows start folded: ▸.
	Closed
)

// ListKeyMap names the keys of a [List].
type ListKeyMap struct {
	Up, Down, PageUp, PageDown, Top, Bottom, Fold, Unfold, Choose key.Binding
}

// ListKeys are the keys of every list.
var ListKeys = ListKeyMap{
	Up:       bind("↑↓", "move", "up"),
	Down:     bind("↓", "down", "down"),
	PageUp:   bind("pgup", "a page up", "pgup"),
	PageDown: bind("pgdn", "a page down", "pgdown"),
	Top:      bind("home", "first", "home"),
	Bottom:   bind("end", "last", "end"),
	Fold:     bind("←", "fold", "left"),
	Unfold:   bind("→", "unfold", "right"),
	Choose:   bind("⏎", "open", "enter"),
}

// List shows rows one under the other, one of them selected. Rows may form a tree
// that folds.
type List struct {
	Theme  *theme.Theme
	Focus  bool
	Indent int    // columns for each depth; 0 means 2
	Empty  string // shown when there are no rows

	items  []*Item
	folded map[string]bool // by ID, where it differs from how the item starts
	rows   []int           // indices of the items that show, in order
	sel    int             // index into rows, -1 for none
	top    int
	area   uv.Rectangle
	follow bool
	beyond bool // rows that cannot be selected were scrolled to, past the first or the last that can be
	drawn  map[listKey]uv.Line
	spare  map[listKey]uv.Line
	looked any
	hint   Row
}

type listKey struct {
	item   *Item
	state  byte // 0 plain, 1 selected, 2 selected without focus
	folded bool
}

// SetItems shows these rows. The selection stays on the row of the same ID, or
// where that was.
func (l *List) SetItems(items []*Item) {
	id, was, follow := l.SelectedID(), l.sel, l.follow
	l.items = items
	l.arrange()
	if !l.Select(id) {
		l.sel = l.near(min(max(l.sel, 0), len(l.rows)-1))
	}
	if l.sel == was {
		l.follow = follow
	}
}

// arrange works out which rows show.
func (l *List) arrange() {
	l.rows = l.rows[:0]
	hide := -1 // rows deeper than this are folded away
	for i, it := range l.items {
		if hide >= 0 && it.Depth > hide {
			continue
		}
		hide = -1
		l.rows = append(l.rows, i)
		if it.Fold != Flat && l.isFolded(it) {
			hide = it.Depth
		}
	}
}

func (l *List) isFolded(it *Item) bool {
	return it.Fold != Flat && (it.Fold == Closed) != l.folded[it.ID]
}

// near returns the row nearest to one that can be selected, -1 if there is none.
func (l *List) near(row int) int {
	for d := range len(l.rows) {
		for _, r := range [2]int{row - d, row + d} {
			if r >= 0 && r < len(l.rows) && !l.items[l.rows[r]].Still {
				return r
			}
		}
	}
	return -1
}

// Selected returns the selected row, or nil.
func (l *List) Selected() *Item {
	if l.sel < 0 || l.sel >= len(l.rows) || l.items[l.rows[l.sel]].Still {
		return nil
	}
	return l.items[l.rows[l.sel]]
}

// SelectedID returns the selected row's ID, or "".
func (l *List) SelectedID() string {
	if it := l.Selected(); it != nil {
		return it.ID
	}
	return ""
}

// Select selects a row by ID, unfolding what it is in, and reports whether there
// is one.
func (l *List) Select(id string) bool {
	if id == "" {
		return false
	}
	for i, it := range l.items {
		if it.ID != id || it.Still {
			continue
		}
		depth := it.Depth
		for j := i - 1; j >= 0 && depth > 0; j-- {
			if up := l.items[j]; up.Depth < depth {
				depth = up.Depth
				if l.isFolded(up) {
					l.setFolded(up, false)
				}
			}
		}
		for r, at := range l.rows {
			if at == i {
				l.sel, l.follow = r, true
				return true
			}
		}
	}
	return false
}

// SetFolded folds or unfolds a row by ID.
func (l *List) SetFolded(id string, folded bool) {
	for _, it := range l.items {
		if it.ID == id {
			sel := l.SelectedID()
			l.setFolded(it, folded)
			l.keep(sel)
			return
		}
	}
}

func (l *List) setFolded(it *Item, folded bool) {
	if it.Fold == Flat {
		return
	}
	if l.folded == nil {
		l.folded = map[string]bool{}
	}
	if (it.Fold == Closed) != folded {
		l.folded[it.ID] = true
	} else {
		delete(l.folded, it.ID)
	}
	l.arrange()
}

// keep selects the row of an ID if it still shows, else the row it is folded into.
func (l *List) keep(id string) {
	for r, i := range l.rows {
		if l.items[i].ID == id && id != "" {
			l.sel = r
			return
		}
	}
	at := -1
	for i, it := range l.items {
		if it.ID == id {
			at = i
		}
	}
	for r, i := range l.rows {
		if i <= at && !l.items[i].Still {
			l.sel = r
		}
	}
	l.sel = l.near(max(0, min(l.sel, len(l.rows)-1)))
}

// Update moves, folds and chooses. Chosen: enter on a row, or a click on the
// selected one.
func (l *List) Update(msg tea.Msg) Outcome {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return l.key(msg)
	case tea.MouseClickMsg:
		if msg.Button != tea.MouseLeft || !uv.Pos(msg.X, msg.Y).In(l.area) {
			return Ignored
		}
		r := l.top + msg.Y - l.area.Min.Y
		if r < 0 || r >= len(l.rows) || l.items[l.rows[r]].Still {
			return Used
		}
		it := l.items[l.rows[r]]
		was := l.sel
		l.sel = r
		if x := l.area.Min.X + l.indent()*it.Depth; it.Fold != Flat && msg.X >= x && msg.X < x+2 {
			l.setFolded(it, !l.isFolded(it))
			return Used
		}
		if was == r && l.Focus {
			return Chosen
		}
		return Used
	case tea.MouseWheelMsg:
		if !uv.Pos(msg.X, msg.Y).In(l.area) {
			return Ignored
		}
		n := wheelRows
		if msg.Button == tea.MouseWheelUp {
			n = -n
		}
		l.top = max(0, min(l.top+n, len(l.rows)-l.area.Dy()))
		return Used
	}
	return Ignored
}

func (l *List) key(msg tea.KeyPressMsg) Outcome {
	k := ListKeys
	page := max(1, l.area.Dy()-1)
	it := l.Selected()
	switch {
	case key.Matches(msg, k.Up):
		return l.step(-1)
	case key.Matches(msg, k.Down):
		return l.step(1)
	case key.Matches(msg, k.PageUp):
		return l.step(-page)
	case key.Matches(msg, k.PageDown):
		return l.step(page)
	case key.Matches(msg, k.Top):
		return l.step(-len(l.rows))
	case key.Matches(msg, k.Bottom):
		return l.step(len(l.rows))
	case it != nil && key.Matches(msg, k.Fold):
		if it.Fold != Flat && !l.isFolded(it) {
			l.setFolded(it, true)
		} else if !l.parent() {
			return Ignored
		}
	case it != nil && key.Matches(msg, k.Unfold):
		if it.Fold == Flat || !l.isFolded(it) {
			return Ignored
		}
		l.setFolded(it, false)
	case it != nil && key.Matches(msg, k.Choose):
		return Chosen
	default:
		return Ignored
	}
	l.follow = true
	return Used
}

// step moves the selection n rows, over those that cannot be selected, and stops at the ends. Where it cannot move any more, rows that
// cannot be selected are scrolled to, so that they can be read.
func (l *List) step(n int) Outcome {
	dir, left := 1, n
	if n < 0 {
		dir, left = -1, -n
	}
	last := l.sel
	for r := l.sel + dir; left > 0 && r >= 0 && r < len(l.rows); r += dir {
		left--
		if !l.items[l.rows[r]].Still {
			last = r
			continue
		}
		if left == 0 {
			left = 1 // not on a still row
		}
	}
	away := l.sel < l.top && dir < 0 || l.sel >= l.top+l.area.Dy() && dir > 0
	if last == l.sel || l.beyond && away {
		l.beyond = true
		l.top = max(0, min(l.top+n, len(l.rows)-l.area.Dy()))
		return Used
	}
	l.sel, l.follow, l.beyond = last, true, false
	return Used
}

// parent selects the row that the selected one belongs to.
func (l *List) parent() bool {
	depth := l.items[l.rows[l.sel]].Depth
	for r := l.sel - 1; r >= 0; r-- {
		if it := l.items[l.rows[r]]; it.Depth < depth && !it.Still {
			l.sel = r
			return true
		}
	}
	return false
}

func (l *List) indent() int {
	if l.Indent > 0 {
		return l.Indent
	}
	return 2
}

// Span returns which of how many rows show, for a scroll bar: [from, to) of size.
func (l *List) Span() (from, to, size int) {
	return l.top, min(l.top+l.area.Dy(), len(l.rows)), len(l.rows)
}

// Draw draws the rows that fit, the selected one among them.
func (l *List) Draw(scr uv.Screen, area uv.Rectangle) {
	l.area = area
	if area.Dx() < 1 || area.Dy() < 1 {
		return
	}
	type looked struct {
		theme *theme.Theme
		w, n  int
	}
	if k := (looked{l.Theme, area.Dx(), l.indent()}); l.looked != any(k) {
		l.drawn, l.spare, l.looked = nil, nil, k
		l.follow = true
	}
	if l.follow && l.sel >= 0 {
		l.top = min(l.top, l.sel)
		l.top = max(l.top, l.sel-area.Dy()+1)
		for l.top > 0 && l.top == l.sel && l.items[l.rows[l.top-1]].Still && area.Dy() > 1 {
			l.top-- // a heading stays with its first row
			if l.sel-l.top+1 >= area.Dy() {
				break
			}
		}
		l.follow = false
	}
	l.top = max(0, min(l.top, len(l.rows)-area.Dy()))
	l.drawn, l.spare = l.spare, l.drawn
	if l.drawn == nil {
		l.drawn = make(map[listKey]uv.Line, area.Dy())
	}
	clear(l.drawn)
	for y := range area.Dy() {
		r := l.top + y
		if r >= len(l.rows) {
			Put(scr, area.Min.X, area.Min.Y+y, blankLine(area.Dx(), uv.Style{}))
			continue
		}
		it := l.items[l.rows[r]]
		k := listKey{item: it, folded: l.isFolded(it)}
		if r == l.sel && !it.Still {
			k.state = 2
			if l.Focus {
				k.state = 1
			}
		}
		line, ok := l.spare[k]
		if !ok {
			line = l.build(k, area.Dx())
		}
		l.drawn[k] = line
		Put(scr, area.Min.X, area.Min.Y+y, line)
	}
	if len(l.rows) == 0 && l.Empty != "" {
		l.hint.Draw(scr, area, uv.Style{}, Run{Text: l.Empty, Style: l.Theme.Muted, Grow: true})
	}
}

// build makes a row's cells.
func (l *List) build(k listKey, width int) uv.Line {
	it := k.item
	base := uv.Style{}
	switch k.state {
	case 1:
		base = l.Theme.Selected
	case 2:
		base = l.Theme.Current
	}
	runs := it.Runs
	if k.folded && it.Folded != nil {
		runs = it.Folded
	}
	mark := ""
	switch {
	case it.Fold == Flat:
	case k.folded:
		mark = "▸ "
	default:
		mark = "▾ "
	}
	head := Run{Text: strings.Repeat(" ", l.indent()*it.Depth) + mark}
	return Line(width, base, append([]Run{head}, runs...)...)
}
