package meeting

import (
	"context"
	"time"
)

// Stay is when somebody was last in a record's rooms, and when the time before that: what they left behind is at Last, and while they
// are there again, at Before.
type Stay struct {
	Last, Before Parting
}

// Parting is the moment in which somebody left: the time, and the record's last row then. The zero value is never.
type Parting struct {
	Seq Seq
	At  time.Time
}

// sameStay is how soon somebody comes back to the same stay: a line is lost, a lid is shut.
const sameStay = time.Hour

// Left returns the stays once somebody who came at came has left.
func (v Stay) Left(came time.Time, now Parting) Stay {
	if v.Last.At.IsZero() || came.Sub(v.Last.At) < sameStay {
		return Stay{Last: now, Before: v.Before}
	}
	return Stay{Last: now, Before: v.Last}
}

// Since returns when somebody was there last, before the stay that they are on since came.
func (v Stay) Since(came time.Time) Parting {
	if !v.Last.At.IsZero() && came.Sub(v.Last.At) < sameStay {
		return v.Before
	}
	return v.Last
}

// Stays keeps who was last in which record's rooms when. It is no part of any record, and losing it loses nothing of one. It is safe for
// concurrent use.
type Stays interface {
	// Stay returns somebody's stays to a record; the zero Stay for none.
	Stay(ctx context.Context, record string, who PersonID) (Stay, error)
	// KeepStay keeps them in place of older ones.
	KeepStay(ctx context.Context, record string, who PersonID, v Stay) error
}

// History is what a viewer needs to move through a record's past.
type History struct {
	Steps []Step
	View  *View   // the record as it is after the last step
	Since Parting // when the viewer was last there; zero: never, or nobody knows
}
