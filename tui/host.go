package tui

import (
	"context"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/tui/screen"
)

// Host is what the app needs of the service, for the one person at this terminal.
type Host interface {
	// Home returns what the person's home shows once it differs from after; at once for 0.
	Home(ctx context.Context, after meeting.Rev) (meeting.Home, error)
	// Sit takes a seat on a record, or refuses with a *meeting.Error.
	Sit(ctx context.Context, record string) (Seat, error)
	// Draft returns what the person had typed under a name and not saved when a connection was lost.
	Draft(name string) string
	// KeepDraft keeps text under a name; an empty text forgets it.
	KeepDraft(name, text string)
	// SettleDraft takes text off the front of what is kept under a name: it is saved now. It is called even
	// if the connection has just been lost, so that nothing comes back twice.
	SettleDraft(name, text string)
}

// Desk is what a Host can do beside the records: a host that is none has no urgent access.
type Desk interface {
	// OpenUrgently gives the person urgent access to a record, or refuses with a *meeting.Error.
	OpenUrgently(ctx context.Context, record, reason string) error
	// Serve gives a command to the service, as the person.
	Serve(ctx context.Context, c meeting.Command) error
}

// Watched is a Seat that tells who looked at its record: the newest last, of the last three months. It refuses with a *meeting.Error
// whoever may not know that.
type Watched interface {
	Looks(ctx context.Context) ([]screen.Looked, error)
}

// PasteCut tells the app that a paste was too long, and how many bytes of its end were dropped.
type PasteCut struct{ Dropped int }

// Seat is the person's place at one record.
type Seat interface {
	// Do gives commands. It returns once they are durable, or were refused.
	Do(ctx context.Context, cs ...meeting.Command) (meeting.Result, error)
	// Wait returns the newest Update once it differs from after; at once for 0.
	Wait(ctx context.Context, after meeting.Rev) (meeting.Update, error)
	// Point tells the others where this screen is.
	Point(p meeting.Pointer)
	// Hand puts a member's hand up or down.
	Hand(member meeting.ID, up bool) error
	// History returns the steps in which what the person may see came about. progress, if not nil, is told how much of
	// the log has been read.
	History(ctx context.Context, progress func(done, total int)) (meeting.History, error)
	// Past returns what the person may be shown of the record as it was after each of these steps.
	Past(ctx context.Context, steps ...meeting.Seq) ([]*meeting.View, error)
	// Wrote returns who wrote a character of a shared text, and when.
	Wrote(ctx context.Context, f meeting.Field, char text.ID) (meeting.Wrote, error)
	// Site is this connection's site in the record's shared texts.
	Site() text.Site
	// Close gives the seat up.
	Close()
}
