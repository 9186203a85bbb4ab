package store

import (
	"slices"

	"oneplan/meeting"
)

// The plain tables of the record between meetings: one for each list of a meeting.Shelf, and one for each list within an entry.
var (
	aboutTable = &table{
		name: "about_me", stream: "record", key: []string{"about"},
		texts: []string{"matters", "communicates", "works", "works_not", "work_with_us"},
	}
	clockTable  = &table{name: "clock", stream: "record", key: []string{"name"}, facts: []string{"days"}}
	detailTable = entryTable("detail", []string{"kind", "value"})

	relationTable = entryTable("relation",
		[]string{"name", "relation", "member", "responsibility", "contact", "court_order", "reach"}, "remarks")
	involvementTable = entryTable("involvement", []string{"agency", "service", "who", "member", "since", "until"}, "remarks")
	waitTable        = entryTable("wait",
		[]string{
			"service", "agency", "reason", "referred_by", "referred_on", "target", "expected", "seen_on", "ended_on", "ended",
			"listing", "listing_name", "listing_checked",
		}, "remarks")
	assessmentTable = entryTable("assessment",
		[]string{"kind", "agency", "who", "member", "domain", "day", "next_due", "again"}, "remarks")
	shareTable       = listTable("assessment_share", "assessment", "agency")
	appointmentTable = entryTable("appointment", []string{"what", "agency", "at", "minutes", "place", "cancelled"}, "remarks")
	appointWithTable = listTable("appointment_with", "appointment", "member")
	otherPlanTable   = entryTable("other_plan", []string{"kind", "agency", "since", "review", "until"}, "remarks")
	stepTable        = entryTable("path_step", []string{"stage", "since", "due"}, "remarks")
	transitionTable  = entryTable("transition", []string{"kind", "day", "receiving", "agency", "lead", "over"}, "remarks")
	preparesTable    = listTable("transition_action", "transition", "action")
	tenureTable      = entryTable("tenure", []string{
		"member", "designated", "since", "until", "reason", "asked_on", "wish", "not_asked", "goodbye", "cover", "cover_from", "cover_to",
	}, "remarks")
	contactTable     = entryTable("contact", []string{"day", "how", "promise_due", "kept_on"}, "remarks", "promised")
	contactWithTable = listTable("contact_with", "contact", "member")
	questionTable    = entryTable("question",
		[]string{"kind", "asked_for", "asked_of", "asked_at", "due", "answered_at", "answered_by"}, "asks", "replies")
	handoverTable = entryTable("handover", []string{
		"hands", "takes", "joint_on", "done_at", "ask_again_on", "again", "again_words", "again_for", "again_by", "again_at",
	}, "matters", "who", "tried", "open", "decisions", "stuck", "next", "work")
	metTable        = listTable("handover_met", "handover", "member")
	acceptedTable   = listTable("handover_accepted", "handover", "section", "entry", "part", "taken_by", "taken_at")
	mandateTable    = entryTable("mandate", []string{"agency", "signed_by", "signed_on", "until"}, "remarks")
	vestsTable      = listTable("mandate_vests", "mandate", "what")
	escalationTable = entryTable("escalation", []string{
		"stuck", "agency", "entry", "level", "manager", "raised_on", "due", "responded_on", "closed_on", "told_on",
	}, "remarks", "answered", "came_of")
	raisedTable  = listTable("escalation_before", "escalation", "level", "manager", "raised_on", "due", "responded_on")
	closingTable = entryTable("closing", []string{
		"day", "why", "words", "family", "family_words", "family_for", "access_until", "ended_at", "reopened_at", "reopened_by", "reopened_for",
	}, "remarks")
	rehomedTable = listTable("closing_rehomed", "closing", "action", "goes_to")
	asideTable   = &table{
		name: "aside", stream: "record", key: []string{"id"}, facts: []string{"meeting", "item", "audience", "added_by", "added"}, texts: []string{"words"},
	}

	// shelfTables are all of them, parents first.
	shelfTables = []*table{
		aboutTable, clockTable, detailTable, relationTable, involvementTable, waitTable, assessmentTable, shareTable, appointmentTable,
		appointWithTable, otherPlanTable, stepTable, transitionTable, preparesTable, tenureTable, contactTable, contactWithTable,
		questionTable, handoverTable, metTable, acceptedTable, mandateTable, vestsTable, escalationTable, raisedTable, closingTable,
		rehomedTable, asideTable,
	}
)

// entryTable is the table of one kind of entry.
func entryTable(name string, facts []string, texts ...string) *table {
	return &table{
		name: name, stream: "record", key: []string{"id"},
		facts: append([]string{"about", "added_by", "added", "audience"}, facts...), texts: texts,
	}
}

// listTable is the table of a list within an entry.
func listTable(name, of string, facts ...string) *table {
	return &table{name: name, stream: "record", key: []string{of, "number"}, facts: facts}
}

// entryRow is an entry's row of its table. parts are its shared texts, in the order of the columns.
func entryRow(t *table, h meeting.Head, facts []any, parts ...meeting.Part) []row {
	r := row{t, key{a: int64(h.ID)}, append([]any{ref(h.About), ref(h.By), moment(h.Added), audience(h.Audience)}, facts...), nil}
	for _, p := range parts {
		r.texts = append(r.texts, meeting.Field{ID: h.ID, Part: p})
	}
	return []row{r}
}

// listRows are the rows of a list within the entry id.
func listRows[E any](t *table, id meeting.ID, list []E, facts func(E) []any) []row {
	var out []row
	for i, e := range list {
		out = append(out, row{t, key{a: int64(id), b: int64(i + 1)}, facts(e), nil})
	}
	return out
}

func idFacts(id meeting.ID) []any { return []any{number(id)} }

func wordFacts[T ~string](s T) []any { return []any{string(s)} }

// some is a number of which 0 means that there is none.
func some[T ~int | ~uint8](n T) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}

// diffShelf compares what two states hold between meetings.
func diffShelf(d *differ, old, now *meeting.State) {
	if !same(old.Children, now.Children) || old.Seq == 0 {
		if old.Seq != 0 {
			d.before(aboutRows(old))
		}
		d.is = append(d.is, aboutRows(now)...)
	}
	if was, is := old.OwnClocks(), now.OwnClocks(); was != is {
		d.before(clockRows(was))
		d.is = append(d.is, clockRows(is)...)
	}
	diff(d, old.Details, now.Details, detailRows)
	diff(d, old.Relations, now.Relations, relationRows)
	diff(d, old.Involvements, now.Involvements, involvementRows)
	diff(d, old.Waits, now.Waits, waitRows)
	diff(d, old.Assessments, now.Assessments, assessmentRows)
	diff(d, old.Appointments, now.Appointments, appointmentRows)
	diff(d, old.OtherPlans, now.OtherPlans, otherPlanRows)
	diff(d, old.Steps, now.Steps, stepRows)
	diff(d, old.Transitions, now.Transitions, transitionRows)
	diff(d, old.Tenures, now.Tenures, tenureRows)
	diff(d, old.Contacts, now.Contacts, contactRows)
	diff(d, old.Questions, now.Questions, questionRows)
	diff(d, old.Handovers, now.Handovers, handoverRows)
	diff(d, old.Mandates, now.Mandates, mandateRows)
	diff(d, old.Escalations, now.Escalations, escalationRows)
	diff(d, old.Closings, now.Closings, closingRows)
	diff(d, old.Notes, now.Notes, asideRows)
}

func aboutRows(s *meeting.State) []row {
	of := func(id meeting.ID) row {
		r := row{table: aboutTable, key: key{a: int64(id)}}
		for _, p := range meeting.AboutMe {
			r.texts = append(r.texts, meeting.Field{ID: id, Part: p})
		}
		return r
	}
	out := []row{of(0)}
	for _, c := range s.Children {
		out = append(out, of(c.ID))
	}
	return out
}

func clockRows(c *meeting.Clocks) []row {
	if c == nil {
		return nil
	}
	var out []row
	for name, days := range c.Days {
		if days != 0 {
			out = append(out, row{clockTable, key{word: name}, []any{number(days)}, nil})
		}
	}
	return out
}

func detailRows(x *meeting.Detail) []row {
	return entryRow(detailTable, x.Head, []any{string(x.Kind), x.Value})
}

func relationRows(x *meeting.Relation) []row {
	return entryRow(relationTable, x.Head, []any{
		x.Name, x.Is, ref(x.Member), truth(x.Responsibility), word(x.Contact), word(x.Order), word(x.Reach),
	}, meeting.Remarks)
}

func involvementRows(x *meeting.Involvement) []row {
	return entryRow(involvementTable, x.Head, []any{word(x.Agency), x.Service, word(x.Who), ref(x.Member), word(x.From), word(x.To)}, meeting.Remarks)
}

func waitRows(x *meeting.Wait) []row {
	return entryRow(waitTable, x.Head, []any{
		x.Service, word(x.Agency), word(x.For), ref(x.ReferredBy), string(x.ReferredOn), some(x.Target), word(x.Expected), word(x.SeenOn),
		word(x.EndedOn), word(x.Ended), word(x.Listing.ID), word(x.Listing.Name), word(x.Listing.Checked),
	}, meeting.Remarks)
}

func assessmentRows(x *meeting.Assessment) []row {
	return append(entryRow(assessmentTable, x.Head, []any{
		x.Kind, word(x.Agency), word(x.Who), ref(x.Member), word(x.Domain), string(x.Day), word(x.NextDue), word(x.Again),
	}, meeting.Remarks), listRows(shareTable, x.ID, x.Share, wordFacts)...)
}

func appointmentRows(x *meeting.Appointment) []row {
	return append(entryRow(appointmentTable, x.Head, []any{
		x.What, word(x.Agency), moment(x.At), some(x.Minutes), word(x.Place), truth(x.Cancelled),
	}, meeting.Remarks), listRows(appointWithTable, x.ID, x.With, idFacts)...)
}

func otherPlanRows(x *meeting.OtherPlan) []row {
	return entryRow(otherPlanTable, x.Head, []any{x.Kind, word(x.Agency), word(x.From), word(x.Review), word(x.To)}, meeting.Remarks)
}

func stepRows(x *meeting.PathStep) []row {
	return entryRow(stepTable, x.Head, []any{string(x.Stage), string(x.From), word(x.Due)}, meeting.Remarks)
}

func transitionRows(x *meeting.Transition) []row {
	return append(entryRow(transitionTable, x.Head, []any{
		string(x.Kind), string(x.Day), word(x.Receiving), word(x.Agency), ref(x.Lead), truth(x.Over),
	}, meeting.Remarks), listRows(preparesTable, x.ID, x.Actions, idFacts)...)
}

func tenureRows(x *meeting.Tenure) []row {
	return entryRow(tenureTable, x.Head, []any{
		number(x.Member), truth(x.Designated), string(x.From), word(x.To), word(x.Reason), word(x.AskedOn), word(x.Wish), word(x.NotAsked),
		word(x.Goodbye), ref(x.Cover), word(x.CoverFrom), word(x.CoverTo),
	}, meeting.Remarks)
}

func contactRows(x *meeting.Contact) []row {
	return append(entryRow(contactTable, x.Head, []any{
		string(x.Day), string(x.How), word(x.PromiseDue), word(x.KeptOn),
	}, meeting.Remarks, meeting.Promised), listRows(contactWithTable, x.ID, x.With, idFacts)...)
}

func questionRows(x *meeting.Question) []row {
	return entryRow(questionTable, x.Head, []any{
		string(x.Kind), number(x.For), ref(x.To), moment(x.AskedAt), word(x.Due), moment(x.AnsweredAt), ref(x.AnsweredBy),
	}, meeting.Asks, meeting.Replies)
}

func handoverRows(x *meeting.Handover) []row {
	var parts []meeting.Part
	for _, s := range meeting.HandoverSections {
		parts = append(parts, s.Part)
	}
	return slices.Concat(
		entryRow(handoverTable, x.Head, []any{
			ref(x.From), ref(x.To), word(x.JointOn), moment(x.DoneAt), word(x.AskAgainOn), word(x.Again), word(x.AgainWords), ref(x.AgainFor),
			ref(x.AgainBy), moment(x.AgainAt),
		}, parts...),
		listRows(metTable, x.ID, x.Met, idFacts),
		listRows(acceptedTable, x.ID, x.Accepted, func(a meeting.Accepted) []any {
			return []any{number(a.Section), ref(a.ID), some(a.Part), ref(a.By), moment(a.At)}
		}),
	)
}

func mandateRows(x *meeting.Mandate) []row {
	return append(entryRow(mandateTable, x.Head, []any{string(x.Agency), x.SignedBy, string(x.SignedOn), word(x.Until)}, meeting.Remarks),
		listRows(vestsTable, x.ID, x.Vests, wordFacts)...)
}

func escalationRows(x *meeting.Escalation) []row {
	return append(entryRow(escalationTable, x.Head, []any{
		string(x.Stuck), string(x.Agency), ref(x.Of), string(x.Level), word(x.Manager), string(x.RaisedOn), word(x.Due), word(x.RespondedOn),
		word(x.ClosedOn), word(x.ToldOn),
	}, meeting.Remarks, meeting.Answered, meeting.CameOf), listRows(raisedTable, x.ID, x.Before, func(b meeting.Raised) []any {
		return []any{string(b.Level), word(b.Manager), string(b.On), word(b.Due), word(b.RespondedOn)}
	})...)
}

func closingRows(x *meeting.Closing) []row {
	return append(entryRow(closingTable, x.Head, []any{
		string(x.Day), string(x.Why), word(x.Words), string(x.Family), word(x.FamilyWords), ref(x.FamilyFor), string(x.AccessUntil),
		moment(x.EndedAt), moment(x.ReopenedAt), ref(x.ReopenedBy), word(x.ReopenedFor),
	}, meeting.Remarks), listRows(rehomedTable, x.ID, x.Rehomed, func(r meeting.Rehomed) []any {
		return []any{number(r.Action), r.To}
	})...)
}

func asideRows(n *meeting.Note) []row {
	return []row{{asideTable, key{a: int64(n.ID)}, []any{
		number(n.Meeting), number(n.Item), audience(n.Audience), ref(n.By), moment(n.Added),
	}, []meeting.Field{{ID: n.ID, Part: meeting.Aside}}}}
}
