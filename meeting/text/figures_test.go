package text_test

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"oneplan/meeting/meetingtest/figure"
	"oneplan/meeting/text"
)

// slides is by how many successive moments the time slider is moved.
const slides = 50

// keys is how many patches of a trace make a gesture: a burst of typing.
const keys = 50

// write does what a keystroke does: the patch becomes an edit, the edit is written and
// read as the log keeps it, and what was read is applied and, if wanted, published. It
// returns the text and how many bytes the log got.
func write(all []patch, publish bool) (x *text.Text, size int) {
	x = text.New()
	var b []byte
	for i := range all {
		p := &all[i]
		e := x.Replace(text.Gesture{Site: 1, N: uint32(i/keys + 1)}, p.pos, p.pos+p.del, p.ins)
		b, _ = e.AppendBinary(b[:0])
		size += len(b)
		var logged text.Edit
		if err := logged.UnmarshalBinary(b); err != nil {
			panic(err)
		}
		x.Apply(uint64(i+1), logged)
		if publish {
			x.View()
		}
	}
	return x, size
}

// runs times what it is given: the best and the median of a number of runs, each on
// a clean heap.
func runs(n int, run func()) (best, median float64) {
	var all []float64
	for range n {
		runtime.GC()
		start := time.Now()
		run()
		all = append(all, float64(time.Since(start).Microseconds())/1000)
	}
	slices.Sort(all)
	return all[0], all[len(all)/2]
}

// heapMB returns how many megabytes (10^6 bytes) stay in use for what build returns.
func heapMB(build func() any) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := build()
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return (float64(after.HeapAlloc) - float64(before.HeapAlloc)) / 1e6
}

// calibrate is work that never changes, to tell a slow moment of the machine from a slow
// engine: ten million steps, each one waiting for the one before, through 256 KiB.
func calibrate() {
	var table [1 << 16]uint32
	for i := range table {
		table[i] = uint32(i) * 2654435761
	}
	at := uint32(0)
	for i := range uint32(10_000_000) {
		at = table[at&0xffff] + i
	}
	runtime.KeepAlive(at)
}

// BenchmarkFigures tells the figures that the project keeps of this package, each the
// best of some runs on one machine; with -v also the median.
func BenchmarkFigures(b *testing.B) {
	if traces() == "" {
		figure.LeftOut(b, "text/*: left out, for the editing traces are not here; set ONEPLAN_TRACES to their folder.")
	}
	best, _ := runs(5, calibrate)
	figure.Report(b, "text/calibration/ms", best)
	b.Run("automerge-paper", func(b *testing.B) {
		tr := readTrace(b, "automerge-paper")
		all := tr.alone()
		x, size := write(all, false)
		if x.View().String() != tr.End {
			b.Fatal("another text")
		}
		for b.Loop() {
			write(all, false)
		}
		best, median := runs(50, func() { write(all, false) })
		b.Logf("%d edits: median %.1f ms, best %.1f ms", len(all), median, best)
		published, _ := runs(5, func() { write(all, true) })
		figure.Report(b, "text/automerge-paper/ms", best)
		figure.Report(b, "text/automerge-paper/publish-ms", published-best) // on top, for a View after each key
		figure.Report(b, "text/automerge-paper/heap-mb", heapMB(func() any { x, _ := write(all, false); return x }))
		figure.Report(b, "text/automerge-paper/heap-published-mb", heapMB(func() any { x, _ := write(all, false); x.View(); return x }))
		figure.Report(b, "text/automerge-paper/hot-bytes-per-key", float64(size)/float64(len(all)))
		at, _ := runs(15, func() { x.At(uint64(len(all) / 2)) })
		figure.Report(b, "text/at/ms", at)
		steps, _ := runs(5, func() {
			for i := range slides {
				x.At(uint64(len(all)/2 + i))
			}
		})
		figure.Report(b, "text/slider/ms", steps/slides) // a step
		data, err := text.Seal(typed(all))               // without the time of day: the log has that
		if err != nil {
			b.Fatal(err)
		}
		figure.Report(b, "text/automerge-paper/history-kb", float64(len(data))/1000)
		unseal, _ := runs(3, func() {
			y := text.New()
			if err := text.Unseal(data, func(e text.Entry) bool { y.Apply(e.Seq, e.Edit); return true }); err != nil {
				b.Fatal(err)
			}
		})
		figure.Report(b, "text/automerge-paper/history-read-ms", unseal)
		snap, _ := x.AppendBinary(nil)
		load, _ := runs(5, func() { _ = text.New().UnmarshalBinary(snap) })
		figure.Report(b, "text/automerge-paper/snapshot-read-ms", load)
		figure.Report(b, "text/automerge-paper/snapshot-kb", float64(len(snap))/1000)
	})
	b.Run("friendsforever", func(b *testing.B) {
		tr := readTrace(b, "friendsforever")
		_, log := merge(tr)
		rows := make([][]byte, len(log))
		for i, e := range log {
			rows[i], _ = e.AppendBinary(nil)
		}
		var x *text.Text
		read := func() {
			x = text.New()
			for i, row := range rows {
				var e text.Edit
				if err := e.UnmarshalBinary(row); err != nil {
					b.Fatal(err)
				}
				x.Apply(uint64(i+1), e)
			}
		}
		for b.Loop() {
			read()
		}
		best, median := runs(50, read)
		if x.View().String() != tr.End {
			b.Fatal("another text")
		}
		b.Logf("%d edits: median %.1f ms, best %.1f ms", len(rows), median, best)
		figure.Report(b, "text/friendsforever/ms", best)
		var all []text.Entry
		for i, e := range log {
			all = append(all, text.Entry{Seq: uint64(i + 1), Edit: e})
		}
		data, err := text.Seal(all)
		if err != nil {
			b.Fatal(err)
		}
		figure.Report(b, "text/friendsforever/history-kb", float64(len(data))/1000)
	})
}
