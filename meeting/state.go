package meeting

import (
	"slices"
	"time"

	"oneplan/meeting/text"
)

// State is a record at one moment: everything about one child, or about brothers and
// sisters who share a team. It is immutable: Apply makes a new one that shares
// every part that did not change, so an unchanged entry has the same pointer.
//
// A State holds everything, for everyone. What somebody may see of it is State.View.
type State struct {
	Seq       Seq
	Name      string // the record's short, speakable name: "sunflower"; says nothing of the child
	Created   time.Time
	Children  []Person // the child, or the brothers and sisters
	Members   []*Member
	Needs     []*Need
	Outcomes  []*Outcome
	Actions   []*Action
	Decisions []*Decision
	Meetings  []*Meeting
	Shelf             // what there is between meetings and beside the plan
	Notes     []*Note // for fewer people than the notes of their items

	guard    *guard          // how to reach people, who sees them, and what was told in confidence; nil: nothing yet
	clocks   *Clocks         // nil: nobody has set them
	settings *Settings       // of the service, which no log of a record has; nil: nobody has set anything
	sites    []site          // by text.Site-1: who typed
	texts    fieldMap        // every shared text, by Field
	trails   byField[[]held] // the audiences that every entry has had, oldest first
	last     ID              // the newest ID given
	rev      uint32          // the newest Rev given: a Rev names one content of one entry
}

// site is who writes at one connection, and on whose behalf.
type site struct {
	Person PersonID `json:"p"`
	For    ID       `json:"f,omitempty"` // the member for whom it is written; 0: for themselves
}

// Person is a child that the record is about.
type Person struct {
	ID      ID     `json:"id"`
	Name    string `json:"name"`
	KnownAs string `json:"known_as"` // what they asked to be called
	Born    Day    `json:"born,omitempty"`
}

// Called returns what the person asked to be called.
func (p Person) Called() string {
	if p.KnownAs != "" {
		return p.KnownAs
	}
	return p.Name
}

// Member is somebody of the team around the child, with or without an account.
type Member struct {
	ID         ID        `json:"id"`
	Person     PersonID  `json:"person,omitempty"` // "" for somebody without an account
	Name       string    `json:"name"`             // what they asked to be called
	Title      string    `json:"title,omitempty"`  // "occupational therapist"
	Agency     AgencyID  `json:"agency"`
	AgencyName string    `json:"agency_name"`
	Role       Role      `json:"role"`
	Guest      ID        `json:"guest,omitempty"` // for this one meeting only
	Since      time.Time `json:"since"`
	Until      time.Time `json:"until,omitzero"` // zero: still a member
	Rev        uint32    `json:"rev,omitempty"`
}

// Current reports whether the membership goes on.
func (m *Member) Current() bool { return m.Until.IsZero() }

// Need is a strength, a need or a worry. Its statement and evidence are shared text.
type Need struct {
	ID       ID         `json:"id"`
	About    ID         `json:"about,omitempty"` // one of the children; 0: the family
	Kind     NeedKind   `json:"kind"`
	View     ID         `json:"view,omitempty"` // whose view: a member, or a child of the record; 0: the team's
	Domain   string     `json:"domain,omitempty"`
	Status   NeedStatus `json:"status"`
	Unmet    string     `json:"unmet,omitempty"` // why, where Status is unmet
	Day      Day        `json:"day,omitempty"`
	By       ID         `json:"by,omitempty"` // the member who added it
	Audience Audience   `json:"audience,omitempty"`
	Rev      uint32     `json:"rev,omitempty"`
}

// Outcome is what will be different, for a need. What, in whose words, and the measure are
// shared text. The scale is 0 to 10; -1 means not scored.
type Outcome struct {
	ID       ID       `json:"id"`
	Need     ID       `json:"need"`
	Baseline int      `json:"baseline"`
	Now      int      `json:"now"`
	Target   int      `json:"target"`
	Scores   []Score  `json:"scores,omitempty"`
	Day      Day      `json:"day,omitempty"` // target date
	By       ID       `json:"by,omitempty"`
	Audience Audience `json:"audience,omitempty"`
	Rev      uint32   `json:"rev,omitempty"`
}

// Score is one side's score of an outcome at a meeting.
type Score struct {
	Meeting ID     `json:"meeting"`
	Side    string `json:"side"` // child | parent | practitioners
	Value   int    `json:"value"`
}

// Sides are those who score an outcome separately.
var Sides = offered("child", "parent", "practitioners")

// Action is who does what by when. What, progress notes, what blocks it and the next
// step are shared text.
type Action struct {
	ID       ID           `json:"id"`
	Under    ID           `json:"under,omitempty"` // an outcome or a need; 0: the plan as a whole
	Owner    ID           `json:"owner,omitempty"` // a member
	Consent  Consent      `json:"consent,omitempty"`
	SaidBy   ID           `json:"said_by,omitempty"` // who wrote the owner's consent on their behalf; 0: the owner
	Ask      AgencyID     `json:"ask,omitempty"`     // no owner yet: this agency's manager is asked to name one
	Due      Day          `json:"due,omitempty"`
	Status   ActionStatus `json:"status"`
	Added    time.Time    `json:"added"`
	DoneOn   Day          `json:"done_on,omitempty"`
	DoneBy   ID           `json:"done_by,omitempty"`
	Meeting  ID           `json:"meeting,omitempty"` // where it was agreed
	Listing  Listing      `json:"listing,omitzero"`  // the service of the information bank that it is about
	By       ID           `json:"by,omitempty"`
	Audience Audience     `json:"audience,omitempty"`
	Rev      uint32       `json:"rev,omitempty"`
}

// Decision is something that the meeting decides. Its text and rationale are shared text.
type Decision struct {
	ID       ID            `json:"id"`
	Meeting  ID            `json:"meeting"`
	Item     ID            `json:"item,omitempty"`
	By       ID            `json:"by"` // who proposed it
	Stage    DecisionStage `json:"stage"`
	PutAt    time.Time     `json:"put_at,omitzero"`
	ShownAt  time.Time     `json:"shown_at,omitzero"`
	Asked    []ID          `json:"asked,omitempty"` // the members who are to answer
	Answers  []Given       `json:"answers,omitempty"`
	Follow   Follow        `json:"follow,omitempty"`   // what follows, where somebody disagreed
	Words    string        `json:"words,omitempty"`    // what follows, in words
	Advocate bool          `json:"advocate,omitempty"` // the family was told of an advocate and the complaints way
	Audience Audience      `json:"audience,omitempty"`
	Rev      uint32        `json:"rev,omitempty"`
}

// Given is one member's answer to a decision.
type Given struct {
	Member ID        `json:"member"`
	Answer Answer    `json:"answer"`
	Words  string    `json:"words,omitempty"`
	By     ID        `json:"by,omitempty"` // who wrote it on behalf; 0: the member
	At     time.Time `json:"at"`
}

// Answered returns m's answer, if m gave one.
func (d *Decision) Answered(m ID) (Given, bool) {
	for _, g := range d.Answers {
		if g.Member == m {
			return g, true
		}
	}
	return Given{}, false
}

// Meeting is one meeting. The notes of each agenda item, the summaries, the child's views and the
// family's last word are shared text.
type Meeting struct {
	ID          ID           `json:"id"`
	Number      int          `json:"number"` // sunflower-3 is number 3
	Kind        Kind         `json:"kind"`
	Stage       MeetingStage `json:"stage"`
	At          time.Time    `json:"at"` // when it is planned for
	Place       string       `json:"place,omitempty"`
	PlaceFor    Audience     `json:"place_for,omitempty"`
	PlaceRev    uint32       `json:"place_rev,omitempty"` // the Rev of Place and PlaceFor, which Rev leaves out
	Chair       ID           `json:"chair,omitempty"`
	MinuteTaker ID           `json:"minute_taker,omitempty"`
	Agenda      []Item       `json:"agenda"`
	Item        ID           `json:"item,omitempty"` // the current item while live
	ItemAt      time.Time    `json:"item_at,omitzero"`
	Paused      time.Time    `json:"paused,omitzero"` // since when; zero: it goes on
	Floor       ID           `json:"floor,omitempty"` // who has the floor
	Typing      Typing       `json:"typing,omitempty"`
	Attendance  []Attendance `json:"attendance,omitempty"`
	Opened      time.Time    `json:"opened,omitzero"`
	Closed      time.Time    `json:"closed,omitzero"`
	Missing     []string     `json:"missing,omitempty"`    // what the closing checks missed
	MissingOf   []ID         `json:"missing_of,omitempty"` // for each line of Missing, what it is about
	CloseReason string       `json:"close_reason,omitempty"`
	Reopened    []Reopening  `json:"reopened,omitempty"`
	ViewsHow    string       `json:"views_how,omitempty"` // how the child's views were obtained
	Next        time.Time    `json:"next,omitzero"`       // the next meeting's date and time
	NoNext      string       `json:"no_next,omitempty"`   // why there is none
	SentAt      time.Time    `json:"sent_at,omitzero"`
	ReplyBy     Day          `json:"reply_by,omitempty"`
	Signed      []Signed     `json:"signed,omitempty"`
	FinalAt     time.Time    `json:"final_at,omitzero"`
	FinalSeq    Seq          `json:"final_seq,omitempty"`  // the row at which the minutes became final, whatever an event says: they are of then
	Amendments  []Amendment  `json:"amendments,omitempty"` // to final minutes, in order
	Takeovers   []Takeover   `json:"takeovers,omitempty"`  // the chair changing hands, in order
	OffAt       time.Time    `json:"off_at,omitzero"`      // when it was called off; see CalledOff
	OffBy       ID           `json:"off_by,omitempty"`     // who did
	OffReason   string       `json:"off_reason,omitempty"`
	Rev         uint32       `json:"rev,omitempty"`
}

// Item is one item of an agenda. Its notes and its summary are shared text.
type Item struct {
	ID      ID     `json:"id"`
	Title   string `json:"title"`
	Minutes int    `json:"minutes"`         // planned
	By      ID     `json:"by,omitempty"`    // who added it; 0: from the template
	Spent   int    `json:"spent,omitempty"` // seconds, not counting the time since Meeting.ItemAt
	Done    bool   `json:"done,omitempty"`
}

// Attendance is one line of the chair's attendance list.
type Attendance struct {
	Member   ID        `json:"member"`
	Way      Way       `json:"way"`
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	Note     string    `json:"note,omitempty"`     // "report sent", or the substitute's name
	Proposed bool      `json:"proposed,omitempty"` // by connecting; the chair has not confirmed it
}

// Here reports whether the line says that the person, or a substitute, is there now.
func (a *Attendance) Here() bool { return a.Way.Present() && a.To.IsZero() }

// Reopening is one reopening of a closed meeting.
type Reopening struct {
	At     time.Time `json:"at"`
	By     ID        `json:"by"`
	Reason string    `json:"reason"`
	Closed time.Time `json:"closed,omitzero"` // when it had been closed
	Said   []Signed  `json:"said,omitempty"`  // what people had said of the minutes until then
}

// Takeover is the chair passing from one member to another.
type Takeover struct {
	At   time.Time `json:"at"`
	From ID        `json:"from"`
	To   ID        `json:"to"`
	Away bool      `json:"away"` // taken because the chair was gone, not handed over
}

// Signed is what one member said of the minutes, and the chair's answer to it.
type Signed struct {
	Member  ID        `json:"member"`
	Says    SignOff   `json:"says"`
	Words   string    `json:"words,omitempty"`
	By      ID        `json:"by,omitempty"`   // who wrote it on behalf; 0: the member
	Item    ID        `json:"item,omitempty"` // the disputed item, if one was named
	At      time.Time `json:"at"`
	Reply   string    `json:"reply,omitempty"` // the chair's answer to a dispute
	ReplyAt time.Time `json:"reply_at,omitzero"`
}

// Child returns the child with this id.
func (s *State) Child(id ID) (Person, bool) {
	for _, c := range s.Children {
		if c.ID == id {
			return c, true
		}
	}
	return Person{}, false
}

func find[T any](list []*T, id ID, of func(*T) ID) *T {
	for _, e := range list {
		if of(e) == id {
			return e
		}
	}
	return nil
}

// Member returns the member with this id, or nil.
func (s *State) Member(id ID) *Member {
	return find(s.Members, id, func(m *Member) ID { return m.ID })
}

// needFor returns the need with this id if it is in the plan for those whom sees admits, or nil.
func (s *State) needFor(id ID, sees func(Audience) bool) *Need {
	if n := s.Need(id); n != nil && sees(n.Audience) {
		return n
	}
	return nil
}

// outcomeFor returns the outcome with this id if it and its need are in the plan for those
// whom sees admits, or nil.
func (s *State) outcomeFor(id ID, sees func(Audience) bool) *Outcome {
	if o := s.Outcome(id); o != nil && sees(o.Audience) && s.needFor(o.Need, sees) != nil {
		return o
	}
	return nil
}

// actionFor returns the action with this id if it and what it stands under are in the plan for those
// whom sees admits, or nil.
func (s *State) actionFor(id ID, sees func(Audience) bool) *Action {
	if x := s.Action(id); x != nil && sees(x.Audience) && s.placed(x.Under, sees) {
		return x
	}
	return nil
}

// placed reports whether what an action stands under is in the plan for those whom sees admits.
func (s *State) placed(under ID, sees func(Audience) bool) bool {
	return under == 0 || s.needFor(under, sees) != nil || s.outcomeFor(under, sees) != nil
}

// MemberOf returns p's current membership, or nil. That of a guest ends when the minutes of
// their meeting are final.
func (s *State) MemberOf(p PersonID) *Member {
	if p == "" {
		return nil
	}
	for _, m := range s.Members {
		if m.Person == p && s.belongs(m) {
			return m
		}
	}
	return nil
}

// belongs reports whether a member is on the team now.
func (s *State) belongs(m *Member) bool {
	if m.Guest == 0 || !m.Current() {
		return m.Current()
	}
	of := s.Meeting(m.Guest)
	return of != nil && of.Stage != Final
}

// wasMember reports whether p has ever been a member.
func (s *State) wasMember(p PersonID) bool {
	return p != "" && s.lastAs(p) != nil
}

// lastAs returns p's newest membership, ended or not, or nil.
func (s *State) lastAs(p PersonID) *Member {
	for _, m := range slices.Backward(s.Members) {
		if m.Person == p {
			return m
		}
	}
	return nil
}

// Need returns the need with this id, or nil.
func (s *State) Need(id ID) *Need { return find(s.Needs, id, func(n *Need) ID { return n.ID }) }

// Outcome returns the outcome with this id, or nil.
func (s *State) Outcome(id ID) *Outcome {
	return find(s.Outcomes, id, func(o *Outcome) ID { return o.ID })
}

// Action returns the action with this id, or nil.
func (s *State) Action(id ID) *Action {
	return find(s.Actions, id, func(a *Action) ID { return a.ID })
}

// Decision returns the decision with this id, or nil.
func (s *State) Decision(id ID) *Decision {
	return find(s.Decisions, id, func(d *Decision) ID { return d.ID })
}

// Meeting returns the meeting with this id, or nil.
func (s *State) Meeting(id ID) *Meeting {
	return find(s.Meetings, id, func(m *Meeting) ID { return m.ID })
}

// MeetingNumber returns the record's nth meeting, or nil.
func (s *State) MeetingNumber(n int) *Meeting {
	for _, m := range s.Meetings {
		if m.Number == n {
			return m
		}
	}
	return nil
}

// Live returns the meeting that is live, or nil.
func (s *State) Live() *Meeting {
	for _, m := range s.Meetings {
		if m.Stage == Live {
			return m
		}
	}
	return nil
}

// ItemOf returns the agenda item with this id and its meeting, or nil and nil.
func (s *State) ItemOf(id ID) (*Meeting, *Item) {
	for _, m := range s.Meetings {
		for i := range m.Agenda {
			if m.Agenda[i].ID == id {
				return m, &m.Agenda[i]
			}
		}
	}
	return nil, nil
}

// Attending returns the line of the attendance list for this member, or nil.
func (m *Meeting) Attending(id ID) *Attendance {
	for i := range m.Attendance {
		if m.Attendance[i].Member == id {
			return &m.Attendance[i]
		}
	}
	return nil
}

// Text returns the shared text of f; the empty text if nobody has written there.
func (s *State) Text(f Field) text.View { return s.texts.get(f).get() }

// NextSite returns the lowest site that is above every site used so far. A room counts on from
// there, one for each connection.
func (s *State) NextSite() text.Site { return text.Site(len(s.sites)) + 1 }

// AuthorOf returns who typed at a site: the person, and the member for whom they wrote where
// it was on behalf of somebody (0 otherwise).
func (s *State) AuthorOf(at text.Site) (PersonID, ID) {
	if at == 0 || int(at) > len(s.sites) {
		return "", 0
	}
	return s.sites[at-1].Person, s.sites[at-1].For
}
