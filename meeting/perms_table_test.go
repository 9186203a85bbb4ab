package meeting_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"oneplan/meeting"
)

// TestServicePermissionsAreTheTable tries what each act is needed for as everybody, and compares with ServicePermissions.
func TestServicePermissionsAreTheTable(t *testing.T) {
	o := newOffice(t)
	system := meeting.Authority{System: true, At: o.at}
	o.do(system, meeting.AddPerson{Account: meeting.Account{ID: "mina", Name: "Mina", Agency: "health", Manager: true}})
	o.do(system, meeting.AddPerson{Account: meeting.Account{ID: "ina", Name: "Ina", Agency: "health", Informs: true}})
	o.do(system, meeting.AddPerson{Account: meeting.Account{ID: "una", Name: "Una", Agency: "health"}})
	o.do(system, meeting.SuggestCorrection{Correction: meeting.Correction{Service: "s", Name: "Sleep clinic", Words: "It has moved"}})
	o.do(system, meeting.TellUrgent{Told: meeting.Told{Record: "sunflower", Person: maria, Reason: "found alone", Until: o.at.AddDate(0, 0, 1)}})
	who := map[meeting.PersonID]meeting.ServiceRole{root: meeting.Administrator, "mina": meeting.ServiceManager, "ina": meeting.Informer, maria: meeting.Anybody}
	tries := []struct {
		act meeting.ServiceAct
		c   func(p meeting.PersonID) meeting.Command
	}{
		{meeting.LookAfterPeople, func(meeting.PersonID) meeting.Command { return meeting.RevokePerson{Person: jo} }},
		{meeting.LookAfterPeople, func(meeting.PersonID) meeting.Command {
			return meeting.AddPerson{Account: meeting.Account{ID: "x", Name: "X", Agency: "health", Admin: true}}
		}},
		{meeting.LookAfterPeople, func(meeting.PersonID) meeting.Command {
			return meeting.SetPerson{Account: meeting.Account{ID: jo, Name: "Josephine", Agency: meeting.FamilyAgency}}
		}},
		{meeting.LookAfterAgencies, func(meeting.PersonID) meeting.Command {
			return meeting.SetAgency{Agency: meeting.Agency{ID: "school", Name: "School", Letter: "S"}}
		}},
		{meeting.ChangeSettings, func(meeting.PersonID) meeting.Command {
			return meeting.SetSettings{Settings: meeting.Settings{UrgentHours: 12}}
		}},
		{meeting.EraseThings, func(meeting.PersonID) meeting.Command {
			return meeting.AskErasure{Record: "sunflower", Reason: "25 years are over"}
		}},
		{meeting.SeeUrgentTold, func(meeting.PersonID) meeting.Command { return meeting.SeeTold{N: 1} }},
		{meeting.KeepWork, func(meeting.PersonID) meeting.Command { return meeting.SetLimit{Person: "una", Limit: 8} }},
		{meeting.KeepWork, func(meeting.PersonID) meeting.Command {
			return meeting.SetProtected{Person: "una", Protected: meeting.Protected{Minutes: 240}}
		}},
		{meeting.AskColleagues, func(p meeting.PersonID) meeting.Command {
			return meeting.SetTraining{Person: p, Training: meeting.Training{What: "Safeguarding, level 3"}}
		}},
		{meeting.AskColleagues, func(meeting.PersonID) meeting.Command {
			return meeting.AskAdvice{To: "una", Words: "Who has worked with the sleep clinic?"}
		}},
		{meeting.KeepBank, func(meeting.PersonID) meeting.Command { return meeting.AnswerCorrection{N: 1, Accept: true} }},
		{meeting.KeepBank, func(meeting.PersonID) meeting.Command {
			return meeting.SetTerms{Terms: []meeting.Term{{Word: "EHCP", Language: "en", Meaning: "The plan."}}}
		}},
		{meeting.SuggestThings, func(meeting.PersonID) meeting.Command {
			return meeting.SuggestCorrection{Correction: meeting.Correction{Service: "s", Name: "Sleep clinic", Words: "It has moved"}}
		}},
		{meeting.AddPeople, func(meeting.PersonID) meeting.Command {
			return meeting.AddPerson{Account: meeting.Account{ID: "y", Name: "Y", Agency: "health"}}
		}},
		{meeting.AddPeople, func(meeting.PersonID) meeting.Command { return meeting.ListRecord{Name: "kestrel"} }},
		{meeting.AddPeople, func(p meeting.PersonID) meeting.Command {
			return meeting.BindKey{Person: p, Key: key("another of " + string(p))}
		}},
	}
	table := meeting.ServicePermissions()
	looks := map[meeting.ServiceAct]func(meeting.Authority) error{meeting.SeeFigures: meeting.SeesFigures}
	for act, look := range looks {
		for p, role := range who {
			a := o.as(p)
			a.Manager = role == meeting.ServiceManager
			if err := look(a); slices.Contains(table[act], role) != (err == nil) || err != nil && meeting.CodeOf(err) != meeting.Forbidden {
				t.Errorf("%q by the %s: got %v", act, role, err)
			}
		}
	}
	for _, c := range tries {
		if len(table[c.act]) == 0 {
			t.Errorf("nobody may %s", c.act)
		}
		for p, role := range who {
			a := o.as(p)
			a.Manager = role == meeting.ServiceManager
			_, err := o.r.Decide(a, c.c(p))
			may := slices.Contains(table[c.act], role)
			if may && err != nil {
				t.Errorf("%T by the %s: refused: %v", c.c(p), role, err)
			}
			if !may && meeting.CodeOf(err) != meeting.Forbidden {
				t.Errorf("%T by the %s: got %v, want it forbidden", c.c(p), role, err)
			}
		}
	}
	tried := map[meeting.ServiceAct]bool{}
	for _, c := range tries {
		tried[c.act] = true
	}
	for act := range table {
		if !tried[act] && looks[act] == nil {
			t.Errorf("no command of this test needs %q", act)
		}
	}
}

// TestTheDocumentedTableIsTheTable: SECURITY.md says who may do what. With ONEPLAN_GOLDEN=rewrite it is made to.
func TestTheDocumentedTableIsTheTable(t *testing.T) {
	const file, from, to = "../SECURITY.md", "<!-- permissions -->\n", "<!-- /permissions -->\n"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), from)
	inside, after, ended := strings.Cut(rest, to)
	if !ok || !ended {
		t.Fatalf("%s has no table between its marks", file)
	}
	want := meeting.PermissionTable()
	if inside == want {
		return
	}
	if os.Getenv("ONEPLAN_GOLDEN") != "rewrite" {
		t.Fatalf("%s says%s: write it anew with ONEPLAN_GOLDEN=rewrite", file, differ(inside, want))
	}
	if err := os.WriteFile(file, []byte(before+from+want+to+after), 0o600); err != nil {
		t.Fatal(err)
	}
}
