package text_test

import (
	"strings"
	"testing"

	"oneplan/meeting/text"
)

// note returns a text of about the given size, typed by three people who correct
// themselves and one another.
func note(b *testing.B, size int) *desk {
	d := newDesk(b)
	for i := 0; d.View().Len() < size; i++ {
		v := d.View()
		pos := v.Len() * (i * 7 % 11) / 11
		d.do(v.InsertAt(by(text.Site(1+i%3), uint32(i+1)), pos, "what Sara said about school.\n"))
		if i%4 == 0 {
			v = d.View()
			d.do(v.DeleteRange(by(text.Site(1+i%3), uint32(i+1)), pos, min(pos+9, v.Len())))
		}
	}
	return d
}

// One key: the edit is made, checked, applied and published.
func BenchmarkKeystroke(b *testing.B) {
	for _, size := range []int{2_000, 100_000} {
		b.Run(map[int]string{2_000: "2KB", 100_000: "100KB"}[size], func(b *testing.B) {
			b.ReportAllocs()
			var d *desk
			pos, n := 0, 0
			for b.Loop() {
				if n%20_000 == 0 {
					b.StopTimer()
					d = note(b, size)
					b.StartTimer()
				}
				if n%40 == 0 {
					pos = n * 7919 % size
				}
				n++
				e := d.Assign(d.View().InsertAt(by(4, uint32(n/40+1)), pos, "a"))
				if err := d.Check(e); err != nil {
					b.Fatal(err)
				}
				d.seq++
				d.Apply(d.seq, e)
				if d.View().Len() == 0 {
					b.Fatal("no text")
				}
				pos++
			}
		})
	}
}

// A whole document, key by key.
func BenchmarkReplay(b *testing.B) {
	for _, name := range []string{"automerge-paper", "rustcode"} {
		b.Run(name, func(b *testing.B) {
			tr := readTrace(b, name)
			all := tr.alone()
			b.Run("view", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if replay(all).View().Len() != len(tr.End) {
						b.Fatal("another text")
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/edit")
			})
			var log []text.Edit
			x := text.New()
			for i, p := range all {
				e := x.Assign(x.View().Replace(text.Gesture{Site: 1, N: uint32(i/50 + 1)}, p.pos, p.pos+p.del, p.ins))
				x.Apply(uint64(i+1), e)
				log = append(log, e)
			}
			b.Run("apply", func(b *testing.B) { benchApply(b, log, tr.End) })
		})
	}
	b.Run("friendsforever/apply", func(b *testing.B) {
		tr := readTrace(b, "friendsforever")
		_, log := merge(tr)
		benchApply(b, log, tr.End)
	})
}

func benchApply(b *testing.B, log []text.Edit, end string) {
	b.ReportAllocs()
	for b.Loop() {
		x := text.New()
		for i, e := range log {
			x.Apply(uint64(i+1), e)
		}
		if x.View().String() != end {
			b.Fatal("another text")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(log)), "ns/edit")
}

func BenchmarkSnapshot(b *testing.B) {
	d := note(b, 100_000)
	snap, _ := d.AppendBinary(nil)
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			snap, _ = d.AppendBinary(snap[:0])
		}
		b.ReportMetric(float64(len(snap)), "bytes")
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if err := text.New().UnmarshalBinary(snap); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// Finding thirty carets, as a screen does for everyone in the room.
func BenchmarkCarets(b *testing.B) {
	v := note(b, 100_000).View()
	var carets []text.Caret
	for i := range 30 {
		carets = append(carets, v.CaretAt(v.Len()*i/30))
	}
	for b.Loop() {
		for _, c := range carets {
			v.Pos(c)
		}
	}
}

func BenchmarkClean(b *testing.B) {
	for name, s := range map[string]string{"ascii": strings.Repeat("Sara said no. ", 100), "other": strings.Repeat("Amélie a dit « non ». ", 60)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				text.Clean(s)
			}
		})
	}
}
