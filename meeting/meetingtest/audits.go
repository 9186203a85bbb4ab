package meetingtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/meeting"
)

// TestAudit checks that what open returns keeps the contract of meeting.Audit. open returns an empty audit of its own for each part
// of the test.
func TestAudit(t *testing.T, open func(t *testing.T) meeting.Audit) {
	for _, part := range []struct {
		name string
		test func(t *testing.T, a meeting.Audit)
	}{
		{"What was noted is read", testNotes},
		{"A look is cleaned and cut", testLookCleaned},
		{"A look without a time or a kind is refused", testLookRefused},
		{"The head moves with every look", testHead},
		{"Many look at once", testManyLook},
		{"A look that is given up is kept or refused", testLookGivenUp},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, open(t)) })
	}
}

func look(n int) meeting.Look {
	return meeting.Look{
		At: noon.Add(time.Duration(n) * time.Second), Record: []string{"sunflower", "bluebell", ""}[n%3], Person: "ann", Agency: "school",
		Conn: meeting.ConnCommand, Kind: meeting.LookExported, About: fmt.Sprintf("minutes sunflower-%d md everyone", n), Seq: meeting.Seq(n), Reason: "for the file",
	}
}

func looks(t *testing.T, a meeting.Audit, record string, after uint64) []meeting.Look {
	t.Helper()
	var out []meeting.Look
	for l, err := range a.Looks(t.Context(), record, after) {
		if err != nil {
			t.Fatalf("looks at %q after %d: %v", record, after, err)
		}
		out = append(out, l)
	}
	return out
}

func mustNote(t *testing.T, a meeting.Audit, looks ...meeting.Look) {
	t.Helper()
	if err := a.Note(t.Context(), looks...); err != nil {
		t.Fatal(err)
	}
}

func testNotes(t *testing.T, a meeting.Audit) {
	const n = 700 // more than a page of any store
	if got := looks(t, a, "", 0); len(got) != 0 {
		t.Errorf("an empty audit has %d looks", len(got))
	}
	var all []meeting.Look
	for i := range n {
		all = append(all, look(i))
	}
	mustNote(t, a)
	mustNote(t, a, all[:2]...)
	mustNote(t, a, all[2])
	mustNote(t, a, all[3:]...)
	for _, after := range []uint64{0, 1, 255, 256, 257, n - 1, n, n + 5} {
		got := looks(t, a, "", after)
		if want := max(0, n-int(after)); len(got) != want {
			t.Fatalf("after %d come %d looks, want %d", after, len(got), want)
		}
		for i, l := range got {
			want := all[int(after)+i].Cleaned()
			want.Number = after + uint64(i) + 1
			if !l.At.Equal(want.At) || l.At.Location() != time.UTC {
				t.Fatalf("look %d was at %v, want %v", want.Number, l.At, want.At)
			}
			if l.At = want.At; l != want {
				t.Fatalf("look %d is %+v, want %+v", want.Number, l, want)
			}
		}
	}
	got := looks(t, a, "bluebell", 100)
	for i, l := range got {
		if l.Record != "bluebell" || l.Number <= 100 || i > 0 && l.Number <= got[i-1].Number {
			t.Fatalf("look %d at %q comes among those at bluebell after 100", l.Number, l.Record)
		}
	}
	if len(got) != 200 {
		t.Errorf("bluebell was looked at %d times after 100, want 200", len(got))
	}
	for _, err := range a.Looks(t.Context(), "", 0) { // a reader may stop anywhere
		if err != nil {
			t.Error(err)
		}
		break
	}
}

func testLookCleaned(t *testing.T, a meeting.Audit) {
	l := look(0)
	l.About = "minutes \x1b[31m" + strings.Repeat("ä", 1000)
	l.Reason = "two\nlines\u202e"
	l.Person = meeting.PersonID(strings.Repeat("x", 1<<20))
	mustNote(t, a, l)
	got := looks(t, a, "", 0)[0]
	if n := len([]rune(got.About)); n != 300 || strings.ContainsRune(got.About, '\x1b') || !strings.HasPrefix(got.About, "minutes ") {
		t.Errorf("what was looked at is %d characters, %q", n, got.About)
	}
	if got.Reason != "two lines" || len([]rune(string(got.Person))) != 100 {
		t.Errorf("the reason is %q, the person %d characters", got.Reason, len([]rune(string(got.Person))))
	}
}

func testLookRefused(t *testing.T, a meeting.Audit) {
	timeless, kindless := look(0), look(1)
	timeless.At, kindless.Kind = time.Time{}, "\n"
	for _, l := range []meeting.Look{timeless, kindless} {
		if err := a.Note(t.Context(), look(2), l); !errors.Is(err, meeting.ErrRefused) {
			t.Errorf("noting %+v: %v", l, err)
		}
	}
	if got := looks(t, a, "", 0); len(got) != 0 {
		t.Errorf("%d looks were kept of those refused", len(got))
	}
}

func testHead(t *testing.T, a meeting.Audit) {
	head := func() string {
		t.Helper()
		h, err := a.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if h := head(); h != "" {
		t.Errorf("the head of an empty audit is %q", h)
	}
	seen := map[string]bool{}
	for i := range 5 {
		mustNote(t, a, look(0))
		h := head()
		number, sum, _ := strings.Cut(h, " ")
		if number != fmt.Sprint(i+1) || len(sum) != 64 || seen[sum] {
			t.Errorf("after %d looks the head is %q", i+1, h)
		}
		seen[sum] = true
		if h != head() {
			t.Error("the head moved without a look")
		}
	}
}

func testManyLook(t *testing.T, a meeting.Audit) {
	const people, each = 8, 20
	var wg sync.WaitGroup
	for p := range people {
		wg.Go(func() {
			for i := range each {
				l := look(i)
				l.Person = meeting.PersonID(fmt.Sprint(p))
				if err := a.Note(context.Background(), l); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	next := map[meeting.PersonID]int{}
	for i, l := range looks(t, a, "", 0) {
		if l.Number != uint64(i+1) || l.Seq != meeting.Seq(next[l.Person]) {
			t.Fatalf("look %d is number %d, the %dth of %s", i+1, l.Number, l.Seq, l.Person)
		}
		next[l.Person]++
	}
	if len(next) != people || next["0"] != each {
		t.Errorf("looks are missing: %v", next)
	}
}

func testLookGivenUp(t *testing.T, a meeting.Audit) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	want := 1
	if err := a.Note(ctx, look(0)); err == nil {
		want++
	} else {
		wantErr(t, err, meeting.ErrRefused)
	}
	mustNote(t, a, look(1))
	if got := looks(t, a, "", 0); len(got) != want {
		t.Errorf("%d looks, want %d", len(got), want)
	}
}
