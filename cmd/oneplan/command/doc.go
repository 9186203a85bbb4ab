// Package command runs what can be asked of oneplan in one line: "ssh HOST minutes sunflower-3". It parses the line,
// does or shows it with the caller's own permissions, and returns the exit status.
//
// It is given a caller, a [room.Hub] and three streams. It must not know of ssh, files or the machine it runs on; the
// clock and randomness are given to it too. Everything that it writes passes one gate, which drops control characters.
//
// Names may be shortened as long as they stay unique among what the caller may see. The value of a flag goes on until the
// next word that begins with --, since ssh hands the words of a line on without their quotes.
package command
