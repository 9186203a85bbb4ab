package room

import (
	"context"
	"errors"
	"strings"
	"syscall"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

var (
	// ErrStopping is what everything returns once the Hub is closing. Nothing was written.
	ErrStopping error = &told{"the service is restarting: nothing more was written, come back in a minute", nil}
	// ErrClosed is what a Seat returns once it was closed. Nothing was written.
	ErrClosed error = &told{"this seat was given up: nothing more was written, sit down again", nil}

	errEnded    = refusal(meeting.Ended, "Your access here has ended: nothing more was written, ask the keyworker or whoever invited you.")
	errNotFound = refusal(meeting.NotFound, "There is nothing of that name that you may see.")
	errNobody   = refusal(meeting.Forbidden, "Only somebody with an account can do that: ask an administrator.")
	errTooMuch  = refusal(meeting.Invalid, "That is too much at once: nothing was written, please do it in parts.")
	errBroken   = refusal(meeting.Invalid, "The service could not make sense of that: nothing was written, and whoever runs it will find why in its log.")
	errThere    = refusal(meeting.Stage, "The chair is in the room or has been gone for less than a minute: wait a moment, or ask them to hand over.")
	errTaken    = refusal(meeting.Invalid, "There is a record of that name already: choose another name.")
	errShared   = refusal(meeting.Forbidden, "This screen is shared by everyone in the room: use a screen of your own for that.")
	errPass     = refusal(meeting.Forbidden, "Your code is for one meeting only: for anything else you need a key, ask whoever invited you.")
)

func refusal(c meeting.Code, m words.Msg, args ...any) error { return meeting.Refuse(c, m, args...) }

// errUnread marks a log that writes, but cannot be read back.
var errUnread = errors.New("the log cannot be read back")

// full reports whether the store has no space. It cannot be asked by type: the cause may be of the
// system or of a database that this package does not know.
func full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || strings.Contains(err.Error(), "disk is full")
}

// sentence says to people why nothing can be saved.
func sentence(err error) words.Msg {
	switch {
	case errors.Is(err, errUnread):
		return "The service cannot read this record back from its disk: nothing new is saved, what you typed stays here with you, please tell whoever runs the service."
	case full(err):
		return "The disk of the service is full: nothing new is saved, what you typed stays here with you, please tell whoever runs the service."
	}
	return "The service could not write to its disk: everything shown is safe, what you typed since stays here with you, it is trying again."
}

// told is an error that says one sentence to people and keeps its cause for the service.
type told struct {
	text  words.Msg
	cause error
}

func (e *told) Error() string               { return e.In(nil) }
func (e *told) In(l *words.Language) string { return l.T(e.text) }
func (e *told) Unwrap() error               { return e.cause }

// waited is the error of a Do that is not waited for any more.
func (s *stream) waited(ctx context.Context) error {
	if why := s.saved.get().Why(); why != "" {
		return &told{why, ctx.Err()}
	}
	return &told{"This took too long: look whether it was saved before you repeat it.", ctx.Err()}
}
