package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"oneplan/meeting/meetingtest/figure"
)

// line is one line of the table.
type line struct {
	place, what string
	cores       float64 // of the server
	ownCores    float64 // of this tool
	bytes       float64 // for each key and screen, encrypted
	reads       float64 // for each key and screen
	rate        float64 // keys a second
	each        float64 // milliseconds of the server's processor for each key
	megabytes   float64 // of the server, resident
}

// result is what typing came to.
type result struct {
	line
	name           string // in figures: "8"
	samples        int
	missed         int
	echo, watchers []time.Duration
}

func newResult(p *place, what string, people int) *result {
	return &result{line: line{place: p.name, what: what}, name: fmt.Sprint(people)}
}

// add takes a settled sample in.
func (r *result) add(s *sample, missed int) {
	r.samples++
	r.missed += missed
	for i, d := range s.took {
		if i == s.typist {
			r.echo = append(r.echo, d)
		} else {
			r.watchers = append(r.watchers, d)
		}
	}
}

// quantile is the q-quantile of sorted times in milliseconds, by the nearest rank.
func quantile(sorted []time.Duration, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	i := int(math.Ceil(q*float64(len(sorted)))) - 1
	return float64(sorted[max(i, 0)]) / float64(time.Millisecond)
}

// report gathers what is printed at the end.
type report struct {
	table   []string // cells of a line, separated by tabs
	figures []told
	theirs  map[string]float64 // tmux's figures, by the names of ours
	notes   []string
}

// told is a figure to be told at the end.
type told struct {
	name  string
	value float64
}

// add keeps a figure of a place.
func (r *report) add(place, name string, value float64) {
	name = "load/" + name
	if place == "oneplan" {
		r.figures = append(r.figures, told{name, value})
		return
	}
	if r.theirs == nil {
		r.theirs = map[string]float64{}
	}
	r.theirs[name] = value
}

func (r *report) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// typed takes the result of typing in.
func (r *report) typed(x *result) {
	for _, side := range []struct {
		who, figure string
		took        []time.Duration
	}{{"typist", "-echo", x.echo}, {"others", "", x.watchers}} {
		slices.Sort(side.took)
		p50, p90, p99, most := quantile(side.took, .5), quantile(side.took, .9), quantile(side.took, .99), quantile(side.took, 1)
		cells := []string{x.place, x.what, side.who, fmt.Sprint(len(side.took)), ms(p50), ms(p90), ms(p99), ms(most)}
		if side.who == "others" {
			cells = append(cells, fmt.Sprint(x.missed), fmt.Sprintf("%.0f", x.rate), fmt.Sprintf("%.0f", x.bytes), fmt.Sprintf("%.2f", x.reads), fmt.Sprintf("%.2f", x.each), cores(x.cores), cores(x.ownCores), "")
		} else {
			cells = append(cells, "", "", "", "", "", "", "", "")
		}
		r.table = append(r.table, strings.Join(cells, "\t"))
		if len(side.took) > 0 {
			r.add(x.place, x.name+side.figure+"-p50-ms", p50)
			r.add(x.place, x.name+side.figure+"-p99-ms", p99)
		}
	}
	r.add(x.place, x.name+"-bytes-per-key", x.bytes)
	r.add(x.place, x.name+"-reads-per-key", x.reads)
	r.add(x.place, x.name+"-cpu-ms-per-key", x.each)
	if x.missed > 0 {
		r.note("%s, %s: %d of %d arrivals took longer than %v, or never came; they count as that long.",
			x.place, x.what, x.missed, len(x.echo)+len(x.watchers), longest)
	}
}

// rested takes in what connections cost that did nothing, with the bytes that all of them got in a second.
func (r *report) rested(l line, rate float64) {
	r.table = append(r.table, strings.Join([]string{
		l.place, l.what, "", "", "", "", "", "", "", "", "", "", "", cores(l.cores), cores(l.ownCores), fmt.Sprintf("%.0f", l.megabytes),
	}, "\t"))
	r.note("%s, %s: %.0f bytes a second to all of them together.", l.place, l.what, rate)
}

// ratios puts our figures over tmux's.
func (r *report) ratios() {
	for _, f := range slices.Clone(r.figures) {
		if theirs := r.theirs[f.name]; theirs > 0 {
			name := strings.TrimSuffix(strings.TrimSuffix(f.name, "-ms"), "-per-key") + "-over-tmux"
			r.figures = append(r.figures, told{name, f.value / theirs})
		}
	}
}

func ms(v float64) string    { return fmt.Sprintf("%.1f", v) }
func cores(v float64) string { return fmt.Sprintf("%.2f", v) }

// write prints the table, the notes and the figures.
func (r *report) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "server\tscenario\tto\tarrivals\tp50 ms\tp90 ms\tp99 ms\tmost ms\tlate\tkeys/s\tB/key\treads/key\tms/key\tcores\town cores\tMB")
	for _, l := range r.table {
		fmt.Fprintln(t, l)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "B/key and reads/key: what each client's connection read, encrypted, for each key that anybody typed. ms/key: of the server's")
	fmt.Fprintln(w, "processor, for each key. cores: of the server; own cores: of this tool, on the same machine. MB: millions of bytes resident in the server.")
	for _, n := range r.notes {
		fmt.Fprintln(w, n)
	}
	fmt.Fprintln(w)
	for _, f := range r.figures {
		if err := figure.Append(f.name, f.value); err != nil {
			return err
		}
	}
	return nil
}
