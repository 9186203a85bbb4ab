package screen

import (
	"errors"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// What a room says without an Env at hand is in the language of whoever it is shown to, as Env said last.

// when is a moment to be put into a message, by a layout of package time.
func (e *Env) when(t time.Time, layout words.Msg) words.When {
	return words.When{At: t.In(e.Zone), Layout: layout}
}

// T says a message in this person's language.
func (r *Room) T(m words.Msg, args ...any) string { return r.words.T(m, args...) }

// N says a message about a number of things, its first argument.
func (r *Room) N(n int, one, other words.Msg, args ...any) string {
	return r.words.N(n, one, other, args...)
}

// sentence is an error that is told to people as it is.
type sentence words.Phrase

// refuse returns an error that is told to people as it is.
func refuse(m words.Msg, args ...any) error { return sentence(words.P(m, args...)) }

// Error returns it in English.
func (s sentence) Error() string { return words.Phrase(s).String() }

// In returns it in a language.
func (s sentence) In(l *words.Language) string { return l.Say(words.Phrase(s)) }

// refusal says in this person's language why something was refused.
func (r *Room) refusal(err error) string { return refusalIn(r.words, err) }

// Refusal says in this person's language why something was refused.
func (e *Env) Refusal(err error) string { return refusalIn(e.Words, err) }

// refusalIn says in a language why something was refused.
func refusalIn(l *words.Language, err error) string {
	if x, ok := errors.AsType[interface {
		error
		In(*words.Language) string
	}](err); ok {
		return x.In(l)
	}
	return err.Error()
}

// spoken is a kind, a status or the like of the record: it stands in the log as its English word, and is said as a message.
type spoken interface {
	~string
	Msg() words.Msg
}

// toldOptions makes options of words that stand for themselves, said in a language.
func toldOptions[T spoken](l *words.Language, list []T) []widget.Option {
	out := make([]widget.Option, len(list))
	for i, w := range list {
		out[i] = widget.Option{ID: string(w), Label: l.T(w.Msg())}
	}
	return out
}

// offeredOptions makes options of the words that package meeting offers for what may be said in other words too.
func offeredOptions(l *words.Language, list []string) []widget.Option {
	out := make([]widget.Option, len(list))
	for i, w := range list {
		out[i] = widget.Option{ID: w, Label: meeting.Word(l, w)}
	}
	return out
}
