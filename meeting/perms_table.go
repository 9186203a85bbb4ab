package meeting

import (
	"maps"
	"slices"
	"strings"
)

// ServiceRole is what somebody is for the whole service, beside what they are on a record.
type ServiceRole string

// The roles for the whole service. None of the first three is a right to read any record.
const (
	Administrator  ServiceRole = "administrator"
	ServiceManager ServiceRole = "service manager"
	Informer       ServiceRole = "information officer"
	Anybody        ServiceRole = "anybody with access"
)

// ServiceRoles lists the roles for the whole service.
var ServiceRoles = []ServiceRole{Administrator, ServiceManager, Informer, Anybody}

// ServiceAct is something for the whole service that a permission is needed for.
type ServiceAct string

// What permissions are needed for, for the whole service.
const (
	LookAfterPeople   ServiceAct = "add administrators and managers, change other people, end their access"
	LookAfterAgencies ServiceAct = "add and change agencies, and trust their certificates"
	ChangeSettings    ServiceAct = "change the settings: clocks, agendas, holidays, keeping, the safeguarding leads, whom to ring"
	EraseThings       ServiceAct = "erase a record or somebody's words, two together, and see what is due"
	SeeUrgentTold     ServiceAct = "be told of urgent access to any record"
	SeeFigures        ServiceAct = "read the figures of the service, which name no child"
	KeepWork          ServiceAct = "keep what supports any keyworker: protected time, how many plans at most, supervision, training"
	AskColleagues     ServiceAct = "ask a colleague or a service manager for advice, without what the record says; keep one's own hours, supervision and training"
	KeepBank          ServiceAct = "import directories into the information bank, answer corrections of it, and change the glossary"
	SuggestThings     ServiceAct = "search the information bank, and suggest corrections of it"
	AddPeople         ServiceAct = "add people, begin records, look after one's own keys"
)

// servicePermissions is the one table of who may do what for the whole service. It is what Directory.Decide and
// SeesFigures do, as TestServicePermissionsAreTheTable sees to.
var servicePermissions = map[ServiceAct][]ServiceRole{
	LookAfterPeople:   {Administrator},
	LookAfterAgencies: {Administrator},
	ChangeSettings:    {Administrator},
	EraseThings:       {Administrator},
	SeeUrgentTold:     {ServiceManager},
	SeeFigures:        {ServiceManager},
	KeepWork:          {Administrator, ServiceManager},
	AskColleagues:     {Administrator, ServiceManager, Informer, Anybody},
	KeepBank:          {Administrator, Informer},
	SuggestThings:     {Administrator, ServiceManager, Informer, Anybody},
	AddPeople:         {Administrator, ServiceManager, Informer, Anybody},
}

// ServicePermissions returns a copy of the table of who may do what for the whole service, for documentation and tests.
func ServicePermissions() map[ServiceAct][]ServiceRole {
	out := make(map[ServiceAct][]ServiceRole, len(servicePermissions))
	for a, rs := range servicePermissions {
		out[a] = slices.Clone(rs)
	}
	return out
}

// ownRules are what a role alone does not say.
var ownRules = []string{
	"Only who has added an entry, the owner of an action, and those marked in the line “" + string(ChooseAudience) + "” say who sees it; what somebody of the family has added, that person alone.",
	"Nobody deletes what the family said but who said it, or wrote it down for them.",
	"Contact details and being there are everybody's own. Whoever changes the team notes them for those who have not.",
	"A safeguarding concern is raised by anybody on the team, and read by its author and the named leads alone.",
	"A meeting that has not begun is called off, and put on again, by its chair and by whoever plans the record's meetings.",
	"A meeting is paused by anybody who answers decisions; it goes on when the chair or the minute taker says so.",
	"The family's agreement is noted by whoever gives it, an agency's lawful basis by its practitioners, and both by those who change the team, who confirm withdrawals too.",
	"Urgent access is for practitioners who are not on the team: it reads what practitioners read, for a while, and changes nothing.",
	"A guest, and somebody with a pass, may do for their one meeting what their role may, and nothing else.",
}

// PermissionTable returns who may do what as Markdown, for the documentation.
func PermissionTable() string {
	var out strings.Builder
	roles := append(slices.Clone(Roles), chairRole, takerRole)
	head := []string{"on a record"}
	for _, r := range roles {
		head = append(head, string(r))
	}
	row(&out, head)
	row(&out, slices.Repeat([]string{"---"}, len(head)))
	for _, a := range slices.SortedFunc(maps.Keys(permissions), byLength(permissions)) {
		line := []string{string(a)}
		for _, r := range roles {
			line = append(line, tick(slices.Contains(permissions[a], r)))
		}
		row(&out, line)
	}
	head = []string{"for the service"}
	for _, r := range ServiceRoles {
		head = append(head, string(r))
	}
	out.WriteByte('\n')
	row(&out, head)
	row(&out, slices.Repeat([]string{"---"}, len(head)))
	for _, a := range slices.SortedFunc(maps.Keys(servicePermissions), byLength(servicePermissions)) {
		line := []string{string(a)}
		for _, r := range ServiceRoles {
			line = append(line, tick(slices.Contains(servicePermissions[a], r)))
		}
		row(&out, line)
	}
	out.WriteByte('\n')
	for _, s := range ownRules {
		out.WriteString("- " + s + "\n")
	}
	return out.String()
}

func row(out *strings.Builder, cells []string) {
	out.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func tick(yes bool) string {
	if yes {
		return "✓"
	}
	return ""
}

// byLength orders acts by how many may do them, the most first, and then by their words.
func byLength[A ~string, R any](m map[A][]R) func(a, b A) int {
	return func(a, b A) int {
		if n := len(m[b]) - len(m[a]); n != 0 {
			return n
		}
		return strings.Compare(string(a), string(b))
	}
}
