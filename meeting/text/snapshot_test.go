package text_test

import (
	"bytes"
	"errors"
	"testing"

	"oneplan/meeting/text"

	"pgregory.net/rapid"
)

// snapshots returns those of a short story with everything in it.
func snapshots(t testing.TB) [][]byte {
	d := newDesk(t)
	var all [][]byte
	keep := func() {
		b, err := d.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	keep()
	d.do(d.View().InsertAt(by(1, 1), 0, "Amélie 🙂\n"))
	d.do(d.View().InsertAt(by(1, 1), 3, "xyz"))
	keep()
	d.do(d.View().Replace(by(2, 1), 2, 5, "né"))
	d.do(d.View().DeleteRange(by(3, 1), 0, 4))
	keep()
	d.turn(text.Undo, 1)
	d.turn(text.Undo, 2)
	d.turn(text.Redo, 2)
	d.do(d.View().InsertAt(by(1, 2), 1, "again"))
	keep()
	return all
}

// hostile reads b as a snapshot and, if that works, uses the text.
func hostile(t fataler, b []byte) {
	d := text.New()
	d.Apply(1, d.Assign(text.Edit{Gesture: by(1, 1), Insert: "kept"}))
	if err := d.UnmarshalBinary(b); err != nil {
		if !errors.Is(err, text.ErrSnapshot) || d.View().String() != "kept" || d.Verify() != nil {
			t.Fatalf("a failed read: %v, %q", err, d.View().String())
		}
		return
	}
	if err := d.Verify(); err != nil {
		t.Fatalf("%v", err)
	}
	s := d.View().String()
	x := text.New()
	once, _ := d.AppendBinary(nil)
	if err := x.UnmarshalBinary(once); err != nil || x.View().String() != s {
		t.Fatalf("read again: %v, %q, want %q", err, x.View().String(), s)
	}
	all := func(text.Site) bool { return true }
	for range 4 {
		if g, ok := d.NextUndo(all); ok {
			d.Apply(1, text.Edit{Gesture: by(9, 1), Turn: text.Undo, Target: g})
		}
		d.Apply(2, d.Assign(d.View().Replace(by(1, 1), 1, 4, "more")))
		if g, ok := d.NextRedo(all); ok {
			d.Apply(3, text.Edit{Gesture: by(9, 1), Turn: text.Redo, Target: g})
		}
		_ = d.At(2)
	}
	if err := d.Verify(); err != nil {
		t.Fatalf("%v", err)
	}
}

func TestDamagedSnapshots(t *testing.T) {
	all := snapshots(t)
	for _, b := range all {
		for n := range b {
			if text.New().UnmarshalBinary(b[:n]) == nil {
				t.Fatalf("%d of %d bytes were enough", n, len(b))
			}
			for bit := range 8 {
				c := bytes.Clone(b)
				c[n] ^= 1 << bit
				hostile(t, c)
			}
		}
		if text.New().UnmarshalBinary(append(b, 0)) == nil {
			t.Fatal("a byte too many was read over")
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(rapid.SampledFrom(all).Draw(t, "snapshot"))
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			b[i] = rapid.OneOf(rapid.ByteRange(0, 6), rapid.Byte()).Draw(t, "byte")
		}
		hostile(t, b)
	})
}

func FuzzSnapshotUnmarshal(f *testing.F) {
	for _, b := range snapshots(f) {
		f.Add(b)
	}
	f.Add([]byte{1, 0, 1, 1, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) { hostile(t, b) })
}
