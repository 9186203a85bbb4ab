package text_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"oneplan/meeting/text"

	"pgregory.net/rapid"
)

// edits makes edits that some text might accept.
var edits = rapid.Custom(func(t *rapid.T) text.Edit {
	some := rapid.OneOf(rapid.Uint32Range(1, 300), rapid.Uint32Range(1, 1<<32-1))
	place := rapid.Uint32Range(1, text.MaxLen/64)
	id := func() text.ID { return text.ID{Site: text.Site(some.Draw(t, "site")), N: place.Draw(t, "n")} }
	gesture := func() text.Gesture {
		return text.Gesture{Site: text.Site(some.Draw(t, "site")), N: some.Draw(t, "gesture")}
	}
	e := text.Edit{Gesture: gesture()}
	kind := rapid.IntRange(0, 4).Draw(t, "kind")
	if kind == 4 {
		e.Turn = rapid.SampledFrom([]text.Turn{text.Undo, text.Redo}).Draw(t, "turn")
		e.Target = gesture()
		return e
	}
	if kind != 0 {
		e.Insert = words.Draw(t, "words")
		e.First = rapid.Uint32Range(0, text.MaxLen).Draw(t, "first")
		switch rapid.IntRange(0, 2).Draw(t, "after") {
		case 0:
			e.After = id()
		case 1:
			if e.First > 1 {
				e.After = text.ID{Site: e.Gesture.Site, N: e.First - 1}
			}
		}
	}
	if kind != 1 {
		for range rapid.IntRange(1, 4).Draw(t, "spans") {
			e.Delete = append(e.Delete, text.Span{ID: id(), Len: rapid.Uint32Range(1, text.MaxLen/64).Draw(t, "length")})
		}
	}
	return e
})

func TestEditRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := edits.Draw(t, "edit")
		b, err := e.AppendBinary([]byte("kept"))
		if err != nil || !bytes.HasPrefix(b, []byte("kept")) {
			t.Fatalf("%+v: %v", e, err)
		}
		b = b[4:]
		var got text.Edit
		if err := got.UnmarshalBinary(b); err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		if !reflect.DeepEqual(got, e) {
			t.Fatalf("got %+v, want %+v", got, e)
		}
		if n := rapid.IntRange(0, len(b)-1).Draw(t, "cut"); got.UnmarshalBinary(b[:n]) == nil {
			t.Fatalf("%d of %d bytes were enough", n, len(b))
		}
		if got.UnmarshalBinary(append(b, 0)) == nil {
			t.Fatal("a byte too many was read over")
		}
		if !reflect.DeepEqual(got, e) {
			t.Fatal("a failed read changed the edit")
		}
	})
}

// An edit that was typed costs little in the log.
func TestTypedEditIsSmall(t *testing.T) {
	e := text.Edit{
		Gesture: text.Gesture{Site: 40, N: 300}, After: text.ID{Site: 40, N: 5000},
		First: 5001, Insert: "a",
	}
	if b, _ := e.AppendBinary(nil); len(b) > 9 {
		t.Fatalf("%d bytes", len(b))
	}
}

func FuzzEditUnmarshal(f *testing.F) {
	for _, e := range []text.Edit{
		{Gesture: text.Gesture{Site: 1, N: 1}, Insert: "héllo\n"},
		{Gesture: text.Gesture{Site: 1, N: 1}, After: text.ID{Site: 1, N: 6}, First: 7, Insert: "🙂"},
		{Gesture: text.Gesture{Site: 2, N: 9}, Delete: []text.Span{{ID: text.ID{Site: 1, N: 1}, Len: 4}, {ID: text.ID{Site: 9, N: 300}, Len: 1}}},
		{Gesture: text.Gesture{Site: 2, N: 9}, Turn: text.Undo, Target: text.Gesture{Site: 1, N: 4}},
	} {
		b, err := e.AppendBinary(nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte{hasDelete, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		var e text.Edit
		if e.UnmarshalBinary(b) != nil {
			if !reflect.DeepEqual(e, text.Edit{}) {
				t.Fatal("a failed read changed the edit")
			}
			return
		}
		again, err := e.AppendBinary(nil)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x was read as %+v, which is written as %x: %v", b, e, again, err)
		}
		x := text.New()
		x.Apply(1, e)
		x.Apply(2, x.Assign(e))
		if err := x.Verify(); err != nil {
			t.Fatal(err)
		}
	})
}

// hasDelete is the flag of an encoded edit that says spans follow.
const hasDelete = 8

func TestHostileCountsAllocateLittle(t *testing.T) {
	b := append([]byte{hasDelete, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f}, make([]byte, 100)...)
	n := testing.AllocsPerRun(10, func() {
		var e text.Edit
		if e.UnmarshalBinary(b) == nil {
			t.Fatal("read")
		}
	})
	if n > 2 {
		t.Fatalf("%v allocations", n)
	}
}

func TestCheckRefuses(t *testing.T) {
	x := text.New()
	g := func(s text.Site, n uint32) text.Gesture { return text.Gesture{Site: s, N: n} }
	x.Apply(1, text.Edit{Gesture: g(1, 2), First: 1, Insert: "hello"})
	x.Apply(2, text.Edit{Gesture: g(2, 1), First: 1, Insert: "x"})
	x.Apply(3, text.Edit{Gesture: g(2, 2), Turn: text.Undo, Target: g(2, 1)})
	span := func(s text.Site, n, k uint32) []text.Span { return []text.Span{{ID: text.ID{Site: s, N: n}, Len: k}} }
	full := text.New()
	for i := range uint32(text.MaxLen / text.MaxInsert) {
		e := full.Assign(text.Edit{Gesture: g(1, i+1), Insert: strings.Repeat("a", text.MaxInsert)})
		if err := full.Check(e); err != nil {
			t.Fatal(err)
		}
		full.Apply(1, e)
	}
	if err := full.Verify(); err != nil || full.View().Len() != text.MaxLen {
		t.Fatal(err, full.View().Len())
	}
	for name, c := range map[string]struct {
		on   *text.Text
		e    text.Edit
		want error
	}{
		"nothing":               {x, text.Edit{Gesture: g(1, 3)}, text.ErrMalformed},
		"no site":               {x, text.Edit{Gesture: g(0, 3), First: 6, Insert: "a"}, text.ErrMalformed},
		"no gesture":            {x, text.Edit{Gesture: g(1, 0), First: 6, Insert: "a"}, text.ErrMalformed},
		"gesture going down":    {x, text.Edit{Gesture: g(1, 1), First: 6, Insert: "a"}, text.ErrOrder},
		"gesture undone":        {x, text.Edit{Gesture: g(2, 1), First: 2, Insert: "a"}, text.ErrOrder},
		"not assigned":          {x, text.Edit{Gesture: g(1, 3), Insert: "a"}, text.ErrOrder},
		"first too high":        {x, text.Edit{Gesture: g(1, 3), First: 7, Insert: "a"}, text.ErrOrder},
		"first too low":         {x, text.Edit{Gesture: g(1, 3), First: 5, Insert: "a"}, text.ErrOrder},
		"after unknown site":    {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "a", After: text.ID{Site: 9, N: 1}}, text.ErrUnknown},
		"after unknown":         {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "a", After: text.ID{Site: 1, N: 6}}, text.ErrUnknown},
		"after no number":       {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "a", After: text.ID{Site: 1}}, text.ErrMalformed},
		"after no site":         {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "a", After: text.ID{N: 1}}, text.ErrMalformed},
		"after without insert":  {x, text.Edit{Gesture: g(1, 3), After: text.ID{Site: 1, N: 1}, Delete: span(1, 1, 1)}, text.ErrMalformed},
		"control":               {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "a\x1b[m"}, text.ErrUnclean},
		"invalid UTF-8":         {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "a\xff"}, text.ErrUnclean},
		"not NFC":               {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "e\u0301"}, text.ErrUnclean},
		"too long":              {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: strings.Repeat("a", text.MaxInsert+1)}, text.ErrLong},
		"full":                  {full, text.Edit{Gesture: g(2, 1), First: 1, Insert: "a"}, text.ErrFull},
		"deletes too far":       {x, text.Edit{Gesture: g(1, 3), Delete: span(1, 1, 6)}, text.ErrUnknown},
		"deletes unknown site":  {x, text.Edit{Gesture: g(1, 3), Delete: span(7, 1, 1)}, text.ErrUnknown},
		"deletes nothing":       {x, text.Edit{Gesture: g(1, 3), Delete: span(1, 1, 0)}, text.ErrMalformed},
		"deletes the start":     {x, text.Edit{Gesture: g(1, 3), Delete: span(0, 0, 1)}, text.ErrMalformed},
		"deletes past all":      {x, text.Edit{Gesture: g(1, 3), Delete: span(1, 1<<32-1, 1<<32-1)}, text.ErrMalformed},
		"deletes its own":       {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "a", Delete: span(1, 6, 1)}, text.ErrUnknown},
		"undo of unknown":       {x, text.Edit{Gesture: g(1, 3), Turn: text.Undo, Target: g(1, 1)}, text.ErrUnknown},
		"undo of nobody":        {x, text.Edit{Gesture: g(1, 3), Turn: text.Undo, Target: g(8, 1)}, text.ErrUnknown},
		"undo of nothing":       {x, text.Edit{Gesture: g(1, 3), Turn: text.Undo}, text.ErrMalformed},
		"undo twice":            {x, text.Edit{Gesture: g(2, 2), Turn: text.Undo, Target: g(2, 1)}, text.ErrTurned},
		"redo of what stands":   {x, text.Edit{Gesture: g(1, 3), Turn: text.Redo, Target: g(1, 2)}, text.ErrTurned},
		"undo that inserts":     {x, text.Edit{Gesture: g(1, 3), Turn: text.Undo, Target: g(1, 2), First: 6, Insert: "a"}, text.ErrMalformed},
		"undo of an undo":       {x, text.Edit{Gesture: g(2, 3), Turn: text.Undo, Target: g(2, 2)}, text.ErrUnknown},
		"unknown turn":          {x, text.Edit{Gesture: g(1, 3), Turn: 3, Target: g(1, 2)}, text.ErrMalformed},
		"target without a turn": {x, text.Edit{Gesture: g(1, 3), First: 6, Insert: "a", Target: g(1, 2)}, text.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.on.Check(c.e); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			before, _ := c.on.AppendBinary(nil)
			if !errors.Is(c.want, text.ErrUnclean) || !strings.ContainsAny(c.e.Insert, "\x1b\u0301") {
				c.on.Apply(9, c.e)
			}
			if after, _ := c.on.AppendBinary(nil); !bytes.Equal(before, after) {
				t.Error("a refused edit changed something")
			}
		})
	}
}
