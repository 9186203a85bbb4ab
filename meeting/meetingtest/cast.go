package meetingtest

import "oneplan/meeting"

// The invented agencies.
const (
	Health meeting.AgencyID = "health"
	School meeting.AgencyID = "school"
	Social meeting.AgencyID = "social"
)

// The people of the story. All but Ada and Ivy are on the team of the record Sunflower.
const (
	Ada  meeting.PersonID = "ada"  // the administrator, on no team
	Ivy  meeting.PersonID = "ivy"  // a practitioner of the health agency, on no team
	Sara meeting.PersonID = "sara" // occupational therapist, the keyworker
	Ben  meeting.PersonID = "ben"  // social worker, chair of the meeting
	Tess meeting.PersonID = "tess" // teacher, minute taker of the meeting
	Nia  meeting.PersonID = "nia"  // the child's mother
	Sam  meeting.PersonID = "sam"  // the child
	Omar meeting.PersonID = "omar" // interpreter
	Olga meeting.PersonID = "olga" // observer
)

// Sunflower is the name of the record.
const Sunflower = "sunflower"

// Agencies returns the invented agencies.
func Agencies() []meeting.Agency {
	return []meeting.Agency{
		{ID: Health, Name: "Eastbank Community Health", Letter: "H", Colour: 0},
		{ID: School, Name: "Hill Lane School", Letter: "S", Colour: 1},
		{ID: Social, Name: "Eastbank Council", Letter: "C", Colour: 2},
	}
}

// cast is who there is, and what they are on the record ("": not on it).
var cast = []struct {
	account meeting.Account
	role    meeting.Role
}{
	{meeting.Account{ID: Ada, Name: "Ada", Title: "administrator", Agency: Social, Admin: true}, ""},
	{meeting.Account{ID: Ivy, Name: "Ivy", Title: "nurse", Agency: Health}, ""},
	{meeting.Account{ID: Sara, Name: "Sara", Title: "occupational therapist", Agency: Health}, meeting.Keyworker},
	{meeting.Account{ID: Ben, Name: "Ben", Title: "social worker", Agency: Social}, meeting.Practitioner},
	{meeting.Account{ID: Tess, Name: "Tess", Title: "teacher", Agency: School}, meeting.Practitioner},
	{meeting.Account{ID: Nia, Name: "Nia", Agency: meeting.FamilyAgency}, meeting.Parent},
	{meeting.Account{ID: Sam, Name: "Sam", Agency: meeting.FamilyAgency}, meeting.Child},
	{meeting.Account{ID: Omar, Name: "Omar", Title: "interpreter", Agency: Social}, meeting.Interpreter},
	{meeting.Account{ID: Olga, Name: "Olga", Title: "student", Agency: Social}, meeting.Observer},
}

// Accounts returns the people.
func Accounts() []meeting.Account {
	var out []meeting.Account
	for _, c := range cast {
		out = append(out, c.account)
	}
	return out
}

// memberOf returns what somebody of the cast is on the record.
func memberOf(a meeting.Account, role meeting.Role) meeting.Member {
	m := meeting.Member{Person: a.ID, Name: a.Name, Title: a.Title, Agency: a.Agency, Role: role}
	for _, g := range Agencies() {
		if g.ID == a.Agency {
			m.AgencyName = g.Name
		}
	}
	if a.Agency == meeting.FamilyAgency {
		m.AgencyName = "family"
	}
	return m
}
