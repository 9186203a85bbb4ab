package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// Picture is a circle made of dots, for formats that cannot draw it.
type Picture struct {
	PNG        []byte
	Wide, High float64 // how large it is to be shown, in points
	Says       string  // what it shows, for whoever cannot see it
}

// dots is how many there are to a point: as many as a printer shows.
const dots = 200.0 / 72

// Picture draws what Circle draws. It is nil where Circle leaves it out.
func (d *Document) Picture(middle string, groups []Group) (*Picture, error) {
	r, ok := d.ring(middle, groups)
	if !ok {
		return nil, d.err
	}
	const edge = 2
	wide, high := d.width, r.up+r.down+2*edge
	c := canvas{image.NewGray(image.Rect(0, 0, int(wide*dots), int(high*dots))), wide / 2, r.up + edge}
	draw.Draw(c.on, c.on.Rect, image.White, image.Point{}, draw.Src)
	for _, b := range r.boxes {
		length := math.Hypot(b.x, b.y)
		dx, dy := -b.y/length/2, b.x/length/2
		c.fill(178, point{dx, dy}, point{b.x + dx, b.y + dy}, point{b.x - dx, b.y - dy}, point{-dx, -dy})
	}
	for _, b := range r.boxes {
		c.box(89, b, 0.5)
		c.box(255, b, -0.5)
	}
	c.disc(89, r.radius+0.75)
	c.disc(237, r.radius-0.75)
	d.words(r, func(l line, x, y, width, size float64) {
		if l.rtl {
			x += width - l.width
		}
		for _, run := range l.runs {
			for _, g := range run.Glyphs {
				c.glyph(run.Face, g.GlyphID, x+points(g.XOffset, size), y+points(g.YOffset, size), size)
				x += points(g.Advance, size)
			}
		}
	})
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, c.on); err != nil {
		return nil, fmt.Errorf("picture of the circle: %w", err)
	}
	return &Picture{PNG: out.Bytes(), Wide: wide, High: high, Says: describe(middle, groups)}, d.err
}

// canvas is a picture whose points are counted from somewhere on it, upwards, in points.
type canvas struct {
	on   *image.Gray
	x, y float64 // of there, from the left and the top
}

type point struct{ x, y float64 }

// pixel is where a point is on the picture.
func (c canvas) pixel(p point) (x, y float32) {
	return float32((c.x + p.x) * dots), float32((c.y - p.y) * dots)
}

// path paints what trace goes around, which is within a box around its corners.
func (c canvas) path(grey uint8, corners []point, trace func(z *vector.Rasterizer, at func(point) (x, y float32))) {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, p := range corners {
		x, y := c.pixel(p)
		low.x, low.y = min(low.x, float64(x)), min(low.y, float64(y))
		high.x, high.y = max(high.x, float64(x)), max(high.y, float64(y))
	}
	area := image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x))+1, int(math.Ceil(high.y))+1)
	if len(corners) == 0 || area.Intersect(c.on.Rect) != area {
		return // nothing of a ring stands outside its picture
	}
	z := vector.NewRasterizer(area.Dx(), area.Dy())
	trace(z, func(p point) (x, y float32) {
		x, y = c.pixel(p)
		return x - float32(area.Min.X), y - float32(area.Min.Y)
	})
	z.Draw(c.on, area, image.NewUniform(color.Gray{Y: grey}), image.Point{})
}

// fill paints what is between corners.
func (c canvas) fill(grey uint8, corners ...point) {
	c.path(grey, corners, func(z *vector.Rasterizer, at func(point) (x, y float32)) {
		z.MoveTo(at(corners[0]))
		for _, p := range corners[1:] {
			z.LineTo(at(p))
		}
		z.ClosePath()
	})
}

// box paints a box that is larger by so much on every side.
func (c canvas) box(grey uint8, b box, more float64) {
	left, right, low, high := b.x-b.w/2-more, b.x+b.w/2+more, b.y-b.h/2-more, b.y+b.h/2+more
	c.fill(grey, point{left, low}, point{right, low}, point{right, high}, point{left, high})
}

// disc paints a disc in the middle, as a figure of many corners.
func (c canvas) disc(grey uint8, radius float64) {
	corners := make([]point, 180)
	for i := range corners {
		turn := 2 * math.Pi * float64(i) / float64(len(corners))
		corners[i] = point{radius * math.Sin(turn), radius * math.Cos(turn)}
	}
	c.fill(grey, corners...)
}

// glyph paints a glyph.
func (c canvas) glyph(face *font.Face, id font.GID, x, y, size float64) {
	outline, ok := face.GlyphData(id).(font.GlyphOutline)
	if !ok {
		return
	}
	scale := size / float64(face.Upem())
	place := func(p ot.SegmentPoint) point { return point{x + float64(p.X)*scale, y + float64(p.Y)*scale} }
	var corners []point
	for _, s := range outline.Segments {
		for _, p := range s.ArgsSlice() {
			corners = append(corners, place(p))
		}
	}
	c.path(0, corners, func(z *vector.Rasterizer, at func(point) (x, y float32)) {
		for i, s := range outline.Segments {
			a := s.Args
			switch s.Op {
			case ot.SegmentOpMoveTo:
				if i > 0 {
					z.ClosePath()
				}
				z.MoveTo(at(place(a[0])))
			case ot.SegmentOpLineTo:
				z.LineTo(at(place(a[0])))
			case ot.SegmentOpQuadTo:
				bx, by := at(place(a[0]))
				cx, cy := at(place(a[1]))
				z.QuadTo(bx, by, cx, cy)
			case ot.SegmentOpCubeTo:
				bx, by := at(place(a[0]))
				cx, cy := at(place(a[1]))
				dx, dy := at(place(a[2]))
				z.CubeTo(bx, by, cx, cy, dx, dy)
			}
		}
		z.ClosePath()
	})
}
