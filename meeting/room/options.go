package room

import (
	"crypto/rand"
	"log/slog"
	"time"

	"oneplan/meeting"
)

// Options are what a Hub needs from outside, and its times. The zero value is what a service
// runs with.
type Options struct {
	// Now is the clock; time.Now if nil. It is called from many goroutines at once.
	Now func() time.Time
	// AfterFunc calls f in a goroutine of its own after d; stop reports whether it kept f from being called.
	// time.AfterFunc if nil. It has to go by the same clock as Now.
	AfterFunc func(d time.Duration, f func()) (stop func() bool)
	// NewID makes the id of a batch: never the same one twice, on any machine. 128 random bits if nil.
	NewID func() string
	// Zone is where the days of the service begin and end; time.Local if nil.
	Zone *time.Location
	// Stays keeps when people were last here; nil: nobody can ask what has changed since.
	Stays meeting.Stays
	// Mails has the mailboxes, of which that of somebody whose access has ended is forgotten; nil: nobody has one.
	Mails meeting.Mails
	// Log is told what went wrong, without any words of a record; discarded if nil.
	Log *slog.Logger

	AwayAfter     time.Duration // how long a lost line is not yet leaving, and a chair not yet away; 60 s
	SlowAfter     time.Duration // a commit that takes longer is shown as slow; 250 ms
	QuietAfter    time.Duration // how long nothing is written before Log.Sync; 1 s
	IdleAfter     time.Duration // how long a room without seats stays open; 5 min
	HomeEvery     time.Duration // the least time between two changes of one Home; 1 s, none if negative
	PresenceEvery time.Duration // the least time between two wakes for carets alone; 25 ms, none if negative
	RetryAfter    time.Duration // before the second try to recover the log, doubled up to 50 times that; 100 ms
	SnapshotEvery int           // how many rows after a snapshot the next one is made; 2000
}

func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.AfterFunc == nil {
		o.AfterFunc = func(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
	}
	if o.NewID == nil {
		o.NewID = rand.Text
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	set := func(d *time.Duration, usual time.Duration) {
		if *d == 0 {
			*d = usual
		}
	}
	set(&o.AwayAfter, time.Minute)
	set(&o.SlowAfter, 250*time.Millisecond)
	set(&o.QuietAfter, time.Second)
	set(&o.IdleAfter, 5*time.Minute)
	set(&o.HomeEvery, time.Second)
	set(&o.PresenceEvery, 25*time.Millisecond)
	set(&o.RetryAfter, 100*time.Millisecond)
	if o.SnapshotEvery == 0 {
		o.SnapshotEvery = 2000
	}
	return o
}

// now is the clock as the log keeps time: UTC, whole milliseconds.
func (o *Options) now() time.Time { return o.Now().UTC().Truncate(time.Millisecond) }

// Identity is who sits down, as the connection proved it. What they may do follows from the service
// and the record, and is asked anew for every command.
type Identity struct {
	Person  meeting.PersonID
	Record  string     // a pass: for this record only; "": no such limit
	Meeting meeting.ID // a pass: for this meeting of Record only; 0: no such limit
	Shared  bool       // at a screen that everyone in the room sees
}

// Limited reports whether somebody is here with less than their own access: with a pass for one meeting, or at a screen that everyone in
// the room sees.
func (w Identity) Limited() bool { return w.pass() || w.Shared }

// pass reports whether the identity was not proved with a key, but with the code for one meeting.
func (w Identity) pass() bool { return w.Record != "" || w.Meeting != 0 }
