package meeting_test

import (
	"sync"
	"testing"

	"oneplan/meeting"
)

// TestManyReadARestoredText has several people look at the texts of a restored record for the first time while its writer goes on
// in them.
func TestManyReadARestoredText(t *testing.T) {
	d := deskAt(t, live)
	d.do(parent, d.edit(parent, d.notes(1), "He slept through four nights."))
	want := d.state()
	snap, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if d.r, err = meeting.RestoreRecord(snap); err != nil {
		t.Fatal(err)
	}
	restored := d.r.State()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for f, v := range want.Texts {
				if got := restored.Text(f).String(); got != v.String() {
					t.Errorf("the text of %v is %q, want %q", f, got, v.String())
				}
			}
		})
	}
	d.do(parent, d.edit(parent, d.notes(1), "And one badly. "))
	wg.Wait()
	if got := d.state().Text(d.notes(1)).Len(); got != want.Text(d.notes(1)).Len()+len("And one badly. ") {
		t.Errorf("the text has %d characters", got)
	}
	if restored.Text(d.notes(1)).String() != want.Text(d.notes(1)).String() {
		t.Error("an edit changed a published state")
	}
}
