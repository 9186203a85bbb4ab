package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/directory"
	"oneplan/meeting/meetingtest/figure"
	"oneplan/store"
)

func newBank(tb testing.TB) *store.Bank {
	tb.Helper()
	b, err := store.OpenBank(context.Background(), tb.TempDir(), nil)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := b.Close(); err != nil {
			tb.Error(err)
		}
	})
	return b
}

var bankDay = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func takeIn(tb testing.TB, b *store.Bank, in string, whole bool) *directory.Report {
	tb.Helper()
	rep, err := b.Import(context.Background(), strings.NewReader(in), store.ImportOptions{Person: "ann", At: bankDay, Whole: whole})
	if err != nil {
		tb.Fatal(err)
	}
	return rep
}

func search(tb testing.TB, b *store.Bank, q directory.Query) directory.Found {
	tb.Helper()
	f, err := b.Search(context.Background(), q)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func names(f directory.Found) string {
	var out []string
	for _, h := range f.Hits {
		out = append(out, h.ID)
	}
	return strings.Join(out, " ")
}

// small is a directory of five services.
const small = `[
{"id": "sleep", "name": "Sleep clinic", "status": "active", "description": "Help with sleep for children", "minimum_age": 1, "maximum_age": 18,
 "assured_date": "2026-09-01", "attributes": [{"id": "1", "taxonomy_term": {"id": "s", "name": "Sleep and rest"}}],
 "phones": [{"id": "p", "number": "01234 5"}],
 "service_at_locations": [{"id": "l", "location": {"id": "o", "name": "Clinic", "latitude": 51.48, "longitude": -3.18, "addresses": [{"id": "a", "address_1": "1 Road", "city": "Northtown", "postal_code": "NT1 2AB"}]}}]},
{"id": "autism", "name": "Autism family group", "status": "active", "description": "For parents. Talk about sleep, school and play", "organization": {"id": "x", "name": "Café Créatif"},
 "service_at_locations": [{"id": "l2", "location": {"id": "o2", "name": "Hall", "latitude": 51.6, "longitude": -3.2, "addresses": [{"id": "a", "address_1": "2 Road", "city": "Southtown", "postal_code": "ST4 1AA"}]}}]},
{"id": "speech", "name": "Speech and language therapy", "status": "active", "description": "Communication", "maximum_age": 5, "service_areas": [{"id": "1", "name": "Westshire"}]},
{"id": "teen", "name": "Counselling for teenagers", "status": "temporarily closed", "description": "Sleep, worries", "minimum_age": 13},
{"id": "old", "name": "The old sleep line", "status": "defunct", "description": "Gone"}
]`

func TestBankSearch(t *testing.T) {
	b := newBank(t)
	if rep := takeIn(t, b, small, false); rep.Taken != 5 || rep.Skipped.Count != 0 || rep.Warned.Count != 0 {
		t.Fatalf("%+v", rep)
	}
	age := func(a float64) *float64 { return &a }
	for name, x := range map[string]struct {
		q    directory.Query
		want string
	}{
		"everything":            {directory.Query{}, "autism sleep speech teen"},
		"name before text":      {directory.Query{Words: "sleep"}, "sleep autism teen"},
		"as it is typed":        {directory.Query{Words: "sle"}, "sleep autism teen"},
		"two words":             {directory.Query{Words: "Sleep SCHOOL"}, "autism"},
		"two letters swapped":   {directory.Query{Words: "autsim"}, "autism"},
		"a letter left out":     {directory.Query{Words: "coucelling"}, "teen"},
		"mistaken and unended":  {directory.Query{Words: "languge thera"}, "speech"},
		"no marks":              {directory.Query{Words: "cafe creatif"}, "autism"},
		"marks":                 {directory.Query{Words: "CAFÉ"}, "autism"},
		"more than one":         {directory.Query{Words: "therapies"}, "speech"},
		"age":                   {directory.Query{Age: age(6)}, "sleep autism"},
		"age at its end":        {directory.Query{Age: age(5.5), Words: "speech"}, "speech"},
		"age and words":         {directory.Query{Age: age(15), Words: "sleep"}, "sleep autism teen"},
		"need":                  {directory.Query{Need: "rest"}, "sleep"},
		"town":                  {directory.Query{Near: "northtown"}, "sleep autism"},
		"town, as it is typed":  {directory.Query{Near: "south", Words: "sleep"}, "sleep autism"},
		"postcode":              {directory.Query{Near: "st4 1aa", Words: "group"}, "autism"},
		"half a postcode":       {directory.Query{Near: "NT1", Words: "clinic"}, "sleep"},
		"area":                  {directory.Query{Near: "Westshire"}, "speech"},
		"closed too":            {directory.Query{Words: "old line", Closed: true}, "old"},
		"nothing":               {directory.Query{Words: "zzzzzz"}, ""},
		"an operator's letters": {directory.Query{Words: `sleep" OR name:* AND NOT (`}, "autism sleep"},
		"some of the words":     {directory.Query{Words: "speech clinic"}, "sleep speech"},
	} {
		t.Run(name, func(t *testing.T) {
			f := search(t, b, x.q)
			got := names(f)
			if name == "some of the words" || name == "an operator's letters" {
				ids := strings.Fields(got)
				slices.Sort(ids)
				got = strings.Join(ids, " ")
			}
			if got != x.want || f.Total != len(f.Hits) {
				t.Errorf("%q, not %q: %+v", got, x.want, f)
			}
		})
	}
	f := search(t, b, directory.Query{Words: "autsim", Near: "Northtown"})
	if f.Read["autsim"] != "autism" || f.Hits[0].Miles == nil || *f.Hits[0].Miles < 5 || *f.Hits[0].Miles > 12 || f.All != 3 {
		t.Errorf("%+v", f)
	}
	if f := search(t, b, directory.Query{Near: "Nowhere"}); !f.Nowhere || len(f.Hits) > 0 {
		t.Errorf("%+v", f)
	}
	if ts := b.Terms(); len(ts) != 1 || ts[0] != (directory.Term{Name: "Sleep and rest", Services: 1}) {
		t.Errorf("%v", ts)
	}
}

// TestBankImportsAgain imports the same directory again, a changed one, a short one, and one that is whole.
func TestBankImportsAgain(t *testing.T) {
	b := newBank(t)
	takeIn(t, b, small, false)
	if rep := takeIn(t, b, small, false); rep.Same != 5 || rep.Taken+rep.Changed+rep.Gone != 0 {
		t.Errorf("again: %+v", rep)
	}
	if rep := takeIn(t, b, strings.Replace(small, "Sleep clinic", "Sleep centre", 1), false); rep.Same != 4 || rep.Changed != 1 {
		t.Errorf("changed: %+v", rep)
	}
	if got := names(search(t, b, directory.Query{Words: "centre"})); got != "sleep" {
		t.Errorf("the new name finds %q", got)
	}
	if got := names(search(t, b, directory.Query{Words: "sleep clinic"})); got != "sleep" { // its place is called so still
		t.Errorf("the old name finds %q", got)
	}
	page := `{"contents": [{"id": "sleep", "name": "Sleep clinic", "status": "active", "description": "Better"}], "total_pages": 4}`
	if rep := takeIn(t, b, page, false); rep.Changed != 1 || !rep.Partial {
		t.Errorf("page: %+v", rep)
	}
	s, gone, err := b.Service(t.Context(), "sleep")
	if err != nil || gone != "" || s.Description != "Better" || len(s.Phones) != 1 || len(s.Locations) != 1 {
		t.Errorf("a list took something away: %+v %v", s, err)
	}
	if _, err := b.Import(t.Context(), strings.NewReader(page), store.ImportOptions{At: bankDay, Whole: true}); meeting.CodeOf(err) != meeting.Invalid {
		t.Errorf("a page was taken for the whole: %v", err)
	}
	whole := `[{"id": "new", "name": "New", "status": "active", "description": "n"}, {"id": "autism", "name": "Autism family group", "status": "active", "description": "n"}]`
	if rep := takeIn(t, b, whole, true); rep.Taken != 1 || rep.Changed != 1 || rep.Gone != 4 {
		t.Errorf("whole: %+v", rep)
	}
	if got := names(search(t, b, directory.Query{Closed: true})); got != "autism new" {
		t.Errorf("what is there is %q", got)
	}
	if s, gone, err := b.Service(t.Context(), "sleep"); err != nil || gone != "2026-11-20" || s.Name != "Sleep clinic" {
		t.Errorf("what is gone is not known by its id: %v %q", err, gone)
	}
	if rep := takeIn(t, b, small, false); rep.Taken != 4 || rep.Changed != 1 {
		t.Errorf("back again: %+v", rep)
	}
	if got := names(search(t, b, directory.Query{Words: "sleep clinic"})); got != "sleep" {
		t.Errorf("%q", got)
	}
	ims, err := b.Imports(t.Context(), 10)
	if err != nil || len(ims) != 6 || ims[0].Person != "ann" || ims[0].Report.Taken != 4 || !ims[0].At.Equal(bankDay) {
		t.Errorf("%+v %v", ims, err)
	}
	if _, _, err := b.Service(t.Context(), "nothing"); meeting.CodeOf(err) != meeting.NotFound {
		t.Error(err)
	}
}

// stubborn gives a directory piece by piece, and then fails.
type stubborn struct {
	io.Reader
	err error
}

func (s *stubborn) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = s.err
	}
	return n, err
}

// TestBankTakesNothingByHalves breaks imports off in several ways: nothing of them is there.
func TestBankTakesNothingByHalves(t *testing.T) {
	dir := t.TempDir()
	b, err := store.OpenBank(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	takeIn(t, b, small, false)
	lots := made(t, 300)
	for name, in := range map[string]io.Reader{
		"cut":       strings.NewReader(lots[:len(lots)-500]),
		"line lost": &stubborn{strings.NewReader(lots[:len(lots)/2]), errors.New("the line was lost")},
		"garbage":   strings.NewReader(lots[:len(lots)/2] + "}}}}"),
	} {
		rep, err := b.Import(t.Context(), in, store.ImportOptions{At: bankDay, Whole: true})
		if err == nil || !strings.Contains(err.Error(), "othing") || rep.Read == 0 {
			t.Errorf("%s: %v, %+v", name, err, rep)
		}
		if f := search(t, b, directory.Query{}); f.Total != 4 {
			t.Errorf("%s: %d services", name, f.Total)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = b.Import(ctx, strings.NewReader(lots), store.ImportOptions{At: bankDay, Progress: func(n int, _ int64) {
		if n == 200 {
			cancel()
		}
	}})
	if err == nil {
		t.Error("a cancelled import went on")
	}
	if rep, err := b.Import(t.Context(), strings.NewReader(lots), store.ImportOptions{At: bankDay, Dry: true}); err != nil || rep.Taken != 300 {
		t.Errorf("%+v %v", rep, err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err = store.OpenBank(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if f := search(t, b, directory.Query{Closed: true}); f.Total != 5 {
		t.Errorf("%d services", f.Total)
	}
	if ims, err := b.Imports(t.Context(), 10); err != nil || len(ims) != 1 {
		t.Errorf("%d imports, %v", len(ims), err)
	}
}

// TestBankSearchesWhileImporting keeps an import waiting in the middle: searches are answered, and a second import is refused.
func TestBankSearchesWhileImporting(t *testing.T) {
	b := newBank(t)
	takeIn(t, b, small, false)
	in, out := io.Pipe()
	done := make(chan error, 1)
	at := make(chan struct{}, 100)
	go func() {
		_, err := b.Import(context.WithoutCancel(t.Context()), in, store.ImportOptions{At: bankDay, Progress: func(int, int64) { at <- struct{}{} }})
		done <- err
	}()
	lots := made(t, 500)
	if _, err := io.WriteString(out, lots[:len(lots)-5000]); err != nil {
		t.Fatal(err)
	}
	<-at
	if f := search(t, b, directory.Query{Words: "sleep"}); names(f) != "sleep autism teen" {
		t.Errorf("%+v", f)
	}
	if _, err := b.Import(t.Context(), strings.NewReader(small), store.ImportOptions{At: bankDay}); meeting.CodeOf(err) != meeting.Stage {
		t.Error(err)
	}
	if _, err := io.WriteString(out, lots[len(lots)-5000:]); err != nil {
		t.Fatal(err)
	}
	_ = out.Close()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if f := search(t, b, directory.Query{}); f.All != 503 {
		t.Errorf("%+v", f)
	}
}

// BenchmarkBank imports an invented directory of 20,000 services, and searches it as people type.
func BenchmarkBank(b *testing.B) {
	lots := made(b, 20_000)
	bank := newBank(b)
	began := time.Now()
	rep := takeIn(b, bank, lots, false)
	took := time.Since(began)
	if rep.Taken != 20_000 {
		b.Fatalf("%+v", rep)
	}
	b.Logf("%d MB", len(lots)>>20)
	age := 7.0
	var queries []directory.Query
	for _, full := range []string{
		"sleep clinic northtown", "autsim", "speech and languge", "counselling", "epilepsy nurses", "benefits advice", "children", "the", "deaf", "ring before you come",
		"portage home visiting", "wheelchair transport", "anxi" + "oty", "young carers club", "zzzzzz", "s", "families",
	} {
		for i := 1; i <= len(full); i++ {
			queries = append(queries, directory.Query{Words: full[:i]})
		}
		queries = append(queries, directory.Query{Words: full, Age: &age, Near: "Kingsmead"}, directory.Query{Words: full, Need: "sleep"}, directory.Query{Age: &age, Near: "NT5"})
	}
	var took99 []time.Duration
	for b.Loop() {
		for _, q := range queries {
			at := time.Now()
			search(b, bank, q)
			took99 = append(took99, time.Since(at))
		}
	}
	slowest, at := time.Duration(0), 0
	for i, d := range took99 {
		if d > slowest {
			slowest, at = d, i
		}
	}
	b.Logf("%d searches, p50 %v, p99 %v, slowest %v: %+v", len(took99), quantile(took99, .5), quantile(took99, .99), slowest, queries[at%len(queries)])
	figure.Report(b, "bank/search-p99-ms", float64(quantile(took99, .99).Microseconds())/1000)
	figure.Report(b, "bank/import-20k-s", took.Seconds())
	if f := search(b, bank, directory.Query{Words: "autsim"}); len(f.Hits) == 0 || fmt.Sprint(f.Read) != "map[autsim:autism]" {
		b.Errorf("%+v", f)
	}
}
