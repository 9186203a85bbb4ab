package pdf

import (
	"fmt"
	"math"
	"strings"
)

// Group is some people of a Circle, under one name.
type Group struct {
	Name   string
	People []string
}

// box is a group on its way to the page: where its middle is, from the middle of the circle.
type box struct {
	x, y, w, h float64
	lines      []line
	sizes      []float64
}

// ring is a circle on its way to the page: what is in its middle, and the boxes around.
type ring struct {
	name   []line
	size   float64 // of the name
	radius float64
	boxes  []box
	up     float64 // how far it reaches above its middle
	down   float64 // and below
}

// Circle is a picture: who the plan is about in the middle, and around them the groups, in turn from the top. It is left out, and
// false given back, where there are so many that no page holds it: what it shows has to be said in words as well.
func (d *Document) Circle(middle string, groups []Group) bool {
	r, ok := d.ring(middle, groups)
	if !ok {
		return false
	}
	size := d.o.Size
	d.with(r.up + r.down + size)
	d.need(r.up + r.down + size)
	d.drawCircle(r, d.left+d.width/2, d.page().y-r.up, describe(middle, groups))
	d.page().y -= r.up + r.down
	d.space(size)
	return true
}

// ring places everything, and says whether there is a way to.
func (d *Document) ring(middle string, groups []Group) (ring, bool) {
	if len(groups) == 0 {
		return ring{}, false
	}
	size := d.o.Size
	r := ring{name: d.lines(middle, bold, size*1.1, size*8), size: size * 1.1, radius: size * 2}
	for _, l := range r.name {
		r.radius = max(r.radius, math.Hypot(l.width/2, tallest([]cell{{lines: r.name}})/2)+size*0.7)
	}
	for _, share := range []float64{0.3, 0.25, 0.21} {
		if r.boxes = d.around(groups, d.width*share, r.radius+size*0.5); r.boxes != nil {
			break
		}
	}
	if r.boxes == nil {
		return ring{}, false
	}
	r.up, r.down = r.radius, r.radius
	for _, b := range r.boxes {
		r.up, r.down = max(r.up, b.y+b.h/2), max(r.down, b.h/2-b.y)
	}
	return r, true
}

// around makes a box of that width for each group and finds them a place around the middle, or gives nil.
func (d *Document) around(groups []Group, width, radius float64) []box {
	size := d.o.Size
	boxes := make([]box, len(groups))
	for i, g := range groups {
		b := box{w: width, h: size * 0.8}
		for k, text := range append([]string{g.Name}, g.People...) {
			st, s := regular, size*0.88
			if k == 0 {
				st, s = bold, size*0.92
			}
			for _, l := range d.lines(text, st, s, width-size) {
				b.lines, b.sizes = append(b.lines, l), append(b.sizes, s)
				b.h += l.height()
			}
		}
		boxes[i] = b
	}
	_, whole := d.o.Paper.size()
	for down := radius; down < whole*0.33; down += 4 {
		if apart(place(boxes, (d.width-width)/2, down), radius) {
			return boxes
		}
	}
	return nil
}

// place puts the boxes on an ellipse, in turn from its top.
func place(boxes []box, across, down float64) []box {
	for i := range boxes {
		turn := 2 * math.Pi * float64(i) / float64(len(boxes))
		boxes[i].x, boxes[i].y = across*math.Sin(turn), down*math.Cos(turn)
	}
	return boxes
}

// apart says whether no box covers another, or the middle.
func apart(boxes []box, radius float64) bool {
	const gap = 8
	for i, a := range boxes {
		if math.Abs(a.x) < radius+a.w/2 && math.Abs(a.y) < radius+a.h/2 {
			return false
		}
		for _, b := range boxes[:i] {
			if math.Abs(a.x-b.x) < (a.w+b.w)/2+gap && math.Abs(a.y-b.y) < (a.h+b.h)/2+gap {
				return false
			}
		}
	}
	return true
}

// describe says in words what a circle shows, for whoever cannot see it.
func describe(middle string, groups []Group) string {
	var b strings.Builder
	fmt.Fprintf(&b, "A picture of the team: %s in the middle, and around:", middle)
	for _, g := range groups {
		fmt.Fprintf(&b, " %s (%s).", g.Name, strings.Join(g.People, ", "))
	}
	return printable(b.String())
}

// drawCircle draws it around x and y. The lines to the boxes are under what they join.
func (d *Document) drawCircle(r ring, x, y float64, alt string) {
	figure := d.root.add("Figure")
	figure.alt = alt
	d.begin(figure)
	c := &d.page().content
	c.WriteString("q 0.7 G 1 w\n")
	for _, b := range r.boxes {
		fmt.Fprintf(c, "%.2f %.2f m %.2f %.2f l S\n", x, y, x+b.x, y+b.y)
	}
	c.WriteString("0.35 G 1 g\n")
	for _, b := range r.boxes {
		fmt.Fprintf(c, "%.2f %.2f %.2f %.2f re B\n", x+b.x-b.w/2, y+b.y-b.h/2, b.w, b.h)
	}
	// A circle in four curves: 0.5523 is how far their handles reach.
	radius := r.radius
	k := radius * 0.5523
	fmt.Fprintf(c, "0.93 g 1.5 w %.2f %.2f m ", x+radius, y)
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x+radius, y+k, x+k, y+radius, x, y+radius)
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x-k, y+radius, x-radius, y+k, x-radius, y)
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f %.2f %.2f c ", x-radius, y-k, x-k, y-radius, x, y-radius)
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f %.2f %.2f c B Q\n", x+k, y-radius, x+radius, y-k, x+radius, y)
	d.words(r, func(l line, dx, dy, width, size float64) { d.drawOn(d.page(), l, x+dx, y+dy, width, size) })
	d.end()
}

// words gives each line of a ring to draw, with its place from the middle: where it begins, its baseline, its room, its size.
func (d *Document) words(r ring, draw func(l line, x, y, width, size float64)) {
	at := tallest([]cell{{lines: r.name}}) / 2
	for _, l := range r.name {
		draw(l, -l.width/2, at-l.ascent, l.width, r.size)
		at -= l.height()
	}
	for _, b := range r.boxes {
		at := b.y + b.h/2 - d.o.Size*0.4
		for i, l := range b.lines {
			draw(l, b.x-b.w/2+d.o.Size/2, at-l.ascent, b.w-d.o.Size, b.sizes[i])
			at -= l.height()
		}
	}
}
