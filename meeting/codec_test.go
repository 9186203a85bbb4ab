package meeting

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"oneplan/meeting/text"
)

// fixture is the file that holds one event of a kind and version as a row's body and as JSON. It is written once and never
// changed: every later oneplan has to read it.
func fixture(k kind, version uint64) string {
	return filepath.Join("testdata", "events", fmt.Sprintf("%s-%d.txt", k.name, version))
}

// filled returns a value of the type in which nothing is zero.
func filled(t reflect.Type, name string, n int) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 11, 24, 14, n%60, 0, 5e6, time.UTC)))
	case t == reflect.TypeFor[Day]():
		v.SetString(fmt.Sprintf("2026-11-%02d", 1+n%30))
	case t == reflect.TypeFor[text.Edit]():
		v.Set(reflect.ValueOf(text.Edit{
			Gesture: text.Gesture{Site: 3, N: 4}, After: text.ID{Site: 2, N: 9}, First: 7, Insert: "Sleep, łąka 文",
			Delete: []text.Span{{ID: text.ID{Site: 2, N: 5}, Len: 3}, {ID: text.ID{Site: 1, N: 1}, Len: 1}},
		}))
	case t.Kind() == reflect.String:
		v.SetString(fmt.Sprintf("%s %d “é”", strings.ToLower(name), n))
	case t.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(int64(n + 1))
	case v.CanUint():
		v.SetUint(uint64(n + 1))
	case t.Kind() == reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(filled(t.Elem(), name, n))
	case t.Kind() == reflect.Slice:
		for i := range 2 {
			v = reflect.Append(v, filled(t.Elem(), name, n+i))
		}
	case t.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(filled(t.Key(), name, n), filled(t.Elem(), name, n))
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			v.Field(i).Set(filled(t.Field(i).Type, t.Field(i).Name, n*7+i))
		}
	default:
		panic("no value for " + t.String())
	}
	return v
}

// TestEveryVersionIsReadForEver reads what every released oneplan has written. With ONEPLAN_GOLDEN=rewrite it adds the files that
// are missing; it never rewrites one.
func TestEveryVersionIsReadForEver(t *testing.T) {
	for _, k := range kinds {
		for version := uint64(1); version <= k.version; version++ {
			file := fixture(k, version)
			data, err := os.ReadFile(file)
			if os.IsNotExist(err) && os.Getenv("ONEPLAN_GOLDEN") == "rewrite" && version == k.version {
				body, _, err := Encode([]Event{filled(k.event, k.name, 1).Interface().(Event)})
				if err != nil {
					t.Fatal(err)
				}
				read, err := Decode(body)
				if err != nil {
					t.Fatal(err)
				}
				data = fmt.Appendf(nil, "%x\n%s\n", body, indented(t, read[0]))
				if err := os.WriteFile(file, data, 0o600); err != nil {
					t.Fatal(err)
				}
			} else if err != nil {
				t.Errorf("%v: a version without a file: write it with ONEPLAN_GOLDEN=rewrite", err)
				continue
			}
			line, want, _ := strings.Cut(string(data), "\n")
			body, err := hex.DecodeString(line)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			events, err := Decode(body)
			if err != nil || len(events) != 1 || reflect.TypeOf(events[0]) != k.event {
				t.Errorf("%s: read as %v, %v", file, events, err)
				continue
			}
			if got := indented(t, events[0]); got+"\n" != want {
				t.Errorf("%s is read as\n%s\nwant\n%s", file, got, want)
			}
			if version == k.version {
				if again, name, err := Encode(events); err != nil || name != k.name || !bytes.Equal(again, body) {
					t.Errorf("%s is written anew as %x (%s, %v)", file, again, name, err)
				}
			}
			// Read, it applies to an empty stream without a panic, whatever it is about.
			NewRecord().Apply(Meta{Seq: 1}, events[0])
			NewDirectory().Apply(Meta{Seq: 1}, events[0])
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "events", "*"))
	if err != nil || len(files) < len(kinds) {
		t.Errorf("%d files for %d kinds (%v)", len(files), len(kinds), err)
	}
}

func indented(t *testing.T, e Event) string {
	b, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestKindsAreNumberedOnce: a number stands in the log for ever.
func TestKindsAreNumberedOnce(t *testing.T) {
	numbers, names, types := map[uint64]bool{}, map[string]bool{}, map[reflect.Type]bool{}
	for _, k := range kinds {
		if numbers[k.number] || names[k.name] || types[k.event] || k.name != k.event.Name() || k.version == 0 {
			t.Errorf("kind %d %s is there twice, or misnamed", k.number, k.name)
		}
		numbers[k.number], names[k.name], types[k.event] = true, true, true
	}
}

func TestDecodeRefusesWhatItDoesNotKnow(t *testing.T) {
	body, names, err := Encode([]Event{EntryRemoved{3}, EntryRemoved{4}, CodeRefused{"x"}, EntryRemoved{5}})
	if err != nil || names != "EntryRemoved,CodeRefused,EntryRemoved" {
		t.Fatalf("%s, %v", names, err)
	}
	whole := map[int]bool{0: true}
	for rest := body; len(rest) > 0; {
		rest = rest[3+int(rest[2]):]
		whole[len(body)-len(rest)] = true
	}
	for n := range body {
		if _, err := Decode(body[:n]); (err == nil) != whole[n] {
			t.Errorf("cut after %d bytes: %v", n, err)
		}
	}
	for name, b := range map[string][]byte{
		"an unknown kind":       {99, 1, 2, '{', '}'},
		"a newer version":       {11, 2, 2, '{', '}'},
		"version 0":             {11, 0, 2, '{', '}'},
		"an endless number":     bytes.Repeat([]byte{0xff}, 20),
		"a length beyond it":    {11, 1, 0xff, 0xff, 0xff, 0xff, 0x7f, '{'},
		"no JSON":               {11, 1, 1, '{'},
		"two values":            {11, 1, 4, '{', '}', '{', '}'},
		"a list":                {11, 1, 2, '[', ']'},
		"a text of nothing":     {5, 1, 0},
		"a text without a part": {5, 1, 1, 3},
		"a huge field":          {5, 1, 7, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 0},
		"a huge part":           {5, 1, 4, 1, 0x80, 2, 0},
		"deep nesting":          append([]byte{11, 1, 0xa0, 0x8d, 6}, bytes.Repeat([]byte{'['}, 100000)...),
	} {
		if events, err := Decode(b); err == nil {
			t.Errorf("%s: read as %v", name, events)
		}
	}
	if events, err := Decode(nil); err != nil || len(events) != 0 {
		t.Errorf("no bytes: %v, %v", events, err)
	}
	for _, e := range []Event{nil, &EntryRemoved{3}, AttendanceSet{Attendance: Attendance{From: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}}, TextEdited{}} {
		if _, _, err := Encode([]Event{e}); err == nil {
			t.Errorf("%#v is written", e)
		}
	}
}

// FuzzDecode: hostile bytes neither panic nor cost more memory than a small multiple of their length, and what is read is
// written and read the same.
func FuzzDecode(f *testing.F) {
	for _, k := range kinds {
		data, err := os.ReadFile(fixture(k, 1))
		if err != nil {
			f.Fatal(err)
		}
		body, err := hex.DecodeString(strings.SplitN(string(data), "\n", 2)[0])
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add([]byte{5, 1, 9, 1, 11, 4, 1, 1, 0, 0, 1, 'x'})
	f.Fuzz(func(t *testing.T, body []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		events, err := Decode(body)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(1<<20+200*len(body)) {
			t.Fatalf("%d bytes took %d to read", len(body), used)
		}
		if err != nil {
			return
		}
		again, _, err := Encode(events)
		if err != nil {
			t.Fatalf("read, and not written: %v", err)
		}
		read, err := Decode(again)
		if err != nil {
			t.Fatalf("written, and not read: %v", err)
		}
		one, err1 := json.Marshal(events)
		two, err2 := json.Marshal(read)
		if err1 != nil || err2 != nil || !bytes.Equal(one, two) {
			t.Fatalf("read as %s, then as %s (%v, %v)", one, two, err1, err2)
		}
	})
}

func TestSnapshotRefusesDamage(t *testing.T) {
	r := NewRecord()
	at := time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)
	give := func(c Command) {
		events, err := r.Decide(Authority{Person: "anna", Site: 1, At: at}, c)
		if err != nil {
			t.Fatal(err)
		}
		seq := r.State().Seq + 1
		for _, e := range events {
			r.Apply(Meta{Seq: seq, Actor: "anna", At: at}, e)
		}
	}
	give(CreateRecord{Name: "sunflower", Children: []Person{{Name: "Sam"}}, Creator: Member{Name: "Anna"}})
	give(AddNeed{Statement: "Sleep"})
	snap, err := r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := RestoreRecord(snap); err != nil {
		t.Fatal(err)
	}
	// again packs the snapshot anew with other facts, or other texts.
	again := func(facts func([]byte) []byte, texts func([]keptText) []keptText) func(*Snapshot) {
		return func(s *Snapshot) {
			f, ts, err := unpackSnapshot(s.Data)
			if err != nil {
				t.Fatal(err)
			}
			if facts != nil {
				f = facts(f)
			}
			if texts != nil {
				ts = texts(ts)
			}
			s.Data = packSnapshot(f, ts)
		}
	}
	replace := func(old, by string) func([]byte) []byte {
		return func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(by), 1) }
	}
	for name, change := range map[string]func(*Snapshot){
		"another version":            func(s *Snapshot) { s.Version++ },
		"another row":                func(s *Snapshot) { s.Seq++ },
		"cut":                        func(s *Snapshot) { s.Data = s.Data[:len(s.Data)-1] },
		"empty":                      func(s *Snapshot) { s.Data = nil },
		"a bit flipped in the facts": func(s *Snapshot) { s.Data[20] ^= 4 },
		"a bit flipped in a text":    func(s *Snapshot) { s.Data[len(s.Data)-8] ^= 4 },
		"no state":                   again(func([]byte) []byte { return []byte(`{"State":null}`) }, nil),
		"not an object":              again(func([]byte) []byte { return []byte(`7`) }, nil),
		"no members":                 again(replace(`"Members":[`, `"Members":[null,`), nil),
		"no needs":                   again(replace(`"Needs":[`, `"Needs":[null,`), nil),
		"no actions":                 again(replace(`"Actions":null`, `"Actions":[null]`), nil),
		"no meetings":                again(replace(`"Meetings":null`, `"Meetings":[null]`), nil),
		"an undo of nobody":          again(replace(`"Undo":{"anna":{`, `"Undo":{"bert":null,"anna":{`), nil),
		"a text twice":               again(nil, func(ts []keptText) []keptText { return append(ts, ts[0]) }),
		"a text of nothing": again(nil, func(ts []keptText) []keptText {
			return append(ts, keptText{Field{1 << 30, Notes}, ts[0].data})
		}),
		"a text of noise": again(nil, func(ts []keptText) []keptText {
			return []keptText{{ts[0].field, []byte("noise")}}
		}),
		"more after the texts": func(s *Snapshot) {
			facts, texts, _ := unpackSnapshot(s.Data)
			b := packSnapshot(facts, texts)
			b = append(b[:len(b)-4], 1, 11, 200)
			s.Data = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
		},
	} {
		s := snap
		s.Data = bytes.Clone(s.Data)
		change(&s)
		if bytes.Equal(s.Data, snap.Data) && s.Version == snap.Version && s.Seq == snap.Seq {
			t.Errorf("%s: the test changed nothing", name)
		}
		if _, err := RestoreRecord(s); err == nil {
			t.Errorf("%s: restored", name)
		}
	}
}
