package meeting

import (
	"time"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Command is what somebody wants to happen, imperative. Decide turns it into events or refuses.
type Command interface{ command() }

// Authority is who gives a command, resolved anew for every command by the room. What they may do on
// a record follows from their membership; see May.
type Authority struct {
	Person  PersonID
	Name    string
	Agency  AgencyID
	Admin   bool      // looks after people, agencies and keys
	Manager bool      // of the multi-agency management group
	Shared  bool      // at a screen that everyone in the room sees
	Meeting ID        // a pass admits to this one meeting; 0: no such limit
	System  bool      // the service itself: presence, finalising, first start
	Site    text.Site // this connection's site on the record
	Spare   text.Site // a site nobody has used, for writing on behalf of somebody
	At      time.Time // when the command was given, UTC, whole milliseconds
}

// The commands about the record and its team.
type (
	// CreateRecord begins a record, with whoever creates it as its first member.
	CreateRecord struct {
		Name     string
		Children []Person // IDs are given by Decide
		Creator  Member   // Person, Name, Title, Agency, AgencyName, Role
	}
	// SetChildren changes what is said of the children. A child with ID 0 is added.
	SetChildren struct{ Children []Person }
	// AddMember adds somebody to the team (Guest: for one meeting only).
	AddMember struct{ Member Member }
	// SetMember changes a member's name, title, agency and role, and gives an account to one without. Nobody changes
	// their own agency.
	SetMember struct{ Member Member }
	// EndMember ends a membership. The last one who can change the team stays.
	EndMember struct{ Member ID }
)

// The commands about the plan. Setting an entry sets its facts, not its texts. Rev is that of
// the entry the change was made to: if somebody else changed it since, the command is refused as Stale.
type (
	// AddNeed adds a need; Statement and Evidence begin with these words.
	AddNeed struct {
		Need                Need
		Statement, Evidence string
	}
	// SetNeed changes a need.
	SetNeed struct{ Need Need }
	// AddOutcome adds an outcome to a need.
	AddOutcome struct {
		Outcome              Outcome
		What, Words, Measure string
	}
	// SetOutcome changes an outcome, but for its scores.
	SetOutcome struct{ Outcome Outcome }
	// ScoreOutcome records one side's score at a meeting, which also becomes the score now.
	ScoreOutcome struct {
		Outcome ID
		Score   Score
	}
	// AddAction adds an action. An owner other than the author is Asked; the author agrees at once.
	AddAction struct {
		Action Action
		What   string
	}
	// SetAction changes an action. Another owner than before is Asked.
	SetAction struct{ Action Action }
	// ToggleAction makes an open action done, and a done one open again.
	ToggleAction struct{ Action ID }
	// AnswerAction is the owner's word on owning the action.
	AnswerAction struct {
		Action  ID
		Consent Consent
		For     ID // on behalf of this member; 0: for oneself
	}
	// RemoveEntry takes a need or outcome (with what is under it), an action or a proposed decision out.
	RemoveEntry struct{ ID ID }
	// SetAudience says who sees an entry: a need, outcome, action, decision or note, and of a meeting its place. It is for who added
	// the entry, the owner of an action, the keyworker and the chair; what somebody of the family has added, for that person alone.
	// Was is the audience that the author saw it had: if that has changed since, the command is refused as Stale. Narrowing hides the
	// entry's past too; Result.OnScreen says who had it on a screen until then.
	SetAudience struct {
		Entry         ID
		Was, Audience Audience
	}
)

// The commands about text.
type (
	// EditText changes one shared text. Edit.First may be 0. In notes, views, last words and an outcome's words nobody deletes
	// what the family said, but who said it or wrote it down for them.
	EditText struct {
		Field Field
		Edit  text.Edit
	}
	// UndoText takes back the author's own last gesture in one text; with Redo, brings it back.
	UndoText struct {
		Field Field
		Redo  bool
	}
	// UndoEntry takes back the author's own last change of the plan's facts; with Redo, brings it
	// back. It is refused as Stale if somebody else changed the entry since, or put something under what it would take out.
	UndoEntry struct{ Redo bool }
	// AddPassage adds a paragraph at the end of an item's notes: written privately and then shared, or on behalf
	// of a member who is there without a keyboard and had it read back.
	AddPassage struct {
		Item     ID
		For      ID // on behalf of this member; 0: for oneself
		ReadBack bool
		Text     string
		Gesture  uint32 // the connection's number for this gesture, for undo
	}
)

// The commands about meetings.
type (
	// PlanMeeting adds a meeting with the agenda template of its kind, preparing.
	PlanMeeting struct {
		Kind     Kind
		At       time.Time
		Place    string
		PlaceFor Audience
		Chair    ID // 0: the member who plans it
		Taker    ID
		Words    *words.Language // of the template; nil is English
	}
	// SetMeeting changes when, where, kind, chair (while preparing), minute taker, next date and how the child's
	// views were obtained. Only these fields of Meeting are read, and Rev and PlaceRev, for Stale. The place stays as it
	// is for an author who does not see it. While live or tidying it is for the chair and the minute taker.
	SetMeeting struct{ Meeting Meeting }
	// AddItem adds an item to the agenda before another; last, if Before is 0.
	AddItem struct {
		Meeting, Before ID
		Title           string
		Minutes         int
	}
	// SetItem changes an item's title and planned minutes.
	SetItem struct {
		Item    ID
		Title   string
		Minutes int
	}
	// MoveItem puts an item before another; last, if Before is 0.
	MoveItem struct{ Item, Before ID }
	// RemoveItem takes an item off the agenda. It is refused if notes or a decision stand under it.
	RemoveItem struct{ Item ID }
	// OpenMeeting begins the meeting: preparing becomes live.
	OpenMeeting struct{ Meeting ID }
	// GoToItem makes an item the current one. The item left counts as done when going forward.
	GoToItem struct{ Item ID }
	// TakeChair passes the chair to To: by the chair, or to oneself by the minute taker or then the keyworker when
	// the chair has been gone for 60 s (Away; the room states it, nobody else) or is not on the team any more.
	TakeChair struct {
		Meeting, To ID
		Away        bool
	}
	// GiveFloor gives a member the floor; 0 takes it back.
	GiveFloor struct{ Meeting, Member ID }
	// SetTyping says who may type in the notes.
	SetTyping struct {
		Meeting ID
		Typing  Typing
	}
	// SetAttendance sets one line of the attendance list, and confirms it if given by the chair.
	SetAttendance struct {
		Meeting    ID
		Attendance Attendance
	}
	// RemoveAttendance takes one line off the list.
	RemoveAttendance struct{ Meeting, Member ID }
	// ProposeDecision puts a decision, if given by the chair or minute taker while somebody is there to answer; else it is
	// proposed to them.
	ProposeDecision struct {
		Meeting, Item      ID
		Audience           Audience
		Wording, Rationale string
	}
	// PutDecision puts a proposed decision to everyone present (Asked empty) or to these members.
	PutDecision struct {
		Decision ID
		Asked    []ID
	}
	// AnswerDecision gives one's own private answer, or that of a member without a keyboard. No shared screen gives one.
	AnswerDecision struct {
		Decision ID
		Answer   Answer
		Words    string
		For      ID
	}
	// ShowAnswers shows all answers together. They show by themselves once everyone asked has answered.
	ShowAnswers struct{ Decision ID }
	// FollowDecision says what follows from a disagreement.
	FollowDecision struct {
		Decision ID
		Follow   Follow
		Words    string
		Advocate bool
	}
	// CloseMeeting ends the live part. While Checks finds something missing a reason is needed.
	CloseMeeting struct {
		Meeting ID
		Reason  string
	}
	// ReopenMeeting makes a tidying or sent meeting live again, with a reason.
	ReopenMeeting struct {
		Meeting ID
		Reason  string
	}
	// SendMinutes ends tidying: people may now sign until ReplyBy. No answers may be waiting to be shown.
	SendMinutes struct {
		Meeting ID
		ReplyBy Day
	}
	// SignMinutes says what a member thinks of the minutes.
	SignMinutes struct {
		Meeting, Item ID
		Says          SignOff
		Words         string
		For           ID
	}
	// AnswerDispute is the chair's answer, printed beside the dispute.
	AnswerDispute struct {
		Meeting, Member ID
		Words           string
	}
	// FinaliseMinutes makes sent minutes final: by the service after ReplyBy, or by the chair once everyone replied.
	FinaliseMinutes struct {
		Meeting ID
		Today   Day
	}
)

func (CreateRecord) command()     {}
func (SetChildren) command()      {}
func (AddMember) command()        {}
func (SetMember) command()        {}
func (EndMember) command()        {}
func (AddNeed) command()          {}
func (SetNeed) command()          {}
func (AddOutcome) command()       {}
func (SetOutcome) command()       {}
func (ScoreOutcome) command()     {}
func (AddAction) command()        {}
func (SetAction) command()        {}
func (ToggleAction) command()     {}
func (AnswerAction) command()     {}
func (RemoveEntry) command()      {}
func (SetAudience) command()      {}
func (EditText) command()         {}
func (UndoText) command()         {}
func (UndoEntry) command()        {}
func (AddPassage) command()       {}
func (PlanMeeting) command()      {}
func (SetMeeting) command()       {}
func (AddItem) command()          {}
func (SetItem) command()          {}
func (MoveItem) command()         {}
func (RemoveItem) command()       {}
func (OpenMeeting) command()      {}
func (GoToItem) command()         {}
func (TakeChair) command()        {}
func (GiveFloor) command()        {}
func (SetTyping) command()        {}
func (SetAttendance) command()    {}
func (RemoveAttendance) command() {}
func (ProposeDecision) command()  {}
func (PutDecision) command()      {}
func (AnswerDecision) command()   {}
func (ShowAnswers) command()      {}
func (FollowDecision) command()   {}
func (CloseMeeting) command()     {}
func (ReopenMeeting) command()    {}
func (SendMinutes) command()      {}
func (SignMinutes) command()      {}
func (AnswerDispute) command()    {}
func (FinaliseMinutes) command()  {}

// The commands about the service: people, agencies, keys, invitations, records.
type (
	// SetAgency adds an agency or changes its name, letter and colour.
	SetAgency struct{ Agency Agency }
	// AddPerson adds a person without a key.
	AddPerson struct{ Account Account }
	// SetPerson changes a person's name, title, agency and service roles.
	SetPerson struct{ Account Account }
	// RevokePerson ends a person's access to the service.
	RevokePerson struct{ Person PersonID }
	// BindKey lets a proven key in as a person. A key belongs to one person.
	BindKey struct {
		Person PersonID
		Key    Key
	}
	// RemoveKey takes a key away; one's own, or anybody's for an administrator. Never an administrator's last.
	RemoveKey struct {
		Person      PersonID
		Fingerprint string
	}
	// Invite adds an invitation for a person: by an administrator, or by whoever added a person that has no key yet.
	Invite struct{ Invitation Invitation }
	// Redeem gives the code of an invitation: Digest is what Invitation.Hash was made with. With a key
	// the key is bound; without one it is a pass for the invitation's meeting, and lets in again until it expires (no
	// events).
	Redeem struct {
		Login  string
		Digest []byte
		Key    *Key
	}
	// ListRecord says that a record of this name begins. Names are unique and never reused.
	ListRecord struct{ Name string }
)

func (SetAgency) command()    {}
func (AddPerson) command()    {}
func (SetPerson) command()    {}
func (RevokePerson) command() {}
func (BindKey) command()      {}
func (RemoveKey) command()    {}
func (Invite) command()       {}
func (Redeem) command()       {}
func (ListRecord) command()   {}
