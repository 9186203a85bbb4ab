package text_test

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"oneplan/meeting/text"
)

// figure prints one line that a program can read, for the tables of figures.
func figure(name string, value float64) {
	line, err := json.Marshal(struct {
		Figure string  `json:"figure"`
		Value  float64 `json:"value"`
	}{name, float64(int(value*1000+0.5)) / 1000})
	if err == nil {
		fmt.Fprintln(os.Stdout, string(line))
	}
}

// keys is how many patches of a trace make a gesture: a burst of typing.
const keys = 50

// write does what a keystroke does, but for publishing: the patch becomes an edit, the
// edit is written and read as the log keeps it, and what was read is applied. It
// returns the text and how many bytes the log got.
func write(all []patch) (x *text.Text, size int) {
	x = text.New()
	var b []byte
	for i, p := range all {
		e := x.Assign(x.Replace(text.Gesture{Site: 1, N: uint32(i/keys + 1)}, p.pos, p.pos+p.del, p.ins))
		b, _ = e.AppendBinary(b[:0])
		size += len(b)
		var logged text.Edit
		if err := logged.UnmarshalBinary(b); err != nil {
			panic(err)
		}
		x.Apply(uint64(i+1), logged)
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

// BenchmarkFigures prints the figures that the project keeps of this package, each the
// best of some runs on one machine; with -v also the median.
func BenchmarkFigures(b *testing.B) {
	b.Run("automerge-paper", func(b *testing.B) {
		tr := readTrace(b, "automerge-paper")
		all := tr.alone()
		x, size := write(all)
		if x.View().String() != tr.End {
			b.Fatal("another text")
		}
		for b.Loop() {
			write(all)
		}
		best, median := runs(15, func() { write(all) })
		b.Logf("%d edits: median %.1f ms, best %.1f ms", len(all), median, best)
		figure("text/automerge-paper/ms", best)
		figure("text/automerge-paper/heap-mb", heapMB(func() any { x, _ := write(all); return x }))
		figure("text/automerge-paper/heap-published-mb", heapMB(func() any { x, _ := write(all); x.View(); return x }))
		figure("text/automerge-paper/hot-bytes-per-key", float64(size)/float64(len(all)))
		best, _ = runs(3, func() { replay(all) })
		figure("text/automerge-paper/published-each-key-ms", best)
		best, _ = runs(15, func() { x.At(uint64(len(all) / 2)) })
		figure("text/automerge-paper/at-ms", best)
		data, err := text.Seal(typed(all)) // without times: the trace's own are not the author's
		if err != nil {
			b.Fatal(err)
		}
		figure("text/automerge-paper/history-kb", float64(len(data))/1000)
		best, _ = runs(3, func() {
			y := text.New()
			if err := text.Unseal(data, func(e text.Entry) bool { y.Apply(e.Seq, e.Edit); return true }); err != nil {
				b.Fatal(err)
			}
		})
		figure("text/automerge-paper/history-read-ms", best)
		snap, _ := x.AppendBinary(nil)
		best, _ = runs(5, func() { _ = text.New().UnmarshalBinary(snap) })
		figure("text/automerge-paper/snapshot-read-ms", best)
		figure("text/automerge-paper/snapshot-kb", float64(len(snap))/1000)
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
		best, median := runs(15, read)
		if x.View().String() != tr.End {
			b.Fatal("another text")
		}
		b.Logf("%d edits: median %.1f ms, best %.1f ms", len(rows), median, best)
		figure("text/friendsforever/ms", best)
		var all []text.Entry
		for i, e := range log {
			all = append(all, text.Entry{Seq: uint64(i + 1), Edit: e})
		}
		data, err := text.Seal(all)
		if err != nil {
			b.Fatal(err)
		}
		figure("text/friendsforever/history-kb", float64(len(data))/1000)
	})
}
