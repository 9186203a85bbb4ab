package line

import (
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// T says a message as the person reads it.
func (p *Place) T(m words.Msg, args ...any) string { return p.Words.T(m, args...) }

// N says a message about a number of things, as words.Language does.
func (p *Place) N(n int, one, other words.Msg, args ...any) string {
	return p.Words.N(n, one, other, args...)
}

// does says what a member does: you, if whoever listens is meant; they, which begins with the name, of anybody else.
func (p *Place) does(id meeting.ID, you, they words.Msg, args ...any) string {
	if id != 0 && id == p.me().ID {
		return p.T(you, args...)
	}
	return p.T(they, append([]any{p.view().NameOf(id)}, args...)...)
}

// day says a day.
func (p *Place) day(d meeting.Day) string { return d.In(p.Words, p.today()) }

// at says a time, where the service is.
func (p *Place) at(t time.Time) string { return meeting.TimeIn(p.Words, t.In(p.Zone), p.today()) }

// listed puts names into a sentence: "Jo, Tom and Sara".
func (p *Place) listed(names []string) string { return p.Words.List(names) }

// Said says what went wrong in a language, as far as it can be said there.
func Said(l *words.Language, err error) string {
	if in, ok := err.(interface { //nolint:errorlint // what wraps a refusal says more than the refusal
		In(l *words.Language) string
	}); ok {
		return in.In(l)
	}
	return err.Error()
}

// A word that is typed is a message with “typed” before it. Where there are several ways to type it, they are parted by |. English is
// always understood, and beside it what the person reads.

// The words of sentences that stand behind how they begin.
const (
	typedAction   words.Msg = "typed:\x04action"
	typedAll      words.Msg = "typed:\x04all"
	typedAnd      words.Msg = "typed:\x04and"
	typedBecause  words.Msg = "typed:\x04because"
	typedBy       words.Msg = "typed:\x04by"
	typedCancel   words.Msg = "typed:\x04cancel"
	typedDecision words.Msg = "typed:\x04decision"
	typedFor      words.Msg = "typed:\x04for"
	typedHome     words.Msg = "typed:\x04home"
	typedItem     words.Msg = "typed:\x04item"
	typedMe       words.Msg = "typed:\x04me|myself"
	typedNeed     words.Msg = "typed:\x04need|worry|strength"
	typedNobody   words.Msg = "typed:\x04nobody"
	typedNote     words.Msg = "typed:\x04note"
	typedOutcome  words.Msg = "typed:\x04outcome|goal"
	typedTo       words.Msg = "typed:\x04to"
	typedUnder    words.Msg = "typed:\x04under"
	typedUntil    words.Msg = "typed:\x04until"
)

// ways are those to type a word, in small letters.
func (p *Place) ways(m words.Msg) []string {
	out := strings.Split((*words.Language)(nil).T(m), "|")
	if said := p.T(m); said != strings.Join(out, "|") {
		out = append(out, strings.Split(strings.ToLower(said), "|")...)
	}
	return out
}

// typed reports whether this word was typed.
func (p *Place) typed(s string, m words.Msg) bool {
	for _, w := range p.ways(m) {
		if strings.EqualFold(s, w) {
			return true
		}
	}
	return false
}

// without takes a word off the front, if something follows it.
func (p *Place) without(s string, m words.Msg) (string, bool) {
	for _, w := range p.ways(m) {
		if rest, ok := strings.CutPrefix(s, w+" "); ok {
			return rest, true
		}
	}
	return s, false
}

// word is something that is chosen by its name.
type word interface {
	~string
	Msg() words.Msg
}

// oneOf lists what can be chosen.
func oneOf[T word](p *Place, all []T) string {
	var out []string
	for _, a := range all {
		out = append(out, p.T(a.Msg()))
	}
	return strings.Join(out, ", ")
}

// among finds what was typed among what can be chosen.
func among[T word](p *Place, typed string, all []T) (T, bool) {
	for _, a := range all {
		if strings.EqualFold(typed, string(a)) || strings.EqualFold(typed, p.T(a.Msg())) {
			return a, true
		}
	}
	return "", false
}

// begins finds what can be chosen that what was typed begins with, and what follows it.
func begins[T word](p *Place, typed string, all []T) (found T, rest string, ok bool) {
	for _, a := range all {
		for _, w := range []string{string(a), p.T(a.Msg())} {
			if n := len(w); len(typed) >= n && strings.EqualFold(typed[:n], w) {
				found, rest, ok = a, typed[n:], true
			}
		}
	}
	return found, rest, ok
}
