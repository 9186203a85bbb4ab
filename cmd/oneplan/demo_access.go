package main

import (
	"slices"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
	"oneplan/store"
)

// Two invented people who are on nobody's team.
const (
	ruth  meeting.PersonID = "demo-ruth"  // reads safeguarding concerns
	wendy meeting.PersonID = "demo-wendy" // manages the service
)

var demoOutside = []meeting.Account{
	{ID: ruth, Name: "Ruth Adeyemi", Title: "safeguarding lead", Agency: "social-care"},
	{ID: wendy, Name: "Wendy Marsh", Title: "service manager", Agency: "social-care", Manager: true},
}

// outside adds the people who are on no team, and whom everybody rings.
func (t *teller) outside() {
	var cs []meeting.Command
	for _, a := range demoOutside {
		cs = append(cs, meeting.AddPerson{Account: a})
	}
	t.service(append(cs, meeting.SetSettings{Settings: meeting.Settings{
		Leads: []meeting.Lead{{Person: ruth}},
		Ring: []meeting.Ring{
			{Agency: "school", Name: "Ms Bright, head teacher", Phone: "01632 960115", When: "in school hours"},
			{Name: "Duty social worker", Phone: "01632 960100", When: "day and night"},
		},
	}})...)
}

// sharing tells what the family agrees to and on what ground each agency shares: at the first meeting. The hospital's is soon to be
// looked at again, and the school has noted none.
func (t *teller) sharing(now time.Time) {
	given := meeting.DayOf(t.now)
	t.does(jo, meeting.SetAgreement{Agreement: meeting.Agreement{
		Who: t.member(jo), For: "that everyone here talks about sleep, school and getting about",
		Withheld: "letters from the court", Why: "they are about somebody else", Given: given, Review: on(now, -120),
	}})
	t.does(kit, meeting.SetAgreement{Agreement: meeting.Agreement{
		Who: t.member(kit), For: "that Megan tells the others how school is", Agencies: []meeting.AgencyID{"school"},
		Capacity: "Kit told it back in their own words, with pictures", Given: given, Review: on(now, -120),
	}})
	for _, x := range []struct {
		by     meeting.PersonID
		basis  string
		reason string
		review int // days from now
	}{
		{amina, "public task", "support for a family that asked for it (early help)", 200},
		{tom, "public task", "care by the community team", 150},
		{obi, "public task", "care at the hospital, for as long as Kit is seen there", 20},
		{priya, "consent", "Jo asked the charity for help with the nights", 120},
	} {
		i := slices.IndexFunc(demoPeople, func(p demoPerson) bool { return p.id == x.by })
		t.does(x.by, meeting.SetBasis{Basis: meeting.Basis{Agency: demoPeople[i].agency, Basis: x.basis, Reason: x.reason, Since: given, Review: on(now, -x.review)}})
	}
}

// looksIn tells of urgent access that was needed one evening, and that the keyworker has seen.
func (t *teller) looksIn(st *store.Store) {
	reason := "Kit was found alone at the bus station and would not speak"
	if t.err == nil {
		t.err = t.hub.OpenUrgently(t.ctx, room.Identity{Person: ruth}, demoRecord, reason, 2*time.Hour)
	}
	if t.err == nil {
		t.err = st.Note(t.ctx, meeting.Look{
			At: t.now, Record: demoRecord, Person: ruth, Agency: "social-care", Conn: meeting.ConnScreen, Kind: meeting.LookUrgent, About: "the record", Reason: reason,
		})
	}
	if v := t.view(tom); v != nil {
		for _, u := range v.Unseen() {
			t.does(tom, meeting.SeeUrgent{Urgent: u.ID})
		}
	}
}

// alone adds an action that stands in the plan for practitioners only.
func (t *teller) alone(now time.Time) {
	id := t.does(amina, meeting.AddAction{Action: meeting.Action{Owner: t.member(tom), Due: on(now, -14)}, What: "Ask Jo, alone, how she is herself"})
	t.does(amina, meeting.SetAudience{Entry: id, Audience: meeting.Practitioners})
}
