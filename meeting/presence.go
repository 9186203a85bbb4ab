package meeting

import (
	"time"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Rev says which View and Presence an Update showed. It is opaque and of one seat: it moves when what this
// viewer may see has changed, and for nothing hidden from them.
type Rev uint64

// Pointer is where somebody is on one screen: latest state, never stored, and it may be skipped.
type Pointer struct {
	Meeting ID         // the meeting whose room is shown; 0: none, they are at the record between meetings
	Entry   ID         // the selected entry of the plan or agenda
	Pane    string     // the pane in front, in the room's own words
	Field   Field      // the text being edited; the zero Field if none
	Caret   text.Caret // where in Field
	Anchor  text.Caret // the other end of a selection; equal to Caret if nothing is selected
}

// Here is one connection that is in a meeting's room or, with Meeting 0, at the record between meetings.
type Here struct {
	Conn   uint32 // numbers the connections of a record; never shown
	Member ID
	Shared bool // a screen that everyone in the room sees
	Since  time.Time
	Typed  time.Time // when they last changed a text
	Pointer
}

// Hand is a raised hand. Hands are in the order in which they went up.
type Hand struct {
	Member ID
	Since  time.Time
}

// Presence is who is in the rooms of a record, as latest state. It is immutable.
type Presence struct {
	Here  []Here // in order of Conn
	Hands []Hand
	Left  []Hand // members whose last connection ended less than 60 s ago: still counted as here
	// ChairAway says that the live meeting's chair has been gone for 60 s: TakeChair with Away is
	// accepted now.
	ChairAway bool
}

// In returns the members in the room of a meeting, each once, in order of their coming.
func (p *Presence) In(meeting ID) []ID {
	if p == nil {
		return nil
	}
	var out []ID
	seen := map[ID]bool{}
	for _, h := range p.Here {
		if h.Meeting == meeting && !seen[h.Member] {
			seen[h.Member] = true
			out = append(out, h.Member)
		}
	}
	for _, l := range p.Left {
		if !seen[l.Member] {
			seen[l.Member] = true
			out = append(out, l.Member)
		}
	}
	return out
}

// HandOf returns the place of a member's hand in the queue, from 1; 0 if it is down.
func (p *Presence) HandOf(m ID) int {
	if p != nil {
		for i, h := range p.Hands {
			if h.Member == m {
				return i + 1
			}
		}
	}
	return 0
}

// Saved says how the store is doing, for the fixed mark in the header.
type Saved struct {
	Slow    bool   // a commit has been taking longer than 250 ms: "saving…"
	Refused string // why nothing can be saved now, one sentence in English: "NOT SAVED"; typing is locked
}

// Why is Refused for people of other languages.
func (s Saved) Why() words.Msg { return words.Msg(s.Refused) }

// Update is the newest of everything that one seat may see.
type Update struct {
	Rev      Rev
	View     *View
	Presence *Presence
	Conn     uint32 // which of Presence.Here is this seat
	Saved    Saved
	Now      time.Time // the service's clock when the update was made
	Stopping bool      // the service is about to restart: say so
	Narrowed []Narrowed
}

// Narrowed tells the author of an entry that somebody else has chosen fewer people to see it, and who had it on a screen until then. An Update
// has the newest few of those that came while its seat was taken; nobody but the author is told.
type Narrowed struct {
	N        int // counts them at this seat, from 1
	Entry    ID
	By       ID // who has narrowed it: a member
	Audience Audience
	OnScreen []OnScreen
}

// Result is what became of a batch of commands: the events of those that were accepted, which are
// durable. After a refusal the rest of the batch was not tried.
type Result struct {
	Accepted int // how many commands, from the first
	Events   []Event
	OnScreen []OnScreen // where the batch narrowed an entry: who had it on a screen until then
}

// OnScreen is somebody who could see an entry on a screen of theirs until it was narrowed.
type OnScreen struct {
	Entry  ID   `json:"entry"`
	Member ID   `json:"member"`
	Shared bool `json:"shared,omitempty"` // a screen that everyone in the room sees
	At     bool `json:"at,omitempty"`     // they were at the entry, and not only in the room with it
}

// Added returns the ID of the first entry of the plan, decision or meeting that the batch set; 0 if none. It
// tells a form what it has just added.
func (d Result) Added() ID {
	for _, e := range d.Events {
		switch e := e.(type) {
		case NeedSet:
			return e.Need.ID
		case OutcomeSet:
			return e.Outcome.ID
		case ActionSet:
			return e.Action.ID
		case DecisionSet:
			return e.Decision.ID
		case NoteSet:
			return e.Note.ID
		case ReachSet:
			return e.Reach.ID
		case ConcernSet:
			return e.Concern.ID
		case AgreementSet:
			return e.Agreement.ID
		case BasisSet:
			return e.Basis.ID
		case WithdrawalSet:
			return e.Withdrawal.ID
		case MeetingSet:
			return e.Meeting.ID
		case MeetingCalledOff:
			return e.Meeting.ID
		case MemberSet:
			return e.Member.ID
		case filing:
			return e.filed().head().ID
		}
	}
	return 0
}

// Home is what one person sees before any meeting: everything of theirs, over all records.
type Home struct {
	Rev      Rev
	Me       Account // without keys
	Agencies []*Agency
	Records  []HomeRecord // sorted by name
	Told     []Notice     // for a service manager: urgent access that they have not looked at yet
	Confided []Confidence // for a safeguarding lead: what was told to them of records on whose team they are not
	Settings []SettingNow // for an administrator: every setting of the service as it is

	Work     *Work       // what supports this person as a keyworker; nil for the family and whoever has a pass
	Weeks    int         // from one supervision of a keyworker to the next
	Advice   []Consulted // what they asked others, and were asked
	Advisers []Adviser   // whom they can ask, beside those of their teams
	Team     bool        // they look after keyworkers
	Ended    []PartEnd   // the records in which a withdrawal has ended this person's part, for twelve weeks
	Saved    Saved
	Now      time.Time
	Stopping bool
}

// HomeRecord is one record of a person's home.
type HomeRecord struct {
	View     *View
	Presence *Presence
}
