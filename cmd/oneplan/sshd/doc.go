// Package sshd is oneplan's door: the ssh server that finds out who is
// calling, keeps hostile or broken clients from harming anyone else, and hands
// each session to the application as a [Terminal] (interactive) or a
// [Command] (one-shot).
//
// It knows connections, keys, codes, terminals and limits. It must not know
// meetings, records or screens: who may come in is asked of a [Door], and what
// a session does is decided by the two callbacks in [Config].
//
// One connection passes through these hands, in this order:
//
//   - gate: how many connections there may be, whose turn it is, and which
//     half-open one makes room for a newcomer;
//   - auth: a known key, or a new key and the code from a letter, or the code
//     alone; the identity comes only from what was proven;
//   - channel: a filter in front of the library's session handling, which
//     answers everything about terminals itself and refuses the rest;
//   - Terminal with its Input and Output, or Command: what the application
//     sees;
//   - [RunProgram]: a Bubble Tea program on a Terminal.
//
// The library's stock session handling is not safe on a network: five bytes
// typed by a client end the process, the size in a pty request decides how
// much memory is used, an early window change hangs the session, and one
// stalled terminal stops everyone. The tests in this package hold a proof of
// each remedy.
package sshd
