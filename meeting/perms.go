package meeting

import "slices"

// Act is something that a permission is needed for.
type Act string

// What permissions are needed for.
const (
	SeeRecord     Act = "see the record"
	ChangePlan    Act = "change the plan"
	OwnActions    Act = "answer for and tick their own actions"
	WriteNotes    Act = "write in the notes"
	WriteSummary  Act = "write the summary"
	ProposeThings Act = "propose decisions and agenda items"
	AnswerThings  Act = "answer decisions and minutes"
	WriteFor      Act = "write on behalf of somebody"
	RunMeeting    Act = "run the meeting"
	KeepList      Act = "keep the attendance list and put decisions"
	PlanMeetings  Act = "plan meetings"
	ChangeTeam    Act = "change the team"
	KeepRecord    Act = "keep the record"
	LeadRecord    Act = "lead the record"
	AskThings     Act = "ask the keyworker for the family"
	ReopenRecord  Act = "open a closed plan again"
	SeeLooks      Act = "read who looked at the record"
	// ChooseAudience is for what others have added; everybody chooses for what they add themselves.
	ChooseAudience Act = "say who sees what others have added"
)

// Roles that somebody has beside their role on the record.
const (
	chairRole Role = "chair"
	takerRole Role = "minute taker"
)

// permissions is the one table of who may do what. A role that does not stand beside an act
// may not do it. Interpreters answer for nobody; observers only see.
var permissions = map[Act][]Role{
	SeeRecord:      {Keyworker, Deputy, Practitioner, Parent, Child, Supporter, Interpreter, Observer, chairRole, takerRole},
	ChangePlan:     {Keyworker, Deputy, Practitioner, Parent, Child, Supporter, chairRole, takerRole},
	OwnActions:     {Keyworker, Deputy, Practitioner, Parent, Child, Supporter, chairRole, takerRole},
	WriteNotes:     {Keyworker, Deputy, Practitioner, Parent, Child, Supporter, Interpreter, chairRole, takerRole},
	WriteSummary:   {chairRole, takerRole},
	ProposeThings:  {Keyworker, Deputy, Practitioner, Parent, Child, Supporter, chairRole, takerRole},
	AnswerThings:   {Keyworker, Deputy, Practitioner, Parent, Child, Supporter, chairRole, takerRole},
	WriteFor:       {Keyworker, Deputy, Practitioner, Parent, Supporter, Interpreter, chairRole, takerRole},
	RunMeeting:     {chairRole},
	KeepList:       {chairRole, takerRole},
	PlanMeetings:   {Keyworker, Deputy, Practitioner, chairRole, takerRole},
	ChangeTeam:     {Keyworker, Deputy, chairRole},
	KeepRecord:     {Keyworker, Deputy, Practitioner, Parent, Child, Supporter},
	LeadRecord:     {Keyworker, Deputy},
	AskThings:      {Keyworker, Deputy, Practitioner, Parent, Child, Supporter},
	ReopenRecord:   {Keyworker, Deputy, Parent, Child},
	SeeLooks:       {Keyworker, Deputy, Parent, Child},
	ChooseAudience: {Keyworker, Deputy, chairRole},
}

// betweenMeetings are the acts that are no part of any meeting.
var betweenMeetings = []Act{KeepRecord, LeadRecord, AskThings, ReopenRecord, SeeLooks}

// rolesOf returns what a member is on the record and, if in is not nil, in that meeting.
func (m *Member) rolesOf(in *Meeting) []Role {
	out := []Role{m.Role}
	if in != nil && in.Chair == m.ID {
		out = append(out, chairRole)
	}
	if in != nil && in.MinuteTaker == m.ID {
		out = append(out, takerRole)
	}
	return out
}

// May reports whether a may do act on the record, in meeting m where the act is about one (nil
// otherwise; the live meeting, if there is one, for ChangeTeam). It is the only place that decides this.
func (s *State) May(a Authority, act Act, m *Meeting) bool {
	if a.System {
		return true
	}
	me := s.MemberOf(a.Person)
	if me == nil {
		return false
	}
	for _, only := range []ID{a.Meeting, me.Guest} { // a pass and a guest are for one meeting
		switch {
		case only == 0:
		case m != nil && m.ID != only, act == ChangeTeam, act == PlanMeetings && m == nil, slices.Contains(betweenMeetings, act):
			return false
		}
	}
	for _, r := range me.rolesOf(m) {
		if slices.Contains(permissions[act], r) {
			return true
		}
	}
	return false
}

// Permissions returns a copy of the table of who may do what, for documentation and tests.
func Permissions() map[Act][]Role {
	out := make(map[Act][]Role, len(permissions))
	for a, rs := range permissions {
		out[a] = slices.Clone(rs)
	}
	return out
}
