package sshd

import "time"

// Limits bound what clients can use of the machine and of other people's
// patience. A zero field takes its default.
type Limits struct {
	// Connections is how many connections there may be at once (2048, or half
	// of the file descriptors the process may have, if that is less).
	Connections int
	// PerSource is how many may come from one source address (256, room for
	// an agency behind one shared address). An IPv6 source is a /64. Loopback
	// is exempt: it stands for a local proxy or the administrator.
	PerSource int
	// Unauthenticated is how many may be waiting to sign in (512). One more
	// closes the oldest of the source that has the most of them.
	Unauthenticated int
	// HandshakeRate is how many key exchanges a second one source may start in
	// the long run (200); HandshakeBurst how many at once (500). Those beyond
	// it wait their turn.
	HandshakeRate  float64
	HandshakeBurst int

	// AuthTime is how long a client has to start the key exchange (15 s).
	AuthTime time.Duration
	// LoginTime is how long the person has from then on, to compare the
	// fingerprint, type a passphrase and type the code from a letter (2 min).
	LoginTime time.Duration
	// AuthTries is how many refused attempts end a connection (40: an agent
	// full of keys tries them all). Codes have their own, smaller number.
	AuthTries int
	// CodeTries is how many wrong codes end a connection (3).
	CodeTries int
	// RefusalTime is what every refused code takes, or a whole number of times as long (300 ms).
	RefusalTime time.Duration
	// FreeCodes is how many wrong codes one source may give within LockMemory (10 within 1 h). With the last of them no
	// code of that source is looked at for LockTime (15 s), and with each further one for twice as long, up to
	// LongestLock (15 min).
	FreeCodes                         int
	LockMemory, LockTime, LongestLock time.Duration
	// Redeems is how many calls of Door.Redeem run at once (2), one per
	// source, so that slow hashes cannot fill the memory.
	Redeems int

	// Channels is how many sessions one connection may have open (2).
	Channels int
	// IdleTime closes a connection on which no session runs (1 min).
	IdleTime time.Duration
	// KeepAlive is the time between two signs of life asked of a client
	// (20 s), and KeepAliveMisses how many unanswered ones close it (3).
	KeepAlive       time.Duration
	KeepAliveMisses int

	// Recheck is the time between two looks at whether everybody who is here still may be (1 s), and PartTime how long
	// somebody who may not has left to be told so (2 s).
	Recheck  time.Duration
	PartTime time.Duration

	// StallTime is how long a write to a client may make no progress before
	// the connection is closed (10 s).
	StallTime time.Duration
	// OutputBuffer is how many bytes may wait for a terminal (256 KiB).
	OutputBuffer int
	// SendBuffer is the size of a connection's socket send buffer in bytes
	// (64 KiB): what is in it can no longer be replaced by something newer.
	SendBuffer int

	// PasteBytes is how much of one bracketed paste is kept (64 KiB).
	PasteBytes int
	// StringPause is the pause in a long control string after which it is given up, and what comes is keys again (1 s).
	StringPause time.Duration
	// InputRate is how many bytes of input a second a terminal may use in the
	// long run (32 KiB); InputBurst how many at once (256 KiB). The client is
	// slowed down beyond that. What is dropped from a paste does not count.
	InputRate  int
	InputBurst int
	// InputRest is how long a keyboard has to be untouched for what decodes it to be given up until the next key (30 s).
	InputRest time.Duration

	// StoppingTime is how long RunProgram leaves the program to show that the
	// service is stopping before it quits it (1.5 s), and Grace how long
	// Shutdown leaves the sessions to end (3 s).
	StoppingTime time.Duration
	Grace        time.Duration
	// FlushTime is how long the end of a session waits for its last output to
	// reach the client, and then for the client to close its side (2 s).
	FlushTime time.Duration
}

func (l Limits) withDefaults() Limits {
	def(&l.Connections, min(2048, descriptors()/2))
	def(&l.PerSource, 256)
	def(&l.Unauthenticated, 512)
	def(&l.HandshakeRate, 200)
	def(&l.HandshakeBurst, 500)
	def(&l.AuthTime, 15*time.Second)
	def(&l.LoginTime, 2*time.Minute)
	def(&l.AuthTries, 40)
	def(&l.CodeTries, 3)
	def(&l.Redeems, 2)
	def(&l.RefusalTime, 300*time.Millisecond)
	def(&l.FreeCodes, 10)
	def(&l.LockMemory, time.Hour)
	def(&l.LockTime, 15*time.Second)
	def(&l.LongestLock, 15*time.Minute)
	def(&l.Recheck, time.Second)
	def(&l.PartTime, 2*time.Second)
	def(&l.Channels, 2)
	def(&l.IdleTime, time.Minute)
	def(&l.KeepAlive, 20*time.Second)
	def(&l.KeepAliveMisses, 3)
	def(&l.StallTime, 10*time.Second)
	def(&l.OutputBuffer, 256<<10)
	def(&l.SendBuffer, 64<<10)
	def(&l.PasteBytes, 64<<10)
	def(&l.StringPause, time.Second)
	def(&l.InputRate, 32<<10)
	def(&l.InputBurst, 256<<10)
	def(&l.InputRest, 30*time.Second)
	def(&l.StoppingTime, 1500*time.Millisecond)
	def(&l.Grace, 3*time.Second)
	def(&l.FlushTime, 2*time.Second)
	return l
}

func def[T int | float64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
