package line

import (
	"context"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Reply is what was said to one sentence.
type Reply struct {
	Lines []string
	Data  []Entry // where it told of things: the same for programs
}

// ErrUnclear reports whether a refusal means that a sentence was not understood, so that nothing was asked for.
func ErrUnclear(err error) bool { return asMistake(err, new(mistake)) }

// Once does what one sentence says at a meeting, without being there: nobody sees somebody come or go. What was typed goes through
// the same grammar and the same permissions as in Follow. It answers in the language l.
func Once(ctx context.Context, seat Seat, record string, id meeting.ID, zone *time.Location, l *words.Language, said string) (Reply, error) {
	u, err := seat.Wait(ctx, 0)
	if err != nil {
		return Reply{}, err
	}
	p := NewPlace(record, id, zone, u)
	p.site, p.Words = seat.Site(), l
	a, err := p.read(said)
	if err != nil {
		return Reply{}, err
	}
	switch {
	case a.form != nil:
		return Reply{}, unclear("Say it whole, in one line: “do %s help %s” says how.", p.name(), firstWords(l, said))
	case a.command != nil:
		return Reply{}, unclear("Ask for that by itself, as in “%s”.", strings.Join(a.command, " "))
	case a.leave, a.more, a.hand != nil && len(a.commands) == 0:
		return Reply{}, unclear("That makes sense only at the meeting: “follow %s” goes there.", p.name())
	}
	out := Reply{Lines: clean(a.lines), Data: a.data}
	for next := &a; next != nil; {
		x := *next
		next = nil
		if len(x.commands) == 0 {
			break
		}
		r, err := seat.Do(ctx, x.commands...)
		if err != nil {
			return out, err
		}
		if u, err = seat.Wait(ctx, 0); err != nil {
			return out, err
		}
		p.see(u)
		if x.said != nil {
			if s := x.said(p, r); s != "" {
				out.Lines = append(out.Lines, flat(full(s)))
			}
		}
		if x.then != nil {
			more := x.then(p, r)
			next = &more
		}
	}
	return out, nil
}

// firstWords returns the words that the verb of a sentence is.
func firstWords(l *words.Language, said string) string {
	v, _, err := understand(verbs, l, said)
	if err != nil {
		return ""
	}
	return v.beginnings(l)[0]
}
