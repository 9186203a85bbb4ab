package pdf

import "fmt"

// headings are how much larger than body text each level is; the first is the title.
var headings = []float64{0, 1.9, 1.4, 1.2, 1.05, 1, 1}

// Heading begins a section; level is 1, the title, to 6. It stands on the page on which what it is over begins.
func (d *Document) Heading(level int, text string) {
	level = min(max(level, 1), 6)
	size := d.o.Size * headings[level]
	d.waiting = append(d.waiting, heading{level: level, text: printable(text), size: size, lines: d.lines(text, bold, size, d.width)})
}

// heading is one that waits for what it is over.
type heading struct {
	level int
	text  string
	size  float64
	lines []line
}

func (h heading) height() float64 { return tallest([]cell{{lines: h.lines}}) + h.size }

// with sets the headings that wait, on a page that has room for them and for so much of what follows.
func (d *Document) with(follows float64) {
	whole := follows
	for _, h := range d.waiting {
		whole += h.height()
	}
	if len(d.waiting) > 0 {
		d.need(whole)
	}
	for _, h := range d.waiting {
		d.space(h.size * 0.7)
		d.outline = append(d.outline, bookmark{level: h.level, page: len(d.pages) - 1, y: d.page().y, text: h.text})
		d.set(d.root.add(fmt.Sprintf("H%d", h.level)), h.lines, h.size)
		if h.level == 1 {
			d.fill(d.left, d.page().y-3, d.width, 1.2, 0.35)
			d.page().y -= 4
		}
		d.space(h.size * 0.2)
	}
	d.waiting = nil
}

// Paragraph is a paragraph.
func (d *Document) Paragraph(text string) {
	d.with(3 * d.o.Size)
	d.set(d.root.add("P"), d.lines(text, regular, d.o.Size, d.width), d.o.Size)
	d.space(d.o.Size * 0.5)
}

// Quote is what somebody wrote, line by line, with a bar beside it.
func (d *Document) Quote(lines []string) {
	d.with(3 * d.o.Size)
	indent := d.o.Size * 1.2
	d.left, d.width = d.left+indent, d.width-indent
	quote := d.root.add("BlockQuote")
	for _, text := range lines {
		p := quote.add("P")
		open := false
		for _, l := range d.lines(text, regular, d.o.Size, d.width) {
			open = d.next(p, open, l.height())
			y := d.page().y
			d.line(l, d.o.Size)
			d.fillInside(d.left-indent*0.6, y-l.height(), 2, l.height(), 0.6)
		}
		d.shut(open)
	}
	d.left, d.width = d.left-indent, d.width+indent
	d.space(d.o.Size * 0.5)
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
	d.list(len(entries), d.o.Size*1.3, func(i int) (string, string, style) { return "•", entries[i], regular })
}

// Pairs are names, each with its value beside it.
func (d *Document) Pairs(pairs [][2]string) {
	d.list(len(pairs), min(d.Label(pairs), d.width*0.38), func(i int) (string, string, style) { return pairs[i][0], pairs[i][1], bold })
}

// SignWidth is how far from the edge the lines of Signs begin, in heights of their text.
const SignWidth = 1.7

// Signs are lines, each with a sign before it: a symbol.
func (d *Document) Signs(lines [][2]string) {
	d.list(len(lines), d.o.Size*SignWidth, func(i int) (string, string, style) { return lines[i][0], lines[i][1], regular })
}

// list sets labels with their bodies beside them (14.8.4.3.3).
func (d *Document) list(n int, indent float64, entry func(int) (label, body string, labelled style)) {
	d.with(3 * d.o.Size)
	list := d.root.add("L")
	for i := range n {
		label, body, st := entry(i)
		item := list.add("LI")
		labels, bodies := d.lines(label, st, d.o.Size, indent-4), d.lines(body, regular, d.o.Size, d.width-indent)
		lbl, text := item.add("Lbl"), item.add("LBody")
		for k := range max(len(labels), len(bodies)) {
			h, ascent := 0.0, 0.0
			for _, column := range [][]line{labels, bodies} {
				if k < len(column) {
					h, ascent = max(h, column[k].height()), max(ascent, column[k].ascent)
				}
			}
			if d.room() < h {
				d.turn()
			}
			y := d.page().y - ascent
			if k < len(labels) {
				d.begin(lbl)
				d.draw(labels[k], d.left, y, indent-4, d.o.Size)
				d.end()
			}
			if k < len(bodies) {
				d.begin(text)
				d.draw(bodies[k], d.left+indent, y, d.width-indent, d.o.Size)
				d.end()
			}
			d.page().y -= h
		}
		d.space(d.o.Size * 0.15)
	}
	d.space(d.o.Size * 0.5)
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
