// Package widget holds what screens are built from: rows of styled text, boxes,
// lists, the shared-text editor, forms, dialogs, key hints.
//
// The widgets know nothing of meetings: all words are passed in, all looks come
// from a theme. They are plain structs, not tea.Models: Update takes a Bubble Tea
// message and says what became of it, Draw draws into an area of any
// [uv.Screen]. None of them starts a goroutine, reads a clock or does I/O.
// None is safe for concurrent use.
//
// # Drawing
//
// What costs time is cells, so whatever is drawn more than once is kept as an
// immutable row ([uv.Line]) and handed to the screen by pointer with [Put]: a
// screen that has a PutLine method (tui/frame's) takes an unchanged row for the
// price of a pointer compare. [Line] builds such a row from runs, [Row] keeps
// one until what it shows changes, [Pane] keeps a whole area. Every string goes
// through one measure, grapheme clusters as x/ansi counts them; text that does
// not fit ends in `…`, and a control character never becomes a cell.
//
// # Shared text
//
// [Editor] edits a text.View it does not own. Keys queue up, [Editor.Take]
// gives the owner one edit at a time, and [Editor.Done] or [Editor.Refused]
// says what became of it; see Editor. [TextBox] is the same over a text of
// its own, for what is still private.
package widget
