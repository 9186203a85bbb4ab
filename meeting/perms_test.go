package meeting_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"oneplan/meeting"
)

// permit is one command that needs one of these acts and is otherwise in order.
type permit struct {
	name    string
	stage   stageNow
	acts    []meeting.Act // any one is enough
	command func(d *desk, p meeting.PersonID) meeting.Command
}

func attendance(d *desk, p meeting.PersonID, way meeting.Way) meeting.SetAttendance {
	return meeting.SetAttendance{Meeting: d.m, Attendance: meeting.Attendance{Member: d.who[p], Way: way}}
}

// edits is the command that a person writes in a text.
func edits(f func(d *desk) meeting.Field) func(*desk, meeting.PersonID) meeting.Command {
	return func(d *desk, p meeting.PersonID) meeting.Command { return d.edit(p, f(d), "words") }
}

var permits = []permit{
	{"a need", live, acts(meeting.ChangePlan), func(*desk, meeting.PersonID) meeting.Command { return meeting.AddNeed{Statement: "Sleep"} }},
	{"change a need", live, acts(meeting.ChangePlan), func(d *desk, _ meeting.PersonID) meeting.Command {
		n := *d.state().Need(d.need)
		n.Kind = meeting.Worry
		return meeting.SetNeed{Need: n}
	}},
	{"remove a need", live, acts(meeting.ChangePlan), func(d *desk, _ meeting.PersonID) meeting.Command { return meeting.RemoveEntry{ID: d.need} }},
	{"an outcome", live, acts(meeting.ChangePlan), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AddOutcome{Outcome: meeting.Outcome{Need: d.need}}
	}},
	{"change an outcome", live, acts(meeting.ChangePlan), func(d *desk, _ meeting.PersonID) meeting.Command {
		o := *d.state().Outcome(d.outcome)
		o.Target = 9
		return meeting.SetOutcome{Outcome: o}
	}},
	{"a score", live, acts(meeting.ChangePlan), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.ScoreOutcome{Outcome: d.outcome, Score: meeting.Score{Meeting: d.m, Side: "child", Value: 4}}
	}},
	{"an action", live, acts(meeting.ChangePlan), func(*desk, meeting.PersonID) meeting.Command { return meeting.AddAction{What: "Ring"} }},
	{"change somebody's action", live, acts(meeting.ChangePlan), func(d *desk, _ meeting.PersonID) meeting.Command {
		x := *d.state().Action(d.own[gran])
		x.Due = "2026-12-24"
		return meeting.SetAction{Action: x}
	}},
	{"tick somebody's action", live, acts(meeting.ChangePlan), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.ToggleAction{Action: d.own[gran]}
	}},
	{"remove an action", live, acts(meeting.ChangePlan), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.RemoveEntry{ID: d.own[gran]}
	}},
	{"write a statement", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.need, meeting.Statement) })},
	{"write evidence", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.need, meeting.Evidence) })},
	{"write an outcome", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.outcome, meeting.What) })},
	{"write an outcome's words", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.outcome, meeting.Words) })},
	{"write a measure", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.outcome, meeting.Measure) })},
	{"write an action", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.own[gran], meeting.What) })},
	{"write progress", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.own[gran], meeting.Progress) })},
	{"write what blocks", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.own[gran], meeting.Blocks) })},
	{"write a next step", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(d.own[gran], meeting.NextStep) })},
	{"write why there is a plan", live, acts(meeting.ChangePlan), edits(func(d *desk) meeting.Field { return d.of(0, meeting.Why) })},

	{"tick their own action", live, acts(meeting.OwnActions, meeting.ChangePlan), func(d *desk, p meeting.PersonID) meeting.Command {
		return meeting.ToggleAction{Action: d.ownOf(p)}
	}},
	{"change their own action", live, acts(meeting.OwnActions, meeting.ChangePlan), func(d *desk, p meeting.PersonID) meeting.Command {
		x := *d.state().Action(d.ownOf(p))
		x.Status = meeting.Blocked
		return meeting.SetAction{Action: x}
	}},
	{"write in their own action", live, acts(meeting.OwnActions, meeting.ChangePlan), func(d *desk, p meeting.PersonID) meeting.Command {
		return d.edit(p, d.of(d.ownOf(p), meeting.Progress), "words")
	}},

	{"write notes", live, acts(meeting.WriteNotes), edits(func(d *desk) meeting.Field { return d.notes(0) })},
	{"write notes beforehand", preparing, acts(meeting.WriteNotes), edits(func(d *desk) meeting.Field { return d.notes(0) })},
	{"write the child's views", live, acts(meeting.WriteNotes), edits(func(d *desk) meeting.Field { return d.of(d.m, meeting.Views) })},
	{"write the last word", live, acts(meeting.WriteNotes), edits(func(d *desk) meeting.Field { return d.of(d.m, meeting.LastWord) })},
	{"share a passage", live, acts(meeting.WriteNotes), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AddPassage{Item: d.item(0), Text: "words"}
	}},

	{"write a summary", live, acts(meeting.WriteSummary), edits(func(d *desk) meeting.Field { return d.of(d.item(0), meeting.Summary) })},
	{"tidy a summary", tidying, acts(meeting.WriteSummary), edits(func(d *desk) meeting.Field { return d.of(d.item(0), meeting.Summary) })},

	{"propose", live, acts(meeting.ProposeThings), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.ProposeDecision{Meeting: d.m, Wording: "A walk"}
	}},
	{"add an item beforehand", preparing, acts(meeting.ProposeThings, meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AddItem{Meeting: d.m, Title: "The bus", Minutes: 5}
	}},

	{"answer a decision", live, acts(meeting.AnswerThings), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree}
	}},
	{"sign", sent, acts(meeting.AnswerThings), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes}
	}},
	{"add to final minutes", final, acts(meeting.AnswerThings), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AmendMinutes{Meeting: d.m, Words: "It was Thursday"}
	}},
	{"take an action on", live, acts(meeting.AnswerThings), func(d *desk, p meeting.PersonID) meeting.Command {
		return meeting.AnswerAction{Action: d.ownOf(p), Consent: meeting.Declined}
	}},

	{"write notes for gran", live, acts(meeting.WriteFor), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AddPassage{Item: d.item(0), For: d.who[gran], Text: "words", ReadBack: true}
	}},
	{"answer for gran", live, acts(meeting.WriteFor), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree, For: d.who[gran]}
	}},
	{"sign for gran", sent, acts(meeting.WriteFor), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.SignMinutes{Meeting: d.m, Says: meeting.AgreeMinutes, For: d.who[gran]}
	}},
	{"add to final minutes for gran", final, acts(meeting.WriteFor), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AmendMinutes{Meeting: d.m, Words: "It was Thursday", For: d.who[gran]}
	}},
	{"take an action on for gran", live, acts(meeting.WriteFor), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AnswerAction{Action: d.own[gran], Consent: meeting.Agreed, For: d.who[gran]}
	}},

	{"call off", preparing, acts(meeting.PlanMeetings, meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.CallOff{Meeting: d.m, Reason: "the chair is ill"}
	}},
	{"put on again", calledOff, acts(meeting.PlanMeetings, meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.PutOn{Meeting: d.m}
	}},
	{"open", preparing, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command { return meeting.OpenMeeting{Meeting: d.m} }},
	{"next item", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command { return meeting.GoToItem{Item: d.item(3)} }},
	{"give the floor", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.GiveFloor{Meeting: d.m, Member: d.who[child]}
	}},
	{"who may type", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.SetTyping{Meeting: d.m, Typing: meeting.MinuteTakerTypes}
	}},
	{"add an item", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AddItem{Meeting: d.m, Title: "The bus"}
	}},
	{"change an item", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.SetItem{Item: d.item(2), Title: "The bus", Minutes: 3}
	}},
	{"move an item", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.MoveItem{Item: d.item(2), Before: d.item(0)}
	}},
	{"remove an item", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command { return meeting.RemoveItem{Item: d.item(2)} }},
	{"hand over the chair", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.TakeChair{Meeting: d.m, To: d.who[deputy]}
	}},
	{"close", live, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.CloseMeeting{Meeting: d.m, Reason: "the room"}
	}},
	{"reopen", sent, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.ReopenMeeting{Meeting: d.m, Reason: "the date"}
	}},
	{"answer a dispute", sent, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AnswerDispute{Meeting: d.m, Member: d.who[practitioner], Words: "Wednesday it was"}
	}},
	{"make final", replied, acts(meeting.RunMeeting), func(d *desk, _ meeting.PersonID) meeting.Command { return meeting.FinaliseMinutes{Meeting: d.m} }},

	{"confirm attendance", live, acts(meeting.KeepList), func(d *desk, p meeting.PersonID) meeting.Command { return attendance(d, gran, meeting.ByPhone) }},
	{"take off the list", live, acts(meeting.KeepList), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.RemoveAttendance{Meeting: d.m, Member: d.who[gran]}
	}},
	{"put a decision", live, acts(meeting.KeepList), func(d *desk, _ meeting.PersonID) meeting.Command { return meeting.PutDecision{Decision: d.proposed} }},
	{"remove a proposal", live, acts(meeting.KeepList), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.RemoveEntry{ID: d.proposed}
	}},
	{"reword a proposal", live, acts(meeting.KeepList), edits(func(d *desk) meeting.Field { return d.of(d.proposed, meeting.Wording) })},
	{"show answers", live, acts(meeting.KeepList), func(d *desk, _ meeting.PersonID) meeting.Command { return meeting.ShowAnswers{Decision: d.put} }},
	{"say what follows", live, acts(meeting.KeepList), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.FollowDecision{Decision: d.disagreed, Follow: meeting.TalkAgain}
	}},
	{"send", tidying, acts(meeting.KeepList), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.ShowAnswers{Decision: d.put} // sending comes after it
	}},
	{"a guest", live, acts(meeting.KeepList, meeting.ChangeTeam), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.AddMember{Member: meeting.Member{Name: "Ola", Role: meeting.Observer, Guest: d.m}}
	}},
	{"set the next date", live, acts(meeting.KeepList), func(d *desk, _ meeting.PersonID) meeting.Command {
		m := *d.meeting()
		m.Next = m.At.AddDate(0, 2, 0)
		return meeting.SetMeeting{Meeting: m}
	}},

	{"say who sees an entry", live, acts(meeting.ChooseAudience), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.SetAudience{Entry: d.proposed, Audience: meeting.Practitioners}
	}},

	{"plan a meeting", live, acts(meeting.PlanMeetings), func(d *desk, p meeting.PersonID) meeting.Command {
		return meeting.PlanMeeting{Kind: meeting.Review, At: d.at.AddDate(0, 1, 0), Chair: d.who[keyworker]}
	}},
	{"move a meeting", preparing, acts(meeting.PlanMeetings, meeting.KeepList), func(d *desk, _ meeting.PersonID) meeting.Command {
		m := *d.meeting()
		m.At = m.At.Add(time.Hour)
		return meeting.SetMeeting{Meeting: m}
	}},

	{"add a member", live, acts(meeting.ChangeTeam), func(*desk, meeting.PersonID) meeting.Command {
		return meeting.AddMember{Member: meeting.Member{Name: "Ola", Role: meeting.Observer}}
	}},
	{"change a member", live, acts(meeting.ChangeTeam), func(d *desk, _ meeting.PersonID) meeting.Command {
		m := *d.state().Member(d.who[gran])
		m.Name = "Nain"
		return meeting.SetMember{Member: m}
	}},
	{"end a membership", live, acts(meeting.ChangeTeam), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.EndMember{Member: d.who[gran]}
	}},
	{"change the children", live, acts(meeting.ChangeTeam), func(d *desk, _ meeting.PersonID) meeting.Command {
		return meeting.SetChildren{Children: append(slices.Clone(d.state().Children), meeting.Person{Name: "Noor"})}
	}},

	{"apologise", preparing, acts(meeting.SeeRecord), func(d *desk, p meeting.PersonID) meeting.Command { return attendance(d, p, meeting.Apologies) }},
	{"be called otherwise", live, acts(meeting.SeeRecord), func(d *desk, p meeting.PersonID) meeting.Command {
		m := meeting.Member{ID: 1}
		if old := d.state().Member(d.who[p]); old != nil {
			m = *old
		}
		m.Name = "Otherwise"
		return meeting.SetMember{Member: m}
	}},
}

func acts(as ...meeting.Act) []meeting.Act { return as }

// ownOf returns an action that a person owns, whether or not they may own one.
func (d *desk) ownOf(p meeting.PersonID) meeting.ID {
	if id := d.own[p]; id != 0 {
		return id
	}
	d.own[p] = d.do(keyworker, meeting.AddAction{Action: meeting.Action{Under: d.outcome}, What: "For " + string(p)})
	x := *d.state().Action(d.own[p])
	x.Owner, x.Consent = d.who[p], meeting.Asked
	d.log(d.authority(keyworker), []meeting.Event{meeting.ActionSet{Action: x}})
	return x.ID
}

// rolesOf returns what a person of the cast is, in the words of the table.
func rolesOf(d *desk, p meeting.PersonID) []meeting.Role {
	out := []meeting.Role{d.state().Member(d.who[p]).Role}
	if p == chair || p == taker {
		out = append(out, map[meeting.PersonID]meeting.Role{chair: "chair", taker: "minute taker"}[p])
	}
	return out
}

// TestPermissionsAreTheTable tries every act as everybody and compares with Permissions.
func TestPermissionsAreTheTable(t *testing.T) {
	table := meeting.Permissions()
	desks := map[stageNow]*desk{}
	for _, s := range stages {
		desks[s] = deskAt(t, s)
	}
	tried := map[meeting.Act]bool{}
	for _, c := range permits {
		for _, a := range c.acts {
			tried[a] = true
		}
		d := desks[c.stage]
		for _, p := range []meeting.PersonID{
			keyworker, deputy, practitioner, parent, child, supporter, interpreter, observer, chair, taker,
		} {
			may := false
			for _, a := range c.acts {
				for _, r := range rolesOf(d, p) {
					may = may || slices.Contains(table[a], r)
				}
			}
			if c.name == "remove a proposal" || c.name == "reword a proposal" || c.name == "say who sees an entry" {
				may = may || p == practitioner // whose it is
			}
			cmd := c.command(d, p)
			before := dumpState(d.state())
			_, err := d.r.Decide(d.authority(p), cmd)
			if may && err != nil {
				t.Errorf("%s by the %s: refused: %v", c.name, p, err)
			}
			if !may && meeting.CodeOf(err) != meeting.Forbidden {
				t.Errorf("%s by the %s: got %v, want it forbidden", c.name, p, err)
			}
			if after := dumpState(d.state()); after != before {
				t.Errorf("%s by the %s: deciding changed the record", c.name, p)
			}
		}
		d.who[stranger] = d.who[gran]
		d.refused(meeting.NotFound, stranger, c.command(d, stranger))
		d.refused(meeting.Ended, gone, c.command(d, gone))
	}
	for a := range table {
		if !tried[a] && a != meeting.SeeLooks { // which is no command's: who asks for the list asks May
			t.Errorf("no command of this test needs %q", a)
		}
	}
}

// TestMayIsTheTable compares May itself with Permissions, for the meeting and outside of any.
func TestMayIsTheTable(t *testing.T) {
	d := deskAt(t, live)
	s := d.state()
	for act, roles := range meeting.Permissions() {
		for p, id := range d.who {
			for _, m := range []*meeting.Meeting{nil, s.Meeting(d.m), s.Meeting(d.past)} {
				a := meeting.Authority{Person: p}
				var is []meeting.Role
				if me := s.MemberOf(p); me != nil && (me.Guest == 0 || m == nil || m.ID == me.Guest) {
					is = append(is, me.Role)
					if m != nil && m.Chair == id {
						is = append(is, "chair")
					}
					if m != nil && m.MinuteTaker == id {
						is = append(is, "minute taker")
					}
				}
				want := slices.ContainsFunc(is, func(r meeting.Role) bool { return slices.Contains(roles, r) })
				if p == guest && (act == meeting.ChangeTeam || act == meeting.PlanMeetings && m == nil || betweenMeetings[act]) {
					want = false
				}
				if got := s.May(a, act, m); got != want {
					t.Errorf("%s may %s: %v, want %v (%v)", p, act, got, want, is)
				}
				if v := d.view(p); v != nil && v.May(act, m) != want {
					t.Errorf("%s's view says that they may %s: %v", p, act, !want)
				}
				if !s.May(meeting.Authority{System: true}, act, m) {
					t.Errorf("the service may not %s", act)
				}
			}
		}
	}
}

// TestStages tries every command of a meeting in every stage, by somebody who may.
func TestStages(t *testing.T) {
	type try struct {
		name    string
		in      []stageNow // where it is accepted; elsewhere the stage refuses it
		by      meeting.PersonID
		command func(d *desk) meeting.Command
	}
	in := func(s ...stageNow) []stageNow { return s }
	tries := []try{
		{"SetMeeting", in(preparing, live, tidying), chair, func(d *desk) meeting.Command {
			m := *d.meeting()
			m.ViewsHow = "with pictures"
			return meeting.SetMeeting{Meeting: m}
		}},
		{"AddItem", in(preparing, live), chair, func(d *desk) meeting.Command { return meeting.AddItem{Meeting: d.m, Title: "The bus"} }},
		{"AddItem by the family", in(preparing), parent, func(d *desk) meeting.Command { return meeting.AddItem{Meeting: d.m, Title: "The bus"} }},
		{"SetItem", in(preparing, live), chair, func(d *desk) meeting.Command { return meeting.SetItem{Item: d.item(3), Title: "The bus"} }},
		{"MoveItem", in(preparing, live), chair, func(d *desk) meeting.Command { return meeting.MoveItem{Item: d.item(3)} }},
		{"RemoveItem", in(preparing, live), chair, func(d *desk) meeting.Command { return meeting.RemoveItem{Item: d.item(3)} }},
		{"CallOff", in(preparing), keyworker, func(d *desk) meeting.Command { return meeting.CallOff{Meeting: d.m, Reason: "the chair is ill"} }},
		{"PutOn", in(calledOff), keyworker, func(d *desk) meeting.Command { return meeting.PutOn{Meeting: d.m} }},
		{"OpenMeeting", in(preparing), chair, func(d *desk) meeting.Command { return meeting.OpenMeeting{Meeting: d.m} }},
		{"GoToItem", in(live), chair, func(d *desk) meeting.Command { return meeting.GoToItem{Item: d.item(2)} }},
		{"TakeChair", in(preparing, live, tidying, sent, replied), chair, func(d *desk) meeting.Command {
			return meeting.TakeChair{Meeting: d.m, To: d.who[keyworker]}
		}},
		{"TakeChair away", in(live), taker, func(d *desk) meeting.Command { return meeting.TakeChair{Meeting: d.m, To: d.who[taker], Away: true} }},
		{"GiveFloor", in(live), chair, func(d *desk) meeting.Command { return meeting.GiveFloor{Meeting: d.m, Member: d.who[child]} }},
		{"SetTyping", in(preparing, live), chair, func(d *desk) meeting.Command {
			return meeting.SetTyping{Meeting: d.m, Typing: meeting.MinuteTakerTypes}
		}},
		{"SetAttendance", in(preparing, live, tidying), chair, func(d *desk) meeting.Command { return attendance(d, gran, meeting.ByPhone) }},
		{"RemoveAttendance", in(preparing, live, tidying), chair, func(d *desk) meeting.Command {
			return meeting.RemoveAttendance{Meeting: d.m, Member: d.who[gran]}
		}},
		{"ProposeDecision", in(live), parent, func(d *desk) meeting.Command { return meeting.ProposeDecision{Meeting: d.m, Wording: "A walk"} }},
		{"CloseMeeting", in(live), chair, func(d *desk) meeting.Command { return meeting.CloseMeeting{Meeting: d.m, Reason: "the room"} }},
		{"ReopenMeeting", in(tidying, sent, replied), chair, func(d *desk) meeting.Command {
			return meeting.ReopenMeeting{Meeting: d.m, Reason: "the date"}
		}},
		{"SignMinutes", in(sent, replied), parent, func(d *desk) meeting.Command {
			return meeting.SignMinutes{Meeting: d.m, Says: meeting.WantChange, Words: "five, not four"}
		}},
		{"AnswerDispute", in(sent, replied), chair, func(d *desk) meeting.Command {
			return meeting.AnswerDispute{Meeting: d.m, Member: d.who[practitioner], Words: "Wednesday"}
		}},
		{"AmendMinutes", in(final), parent, func(d *desk) meeting.Command { return meeting.AmendMinutes{Meeting: d.m, Words: "It was Thursday"} }},
		{"FinaliseMinutes", in(replied), chair, func(d *desk) meeting.Command { return meeting.FinaliseMinutes{Meeting: d.m} }},
		{"notes", in(preparing, live), parent, func(d *desk) meeting.Command { return d.edit(parent, d.notes(0), "words") }},
		{"notes by the minute taker", in(preparing, live, tidying), taker, func(d *desk) meeting.Command { return d.edit(taker, d.notes(0), "words") }},
		{"a passage", in(preparing, live), parent, func(d *desk) meeting.Command { return meeting.AddPassage{Item: d.item(0), Text: "words"} }},
		{"a summary", in(preparing, live, tidying), taker, func(d *desk) meeting.Command {
			return d.edit(taker, d.of(d.item(0), meeting.Summary), "words")
		}},
		{"the last word", in(preparing, live), parent, func(d *desk) meeting.Command {
			return d.edit(parent, d.of(d.m, meeting.LastWord), "words")
		}},
		{"the last word by the minute taker", in(preparing, live, tidying), taker, func(d *desk) meeting.Command {
			return d.edit(taker, d.of(d.m, meeting.LastWord), "words")
		}},
		{"the child's views", in(preparing, live), child, func(d *desk) meeting.Command {
			return d.edit(child, d.of(d.m, meeting.Views), "words")
		}},
		{"the plan", stages, parent, func(d *desk) meeting.Command { return meeting.AddNeed{Statement: "Sleep"} }},
	}
	decisions := []try{ // of a decision of the meeting, once there is one
		{"PutDecision", in(live), chair, func(d *desk) meeting.Command { return meeting.PutDecision{Decision: d.proposed} }},
		{"AnswerDecision", in(live), parent, func(d *desk) meeting.Command {
			return meeting.AnswerDecision{Decision: d.put, Answer: meeting.Agree}
		}},
		{"ShowAnswers", in(live, tidying), chair, func(d *desk) meeting.Command { return meeting.ShowAnswers{Decision: d.put} }},
		{"FollowDecision", in(live, tidying), chair, func(d *desk) meeting.Command {
			return meeting.FollowDecision{Decision: d.disagreed, Follow: meeting.GoOn}
		}},
		{"wording", in(live, tidying), practitioner, func(d *desk) meeting.Command {
			return d.edit(practitioner, d.of(d.proposed, meeting.Wording), "words")
		}},
		{"wording of a decision that was put", nil, chair, func(d *desk) meeting.Command {
			return d.edit(chair, d.of(d.put, meeting.Wording), "words")
		}},
		{"take a proposal back", in(live, tidying), practitioner, func(d *desk) meeting.Command { return meeting.RemoveEntry{ID: d.proposed} }},
		{"take back a decision that was put", nil, chair, func(d *desk) meeting.Command { return meeting.RemoveEntry{ID: d.put} }},
	}
	for _, stage := range stages {
		d := deskAt(t, stage)
		all := tries
		if stage != preparing && stage != calledOff {
			all = append(slices.Clone(tries), decisions...)
		}
		for _, c := range all {
			_, err := d.r.Decide(d.authority(c.by), c.command(d))
			switch ok := slices.Contains(c.in, stage); {
			case ok && err != nil:
				t.Errorf("%s while %s: refused: %v", c.name, stage, err)
			case !ok && err == nil:
				t.Errorf("%s while %s: accepted", c.name, stage)
			case !ok && meeting.CodeOf(err) != meeting.Stage && !(c.name == "AddItem by the family" && stage == live):
				t.Errorf("%s while %s: got %q (%v), want the stage to refuse it", c.name, stage, meeting.CodeOf(err), err)
			}
		}
		_, err := d.r.Decide(d.authority(taker), meeting.SendMinutes{Meeting: d.m, ReplyBy: "2026-12-04"})
		if meeting.CodeOf(err) != meeting.Stage {
			t.Errorf("SendMinutes while %s, with hidden answers if tidying: got %v", stage, err)
		}
	}
}

// TestEveryRefusalReadsAsASentence looks at the refusals that the other tests of this file provoke.
func TestEveryRefusalReadsAsASentence(t *testing.T) {
	for _, stage := range stages {
		d := deskAt(t, stage)
		for _, c := range permits {
			for _, p := range []meeting.PersonID{keyworker, child, observer, gone, stranger} {
				_, err := d.r.Decide(d.authority(p), c.command(d, p))
				if err == nil {
					continue
				}
				s := fmt.Sprint(err)
				if first, last := s[0], s[len(s)-1]; last != '.' || first < 'A' || first > 'Z' {
					t.Errorf("%s by the %s while %s: %q is not a sentence", c.name, p, stage, s)
				}
			}
		}
	}
}
