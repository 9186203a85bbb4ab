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
// # Messages
//
// Update says what became of a message: [Ignored] ones are the caller's to use,
// [Chosen] and [Cancelled] end a dialog. Mouse messages have the screen's
// coordinates; each widget knows where it was last drawn. Key hints and help
// ([KeyBar], [Help]) are made from the bindings that Update matches.
//
// # Shared text
//
// [Editor] edits a text.View it does not own. Its owner's part, for one editor:
//
//	if ed.Update(msg, now) == widget.Ignored { … }    // a key
//	ed.SetView(view.Text(field))                      // a newer text arrived
//	if in, ok := ed.Take(); ok { send(in) }           // after each of these
//	ed.Done(view.Text(field)) or ed.Refused()         // what was sent is in, or is not
//
// [TextBox] is the same over a text of its own, for what is still private;
// [LineInput] is one line of it with completion, [Form] several fields.
package widget
