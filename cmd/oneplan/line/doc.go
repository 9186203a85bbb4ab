// Package line is line mode: a meeting, and a person's home, as plain lines to read or to hear with a screen reader, over a poor line, on
// a dumb terminal or in a telephone's ssh app. What happens comes as one line a change; whoever takes part types sentences.
//
// It shows what a seat's View shows and asks for what a seat's Do grants, like the screens: it has no rule of its own about who sees or
// may do what. It must not know of ssh, of rooms or of screens: seats come from outside, and it reads and writes bytes. It uses no colour,
// never moves the cursor, and assumes no width.
//
// The grammar of the sentences is the one table in grammar.go, from which the help is made.
package line

import (
	"context"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// Seat is the person's place at one record.
type Seat interface {
	// Do gives commands. It returns once they are durable, or were refused.
	Do(ctx context.Context, cs ...meeting.Command) (meeting.Result, error)
	// Wait returns the newest Update once it differs from after; at once for 0.
	Wait(ctx context.Context, after meeting.Rev) (meeting.Update, error)
	// Point tells the others where this person is.
	Point(p meeting.Pointer)
	// Hand puts a member's hand up or down.
	Hand(member meeting.ID, up bool) error
	// Site is this connection's site in the record's shared texts.
	Site() text.Site
	// Close gives the seat up.
	Close()
}
