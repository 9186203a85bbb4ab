package pdf

import (
	"cmp"
	"slices"
)

// cell is a cell of a table, broken into lines.
type cell struct {
	lines []line
	done  int
}

const pad = 4.0

// Table has a header, repeated on every page, and rows of the same length; the first column says what its row is about.
// A row that is too tall for what is left of a page goes to the next one, or over several when no page holds it.
func (d *Document) Table(head []string, rows [][]string) {
	size := d.o.Size * 0.92
	columns := d.columns(head, rows, size)
	_, whole := d.o.Paper.size()
	heads := d.cells(head, columns, bold, size)
	headHeight := tallest(heads) + 2*pad
	again := func() { // the header at the top of a page
		d.turn()
		if headHeight < whole/3 {
			d.fill(d.left, d.page().y-headHeight, d.width, headHeight, 0.9)
			d.slice(nil, nil, d.cells(head, columns, bold, size), columns, size)
		}
	}
	first := headHeight
	if len(rows) > 0 {
		first += tallest(d.cells(rows[0], columns, regular, size)) + 2*pad
	}
	first = min(first, whole/3)
	d.with(first)
	d.need(first)
	table := d.root.add("Table")
	if d.room() > headHeight {
		d.fill(d.left, d.page().y-headHeight, d.width, headHeight, 0.9)
	}
	d.row(table.add("THead"), heads, columns, size, true, d.turn)
	body := table.add("TBody")
	for i, row := range rows {
		cells := d.cells(row, columns, regular, size)
		h := tallest(cells) + 2*pad
		if i > 0 && i+1 == len(rows)-1 { // the last row does not go to another page alone
			if last := tallest(d.cells(rows[len(rows)-1], columns, regular, size)) + 2*pad; h+last < whole/3 {
				h += last
			}
		}
		if d.room() < h && (h < whole/3 || d.room() < 6*size) {
			again()
		}
		d.row(body, cells, columns, size, false, again)
	}
	d.space(d.o.Size * 0.8)
}

// row draws a row, over as many pages as it needs.
func (d *Document) row(group *element, cells []cell, columns []float64, size float64, header bool, turn func()) {
	tr := group.add("TR")
	elements := make([]*element, len(cells))
	for i := range cells {
		scope := "Column"
		switch {
		case header:
			elements[i] = tr.add("TH")
		case i == 0:
			elements[i], scope = tr.add("TH"), "Row"
		default:
			elements[i] = tr.add("TD")
			continue
		}
		elements[i].attrs = "/A <</O /Table /Scope /" + scope + ">>"
	}
	for {
		d.slice(tr, elements, cells, columns, size)
		if exhausted(cells) {
			return
		}
		turn()
	}
}

// slice draws as much of a row as fits on the page, of each cell one line at least; without a tr it is a header seen again, which is
// not read twice.
func (d *Document) slice(tr *element, elements []*element, cells []cell, columns []float64, size float64) {
	top, room := d.page().y, d.room()
	depth := 0.0
	x := d.left
	for i := range cells {
		c := &cells[i]
		if tr == nil {
			d.page().content.WriteString("/Artifact <</Type /Pagination>> BDC\n")
		} else {
			d.begin(elements[i])
		}
		y := top - pad
		for drawn := false; c.done < len(c.lines); drawn = true {
			l := c.lines[c.done]
			if drawn && top-y+l.height()+pad > room+0.01 {
				break
			}
			d.draw(l, x+pad, y-l.ascent, columns[i]-2*pad, size)
			y -= l.height()
			c.done++
		}
		d.end()
		depth = max(depth, top-y+pad)
		x += columns[i]
	}
	d.page().y = top - depth
	d.fill(d.left, d.page().y, d.width, 0.5, 0.55)
}

func exhausted(cells []cell) bool {
	for _, c := range cells {
		if c.done < len(c.lines) {
			return false
		}
	}
	return true
}

// tallest is the height of the tallest cell's lines.
func tallest(cells []cell) float64 {
	most := 0.0
	for _, c := range cells {
		most = max(most, height(c.lines))
	}
	return most
}

func (d *Document) cells(texts []string, columns []float64, st style, size float64) []cell {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i].lines = d.lines(text, st, size, columns[i]-2*pad)
	}
	return cells
}

// columns shares the width out: each column gets at least its widest word where that can be, and what is left goes to those that
// need it to stay on one line.
func (d *Document) columns(head []string, rows [][]string, size float64) []float64 {
	n := len(head)
	least, most := make([]float64, n), make([]float64, n)
	measure := func(texts []string, st style) {
		for i, text := range texts {
			all, word := d.natural(text, st, size)
			least[i], most[i] = max(least[i], min(word, d.width/2)+2*pad+0.5), max(most[i], all+2*pad+0.5)
		}
	}
	measure(head, bold)
	for _, row := range rows {
		measure(row, regular)
	}
	needed, wanted := 0.0, 0.0
	for i := range n {
		needed += least[i]
		wanted += most[i] - least[i]
	}
	widths := make([]float64, n)
	switch {
	case needed > d.width:
		// Those with the widest words give way, so that nobody else's words are broken for theirs.
		order := ascending(n)
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(least[a], least[b]) })
		left := d.width
		for k, i := range order {
			widths[i] = min(least[i], left/float64(n-k))
			left -= widths[i]
		}
	case wanted <= d.width-needed:
		for i := range n {
			widths[i] = most[i] + (d.width-needed-wanted)/float64(n)
		}
	default:
		// Whoever wants least gets it first: a date stays on one line beside a long text.
		order := ascending(n)
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(most[a]-least[a], most[b]-least[b]) })
		left := d.width - needed
		for k, i := range order {
			more := min(most[i]-least[i], left/float64(n-k))
			widths[i] = least[i] + more
			left -= more
		}
	}
	return widths
}

// ascending are the numbers below n.
func ascending(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
