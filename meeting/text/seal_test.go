package text_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"oneplan/meeting/text"

	"pgregory.net/rapid"
)

// unseal returns all entries of a segment.
func unseal(data []byte) ([]text.Entry, error) {
	var all []text.Entry
	err := text.Unseal(data, func(e text.Entry) bool { all = append(all, e); return true })
	return all, err
}

// sealed seals entries and reads them back.
func sealed(t fataler, all []text.Entry) []byte {
	t.Helper()
	data, err := text.Seal(all)
	if err != nil {
		t.Fatalf("seal: %v", err)
	}
	back, err := unseal(data)
	if err != nil || len(back) != len(all) {
		t.Fatalf("unsealed %d entries of %d, %v", len(back), len(all), err)
	}
	for i := range all {
		if !reflect.DeepEqual(back[i], all[i]) {
			t.Fatalf("entry %d is %+v, was %+v", i, back[i], all[i])
		}
	}
	return data
}

func TestSealedTraces(t *testing.T) {
	for _, name := range []string{"automerge-paper", "rustcode"} {
		all := typed(readTrace(t, name).alone())
		data := sealed(t, all)
		if limit := 110_000; name == "automerge-paper" && len(data) > limit {
			t.Errorf("%s takes %d bytes, more than %d", name, len(data), limit)
		}
	}
	var all []text.Entry
	_, log := merge(readTrace(t, "friendsforever"))
	for i, e := range log {
		all = append(all, text.Entry{Seq: uint64(i + 1), Edit: e})
	}
	sealed(t, all)
}

// typed returns the entries that typing the patches makes.
func typed(patches []patch) []text.Entry {
	x := text.New()
	var all []text.Entry
	for i, p := range patches {
		e := x.Assign(x.Replace(by(1, uint32(i/keys+1)), p.pos, p.pos+p.del, p.ins))
		x.Apply(uint64(i+1), e)
		all = append(all, text.Entry{Seq: uint64(i + 1), Edit: e})
	}
	return all
}

// Any edits that can be written one by one can be sealed, whether they fit together
// or not.
func TestSealAnything(t *testing.T) {
	small := rapid.Uint32Range(1, 9)
	id := rapid.Custom(func(t *rapid.T) text.ID {
		return text.ID{Site: text.Site(small.Draw(t, "site")), N: rapid.OneOf(small, rapid.Uint32Range(1, text.MaxLen)).Draw(t, "n")}
	})
	edit := rapid.Custom(func(t *rapid.T) text.Edit {
		e := text.Edit{Gesture: text.Gesture{Site: text.Site(small.Draw(t, "by")), N: rapid.Uint32Min(1).Draw(t, "gesture")}}
		kind := rapid.IntRange(0, 4).Draw(t, "kind")
		if kind == 4 {
			e.Turn = rapid.SampledFrom([]text.Turn{text.Undo, text.Redo}).Draw(t, "turn")
			e.Target = text.Gesture{Site: e.Gesture.Site, N: small.Draw(t, "target")}
			return e
		}
		if kind != 1 {
			e.Insert = words.Draw(t, "words")
			e.First = small.Draw(t, "first")
			if rapid.Bool().Draw(t, "after") {
				e.After = id.Draw(t, "id")
			}
		}
		if kind == 1 || kind == 2 {
			for range rapid.IntRange(1, 3).Draw(t, "spans") {
				e.Delete = append(e.Delete, text.Span{ID: id.Draw(t, "id"), Len: 1})
			}
		}
		return e
	})
	rapid.Check(t, func(t *rapid.T) {
		var all []text.Entry
		seq := uint64(0)
		for range rapid.IntRange(0, 20).Draw(t, "entries") {
			seq += rapid.Uint64Range(0, 1<<40).Draw(t, "step")
			all = append(all, text.Entry{Seq: seq, Edit: edit.Draw(t, "edit")})
		}
		sealed(t, all)
	})
}

func TestSealRefuses(t *testing.T) {
	e := text.Edit{Gesture: by(1, 1), First: 1, Insert: "a"}
	for name, all := range map[string][]text.Entry{
		"seqs that go down":     {{2, e}, {1, e}},
		"an edit of nothing":    {{1, text.Edit{Gesture: by(1, 1)}}},
		"a number not assigned": {{1, text.Edit{Gesture: by(1, 1), Insert: "a"}}},
		"too many":              make([]text.Entry, text.MaxSealed+1),
	} {
		if data, err := text.Seal(all); err == nil || data != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := text.Unseal(nil, nil); !errors.Is(err, text.ErrSealed) {
		t.Errorf("nothing: %v", err)
	}
}

// segment is one with everything in it.
func segment(t testing.TB) []byte {
	d := newDesk(t)
	var all []text.Entry
	do := func(e text.Edit) { e = d.do(e); all = append(all, text.Entry{Seq: d.seq, Edit: e}) }
	do(d.View().InsertAt(by(1, 1), 0, "Amélie 🙂\n"))
	for i := range 5 {
		do(d.View().InsertAt(by(1, 2), 3+i, "x"))
	}
	for i := range 3 {
		do(d.View().DeleteRange(by(2, 1), 6-i, 7-i))
	}
	do(d.View().Replace(by(2, 2), 1, 5, "né"))
	do(text.Edit{Gesture: by(1, 3), Turn: text.Undo, Target: by(1, 2)})
	do(text.Edit{Gesture: by(1, 3), Turn: text.Redo, Target: by(1, 2)})
	return sealed(t, all)
}

// A damaged segment is refused, or is another good one: it never panics, and no
// entry makes no sense.
func TestSealedDamage(t *testing.T) {
	good := segment(t)
	for i := range good {
		if _, err := unseal(good[:i]); err == nil {
			t.Errorf("the first %d bytes alone are read", i)
		}
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			damaged(t, bad)
		}
	}
	if _, err := unseal(append(bytes.Clone(good), 0)); err == nil {
		t.Error("a byte too many is read")
	}
}

func damaged(t fataler, data []byte) {
	all, err := unseal(data)
	if err != nil {
		if !errors.Is(err, text.ErrSealed) {
			t.Fatalf("%v", err)
		}
		return
	}
	sealed(t, all)
}

func FuzzUnseal(f *testing.F) {
	f.Add(segment(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 1<<12 {
			damaged(t, data)
		}
	})
}

func TestUnsealStops(t *testing.T) {
	n := 0
	if err := text.Unseal(segment(t), func(text.Entry) bool { n++; return n < 3 }); err != nil || n != 3 {
		t.Errorf("%d entries, %v", n, err)
	}
}
