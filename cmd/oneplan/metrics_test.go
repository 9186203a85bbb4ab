package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"oneplan/meeting"
)

// TestMetricsTellWhatGoesOn looks at the figures of a demonstration while somebody comes, writes and goes.
func TestMetricsTellWhatGoesOn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	d, err := openDemo(ctx, t.TempDir(), "127.0.0.1:0", slog.New(slog.DiscardHandler), aside{Metrics: "127.0.0.1:0", Pprof: "localhost:0"})
	must(t, err)
	must(t, d.people(ctx, ""))
	stopped := make(chan error, 1)
	go func() { stopped <- d.service.serve(ctx) }()
	profiles, figures := "http://"+d.service.doors[0].addr.String(), "http://"+d.service.doors[1].addr.String()+"/metrics"

	has := func(name string, want float64) {
		t.Helper()
		eventually(t, name, func() bool { return scrape(t, figures)[name] == want })
	}
	has("oneplan_sessions", 0)
	has("oneplan_rooms", 0)
	before := scrape(t, figures)
	client, err := d.dial(amina)
	must(t, err)
	defer client.Close()
	x, err := openLine(client, 100, 30, "join")
	must(t, err)
	must(t, x.sees("─ Notes"))
	has("oneplan_sessions", 1)
	has("oneplan_rooms", 1)
	has("oneplan_open_records", 1)
	has(`oneplan_drops_total{why="stalled"}`, 0)
	must(t, x.types("n"))
	must(t, x.sees("stop writing"))
	for _, key := range []string{"q", "qu", "que"} {
		must(t, x.types(key[len(key)-1:]))
		must(t, x.sees(key))
	}
	after := scrape(t, figures)
	for _, name := range []string{
		"oneplan_append_seconds_count", "oneplan_append_seconds_sum", "oneplan_append_rows_count", "oneplan_append_rows_sum",
		"oneplan_transaction_commits_count", "oneplan_transaction_commits_sum", "oneplan_frame_seconds_count", "oneplan_frame_seconds_sum", "oneplan_terminal_bytes_total",
	} {
		if after[name] <= before[name] {
			t.Errorf("%s was %v and is %v", name, before[name], after[name])
		}
	}
	if n := after["oneplan_append_seconds_count"] - before["oneplan_append_seconds_count"]; n < 3 {
		t.Errorf("%v appends for three keys", n)
	}
	if n := len(x.received(0)); after["oneplan_terminal_bytes_total"] > float64(n) {
		t.Errorf("%v bytes were drawn, and only %d came", after["oneplan_terminal_bytes_total"], n)
	}

	page := get(t, figures)
	for _, private := range []string{demoRecord, "Amina", string(amina), "Kit", client.LocalAddr().String()} {
		if strings.Contains(page, private) {
			t.Errorf("the figures name %q", private)
		}
	}
	if !strings.Contains(get(t, profiles+"/debug/pprof/"), "goroutine") {
		t.Error("there are no profiles")
	}

	client.Close()
	has("oneplan_sessions", 0)
	has("oneplan_rooms", 0)
	cancel()
	must(t, <-stopped)
	for _, door := range d.service.doors {
		if c, err := net.Dial("tcp", door.addr.String()); err == nil {
			c.Close()
			t.Errorf("%v goes on after the service", door.addr)
		}
	}
}

// get fetches a page.
func get(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	must(t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	must(t, err)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s: %s", url, res.Status, b)
	}
	return string(b)
}

// scrape reads the figures, by name and labels.
func scrape(t *testing.T, url string) map[string]float64 {
	t.Helper()
	got := map[string]float64{}
	for lines := bufio.NewScanner(strings.NewReader(get(t, url))); lines.Scan(); {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(value, 64); ok && err == nil {
			got[name] = v
		}
	}
	return got
}

// TestSideDoorsAreRefused: profiles stay on the machine, and a door that cannot be opened keeps the service from starting.
func TestSideDoorsAreRefused(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer taken.Close()
	for _, tt := range []struct {
		asked aside
		says  string
	}{
		{aside{Pprof: ":0"}, "could be reached from other machines"},
		{aside{Pprof: "0.0.0.0:0"}, "could be reached from other machines"},
		{aside{Pprof: "[::]:0"}, "could be reached from other machines"},
		{aside{Pprof: "192.0.2.1:6060"}, "could be reached from other machines"},
		{aside{Pprof: "6060"}, "is no address"},
		{aside{Pprof: taken.Addr().String()}, "choose another one"},
		{aside{Metrics: "6060"}, "is no address"},
		{aside{Pprof: "127.0.0.1:0", Metrics: taken.Addr().String()}, "choose another one"},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		_, err := open(t.Context(), setup{data: dir, listen: "127.0.0.1:0", log: slog.New(slog.DiscardHandler), aside: tt.asked})
		if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "nothing was started") {
			t.Errorf("%+v: %v", tt.asked, err)
		}
		if left, _ := filepath.Glob(dir); len(left) > 0 {
			t.Errorf("%+v: there is a data folder", tt.asked)
		}
	}
}

// failingLog fails as it is told.
type failingLog struct {
	meeting.Log
	err error
}

func (l failingLog) Append(context.Context, meeting.Commit) error { return l.err }

// TestFailedAppendsAreCounted: a failure is counted under what it was, and not among the times.
func TestFailedAppendsAreCounted(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	ended, end := context.WithCancel(t.Context())
	end()
	for _, tt := range []struct {
		ctx context.Context
		err error
		how string
	}{
		{t.Context(), errors.Join(meeting.ErrConflict), "conflict"},
		{t.Context(), errors.Join(meeting.ErrRefused), "refused"},
		{t.Context(), errors.Join(meeting.ErrDoubt), "doubt"},
		{t.Context(), errors.New("something else"), "doubt"},
		{ended, context.Canceled, "ended"},
	} {
		if err := m.log(failingLog{err: tt.err}).Append(tt.ctx, meeting.Commit{}); !errors.Is(err, tt.err) {
			t.Errorf("%v became %v", tt.err, err)
		}
	}
	families, err := m.registry.Gather()
	must(t, err)
	got := map[string]float64{}
	for _, f := range families {
		switch f.GetName() {
		case "oneplan_append_failures_total":
			for _, c := range f.GetMetric() {
				got[c.GetLabel()[0].GetValue()] = c.GetCounter().GetValue()
			}
		case "oneplan_append_seconds":
			got["times"] = float64(f.GetMetric()[0].GetHistogram().GetSampleCount())
		}
	}
	want := map[string]float64{"conflict": 1, "refused": 1, "doubt": 2, "ended": 1, "times": 0}
	for how, n := range want {
		if got[how] != n {
			t.Errorf("%s: %v, want %v", how, got[how], n)
		}
	}
	if l := (failingLog{}); (*metrics)(nil).log(l) != meeting.Log(l) {
		t.Error("a log is measured although nobody asked")
	}
}
