package meeting_test

import (
	"slices"
	"strings"
	"testing"

	"oneplan/meeting"
)

func TestAgreementAndLawfulBasis(t *testing.T) {
	d := deskAt(t, live)
	yes := meeting.Agreement{
		Who: d.who[parent], For: "working together on one plan", Agencies: []meeting.AgencyID{"school", "health"}, Withheld: "the family's letters",
		Why: "they asked", Capacity: "talked through", Given: "2026-11-01", Review: "2026-11-20",
	}
	id := d.do(parent, meeting.SetAgreement{Agreement: yes})
	d.refused(meeting.Forbidden, practitioner, meeting.SetAgreement{Agreement: yes})
	d.refused(meeting.Forbidden, child, meeting.SetAgreement{Agreement: yes})
	for _, bad := range []func(*meeting.Agreement){
		func(x *meeting.Agreement) { x.Who = d.who[practitioner] },
		func(x *meeting.Agreement) { x.For = "" },
		func(x *meeting.Agreement) { x.Given = "" },
		func(x *meeting.Agreement) { x.Review = "2026-10-01" },
		func(x *meeting.Agreement) { x.Withdrawn = "2026-10-01" },
		func(x *meeting.Agreement) { x.Agencies = []meeting.AgencyID{"a,b"} },
	} {
		x := yes
		bad(&x)
		d.refused(meeting.Invalid, chair, meeting.SetAgreement{Agreement: x})
	}
	late := func(c meeting.Check) bool { return c.Kind == meeting.NoAgreement }
	if !slices.ContainsFunc(d.view(chair).Checks(d.m), late) {
		t.Error("the checks do not miss an agreement that was to be looked at again")
	}
	x := *d.view(chair).Agreements[0]
	x.Review = "2027-02-01"
	d.do(chair, meeting.SetAgreement{Agreement: x})
	d.refused(meeting.Stale, parent, meeting.SetAgreement{Agreement: x})
	if slices.ContainsFunc(d.view(chair).Checks(d.m), late) {
		t.Error("the checks miss an agreement that is current")
	}
	d.do(practitioner, meeting.SetBasis{Basis: meeting.Basis{Agency: "school", Basis: "public task", Reason: "the Education Act", Since: "2026-11-01", Review: "2027-01-10"}})
	d.refused(meeting.Forbidden, practitioner, meeting.SetBasis{Basis: meeting.Basis{Agency: "health", Basis: "public task", Reason: "x", Since: "2026-11-01"}})
	d.refused(meeting.Forbidden, parent, meeting.SetBasis{Basis: meeting.Basis{Agency: "family", Basis: "consent", Reason: "x", Since: "2026-11-01"}})
	d.refused(meeting.Invalid, chair, meeting.SetBasis{Basis: meeting.Basis{Agency: "family", Basis: "consent", Reason: "x", Since: "2026-11-01"}})
	d.do(chair, meeting.SetBasis{Basis: meeting.Basis{Agency: "health", Basis: "vital interests", Reason: "asthma", Since: "2026-11-01", Until: "2026-12-31", Audience: meeting.Practitioners}})
	all := d.view(chair).Expiring("2027-03-01")
	var missing []meeting.AgencyID
	var days []meeting.Day
	for _, e := range all {
		if e.On == "" {
			missing = append(missing, e.Agency)
		} else {
			days = append(days, e.On)
		}
	}
	if !slices.Equal(days, []meeting.Day{"2026-12-31", "2027-01-10", "2027-02-01"}) || slices.Contains(missing, "health") || !slices.Contains(missing, "social-care") {
		t.Errorf("what ends: %v; without a basis: %v", days, missing)
	}
	if len(d.view(parent).Bases) != 1 || d.view(parent).Agreements[0].ID != id {
		t.Error("the parent sees what is for practitioners, or not the agreement")
	}
	if who := d.view(chair).Readers(meeting.Agencies("school")); len(who) != 1 || who[0].ID != d.who[practitioner] {
		t.Errorf("the school's are read by %v", who)
	}
}

func TestWithdrawal(t *testing.T) {
	d := deskAt(t, live)
	theirs := d.do(practitioner, meeting.AddNeed{Statement: "Reading"})
	d.refused(meeting.Invalid, parent, meeting.AskWithdrawal{Agency: "school"})
	d.refused(meeting.Invalid, parent, meeting.AskWithdrawal{Agency: "school", Member: d.who[practitioner], From: "2026-11-24"})
	d.refused(meeting.Invalid, parent, meeting.AskWithdrawal{Agency: meeting.FamilyAgency, From: "2026-11-24"})
	d.refused(meeting.NotFound, parent, meeting.AskWithdrawal{Agency: "police force", From: "2026-11-24"})
	d.refused(meeting.Forbidden, observer, meeting.AskWithdrawal{Agency: "school", From: "2026-11-24"})
	id := d.do(parent, meeting.AskWithdrawal{Agency: "school", From: "2026-11-24", Reason: "we have moved"})
	d.refused(meeting.Invalid, child, meeting.AskWithdrawal{Agency: "school", From: "2026-11-24"})
	if d.view(practitioner) == nil {
		t.Fatal("asked for, it is done")
	}
	d.refused(meeting.Forbidden, parent, meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Anna", Phone: "0123"})
	d.refused(meeting.Invalid, keyworker, meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Anna"})
	d.do(keyworker, meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Anna", Phone: "0123 456"})
	_, err := d.r.Decide(d.authority(practitioner), meeting.AddNeed{Statement: "x"})
	if d.view(practitioner) != nil || meeting.CodeOf(err) != meeting.Ended || !strings.Contains(err.Error(), "ring Anna, 0123 456") {
		t.Errorf("they are told %v", err)
	}
	if d.view(keyworker).Need(theirs) == nil {
		t.Error("what they wrote is gone")
	}
	left := func(c meeting.Check) bool { return c.Entry == d.own[practitioner] && c.Kind == meeting.NoOwner }
	if !slices.ContainsFunc(d.view(chair).Checks(d.m), left) {
		t.Error("their actions do not need new owners")
	}
	d.refused(meeting.Stage, keyworker, meeting.ConfirmWithdrawal{Withdrawal: id, Ring: "Anna", Phone: "0"})

	// From a day to come: by the service, when it has come. The only keyworker stays.
	later := d.do(parent, meeting.AskWithdrawal{Member: d.who[observer], From: "2026-11-26"})
	d.do(keyworker, meeting.ConfirmWithdrawal{Withdrawal: later, Ring: "Anna", Phone: "0123"})
	if d.view(observer) == nil || d.state().NextPart() != "2026-11-26" {
		t.Error("it has ended before its day")
	}
	d.refused(meeting.Forbidden, keyworker, meeting.EndParts{Today: "2026-11-26"})
	d.do("", meeting.EndParts{Today: "2026-11-25"})
	if d.view(observer) == nil {
		t.Error("it has ended a day early")
	}
	d.do("", meeting.EndParts{Today: "2026-11-26"})
	if d.view(observer) != nil || d.state().NextPart() != "" || len(d.state().PartsDue("2027-01-01")) != 0 {
		t.Error("it has not ended on its day")
	}
	health := d.do(parent, meeting.AskWithdrawal{Agency: "health", From: "2026-11-24"})
	d.refused(meeting.Invalid, chair, meeting.ConfirmWithdrawal{Withdrawal: health, Ring: "Anna", Phone: "0123"})
}
