package meeting

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"oneplan/meeting/text"
)

// Event is something that happened, as the log keeps it: past tense. Applying a logged
// event never fails.
type Event interface{ event() }

// The events of a record. An event that carries a whole entry says what the entry is from then on.
type (
	// RecordCreated begins a record.
	RecordCreated struct {
		Name     string   `json:"name"`
		Children []Person `json:"children"`
	}
	// ChildrenChanged replaces what is said of the children themselves.
	ChildrenChanged struct {
		Children []Person `json:"children"`
	}
	// MemberSet adds a member or changes what is said of one (its end, too).
	MemberSet struct {
		Member Member `json:"member"`
	}
	// SiteOpened gives the next site of shared text to a person at one connection.
	SiteOpened struct {
		Site   text.Site `json:"site"`
		Person PersonID  `json:"person"`
		For    ID        `json:"for,omitempty"` // the member on whose behalf they write here
	}
	// TextEdited changes one shared text. It is the one event with a binary body.
	TextEdited struct {
		Field Field
		Edit  text.Edit
	}
	// NeedSet adds or changes a need.
	NeedSet struct {
		Need Need `json:"need"`
	}
	// OutcomeSet adds or changes an outcome.
	OutcomeSet struct {
		Outcome Outcome `json:"outcome"`
	}
	// ActionSet adds or changes an action.
	ActionSet struct {
		Action Action `json:"action"`
	}
	// DecisionSet adds or changes a decision. Answers have an event of their own.
	DecisionSet struct {
		Decision Decision `json:"decision"`
	}
	// DecisionAnswered is one member's answer, in place of an earlier one.
	DecisionAnswered struct {
		Decision ID    `json:"decision"`
		Given    Given `json:"given"`
	}
	// EntryRemoved takes a need, outcome, action or decision out of the plan. Its texts stay in the log,
	// and setting it again brings it back.
	EntryRemoved struct {
		ID ID `json:"id"`
	}
	// MeetingSet adds a meeting or changes what is said of one. Attendance and sign-off have events
	// of their own.
	MeetingSet struct {
		Meeting Meeting `json:"meeting"`
	}
	// AttendanceSet adds or replaces one line of the attendance list.
	AttendanceSet struct {
		Meeting    ID         `json:"meeting"`
		Attendance Attendance `json:"attendance"`
	}
	// AttendanceRemoved takes one line off the attendance list.
	AttendanceRemoved struct {
		Meeting ID `json:"meeting"`
		Member  ID `json:"member"`
	}
	// MinutesAnswered is what one member said of the minutes, in place of what they said before, or the
	// chair's reply to it.
	MinutesAnswered struct {
		Meeting ID     `json:"meeting"`
		Signed  Signed `json:"signed"`
	}
	// Undone says that its actor took back their own last change of a need, outcome, action or entry of the Shelf (with Redo,
	// brought it back), and what the entry is from then on; all nil: it is not there.
	Undone struct {
		ID      ID       `json:"id"`
		Redo    bool     `json:"redo,omitempty"`
		Need    *Need    `json:"need,omitempty"`
		Outcome *Outcome `json:"outcome,omitempty"`
		Action  *Action  `json:"action,omitempty"`
		Filed   *Shelf   `json:"filed,omitempty"` // with that one entry in it
	}
)

func (RecordCreated) event()     {}
func (ChildrenChanged) event()   {}
func (MemberSet) event()         {}
func (SiteOpened) event()        {}
func (TextEdited) event()        {}
func (NeedSet) event()           {}
func (OutcomeSet) event()        {}
func (ActionSet) event()         {}
func (DecisionSet) event()       {}
func (DecisionAnswered) event()  {}
func (EntryRemoved) event()      {}
func (MeetingSet) event()        {}
func (AttendanceSet) event()     {}
func (AttendanceRemoved) event() {}
func (MinutesAnswered) event()   {}
func (Undone) event()            {}

// The events of the service.
type (
	// AgencySet adds an agency or changes what is said of one.
	AgencySet struct {
		Agency Agency `json:"agency"`
	}
	// PersonSet adds a person or changes what is said of one. Keys have events of their own.
	PersonSet struct {
		Account Account `json:"account"`
	}
	// PersonRevoked ends a person's access: every key and every open invitation.
	PersonRevoked struct {
		Person PersonID `json:"person"`
	}
	// KeyBound lets a key in as a person.
	KeyBound struct {
		Person PersonID `json:"person"`
		Key    Key      `json:"key"`
	}
	// KeyRemoved takes a key away.
	KeyRemoved struct {
		Person      PersonID `json:"person"`
		Fingerprint string   `json:"fingerprint"`
	}
	// Invited adds an invitation.
	Invited struct {
		Invitation Invitation `json:"invitation"`
	}
	// CodeRefused counts one wrong code against an invitation.
	CodeRefused struct {
		Login string `json:"login"`
	}
	// InvitationUsed says that an invitation's code was given rightly. It does not open again.
	InvitationUsed struct {
		Login string `json:"login"`
		Pass  bool   `json:"pass,omitempty"` // without a key, as a pass for one meeting
	}
	// RecordListed says that a record of this name exists.
	RecordListed struct {
		Name string `json:"name"`
	}
)

func (AgencySet) event()      {}
func (PersonSet) event()      {}
func (PersonRevoked) event()  {}
func (KeyBound) event()       {}
func (KeyRemoved) event()     {}
func (Invited) event()        {}
func (CodeRefused) event()    {}
func (InvitationUsed) event() {}
func (RecordListed) event()   {}

// Meta is what a row says of all its events.
type Meta struct {
	Seq   Seq
	Actor PersonID
	At    time.Time
}

// kind is one kind of event: its number and version stand in the log for ever.
type kind struct {
	number  uint64
	version uint64
	name    string
	event   reflect.Type
}

var kinds = []kind{
	{1, 1, "RecordCreated", reflect.TypeFor[RecordCreated]()},
	{2, 1, "ChildrenChanged", reflect.TypeFor[ChildrenChanged]()},
	{3, 1, "MemberSet", reflect.TypeFor[MemberSet]()},
	{4, 1, "SiteOpened", reflect.TypeFor[SiteOpened]()},
	{5, 1, "TextEdited", reflect.TypeFor[TextEdited]()},
	{6, 1, "NeedSet", reflect.TypeFor[NeedSet]()},
	{7, 1, "OutcomeSet", reflect.TypeFor[OutcomeSet]()},
	{8, 1, "ActionSet", reflect.TypeFor[ActionSet]()},
	{9, 1, "DecisionSet", reflect.TypeFor[DecisionSet]()},
	{10, 1, "DecisionAnswered", reflect.TypeFor[DecisionAnswered]()},
	{11, 1, "EntryRemoved", reflect.TypeFor[EntryRemoved]()},
	{13, 1, "MeetingSet", reflect.TypeFor[MeetingSet]()},
	{14, 1, "AttendanceSet", reflect.TypeFor[AttendanceSet]()},
	{15, 1, "AttendanceRemoved", reflect.TypeFor[AttendanceRemoved]()},
	{16, 1, "MinutesAnswered", reflect.TypeFor[MinutesAnswered]()},
	{17, 1, "Undone", reflect.TypeFor[Undone]()},
	{20, 1, "NoteSet", reflect.TypeFor[NoteSet]()},
	{21, 1, "ReachSet", reflect.TypeFor[ReachSet]()},
	{22, 1, "ReachRemoved", reflect.TypeFor[ReachRemoved]()},
	{23, 1, "PresenceSet", reflect.TypeFor[PresenceSet]()},
	{24, 1, "ConcernSet", reflect.TypeFor[ConcernSet]()},
	{25, 1, "LeadsSet", reflect.TypeFor[LeadsSet]()},
	{26, 1, "UrgentSet", reflect.TypeFor[UrgentSet]()},
	{27, 1, "AgreementSet", reflect.TypeFor[AgreementSet]()},
	{28, 1, "BasisSet", reflect.TypeFor[BasisSet]()},
	{29, 1, "WithdrawalSet", reflect.TypeFor[WithdrawalSet]()},
	{40, 1, "AgencySet", reflect.TypeFor[AgencySet]()},
	{41, 1, "PersonSet", reflect.TypeFor[PersonSet]()},
	{42, 1, "PersonRevoked", reflect.TypeFor[PersonRevoked]()},
	{43, 1, "KeyBound", reflect.TypeFor[KeyBound]()},
	{44, 1, "KeyRemoved", reflect.TypeFor[KeyRemoved]()},
	{45, 1, "Invited", reflect.TypeFor[Invited]()},
	{46, 1, "CodeRefused", reflect.TypeFor[CodeRefused]()},
	{47, 1, "InvitationUsed", reflect.TypeFor[InvitationUsed]()},
	{48, 1, "RecordListed", reflect.TypeFor[RecordListed]()},
	{50, 1, "InvitationEnded", reflect.TypeFor[InvitationEnded]()},
	{51, 1, "IssuerTrusted", reflect.TypeFor[IssuerTrusted]()},
	{52, 1, "IssuerEnded", reflect.TypeFor[IssuerEnded]()},
	{53, 1, "WaysInEnded", reflect.TypeFor[WaysInEnded]()},
	{54, 1, "Visited", reflect.TypeFor[Visited]()},
	{55, 1, "SettingsSet", reflect.TypeFor[SettingsSet]()},
	{56, 1, "UrgentTold", reflect.TypeFor[UrgentTold]()},
	{57, 1, "KeepingSet", reflect.TypeFor[KeepingSet]()},
	{58, 1, "ErasureSet", reflect.TypeFor[ErasureSet]()},
	{59, 1, "LeadsTold", reflect.TypeFor[LeadsTold]()},
	{60, 1, "DetailSet", reflect.TypeFor[DetailSet]()},
	{61, 1, "RelationSet", reflect.TypeFor[RelationSet]()},
	{62, 1, "InvolvementSet", reflect.TypeFor[InvolvementSet]()},
	{63, 1, "WaitSet", reflect.TypeFor[WaitSet]()},
	{64, 1, "AssessmentSet", reflect.TypeFor[AssessmentSet]()},
	{65, 1, "AppointmentSet", reflect.TypeFor[AppointmentSet]()},
	{66, 1, "OtherPlanSet", reflect.TypeFor[OtherPlanSet]()},
	{67, 1, "PathStepSet", reflect.TypeFor[PathStepSet]()},
	{68, 1, "TransitionSet", reflect.TypeFor[TransitionSet]()},
	{69, 1, "TenureSet", reflect.TypeFor[TenureSet]()},
	{70, 1, "ContactSet", reflect.TypeFor[ContactSet]()},
	{71, 1, "QuestionSet", reflect.TypeFor[QuestionSet]()},
	{72, 1, "HandoverSet", reflect.TypeFor[HandoverSet]()},
	{73, 1, "MandateSet", reflect.TypeFor[MandateSet]()},
	{74, 1, "EscalationSet", reflect.TypeFor[EscalationSet]()},
	{75, 1, "ClosingSet", reflect.TypeFor[ClosingSet]()},
	{76, 1, "HandoverAccepted", reflect.TypeFor[HandoverAccepted]()},
	{77, 1, "ClocksSet", reflect.TypeFor[ClocksSet]()},
	{100, 1, "MeetingCalledOff", reflect.TypeFor[MeetingCalledOff]()},
	{110, 1, "CorrectionSet", reflect.TypeFor[CorrectionSet]()},
	{111, 1, "TermsSet", reflect.TypeFor[TermsSet]()},
	{112, 1, "WorkSet", reflect.TypeFor[WorkSet]()},
	{113, 1, "AdviceSet", reflect.TypeFor[AdviceSet]()},
	{120, 1, "RowsRedacted", reflect.TypeFor[RowsRedacted]()},
	{121, 1, "MinutesAmended", reflect.TypeFor[MinutesAmended]()},
	{130, 1, "NarrowingMissed", reflect.TypeFor[NarrowingMissed]()},
	{131, 1, "NarrowingsTold", reflect.TypeFor[NarrowingsTold]()},
}

var (
	kindOfType   = map[reflect.Type]kind{}
	kindOfNumber = map[uint64]kind{}
)

func init() {
	for _, k := range kinds {
		kindOfType[k.event] = k
		kindOfNumber[k.number] = k
	}
}

// Encode writes events as a row's body: for each, its kind's number, its version and its length as
// unsigned varints, then its body, which is JSON (RFC 8259), but for TextEdited the
// varints of its field and the edit's own form. names is the row's Kinds.
func Encode(events []Event) (body []byte, names string, err error) {
	var all []string
	for _, e := range events {
		k, ok := kindOfType[reflect.TypeOf(e)]
		if !ok {
			return nil, "", fmt.Errorf("encode: %T is not an event of the log", e)
		}
		var b []byte
		if t, ok := e.(TextEdited); ok {
			b = binary.AppendUvarint(b, uint64(t.Field.ID))
			b = binary.AppendUvarint(b, uint64(t.Field.Part))
			b, err = t.Edit.AppendBinary(b)
		} else {
			b, err = json.Marshal(e)
		}
		if err != nil {
			return nil, "", fmt.Errorf("encode %s: %w", k.name, err)
		}
		body = binary.AppendUvarint(body, k.number)
		body = binary.AppendUvarint(body, k.version)
		body = binary.AppendUvarint(body, uint64(len(b)))
		body = append(body, b...)
		name := k.name
		if k.version != 1 {
			name = fmt.Sprintf("%s/%d", k.name, k.version)
		}
		if len(all) == 0 || all[len(all)-1] != name {
			all = append(all, name)
		}
	}
	return body, strings.Join(all, ","), nil
}

// Decode reads a row's body. A kind or version that this program does not know is an error: a
// log from a newer oneplan must not be half understood.
func Decode(body []byte) ([]Event, error) {
	var out []Event
	for len(body) > 0 {
		var head [3]uint64
		for i := range head {
			v, n := binary.Uvarint(body)
			if n <= 0 {
				return nil, fmt.Errorf("decode: the row is cut short")
			}
			head[i], body = v, body[n:]
		}
		if head[2] > uint64(len(body)) {
			return nil, fmt.Errorf("decode: the row is cut short")
		}
		b := body[:head[2]]
		body = body[head[2]:]
		k, ok := kindOfNumber[head[0]]
		if !ok || head[1] == 0 || head[1] > k.version {
			return nil, fmt.Errorf("decode: event %d version %d is of a newer oneplan: use that one", head[0], head[1])
		}
		e, err := k.decode(b)
		if err != nil {
			return nil, fmt.Errorf("decode %s: %w", k.name, err)
		}
		out = append(out, e)
	}
	return out, nil
}

func (k kind) decode(b []byte) (Event, error) {
	if k.event == reflect.TypeFor[TextEdited]() {
		var e TextEdited
		id, n := binary.Uvarint(b)
		if n <= 0 || id > 1<<32-1 {
			return nil, fmt.Errorf("no field")
		}
		part, m := binary.Uvarint(b[n:])
		if m <= 0 || part > 255 {
			return nil, fmt.Errorf("no part")
		}
		e.Field = Field{ID(id), Part(part)}
		return e, e.Edit.UnmarshalBinary(b[n+m:])
	}
	v := reflect.New(k.event)
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(v.Interface()); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("more than one value")
	}
	e, ok := v.Elem().Interface().(Event)
	if !ok {
		return nil, fmt.Errorf("%s is not an event", k.name)
	}
	return e, nil
}
