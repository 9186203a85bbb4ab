package meeting_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"oneplan/meeting"
)

// seen is all that a viewer can be shown of a record. TestViews compares what the View gives out with what the design
// allows, worked out from the State by other means.
type seen struct {
	Name      string
	Children  []meeting.Person
	Me        meeting.Member
	Members   []meeting.Member
	Plan      []seenNeed
	Loose     []meeting.Action
	Decisions []seenDecision
	Meetings  []meeting.Meeting
	Shelf     meeting.Shelf
	Notes     []meeting.Note
	Guarded   meeting.Guarded
	Texts     map[string][]seenRun
}

type seenNeed struct {
	meeting.Need
	Number   int
	Outcomes []seenOutcome
	Actions  []meeting.Action
}

type seenOutcome struct {
	meeting.Outcome
	Actions []meeting.Action
}

type seenDecision struct {
	meeting.Decision
	Given int
}

type seenRun struct {
	Text   string
	Member meeting.ID
	By     meeting.ID
}

func values[T any](ps []*T) []T {
	var out []T
	for _, p := range ps {
		out = append(out, *p)
	}
	return out
}

// dump walks everything that the exported API of a View reaches.
func dump(v *meeting.View, upTo meeting.ID) string {
	if v == nil {
		return "nothing"
	}
	out := seen{
		Name: v.Name, Children: v.Children, Me: *v.Me, Members: values(v.Members), Loose: values(v.Loose), Meetings: values(v.Meetings),
		Notes: values(v.Notes), Guarded: v.Guarded, Shelf: v.Shelf, Texts: map[string][]seenRun{},
	}
	var actions []meeting.ID
	for _, n := range v.Plan {
		x := seenNeed{Need: *n.Need, Number: n.Number, Actions: values(n.Actions)}
		for _, o := range n.Outcomes {
			x.Outcomes = append(x.Outcomes, seenOutcome{*o.Outcome, values(o.Actions)})
		}
		out.Plan = append(out.Plan, x)
	}
	for _, d := range v.Decisions {
		out.Decisions = append(out.Decisions, seenDecision{*d, v.Given(d.ID)})
	}
	for _, a := range v.Actions() {
		actions = append(actions, a.ID)
	}
	extra := []any{actions, v.Called(), v.Viewer(), v.Live(), toldOf(v)}
	for id := range upTo + 2 {
		for p := range everyPart {
			f := meeting.Field{ID: id, Part: p}
			t := v.Text(f)
			if t.Len() > 0 && !v.SeesField(f) {
				extra = append(extra, "a text shows that is said not to", f)
			}
			for r := range t.Runs(0, t.Len()) {
				x := seenRun{Text: r.Text}
				a := v.AuthorOf(r.Site)
				if a.Member != nil {
					x.Member = a.Member.ID
				}
				if a.By != nil {
					x.By = a.By.ID
				}
				out.Texts[fmt.Sprint(f)] = append(out.Texts[fmt.Sprint(f)], x)
			}
		}
		if n, o, a, d, m := v.Need(id), v.Outcome(id), v.Action(id), v.Decision(id), v.Meeting(id); n != nil || o != nil || a != nil || d != nil || m != nil {
			extra = append(extra, id, n, o, a, d, m, v.Given(id), v.Checks(id))
		} else if v.Given(id) != 0 || v.Checks(id) != nil {
			extra = append(extra, "answers or checks of what is not there", id)
		}
		extra = append(extra, v.NameOf(id), v.Member(id), v.Note(id), v.Sees(id), v.SeesPresence(id), v.ReachesOf(id))
	}
	for act := range permissionsInOrder() {
		extra = append(extra, v.May(act, nil))
		for _, m := range v.Meetings {
			extra = append(extra, v.May(act, m))
		}
	}
	return asJSON(out) + "\n" + asJSON(extra)
}

func permissionsInOrder() func(func(meeting.Act) bool) {
	var all []meeting.Act
	for a := range meeting.Permissions() {
		all = append(all, a)
	}
	slices.Sort(all)
	return slices.Values(all)
}

// allowed is what the design lets a viewer see, worked out from the whole State: the judge of dump.
func allowed(s *meeting.State, a meeting.Authority) string {
	var me *meeting.Member
	for _, m := range s.Members {
		guestOver := m.Guest != 0 && (s.Meeting(m.Guest) == nil || s.Meeting(m.Guest).Stage == meeting.Final)
		if m.Person == a.Person && m.Until.IsZero() && !guestOver && me == nil {
			me = m
		}
	}
	if me == nil || a.Person == "" {
		return "nothing"
	}
	only := a.Meeting
	if only == 0 {
		only = me.Guest
	}
	of := func(au meeting.Audience, person meeting.PersonID, agency meeting.AgencyID) bool {
		kind, names, _ := strings.Cut(string(au), ":")
		switch {
		case au == "":
			return true
		case kind == "practitioners":
			return agency != "family" && agency != ""
		case kind == "agencies":
			return slices.Contains(strings.Split(names, ","), string(agency)) && agency != ""
		case kind == "people":
			return person != "" && slices.Contains(strings.Split(names, ","), string(person))
		}
		return false
	}
	may := func(au meeting.Audience) bool {
		if !a.Shared || au == "" {
			return of(au, a.Person, me.Agency)
		}
		return of(au, a.Person, me.Agency) && atTheTable(s, only, func(m *meeting.Member) bool { return m != nil && of(au, m.Person, m.Agency) })
	}
	out := seen{Name: s.Name, Children: s.Children, Me: *me, Members: values(s.Members), Texts: map[string][]seenRun{}}
	fields := map[meeting.Field]bool{{Part: meeting.Why}: true}
	show := func(id meeting.ID, ps ...meeting.Part) {
		for _, p := range ps {
			fields[meeting.Field{ID: id, Part: p}] = true
		}
	}
	shownAction := map[meeting.ID]bool{}
	under := func(id meeting.ID) (as []meeting.Action) {
		for _, x := range s.Actions {
			if x.Under == id && may(x.Audience) {
				as = append(as, *x)
				shownAction[x.ID] = true
				show(x.ID, meeting.What, meeting.Progress, meeting.Blocks, meeting.NextStep)
			}
		}
		return as
	}
	for _, n := range s.Needs {
		if !may(n.Audience) {
			continue
		}
		x := seenNeed{Need: *n, Number: len(out.Plan) + 1}
		show(n.ID, meeting.Statement, meeting.Evidence)
		x.Actions = under(n.ID)
		for _, o := range s.Outcomes {
			if o.Need == n.ID && may(o.Audience) {
				show(o.ID, meeting.What, meeting.Words, meeting.Measure)
				x.Outcomes = append(x.Outcomes, seenOutcome{*o, under(o.ID)})
			}
		}
		out.Plan = append(out.Plan, x)
	}
	out.Loose = under(0)
	shownDecision := map[meeting.ID]bool{}
	for _, d := range s.Decisions {
		if !may(d.Audience) || only != 0 && d.Meeting != only {
			continue
		}
		x := seenDecision{*d, len(d.Answers)}
		if d.Stage != meeting.Shown {
			x.Answers = nil
			for _, g := range d.Answers {
				if !a.Shared && (g.Member == me.ID || g.By == me.ID) {
					x.Answers = append(x.Answers, g)
				}
			}
		}
		shownDecision[d.ID] = true
		show(d.ID, meeting.Wording, meeting.Rationale)
		out.Decisions = append(out.Decisions, x)
	}
	for _, m := range s.Meetings {
		if only != 0 && m.ID != only {
			continue
		}
		x := *m
		if !may(m.PlaceFor) {
			x.Place, x.PlaceFor, x.PlaceRev = "", "", 0
		}
		x.Attendance = nil
		for _, at := range m.Attendance {
			if shown := showing(s, at.Member); may(shown) || at.Member == me.ID && !a.Shared {
				x.Attendance = append(x.Attendance, at)
			}
		}
		if len(x.Attendance) == len(m.Attendance) {
			x.Attendance = m.Attendance
		}
		x.Missing, x.MissingOf = nil, nil
		for i, id := range m.MissingOf {
			if id == m.ID || shownAction[id] || shownDecision[id] {
				x.Missing, x.MissingOf = append(x.Missing, m.Missing[i]), append(x.MissingOf, id)
			}
		}
		show(m.ID, meeting.Views, meeting.LastWord)
		for _, it := range m.Agenda {
			show(it.ID, meeting.Notes, meeting.Summary)
		}
		out.Meetings = append(out.Meetings, x)
	}
	if only == 0 {
		out.Shelf = onShelf(s, may, func(id meeting.ID) bool {
			return fields[meeting.Field{ID: id, Part: meeting.Statement}] || fields[meeting.Field{ID: id, Part: meeting.What}] ||
				shownDecision[id] || s.Meeting(id) != nil || s.Member(id) != nil
		})
		for e := range out.Shelf.Entries {
			show(meeting.HeadOf(e).ID, partsOf(e)...)
		}
		show(0, meeting.AboutMe...)
		for _, c := range s.Children {
			show(c.ID, meeting.AboutMe...)
		}
	}
	out.Guarded = guardedFor(s, a, may)
	for _, n := range s.Notes {
		if may(n.Audience) && (only == 0 || n.Meeting == only) && !a.Shared {
			out.Notes = append(out.Notes, *n)
			show(n.ID, meeting.Aside)
		}
	}
	for f, v := range s.Texts {
		for r := range v.Runs(0, v.Len()) {
			if !fields[f] {
				break
			}
			p, whose := s.AuthorOf(r.Site)
			x := seenRun{Text: r.Text, Member: whose}
			for _, m := range s.Members {
				if m.Person == p {
					x.By = m.ID
				}
			}
			if whose == 0 {
				x.Member, x.By = x.By, 0
			}
			out.Texts[fmt.Sprint(f)] = append(out.Texts[fmt.Sprint(f)], x)
		}
	}
	return asJSON(out)
}

// lastID is the newest ID of an entry that stands in s.
func lastID(s *meeting.State) meeting.ID {
	last := meeting.ID(0)
	for _, m := range s.Members {
		last = max(last, m.ID)
	}
	for _, x := range s.Needs {
		last = max(last, x.ID)
	}
	for _, x := range s.Outcomes {
		last = max(last, x.ID)
	}
	for _, x := range s.Actions {
		last = max(last, x.ID)
	}
	for _, x := range s.Decisions {
		last = max(last, x.ID)
	}
	for _, m := range s.Meetings {
		last = max(last, m.ID)
		for _, it := range m.Agenda {
			last = max(last, it.ID)
		}
	}
	for e := range s.Entries {
		last = max(last, meeting.HeadOf(e).ID)
	}
	for _, n := range s.Notes {
		last = max(last, n.ID)
	}
	for f := range s.Texts {
		last = max(last, f.ID)
	}
	return last
}

func TestHiddenChangesChangeNoView(t *testing.T) {
	d := deskAt(t, live)
	secretOutcome := d.do(practitioner, meeting.AddOutcome{Outcome: meeting.Outcome{Need: d.hidden}, What: "canary outcome"})
	for _, c := range []struct {
		name    string
		by      meeting.PersonID
		command func() meeting.Command
	}{
		{"a hidden need", chair, func() meeting.Command { return meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}} }},
		{"an agency's", chair, func() meeting.Command {
			return meeting.AddNeed{Need: meeting.Need{Audience: meeting.Agencies("social-care")}}
		}},
		{"a person's", chair, func() meeting.Command {
			return meeting.AddNeed{Need: meeting.Need{Audience: meeting.OnlyPeople(chair, taker)}}
		}},
		{"its facts", chair, func() meeting.Command {
			n := *d.state().Need(d.hidden)
			n.Kind, n.Domain = meeting.Worry, map[string]string{"": "safe", "safe": ""}[n.Domain]
			return meeting.SetNeed{Need: n}
		}},
		{"its words", chair, func() meeting.Command { return d.edit(chair, d.of(d.hidden, meeting.Statement), "more") }},
		{"under it", chair, func() meeting.Command {
			return meeting.AddAction{What: "canary", Action: meeting.Action{Under: secretOutcome}}
		}},
		{"an action under it", chair, func() meeting.Command { return meeting.ToggleAction{Action: d.secret} }},
		{"undoing that", chair, func() meeting.Command { return meeting.UndoEntry{} }},
		{"doing it again", chair, func() meeting.Command { return meeting.UndoEntry{Redo: true} }},
		{"taking it out", chair, func() meeting.Command { return meeting.RemoveEntry{ID: d.hidden} }},
		{"a score", chair, func() meeting.Command {
			return meeting.ScoreOutcome{Outcome: secretOutcome, Score: meeting.Score{Side: "child", Value: 3}}
		}},
		{"a narrower note", chair, func() meeting.Command {
			return meeting.AddNote{Item: d.item(0), Audience: meeting.Practitioners, Text: "canary"}
		}},
		{"its words", chair, func() meeting.Command {
			notes := d.state().Notes
			return d.edit(chair, d.of(notes[len(notes)-1].ID, meeting.Aside), " canary")
		}},
		{"its audience", chair, func() meeting.Command {
			notes := d.state().Notes
			n := notes[len(notes)-1]
			to := meeting.OnlyPeople(chair, taker)
			if n.Audience == to {
				to = meeting.OnlyPeople(chair, deputy)
			}
			return meeting.SetAudience{Entry: n.ID, Was: n.Audience, Audience: to}
		}},
		{"a hidden place", chair, func() meeting.Command {
			m := *d.meeting()
			m.Place += ", upstairs"
			return meeting.SetMeeting{Meeting: m}
		}},
		{"a hidden wait", chair, func() meeting.Command {
			return meeting.AddEntry{Entry: &meeting.Wait{Head: meeting.Head{Audience: meeting.Practitioners}, Service: "canary", ReferredOn: "2026-01-01"}}
		}},
		{"a hidden appointment", chair, func() meeting.Command {
			return meeting.AddEntry{Entry: &meeting.Appointment{Head: meeting.Head{Audience: meeting.Practitioners}, What: "canary", At: d.at, Place: "here"}}
		}},
		{"a hidden contact, kept", chair, func() meeting.Command {
			return meeting.AddEntry{
				Entry: &meeting.Contact{Head: meeting.Head{Audience: meeting.OnlyPeople(chair)}, How: meeting.Call, PromiseDue: "2026-11-24"},
				Words: map[meeting.Part]string{meeting.Promised: "canary"},
			}
		}},
		{"a hidden wait's facts", chair, func() meeting.Command {
			x := facts[meeting.Wait](d, "hidden wait")
			x.Expected = x.Expected.Add(1)
			if x.Expected == "" {
				x.Expected = "2026-12-01"
			}
			return meeting.SetEntry{Entry: &x}
		}},
		{"its words, too", chair, func() meeting.Command { return d.edit(chair, d.of(d.shelf["hidden wait"], meeting.Remarks), "more") }},
		{"a hidden escalation", chair, func() meeting.Command {
			x := facts[meeting.Escalation](d, "hidden escalation")
			x.RespondedOn, x.Due = "2026-11-24", x.Due.Add(1)
			return meeting.SetEntry{Entry: &x}
		}},
		{"a hidden stage", keyworker, func() meeting.Command {
			return meeting.AddEntry{Entry: &meeting.PathStep{Head: meeting.Head{Audience: meeting.Practitioners}, Stage: meeting.MoreHelp, From: "2026-11-24"}}
		}},
		{"a changed answer", practitioner, func() meeting.Command {
			return meeting.AnswerDecision{Decision: d.put, Answer: meeting.Disagree, Words: "canary"}
		}},
	} {
		shared := d.authority(chair)
		shared.Shared = true
		for _, a := range []meeting.Authority{d.authority(parent), d.authority(child), d.authority(supporter), shared} {
			s := d.state()
			before := s.View(s.ViewerOf(a), nil)
			if strings.Contains(dump(before, lastID(s)), "canary") {
				t.Fatalf("%s sees what is hidden", a.Person)
			}
			d.do(c.by, c.command())
			if c.name == "taking it out" {
				d.do(c.by, meeting.UndoEntry{})
			}
			now := d.state()
			after := now.View(now.ViewerOf(a), before)
			if !before.Same(after) || dump(before, lastID(now)) != dump(after, lastID(now)) {
				t.Errorf("%s: %s sees that something changed", c.name, a.Person)
			}
			fresh := now.View(now.ViewerOf(a), nil)
			if !before.Same(fresh) || !fresh.Same(before) {
				t.Errorf("%s: %s sees that something changed, in a view made anew", c.name, a.Person)
			}
			// Whoever is of the audience does see it.
			if v := s.View(s.ViewerOf(d.authority(c.by)), nil); v.Same(now.View(v.Viewer(), v)) && c.name != "taking it out" {
				t.Errorf("%s: %s does not see it", c.name, c.by)
			}
		}
	}
}

func TestSharedScreen(t *testing.T) {
	d := deskAt(t, live)
	a := d.authority(chair)
	a.Shared = true
	s := d.state()
	v := s.View(s.ViewerOf(a), nil)
	if strings.Contains(dump(v, lastID(s)), "canary") {
		t.Error("the room's screen shows what is not for everyone")
	}
	for _, c := range []meeting.Command{
		meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree},
		meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree, For: d.who[gran]},
	} {
		d.refusedBy(meeting.Forbidden, a, c)
	}
	d.refusedBy(meeting.Invalid, a, meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}})
	for _, c := range []meeting.Command{
		meeting.AddPassage{Item: d.item(0), For: d.who[gran], Text: "Written by the scribe."},
		meeting.AddNeed{Statement: "Sleep"},
		meeting.GoToItem{Item: d.item(1)},
	} {
		if _, err := d.try(a, c); err != nil {
			t.Errorf("%T from the room's screen: %v", c, err)
		}
	}
	// An answer given before at another screen does not show there.
	d.do(chair, meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree, Words: "canary"})
	s = d.state()
	if v = s.View(s.ViewerOf(a), v); strings.Contains(dump(v, lastID(s)), "canary") {
		t.Error("the room's screen shows a private answer")
	}
}

func TestPassesAndGuestsAreForOneMeeting(t *testing.T) {
	d := deskAt(t, live)
	pass := func(p meeting.PersonID, m meeting.ID) meeting.Authority {
		a := d.authority(p)
		a.Meeting = m
		return a
	}
	past := d.state().Meeting(d.past)
	var pastDecision meeting.ID
	for _, x := range d.state().Decisions {
		if x.Meeting == d.past {
			pastDecision = x.ID
		}
	}
	for _, a := range []meeting.Authority{pass(parent, d.m), pass(keyworker, d.m), d.authority(guest)} {
		s := d.state()
		v := s.View(s.ViewerOf(a), nil)
		if len(v.Meetings) != 1 || v.Meeting(d.past) != nil || v.Decision(pastDecision) != nil ||
			v.Text(d.of(pastDecision, meeting.Wording)).Len() > 0 || v.SeesField(d.of(past.Agenda[0].ID, meeting.Notes)) || len(v.Plan) == 0 {
			t.Errorf("%s, for one meeting, sees others", a.Person)
		}
		for _, c := range []meeting.Command{
			meeting.RemoveEntry{ID: pastDecision},
			meeting.ShowAnswers{Decision: pastDecision},
			meeting.SignMinutes{Meeting: d.past, Says: meeting.AgreeMinutes},
			meeting.SetMeeting{Meeting: *past},
			meeting.GoToItem{Item: past.Agenda[0].ID},
			meeting.SetAttendance{Meeting: d.past},
			meeting.AddItem{Meeting: d.past},
			meeting.TakeChair{Meeting: d.past},
			d.edit(a.Person, d.of(past.Agenda[0].ID, meeting.Notes), "x"),
			d.edit(a.Person, d.of(d.past, meeting.Views), "x"),
			meeting.AddMember{Member: meeting.Member{Guest: d.past}},
			meeting.ScoreOutcome{Outcome: d.outcome, Score: meeting.Score{Side: "child", Meeting: d.past}},
		} {
			d.refusedBy(meeting.NotFound, a, c)
		}
		d.refusedBy(meeting.Forbidden, a, meeting.AddMember{Member: meeting.Member{Name: "Ola", Role: meeting.Observer}})
		d.refusedBy(meeting.Forbidden, a, meeting.PlanMeeting{Kind: meeting.Review, At: d.at})
		for _, c := range []meeting.Command{
			meeting.AddNeed{Statement: "Sleep"},
			d.edit(a.Person, d.notes(0), "x"),
			meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree},
		} {
			if _, err := d.try(a, c); err != nil {
				t.Errorf("%T by %s: %v", c, a.Person, err)
			}
		}
	}
	// A pass to what is no meeting shows none.
	s := d.state()
	if v := s.View(s.ViewerOf(pass(parent, 9999)), nil); len(v.Meetings)+len(v.Decisions) > 0 {
		t.Error("a pass to no meeting shows meetings")
	}
	for _, f := range []meeting.Field{{}, d.of(d.need, 0), d.of(d.need, meeting.Why+1), d.of(d.need, meeting.Notes), d.of(d.need, meeting.Why)} {
		if d.view(chair).SeesField(f) {
			t.Errorf("%v is a text", f)
		}
	}
	var none *meeting.View
	if v := d.view(parent); v.Same(nil) || none.Same(v) || !none.Same(nil) || v.Same(d.view(child)) || !v.Same(v) {
		t.Error("nothing, or another's view, is the same")
	}
	// Whoever asks with a wider viewer than the team has them is not given more.
	if v := s.View(meeting.Viewer{Person: guest, Agency: "social-care"}, nil); len(v.Meetings) != 1 || v.Viewer().Agency != "police" {
		t.Errorf("a guest with another's viewer sees %d meetings as %s", len(v.Meetings), v.Viewer().Agency)
	}
	if s.View(meeting.Viewer{}, nil) != nil || s.View(meeting.Viewer{Person: gone}, nil) != nil || s.View(meeting.Viewer{Person: stranger}, nil) != nil {
		t.Error("nobody, who has left and who never came see something")
	}
}

func TestAudiences(t *testing.T) {
	of := func(p meeting.PersonID, a meeting.AgencyID) meeting.Viewer {
		return meeting.Viewer{Person: p, Agency: a}
	}
	for _, tt := range []struct {
		a       meeting.Audience
		valid   bool
		v       meeting.Viewer
		admits  bool
		comment string
	}{
		{"", true, meeting.Viewer{}, true, "everyone"},
		{meeting.Practitioners, true, of("a", "health"), true, ""},
		{meeting.Practitioners, true, of("a", meeting.FamilyAgency), false, ""},
		{meeting.Practitioners, true, of("a", ""), false, "of no agency"},
		{meeting.Practitioners, true, meeting.Viewer{Person: "a", Agency: "health", Shared: true}, false, "a shared screen"},
		{meeting.Agencies("school", "health"), true, of("a", "health"), true, ""},
		{meeting.Agencies("school", "health"), true, of("a", "police"), false, ""},
		{meeting.Agencies("school,health"), false, of("a", "health"), false, "a comma in a name"},
		{meeting.Agencies("a\x1bb"), false, of("a", "a\x1bb"), false, "a control in a name"},
		{meeting.Agencies(), false, of("a", ""), false, "no agency"},
		{meeting.Agencies(""), false, of("a", ""), false, "an empty agency"},
		{meeting.OnlyPeople("a", "b", "a"), true, of("b", ""), true, ""},
		{meeting.OnlyPeople("a,b"), false, of("b", ""), false, "a comma in a person"},
		{meeting.OnlyPeople(), false, of("", ""), false, "nobody"},
		{"people:", false, of("", ""), false, ""},
		{"people", false, of("people", ""), false, ""},
		{"agencies:people:a", true, of("a", ""), false, "one kind in another"},
		{"PRACTITIONERS", false, of("a", "health"), false, ""},
		{meeting.Audience("people:a" + strings.Repeat(",x", 1<<16)), false, of("q", ""), false, "too long"},
	} {
		if got := tt.a.Valid(); got != tt.valid {
			t.Errorf("%q %s: valid %v", tt.a, tt.comment, got)
		}
		if got := tt.a.Admits(tt.v); got != tt.admits {
			t.Errorf("%q %s admits %+v: %v", tt.a, tt.comment, tt.v, got)
		}
		for _, r := range tt.a.Words() {
			if tt.valid && r < ' ' {
				t.Errorf("%q in words has a control", tt.a)
			}
		}
	}
	if meeting.Agencies("b", "a") != meeting.Agencies("a", "b", "a") {
		t.Error("the order of names makes another audience")
	}
}
