package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oneplan/meeting/meetingtest/figure"
)

// TestOneTypes runs the first scenario, small, at the real program.
func TestOneTypes(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	file := filepath.Join(t.TempDir(), "figures")
	t.Setenv(figure.File, file)
	o, err := parse([]string{"-only", "one", "-clients", "3", "-keys", "20", "-gap", "10ms", "-tmux=false"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(t.Context(), o, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	lines, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := figures(t, string(lines))
	for _, name := range []string{"load/3-echo-p50-ms", "load/3-echo-p99-ms", "load/3-p50-ms", "load/3-p99-ms", "load/3-bytes-per-key"} {
		if v, there := got[name]; !there || v <= 0 {
			t.Errorf("%s is %v, there: %v", name, v, there)
		}
	}
	if got["load/3-p99-ms"] < got["load/3-p50-ms"] {
		t.Errorf("p99 is less than p50: %v", got)
	}
	if got["load/3-p99-ms"] >= float64(longest.Milliseconds()) {
		t.Errorf("a key did not reach every screen:\n%s", out.String())
	}
	for _, cell := range []string{"1 of 3 types", "typist  20 ", "others  40 "} {
		if !strings.Contains(out.String(), cell) {
			t.Errorf("the table does not say %q:\n%s", cell, out.String())
		}
	}
	left, err := filepath.Glob(filepath.Join(tmp, "oneplan-load-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left behind (%v)", left, err)
	}
}

// figures reads the lines of JSON.
func figures(t *testing.T, out string) map[string]float64 {
	t.Helper()
	got := map[string]float64{}
	for lines := bufio.NewScanner(strings.NewReader(out)); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "{") {
			continue
		}
		var f struct {
			Figure string
			Value  float64
		}
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Errorf("%s: %v", lines.Text(), err)
		}
		got[f.Figure] = f.Value
	}
	return got
}

// TestStopsInTime asks for more than the limit leaves time for: the tool says so, and leaves nothing behind.
func TestStopsInTime(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	o, err := parse([]string{"-only", "one", "-clients", "2", "-gap", "1h", "-tmux=false", "-limit", "4s"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	err = run(t.Context(), o, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "longer than 4s") {
		t.Errorf("run = %v", err)
	}
	left, err := filepath.Glob(filepath.Join(tmp, "oneplan-load-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left behind (%v)", left, err)
	}
}

// TestScreenSeesMarks feeds a screen by hand: a mark counts from the bytes that put it on the screen, also if they come in
// pieces, and not while only its bytes came.
func TestScreenSeesMarks(t *testing.T) {
	s := newScreen(rows)
	t.Cleanup(func() { _ = s.vt.Close() })
	clients := []*client{{screen: s, keys: nopCloser{io.Discard}}}
	var marks marker
	write := func(p string) {
		if _, err := s.Write([]byte(p)); err != nil {
			t.Fatal(err)
		}
	}
	arrived := func(x *sample) bool {
		select {
		case <-x.all:
			return true
		default:
			return false
		}
	}
	press := func() *sample {
		x, err := press(clients, 0, marks.next())
		if err != nil {
			t.Fatal(err)
		}
		return x
	}

	whole := press()
	write("\x1b[5;5Hab" + string(whole.mark))
	if !arrived(whole) {
		t.Error("a mark that shows has not arrived")
	}
	split := press()
	b := string(split.mark)
	write("x" + b[:1])
	write(b[1:2])
	if arrived(split) {
		t.Error("half a mark has arrived")
	}
	write(b[2:] + "y")
	if !arrived(split) {
		t.Error("a mark in pieces has not arrived")
	}
	hidden := press()
	write("\x1b]0;" + string(hidden.mark) + "\x07") // a title is not on the screen
	if arrived(hidden) {
		t.Error("a mark in the title has arrived")
	}
	write(string(hidden.mark))
	if !arrived(hidden) {
		t.Error("a mark that shows after its title has not arrived")
	}

	lost := press()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if missed := lost.settle(ctx, clients); missed != 1 || lost.took[0] != longest || len(s.waits) != 0 {
		t.Errorf("a lost key: %d missed, it took %v, %d waited for", missed, lost.took[0], len(s.waits))
	}
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func TestQuantile(t *testing.T) {
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1)*time.Millisecond)
	}
	for _, tt := range []struct {
		of      []time.Duration
		q, want float64
	}{{hundred, .5, 50}, {hundred, .99, 99}, {hundred, 1, 100}, {hundred, 0, 1}, {hundred[:1], .99, 1}} {
		if got := quantile(tt.of, tt.q); got != tt.want {
			t.Errorf("the %v quantile of %d = %v, want %v", tt.q, len(tt.of), got, tt.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, args := range [][]string{
		{"-only", "two"}, {"more"}, {"-clients", "1"}, {"-resting", "100000"}, {"-meetings", "5", "-resting", "4"}, {"-typing", "1us"},
	} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v: accepted", args)
		}
	}
	if _, err := parse([]string{"-h"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: %v", err)
	}
}

// TestCPU burns some processor time and finds it.
func TestCPU(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("there is no /proc here")
	}
	before, err := cpuOfTrees(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for deadline := time.Now().Add(20 * time.Second); ; n++ {
		if n%1000 != 0 {
			continue
		}
		now, err := cpuOf(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if now >= before+5*clockTick {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("no processor time is counted")
		}
	}
	if after, err := cpuOfTrees(os.Getpid()); err != nil || after < before+5*clockTick {
		t.Errorf("%v before, %v after (%v)", before, after, err)
	}
}
