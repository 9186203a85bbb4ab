package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options are the sizes of the scenarios.
type options struct {
	only    []string // scenarios to run: one, crowd, rest
	program string   // a built oneplan; "": build it
	tmux    bool
	limit   time.Duration

	watchers int // scenario one: people, the typist included
	keys     int
	gap      time.Duration

	typists    int // scenario crowd
	pace       time.Duration
	typingTime time.Duration

	resting  int // scenario rest: connections
	meetings int
	busy     bool // somebody types in every meeting before all rest
	rest     time.Duration

	profile string // write a processor profile of the crowd there, and do nothing else
}

// The scenarios.
const (
	scenarioOne   = "one"
	scenarioCrowd = "crowd"
	scenarioRest  = "rest"
)

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("load", flag.ContinueOnError)
	f.SetOutput(errOut)
	only := f.String("only", strings.Join([]string{scenarioOne, scenarioCrowd, scenarioRest}, ","), "scenarios to run")
	f.StringVar(&o.program, "oneplan", "", "a built oneplan to measure; without it, this source is built")
	f.BoolVar(&o.tmux, "tmux", true, "measure tmux over OpenSSH beside it, if both are installed")
	f.DurationVar(&o.limit, "limit", 10*time.Minute, "the longest that all of it may take")
	f.IntVar(&o.watchers, "clients", 8, "one: people in the meeting, the typist included")
	f.IntVar(&o.keys, "keys", 200, "one: keys to type and time")
	f.DurationVar(&o.gap, "gap", 60*time.Millisecond, "one: pause after a key was seen")
	f.IntVar(&o.typists, "typists", 30, "crowd: people in the meeting, all typing")
	f.DurationVar(&o.pace, "pace", 200*time.Millisecond, "crowd: time between two keys of one person")
	f.DurationVar(&o.typingTime, "typing", 10*time.Second, "crowd: how long they type")
	f.IntVar(&o.resting, "resting", 1000, "rest: connections")
	f.IntVar(&o.meetings, "meetings", 100, "rest: meetings that they are spread over")
	f.BoolVar(&o.busy, "busy", true, "rest: before they rest, one person types in every meeting")
	f.DurationVar(&o.rest, "rest", 10*time.Second, "rest: how long")
	f.StringVar(&o.profile, "profile", "", "write a processor profile of the crowd to this `file`, and measure nothing else")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.only = strings.Split(*only, ",")
	for _, s := range o.only {
		if !slices.Contains([]string{scenarioOne, scenarioCrowd, scenarioRest}, s) {
			return o, fmt.Errorf("there is no scenario %q: choose among one, crowd and rest", s)
		}
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("%q is too much: there are only flags", f.Arg(0))
	case o.watchers < 2 || o.typists < 2 || o.resting < 1 || o.meetings < 1 || o.keys < 1:
		return o, errors.New("there must be at least two people, one key, one connection and one meeting")
	case o.watchers > 200 || o.typists > 50 || o.resting > 2000 || o.meetings > o.resting:
		return o, errors.New("that is more than one screen shows or one machine measures: at most 200 watchers, 50 typists, 2,000 connections, and a meeting for each")
	case o.gap < 0 || o.pace < time.Millisecond || o.typingTime < turns*o.pace || o.rest < time.Second:
		return o, errors.New("those times are too short to measure anything")
	}
	return o, nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	o, err := parse(os.Args[1:], os.Stderr)
	if err == nil {
		err = run(ctx, o, os.Stdout, os.Stderr)
	}
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// run measures everything that o asks for and writes the table and the figures to out; errOut hears how far it is.
func run(ctx context.Context, o options, out, errOut io.Writer) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, fmt.Errorf("it took longer than %v, and was stopped", o.limit))
	defer cancel()
	defer func() {
		if cause := context.Cause(ctx); err != nil && cause != nil {
			err = cause
		}
	}()
	if err := raiseDescriptors(); err != nil {
		return err
	}
	adopt()
	defer bury()
	dir, err := os.MkdirTemp("", "oneplan-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b, err := newBench(ctx, dir, o, errOut)
	if err != nil {
		return err
	}
	if o.profile != "" {
		return b.profile(ctx)
	}
	servers := []func(context.Context) (*place, error){b.demo}
	switch missing := lackingForTmux(); {
	case !o.tmux:
	case missing != "":
		b.report.note("No comparison with tmux over OpenSSH: %s is not installed here.", missing)
	default:
		servers = append(servers, b.tmux)
	}
	if slices.Contains(o.only, scenarioOne) {
		if err := b.together(ctx, servers, b.one); err != nil {
			return err
		}
	}
	if slices.Contains(o.only, scenarioCrowd) {
		if err := b.together(ctx, servers, b.crowd); err != nil {
			return err
		}
	}
	b.report.ratios()
	if slices.Contains(o.only, scenarioRest) {
		if err := b.resting(ctx); err != nil {
			return err
		}
	}
	return b.report.write(out)
}

// bench is one run of the tool.
type bench struct {
	options
	dir     string // everything that is made is in it
	program string
	key     *identity
	started int
	report  *report
	errOut  io.Writer
}

func newBench(ctx context.Context, dir string, o options, errOut io.Writer) (*bench, error) {
	b := &bench{options: o, dir: dir, program: o.program, report: &report{}, errOut: errOut}
	var err error
	if b.key, err = newIdentity(filepath.Join(dir, "key")); err != nil {
		return nil, err
	}
	if b.program == "" {
		b.say("building oneplan")
		b.program = filepath.Join(dir, "oneplan")
		err = build(ctx, b.program)
	} else {
		b.program, err = filepath.Abs(b.program)
	}
	return b, err
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.errOut, format+"\n", args...) }

// folder makes a new folder for one server.
func (b *bench) folder() (string, error) {
	b.started++
	dir := filepath.Join(b.dir, fmt.Sprint(b.started))
	return dir, os.Mkdir(dir, 0o700) //nolint:gosec // in the tool's own folder
}

// together starts servers, has a scenario run at them and stops them.
func (b *bench) together(ctx context.Context, servers []func(context.Context) (*place, error), scenario func(context.Context, ...*place) error) error {
	var places []*place
	defer func() {
		for _, p := range places {
			p.close()
		}
	}()
	for _, open := range servers {
		p, err := open(ctx)
		if err != nil {
			return err
		}
		places = append(places, p)
	}
	return scenario(ctx, places...)
}
