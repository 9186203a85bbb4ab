// Package frame turns what a screen wants to show into the bytes a terminal
// needs: cells, the difference to what the terminal already shows, one write.
//
// It exists because a stock renderer flushes on a ticker and compares whole
// buffers: every keystroke in a meeting redraws thirty terminals, so here an
// unchanged row costs a pointer compare and a frame is written when it is
// drawn. Callers hand over immutable rows of cells with [Screen.PutLine], or
// draw cell by cell through [uv.Screen]; both may be mixed, the later one wins.
//
// It is also the one gate to a terminal. Whatever text reaches a cell, no
// control byte, C1 control, bidi control, tag or other invisible formatting
// character of it is ever written, hyperlinks are dropped, and a cell whose
// content is not as wide as it claims is replaced: columns stay straight and
// nobody's words act on somebody else's terminal.
//
// The package knows no screen of ours, no meeting, no keys and no ssh. Its
// writer is expected not to block; see [Pacer] for how often to draw.
package frame
