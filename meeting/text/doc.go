// Package text holds one field of shared text: the notes of an agenda item, the
// statement of a need, the wording of an action.
//
// A text is a list of characters, each with an ID that it keeps for ever, deleted
// or not. An Edit says "insert this after that character" and "delete these
// characters", so an edit made against an older text still means the same when it
// arrives late: nothing is transformed, and after a conflict it is applied
// unchanged. Every copy that applies the same edits in the same order holds the
// same text; the order is the log's.
//
// A character is visible while the gesture that inserted it is not undone and no
// delete mark on it belongs to a gesture that is not undone. Undo therefore only
// ever turns one gesture off: it hides what that gesture inserted and withdraws
// that gesture's own delete marks, and can never touch what somebody else wrote.
//
// Text is the engine, with one writer. It publishes Views: immutable, cheap,
// shared freely between goroutines, and never holding a deleted character's text.
// A room applies an edit to its engine, appends it to the log, and publishes the
// View only once the log has it; when the log refuses, the engine is loaded again.
//
// The whole past is at hand: At and RunsAt give the text as it was, Origin says who
// inserted a character and when, and Seal packs edits for keeping.
//
// Positions and lengths are counted in runes. Grapheme clusters are the editor's
// business: they are never coordinates of an edit, and composing a character with
// an accent that was inserted separately is left to whoever draws the text.
//
// The package knows nothing of meetings, people, permissions, logs or screens, and
// has no I/O, no clock and no randomness.
package text
