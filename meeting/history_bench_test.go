package meeting_test

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest/figure"
	"oneplan/meeting/text"
)

// longDesk is a record whose notes were typed key by key as the trace automerge-paper has it, 259,778 edits in one text.
func longDesk(b *testing.B) (*desk, meeting.Field) {
	b.Helper()
	dir := os.Getenv("ONEPLAN_TRACES")
	for up := "."; dir == "" && len(up) < 40; up = filepath.Join(up, "..") {
		if d := filepath.Join(up, "shared", "data", "traces"); exists(d) {
			dir = d
		}
	}
	f, err := os.Open(filepath.Join(dir, "automerge-paper.json.gz"))
	if err != nil {
		figure.LeftOut(b, "The editing traces are not here, so history/automerge-paper is left out.")
	}
	defer f.Close() //nolint:errcheck // only read
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	var trace struct {
		Txns []struct{ Patches [][3]any }
	}
	if err := json.NewDecoder(z).Decode(&trace); err != nil {
		b.Fatal(err)
	}
	d := deskAt(b, live)
	field, site := d.notes(1), d.authority(keyworker).Site
	x := text.New()
	for _, t := range trace.Txns {
		for _, p := range t.Patches {
			pos, del, ins := int(p[0].(float64)), int(p[1].(float64)), p[2].(string)
			if del == 0 && ins == "" {
				continue
			}
			e := x.Assign(x.Replace(text.Gesture{Site: site, N: uint32(d.seq/50 + 100)}, pos, pos+del, ins))
			x.Apply(uint64(d.seq), e)
			d.seq++
			d.at = d.at.Add(150 * time.Millisecond)
			body, kinds, err := meeting.Encode([]meeting.Event{meeting.TextEdited{Field: field, Edit: e}})
			if err != nil {
				b.Fatal(err)
			}
			d.rows = append(d.rows, meeting.Row{Seq: d.seq, Actor: keyworker, At: d.at, Kinds: kinds, Body: body})
		}
	}
	return d, field
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// BenchmarkPastOfLongText is what it takes to show a long text as it was at any row, the median: the machine may be busy.
func BenchmarkPastOfLongText(b *testing.B) {
	d, field := longDesk(b)
	began := time.Now()
	c := chronicle(b, d)
	read := time.Since(began)
	for _, row := range d.rows[d.state().Seq:] {
		replay(b, d.r, row)
	}
	v := d.view(keyworker)
	began = time.Now()
	steps := c.Steps(v)
	named := time.Since(began)
	i := 0
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		seq := meeting.Seq(len(d.rows) * (i*7919%997 + 1) / 1000)
		if v.At(c.State(seq)).Text(field).Len() == 0 && seq > d.seq/2 {
			b.Fatal("no text")
		}
		took = append(took, time.Since(began))
		i++
	}
	b.ReportMetric(millis(read), "read-ms")
	b.ReportMetric(millis(named), "steps-ms")
	b.ReportMetric(float64(len(steps)), "steps")
	figure.Report(b, "history/automerge-paper/past-ms", millis(median(took)))
}

// BenchmarkStepsOfMeeting steps back through a long meeting: what one step costs until it can be drawn, the median, and what opening the
// history costs.
func BenchmarkStepsOfMeeting(b *testing.B) {
	d := busyDesk(b)
	for i := range 6000 {
		d.at = d.at.Add(700 * time.Millisecond)
		p := []meeting.PersonID{parent, keyworker, practitioner}[i/40%3]
		if _, err := d.try(d.authority(p), d.edit(p, d.notes(i/600%8), "what was said, "[i%15:][:1])); err != nil {
			b.Fatal(err)
		}
	}
	c, v := chronicle(b, d), d.view(parent)
	began := time.Now()
	steps := c.Steps(v)
	opened := time.Since(began)
	i := len(steps)
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if i--; i < 1 {
			i = len(steps) - 1
		}
		if before, then := v.At(c.State(steps[i-1].Seq)), v.At(c.State(steps[i].Seq)); len(meeting.Changes(before, then, d.at)) == 0 && steps[i].Facts {
			b.Fatalf("step %d changed nothing", i)
		}
		took = append(took, time.Since(began))
	}
	b.ReportMetric(millis(opened), "open-ms")
	b.ReportMetric(float64(len(steps)), "steps")
	figure.Report(b, "history/step-ms", millis(median(took)))
}

func median(ds []time.Duration) time.Duration {
	slices.Sort(ds)
	return ds[len(ds)/2]
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
