package sshd

// Drop says why the server turned a connection away or ended one.
type Drop string

// The drops that are counted. A connection that its client ended, or that ends with the service, is none.
const (
	DropFull     Drop = "full"     // there was no room for it, or it had to make room
	DropUnsigned Drop = "unsigned" // nobody signed in on it, or began a session, in time
	DropCodes    Drop = "codes"    // too many wrong codes
	DropStalled  Drop = "stalled"  // its terminal did not take what was drawn
	DropSilent   Drop = "silent"   // no sign of life
	DropEnded    Drop = "ended"    // the person's access had ended, and they did not go
	DropBroken   Drop = "broken"   // handling it panicked
)

// Drops are all of them.
var Drops = []Drop{DropFull, DropUnsigned, DropCodes, DropStalled, DropSilent, DropEnded, DropBroken}

// Why a connection is closed, as the log says it.
const (
	whyFull    = "too many connections"
	whyRoom    = "it made room for a newer one before anyone signed in"
	whyLate    = "signing in took too long"
	whyIdle    = "no session for too long"
	whyCodes   = "too many wrong codes"
	whyBehind  = "its terminal does not keep up"
	whyStuck   = "a write to its terminal stalled"
	whyStalled = "a write stalled"
	whySilent  = "no sign of life"
	whyEnded   = "access ended"
	whyPanic   = "handling it panicked"
	whyBroke   = "a session panicked"
)

var drops = map[string]Drop{
	whyFull: DropFull, whyRoom: DropFull, whyLate: DropUnsigned, whyIdle: DropUnsigned, whyCodes: DropCodes,
	whyBehind: DropStalled, whyStuck: DropStalled, whyStalled: DropStalled, whySilent: DropSilent, whyEnded: DropEnded,
	whyPanic: DropBroken, whyBroke: DropBroken,
}

// dropped tells of a drop, if that is one.
func (g *gate) dropped(why string) {
	if d, counts := drops[why]; counts && g.drops != nil {
		g.drops(d)
	}
}
