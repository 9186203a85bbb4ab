// Command load measures how oneplan holds up under people: it builds and starts the real program, connects real ssh
// clients over loopback, each with a terminal of its own, types into them, and says how long a key takes to reach every
// screen and what that costs the server.
//
//	go run ./cmd/load
//
// Three scenarios follow one another, each with a program of its own on a folder that is removed afterwards:
//
//   - one of 8 people types, and everybody watches;
//   - 30 people type at once into one meeting, 5 keys a second each;
//   - 1,000 connections rest, first in the rooms of 100 live meetings of 10, then at home.
//
// A key has arrived when the emulated screen of a client shows it. The keys that are timed are letters that occur once on
// a screen (see marks); a key that some screen does not show in time counts with the whole time that was waited for
// it, so that percentiles never flatter. Everything runs on one machine: what the tool itself uses of it is in the
// table.
//
// Where OpenSSH's server and tmux are installed, the first two scenarios run with the same clients in a
// shared tmux session over an OpenSSH server too, the first key by key in turn, and the figures come as ratios as well. That server has its own
// port, keys and configuration; the system's is not touched.
//
// The table is for people. The lines after it are JSON objects of the form {"figure": "load/8-p99-ms", "value": 4.2}.
//
// It looks at the program from outside only, as any client does, and so imports nothing of oneplan's. Processor time and
// memory are read from /proc, so it runs on Linux.
package main
