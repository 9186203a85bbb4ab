package main

import (
	"time"

	"oneplan/meeting"
)

// The invented keyworkers before Tom.
const (
	bea meeting.PersonID = "demo-bea" // the first keyworker, a health visitor
	dan meeting.PersonID = "demo-dan" // the second one, a family support worker
)

// demoBefore are those who have left the team since.
var demoBefore = []demoPerson{
	{bea, "Bea Holloway", "health visitor", "health", meeting.Keyworker},
	{dan, "Dan Price", "family support worker", "social-care", meeting.Practitioner},
}

// add puts an entry on the record, with its words.
func (t *teller) add(p meeting.PersonID, e meeting.Entry, words ...any) meeting.ID {
	w := map[meeting.Part]string{}
	for i := 0; i+1 < len(words); i += 2 {
		part, _ := words[i].(meeting.Part)
		w[part], _ = words[i+1].(string)
	}
	return t.does(p, meeting.AddEntry{Entry: e, Words: w})
}

// on is the day so many days ago, counted from the reader's evening.
func on(now time.Time, ago int) meeting.Day { return meeting.DayOf(now.AddDate(0, 0, -ago)) }

// change has an entry become what f makes of it.
func change[T any, P interface {
	*T
	meeting.Entry
}](t *teller, p meeting.PersonID, id meeting.ID, f func(*T)) {
	v := t.view(p)
	if v == nil {
		return
	}
	if old, ok := v.Entry(id).(P); ok {
		x := *(*T)(old)
		f(&x)
		t.does(p, meeting.SetEntry{Entry: P(&x)})
	}
}

// years is what happened in the year and a half before the first team meeting: two keyworkers, and what each left to the next.
func (t *teller) years(now time.Time) {
	at := func(ago int) { t.at(now.AddDate(0, 0, -ago)) }
	v := t.view(bea)
	if v == nil {
		return
	}
	child := v.Children[0].ID
	about := meeting.Head{About: child}

	at(734)
	t.add(bea, &meeting.Detail{Head: about, Kind: meeting.NHSNumber, Value: "943 476 5919"})
	t.add(bea, &meeting.Detail{Head: about, Kind: meeting.UPN, Value: "H801200001001"})
	t.add(jo, &meeting.Detail{Kind: meeting.Address, Value: "12 Orchard Rise, Northtown"})
	t.add(jo, &meeting.Detail{Head: about, Kind: meeting.FirstTongue, Value: "English"})
	t.add(bea, &meeting.Detail{Head: about, Kind: meeting.CommNeeds, Value: "Pictures for what comes next; time to answer"})
	t.add(bea, &meeting.Detail{Head: about, Kind: meeting.Disability, Value: "Cerebral palsy, walks with sticks; sleep disorder"})
	t.add(jo, &meeting.Relation{Head: about, Name: "Jo Ashdown", Is: "mother", Member: t.member(jo), Responsibility: true, Reach: "by text, after six"})
	t.add(jo, &meeting.Relation{Head: about, Name: "Pete Ashdown", Is: "father, lives elsewhere", Responsibility: true, Contact: meeting.ArrangedContact, Order: "every second weekend, agreed between the parents"})
	t.add(jo, &meeting.Relation{Head: about, Name: "Gran (Rose)", Is: "grandmother"}, meeting.Remarks, "Looks after Kit on Wednesdays. Kit tells Rose everything.")
	t.add(megan, &meeting.Involvement{Head: about, Agency: "school", Service: "Hill Lane School", Member: t.member(megan), From: on(now, 700)}, meeting.Remarks, "Class of 28, one teaching assistant in the mornings.")
	t.add(karl, &meeting.Involvement{Head: about, Agency: "health", Service: "Speech and language therapy", Member: t.member(karl), From: on(now, 520)})
	t.writes(bea, meeting.Field{Part: meeting.Why}, "Kit sleeps badly, falls asleep at school and is losing confidence in getting about. Four services each had a plan and none knew of the others'.")
	t.writes(kit, meeting.Field{ID: child, Part: meeting.Matters}, "My dog Biscuit. The library. Not being carried when I can walk.")
	t.writes(kit, meeting.Field{ID: child, Part: meeting.Communicates}, "Ask me one thing at a time and wait. I point when I am tired.")
	t.writes(jo, meeting.Field{ID: child, Part: meeting.Works}, "A picture of the day at breakfast. The weighted blanket. Somebody Kit knows at the gate.")
	t.writes(jo, meeting.Field{ID: child, Part: meeting.WorksNot}, "Star charts. Being rushed. New people two at a time.")
	t.writes(jo, meeting.Field{Part: meeting.WorkWithUs}, "Text before you ring. Tell us what will happen even if nothing happens. Do not ask Kit to tell the story again.")
	t.add(bea, &meeting.PathStep{Stage: meeting.Identified, From: on(now, 734)})
	t.add(bea, &meeting.Contact{Head: about, Day: on(now, 733), How: meeting.HomeVisit, With: []meeting.ID{t.member(jo), child}, PromiseDue: on(now, 719), KeptOn: on(now, 722)},
		meeting.Remarks, "First visit. Jo has told the story to five people.", meeting.Promised, "To ask for a speech and language assessment")
	speech := t.add(bea, &meeting.Wait{Head: about, Service: "Speech and language therapy", Agency: "health", For: "an assessment", ReferredBy: t.member(bea), ReferredOn: on(now, 722)})
	at(715)
	t.add(bea, &meeting.PathStep{Stage: meeting.HelpAgreed, From: on(now, 715)})
	t.add(bea, &meeting.Assessment{Head: about, Kind: "hearing", Agency: "health", Who: "Northtown audiology", Domain: "healthy", Day: on(now, 690), Share: []meeting.AgencyID{"school", "hospital"}}, meeting.Remarks, "Hearing is good in both ears.")
	t.add(bea, &meeting.PathStep{Stage: meeting.Assessing, From: on(now, 690)})
	at(560)
	change(t, bea, speech, func(x *meeting.Wait) { x.SeenOn = on(now, 561) })
	t.add(karl, &meeting.Assessment{Head: about, Kind: "speech and language", Agency: "health", Member: t.member(karl), Domain: "included", Day: on(now, 561), Share: []meeting.AgencyID{"school"}, NextDue: on(now, -170)},
		meeting.Remarks, "Understands everything. Needs time, and pictures when tired.")
	at(500)
	t.add(bea, &meeting.Contact{Head: about, Day: on(now, 500), How: meeting.Call, With: []meeting.ID{t.member(jo)}}, meeting.Remarks, "Nights are worse since the clocks changed.")

	// Bea goes on leave, and nobody follows for four weeks.
	at(430)
	t.does(bea, meeting.BeginHandover{To: t.member(dan)})
	at(402)
	t.does(bea, meeting.ChangeKeyworker{To: t.member(dan), AskedOn: on(now, 440), Reason: "maternity leave", Wish: "to keep Bea, or somebody who knows Kit", Goodbye: on(now, 431)})
	if v = t.view(dan); v == nil {
		return
	}
	was := *v.Tenures[0]
	was.To = on(now, 430)
	t.does(dan, meeting.SetTenure{Tenure: was})
	t.takesOn(dan)
	t.does(dan, meeting.EndMember{Member: t.member(bea)})
	at(395)
	t.add(dan, &meeting.Contact{Head: about, Day: on(now, 395), How: meeting.HomeVisit, With: []meeting.ID{t.member(jo), child}}, meeting.Remarks, "Jo told the story from the beginning.")
	at(355)
	again := v.Handovers[0].ID
	t.does(jo, meeting.AnswerAgain{Handover: again, Answer: meeting.WhollyAgain, Words: "Nobody had told Dan about the nights, or the star charts."})
	at(340)
	t.add(megan, &meeting.OtherPlan{Head: about, Kind: "school support plan", Agency: "school", From: on(now, 340), Review: on(now, -30)})
	at(320)
	t.add(dan, &meeting.Contact{Head: about, Day: on(now, 330), How: meeting.Call, With: []meeting.ID{t.member(jo)}, PromiseDue: on(now, 300), KeptOn: on(now, 290)},
		meeting.Remarks, "The pushchair is too small for school trips.", meeting.Promised, "To ask who pays for a bigger one")
	stuck := t.add(dan, &meeting.Escalation{Head: about, Stuck: meeting.StuckDecision, Agency: "health", Manager: "Mr Lund", RaisedOn: on(now, 320)}, meeting.Remarks, "Nobody decides who pays for the bigger pushchair.")
	at(306)
	t.writes(dan, meeting.Field{ID: stuck, Part: meeting.Answered}, "Health pays for the frame, social care for the seat.")
	t.writes(dan, meeting.Field{ID: stuck, Part: meeting.CameOf}, "It came on the day of the zoo trip.")
	change(t, dan, stuck, func(x *meeting.Escalation) {
		x.RespondedOn, x.ClosedOn, x.ToldOn = on(now, 310), on(now, 290), on(now, 289)
	})
	at(285)
	q := t.does(jo, meeting.AskQuestion{Words: "Who do I ring when Kit falls at school?"})
	at(283)
	t.does(dan, meeting.ReplyQuestion{Question: q, Words: "Megan first, then me. The school's number is on the fridge list."})

	// Dan changes jobs; this time they meet the family together.
	at(275)
	t.does(dan, meeting.BeginHandover{To: t.member(tom)})
	if v = t.view(dan); v == nil {
		return
	}
	h := *v.Handover()
	h.JointOn, h.Met = on(now, 262), []meeting.ID{t.member(jo), child, t.member(megan)}
	t.writes(dan, meeting.Field{ID: h.ID, Part: meeting.HandTried}, "The star chart made Kit cross. The picture of the day works, when it is up before breakfast.")
	t.writes(dan, meeting.Field{ID: h.ID, Part: meeting.HandWork}, "Bring nothing to sign on a first visit. Biscuit sits on your feet; let her.")
	t.does(dan, meeting.SetHandover{Handover: h})
	at(255)
	t.does(dan, meeting.ChangeKeyworker{To: t.member(tom), Designated: true, AskedOn: on(now, 280), Reason: "a new post elsewhere", Wish: "Tom, whom Kit knows from walking practice", Goodbye: on(now, 258)})
	t.takesOn(tom)
	at(252)
	t.does(tom, meeting.EndMember{Member: t.member(dan)})
	t.add(tom, &meeting.Contact{Head: about, Day: on(now, 252), How: meeting.HomeVisit, With: []meeting.ID{t.member(jo), child}}, meeting.Remarks, "Kit showed me the library book. Nobody had to explain anything twice.")
	t.add(tom, &meeting.PathStep{Stage: meeting.TeamMeeting, From: on(now, 251)})
}

// takesOn has the new keyworker read the handover and take on every item of it.
func (t *teller) takesOn(p meeting.PersonID) {
	v := t.view(p)
	if v == nil {
		return
	}
	h := v.Handover()
	var keys []meeting.ItemKey
	for _, s := range v.Brief(h, meeting.DayOf(t.now), t.now.Location()) {
		for _, x := range s.Items {
			if x.Accepted == nil {
				keys = append(keys, x.Key)
			}
		}
	}
	t.does(p, meeting.AcceptHandover{Handover: h.ID, Items: keys}, meeting.FinishHandover{Handover: h.ID, Zone: t.now.Location()})
}

// lately is what has happened since the last team meeting, up to yesterday.
func (t *teller) lately(now time.Time, zone *time.Location) {
	at := func(ago int) { t.at(now.AddDate(0, 0, -ago)) }
	v := t.view(tom)
	if v == nil {
		return
	}
	child := v.Children[0].ID
	about := meeting.Head{About: child}
	at(88)
	t.does(amina, meeting.AnswerAgain{Handover: v.Handover().ID, Answer: meeting.NotAgain, Words: "Tom knew about the nights before he came in.", For: t.member(jo)})
	t.add(tom, &meeting.PathStep{Stage: meeting.Reviewing, From: on(now, 88)})
	t.add(tom, &meeting.Mandate{Agency: "health", Vests: []string{meeting.Vestable[1], meeting.Vestable[2]}, SignedBy: "Mr Lund, service manager", SignedOn: on(now, 88), Until: on(now, -277)})
	t.add(tom, &meeting.Mandate{Agency: "school", Vests: []string{meeting.Vestable[0]}, SignedBy: "Ms Bright, head teacher", SignedOn: on(now, 85)})
	clinic := t.add(obi, &meeting.Wait{Head: about, Service: "Sleep clinic", Agency: "hospital", For: "a sleep study", ReferredBy: t.member(obi), ReferredOn: on(now, 140), Expected: on(now, 14)}, meeting.Remarks, "They said eighteen weeks. No letter since October.")
	t.add(obi, &meeting.Wait{Head: meeting.Head{About: child, Audience: meeting.Practitioners}, Service: "Community nursing", Agency: "health", For: "night support", ReferredOn: on(now, 60)}, meeting.Remarks, "Not told to the family before it is sure.")
	wheels := t.add(tom, &meeting.Wait{Head: about, Service: "Wheelchair service", Agency: "health", For: "lighter sticks", ReferredBy: t.member(tom), ReferredOn: on(now, 70), Expected: on(now, -20)})
	t.does(obi, meeting.LinkService{Entry: clinic, Listing: demoListing("Sleep clinic", now)})
	t.does(tom, meeting.LinkService{Entry: wheels, Listing: demoListing("Wheelchair service", now)})
	at(60)
	t.add(tom, &meeting.Contact{Head: about, Day: on(now, 60), How: meeting.AtSchool, With: []meeting.ID{child, t.member(megan)}}, meeting.Remarks, "Walked to the gate and back twice.")
	t.add(tom, &meeting.OtherPlan{Head: about, Kind: "physiotherapy plan", Agency: "health", From: on(now, 60), Review: on(now, -60)})
	t.does(megan, meeting.AddTransition{
		Transition: meeting.Transition{Head: about, Kind: meeting.ChangingSchool, Day: on(now, -290), Receiving: "Northfield Middle School", Agency: "school", Lead: t.member(megan)},
		Remarks:    "Kit's best friend goes there too.",
		Prepare:    true,
	})
	at(24)
	t.add(tom, &meeting.Contact{Head: about, Day: on(now, 24), How: meeting.HomeVisit, With: []meeting.ID{t.member(jo), child}, PromiseDue: on(now, -3)},
		meeting.Remarks, "Four good nights in a row. Jo is worried about the wait.", meeting.Promised, "To ring the sleep clinic every Friday until there is a date")
	sticks := t.does(tom, meeting.AddAction{Action: meeting.Action{Owner: t.member(tom), Due: on(now, -12), Status: meeting.Blocked}, What: "Lighter walking sticks for Kit"})
	t.writes(tom, meeting.Field{ID: sticks, Part: meeting.Blocks}, "The wheelchair service measures nobody before December.")
	t.does(tom, meeting.LinkService{Entry: sticks, Listing: demoListing("Wheelchair service", now)})
	at(18)
	t.add(tom, &meeting.Escalation{Head: about, Stuck: meeting.StuckCapacity, Agency: "hospital", Of: clinic, Manager: "Ms Hart, outpatients", RaisedOn: on(now, 18)}, meeting.Remarks, "The sleep clinic gives no date; the wait is over eighteen weeks.")
	change(t, obi, clinic, func(x *meeting.Wait) { x.Expected = on(now, -45) })
	morning := func(days, hour int) time.Time {
		d := now.In(zone).AddDate(0, 0, days)
		for d.Weekday() != time.Monday { // the same week for all of them, whatever day it is
			d = d.AddDate(0, 0, 1)
		}
		return time.Date(d.Year(), d.Month(), d.Day(), hour, 0, 0, 0, zone)
	}
	monday := morning(3, 10)
	t.add(obi, &meeting.Appointment{Head: about, What: "Paediatric clinic", Agency: "hospital", At: monday.AddDate(0, 0, 1), Minutes: 40, Place: "Children's hospital, Northtown", With: []meeting.ID{t.member(jo)}})
	t.add(tom, &meeting.Appointment{Head: about, What: "Walking practice", Agency: "health", At: monday.AddDate(0, 0, 1).Add(30 * time.Minute), Minutes: 45, Place: "Hill Lane School"})
	t.add(jo, &meeting.Appointment{Head: about, What: "Dentist", At: monday.AddDate(0, 0, 3), Minutes: 20, Place: "Eastgate surgery, Southtown"})
	at(5)
	t.does(jo, meeting.AskQuestion{Words: "Can Gran come to the next meeting?"})
}
