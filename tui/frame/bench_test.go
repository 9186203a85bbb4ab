package frame

import (
	"fmt"
	"image/color"
	"io"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

var sizes = []struct{ w, h int }{{80, 24}, {110, 34}, {200, 60}}

// room returns rows like a room's: borders, colours, words.
func room(w, h int) []uv.Line {
	grey := uv.Style{Fg: color.RGBA{140, 140, 150, 255}}
	rows := make([]uv.Line, h)
	for y := range rows {
		l := append(line(grey, "│ "), line(uv.Style{Fg: ansi.IndexedColor(uint8(y))}, "✓ ")...)
		l = append(l, line(uv.Style{}, fmt.Sprintf("action item number %d with some words and an owner, due 14 Nov", y))...)
		for len(l) < w-1 {
			l = append(l, uv.EmptyCell)
		}
		rows[y] = append(l[:w-1:w-1], line(grey, "│")...)
	}
	return rows
}

// BenchmarkKeystroke is one row changed, the others handed over by pointer.
func BenchmarkKeystroke(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(b *testing.B) {
			f := New(io.Discard, colorprofile.TrueColor, size.w, size.h)
			rows := room(size.w, size.h)
			typed := []uv.Line{line(uv.Style{}, "The weighted blanket helps"), line(uv.Style{}, "The weighted blanket helps.")}
			b.ReportAllocs()
			n, i := 0, 0
			for b.Loop() {
				i++
				m, _ := f.Draw(func(s *Screen) {
					for y, l := range rows {
						s.PutLine(0, y, l)
					}
					s.PutLine(4, size.h/2, typed[i%2])
					s.PlaceCursor(30+i%2, size.h/2)
				})
				n += m
			}
			b.ReportMetric(float64(n)/float64(i), "bytes/op")
		})
	}
}

// BenchmarkCells draws every cell of every frame, as a screen that keeps no
// rows would.
func BenchmarkCells(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(b *testing.B) {
			f := New(io.Discard, colorprofile.TrueColor, size.w, size.h)
			rows := room(size.w, size.h)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				_, _ = f.Draw(func(s *Screen) {
					for y, l := range rows {
						for x := range l {
							if l[x].Width > 0 {
								s.SetCell(x, y, &l[x])
							}
						}
					}
					s.SetCell(4+i%2, size.h/2, &uv.Cell{Content: "k", Width: 1})
				})
			}
		})
	}
}

// BenchmarkRepaint writes every row.
func BenchmarkRepaint(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(b *testing.B) {
			f := New(io.Discard, colorprofile.TrueColor, size.w, size.h)
			rows := room(size.w, size.h)
			b.ReportAllocs()
			n, i := 0, 0
			for b.Loop() {
				i++
				f.Repaint()
				m, _ := f.Draw(func(s *Screen) {
					for y, l := range rows {
						s.PutLine(0, y, l)
					}
				})
				n += m
			}
			b.ReportMetric(float64(n)/float64(i), "bytes/op")
		})
	}
}

// BenchmarkStock is the same keystroke with ultraviolet's own renderer, the
// figure that made us write the difference ourselves.
func BenchmarkStock(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(b *testing.B) {
			r := uv.NewTerminalRenderer(io.Discard, []string{"TERM=xterm-256color"})
			r.SetColorProfile(colorprofile.TrueColor)
			r.SetFullscreen(true)
			r.Resize(size.w, size.h)
			buf := uv.NewScreenBuffer(size.w, size.h)
			buf.Method = ansi.GraphemeWidth
			rows := room(size.w, size.h)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				buf.Clear()
				for y, l := range rows {
					for x := range l {
						if l[x].Width > 0 {
							buf.SetCell(x, y, &l[x])
						}
					}
				}
				buf.SetCell(4+i%2, size.h/2, &uv.Cell{Content: "k", Width: 1})
				r.Render(buf.RenderBuffer)
				_ = r.Flush()
			}
		})
	}
}
