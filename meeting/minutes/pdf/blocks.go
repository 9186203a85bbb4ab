package pdf

import "fmt"

// headings are how much larger than body text each level is; the first is the title.
var headings = []float64{0, 1.9, 1.4, 1.2, 1.05, 1, 1}

// block is one that waits for what it stays with on a page.
type block struct {
	height float64
	draw   func()
}

// KeepNext keeps what is added next on the page on which what comes after it begins, if it is short: a sentence with what it introduces, somebody's
// words with whose they are.
func (d *Document) KeepNext() { d.keep = true }

// Apart keeps what is added next at some distance from what stands before it: it begins something else.
func (d *Document) Apart() { d.apart = true }

// short is how much of a page may be kept together.
func (d *Document) short() float64 {
	_, whole := d.o.Paper.size()
	return whole / 4
}

// put draws a block of that height, of which the least is not parted, or has it wait.
func (d *Document) put(height, least float64, draw func()) {
	if d.apart {
		distance, rest := d.o.Size*0.7, draw
		d.apart, height, least = false, height+distance, least+distance
		draw = func() {
			d.space(distance)
			rest()
		}
	}
	if d.keep && height < d.short() {
		d.keep, d.waiting = false, append(d.waiting, block{height, draw})
		return
	}
	d.keep = false
	d.with(least)
	draw()
}

// Heading begins a section; level is 1, the title, to 6. It stands on the page on which what it is over begins.
func (d *Document) Heading(level int, text string) {
	level = min(max(level, 1), 6)
	size := d.o.Size * headings[level]
	lines := d.lines(text, bold, size, d.width)
	d.waiting = append(d.waiting, block{height(lines) + size, func() {
		d.space(size * 0.7)
		d.outline = append(d.outline, bookmark{level: level, page: len(d.pages) - 1, y: d.page().y, text: printable(text)})
		d.set(d.root.add(fmt.Sprintf("H%d", level)), lines, size)
		if level == 1 {
			d.fill(d.left, d.page().y-3, d.width, 1.2, 0.35)
			d.page().y -= 4
		}
		d.space(size * 0.2)
	}})
}

// with draws what waits, on a page that has room for it and for so much of what follows.
func (d *Document) with(follows float64) {
	whole := follows
	for _, b := range d.waiting {
		whole += b.height
	}
	if len(d.waiting) > 0 {
		d.need(whole)
	}
	for _, b := range d.waiting {
		b.draw()
	}
	d.waiting = nil
}

// Paragraph is a paragraph.
func (d *Document) Paragraph(text string) {
	lines := d.lines(text, regular, d.o.Size, d.width)
	d.put(height(lines)+d.o.Size*0.5, 3*d.o.Size, func() {
		d.set(d.root.add("P"), lines, d.o.Size)
		d.space(d.o.Size * 0.5)
	})
}

// Quote is what somebody wrote, line by line, with a bar beside it.
func (d *Document) Quote(lines []string) {
	indent := d.o.Size * 1.2
	all := make([][]line, len(lines))
	h := d.o.Size * 0.5
	for i, text := range lines {
		all[i] = d.lines(text, regular, d.o.Size, d.width-indent)
		h += height(all[i])
	}
	d.put(h, 3*d.o.Size, func() {
		d.left, d.width = d.left+indent, d.width-indent
		quote := d.root.add("BlockQuote")
		for _, lines := range all {
			p := quote.add("P")
			open := false
			for _, l := range lines {
				open = d.next(p, open, l.height())
				y := d.page().y
				d.line(l, d.o.Size)
				bar := d.left - indent*0.6
				if l.rtl { // where its lines begin
					bar = d.left + d.width + indent*0.4
				}
				d.fillInside(bar, y-l.height(), 2, l.height(), 0.6)
			}
			d.shut(open)
		}
		d.left, d.width = d.left-indent, d.width+indent
		d.space(d.o.Size * 0.5)
	})
}

// Typed is a line to type or to copy as it is.
func (d *Document) Typed(text string) {
	d.with(3 * d.o.Size)
	p := d.root.add("Code")
	size := d.o.Size * 0.92
	open := false
	for _, l := range d.lines(text, mono, size, d.width-12) {
		if d.room() < l.height() {
			d.shut(open)
			open = false
			d.turn()
		}
		if !open {
			d.fill(d.left, d.page().y-l.height(), d.width, l.height(), 0.93)
			d.begin(p)
			open = true
		}
		d.page().y -= l.height()
		d.draw(l, d.left+6, d.page().y+l.descent, d.width-12, size)
		d.shut(open)
		open = false
	}
	d.space(d.o.Size * 0.5)
}

// List is a list of short entries, each with a dot.
func (d *Document) List(entries []string) {
	d.list(len(entries), d.o.Size*1.3, 3*d.o.Size, func(i int) (string, string, style) { return "•", entries[i], regular })
}

// Pairs are names, each with its value beside it. A few stay together.
func (d *Document) Pairs(pairs [][2]string) {
	d.list(len(pairs), min(d.Label(pairs), d.width*0.38), d.short(), func(i int) (string, string, style) { return pairs[i][0], pairs[i][1], bold })
}

// SignWidth is how far from the edge the lines of Signs begin, in heights of their text.
const SignWidth = 1.7

// Signs are lines, each with a sign before it: a symbol. A few stay together.
func (d *Document) Signs(lines [][2]string) {
	d.list(len(lines), d.o.Size*SignWidth, d.short(), func(i int) (string, string, style) { return lines[i][0], lines[i][1], regular })
}

// entry is an entry of a list: a label with its body beside it.
type entry struct{ label, body []line }

// step is the height of one line of an entry, and how far down its baseline is.
func (e entry) step(k int) (h, ascent float64) {
	for _, column := range [][]line{e.label, e.body} {
		if k < len(column) {
			h, ascent = max(h, column[k].height()), max(ascent, column[k].ascent)
		}
	}
	return h, ascent
}

// list sets labels with their bodies beside them (14.8.4.3.3). One that is no taller than that stays on one page.
func (d *Document) list(n int, indent, together float64, of func(int) (label, body string, labelled style)) {
	entries := make([]entry, n)
	whole := d.o.Size * 0.5
	for i := range entries {
		label, body, st := of(i)
		e := entry{d.lines(label, st, d.o.Size, indent-4), d.lines(body, regular, d.o.Size, d.width-indent)}
		for k := range max(len(e.label), len(e.body)) {
			h, _ := e.step(k)
			whole += h
		}
		whole += d.o.Size * 0.15
		entries[i] = e
	}
	least := 3 * d.o.Size
	if whole <= together {
		least = whole
	}
	d.put(whole, least, func() {
		if least == whole {
			d.need(whole)
		}
		list := d.root.add("L")
		for _, e := range entries {
			d.entry(list.add("LI"), e, indent)
			d.space(d.o.Size * 0.15)
		}
		d.space(d.o.Size * 0.5)
	})
}

// entry sets an entry of a list, its first two lines on one page.
func (d *Document) entry(item *element, e entry, indent float64) {
	lbl, text := item.add("Lbl"), item.add("LBody")
	for k := range max(len(e.label), len(e.body)) {
		h, ascent := e.step(k)
		least := h
		if k == 0 {
			next, _ := e.step(1)
			least += next
		}
		d.need(least)
		y := d.page().y - ascent
		if k < len(e.label) {
			d.begin(lbl)
			d.draw(e.label[k], d.left, y, indent-4, d.o.Size)
			d.end()
		}
		if k < len(e.body) {
			d.begin(text)
			d.draw(e.body[k], d.left+indent, y, d.width-indent, d.o.Size)
			d.end()
		}
		d.page().y -= h
	}
}

// height is how high lines are, one under the other.
func height(lines []line) float64 {
	h := 0.0
	for _, l := range lines {
		h += l.height()
	}
	return h
}

// set draws lines that belong to e one under the other, over as many pages as they need; two lines at least stay together.
func (d *Document) set(e *element, lines []line, size float64) {
	open := false
	for i, l := range lines {
		h := l.height()
		if i == 0 && len(lines) > 1 {
			h += lines[1].height()
		}
		if d.room() < h && !d.fresh() {
			d.shut(open)
			open = false
			d.turn()
		}
		if !open {
			d.begin(e)
			open = true
		}
		d.line(l, size)
	}
	d.shut(open)
}

// next makes sure that there is room for a line of that height and that the piece for it is open.
func (d *Document) next(e *element, open bool, h float64) bool {
	if d.room() < h && !d.fresh() {
		d.shut(open)
		open = false
		d.turn()
	}
	if !open {
		d.begin(e)
	}
	return true
}

func (d *Document) shut(open bool) {
	if open {
		d.end()
	}
}

// line draws one line at the top of what is left of the page.
func (d *Document) line(l line, size float64) {
	p := d.page()
	d.draw(l, d.left, p.y-l.ascent, d.width, size)
	p.y -= l.height()
}
