package screen

import "oneplan/meeting/words"

// What a room says without an Env at hand is in the language of whoever it is shown to, as Env said last.

// T says a message in this person's language.
func (r *Room) T(m words.Msg, args ...any) string { return r.words.T(m, args...) }

// N says a message about a number of things, its first argument.
func (r *Room) N(n int, one, other words.Msg, args ...any) string {
	return r.words.N(n, one, other, args...)
}
