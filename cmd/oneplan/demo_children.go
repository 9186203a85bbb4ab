package main

import (
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
)

// Three invented keyworkers of other children: what a service manager reads in figures is theirs too.
const (
	sal  meeting.PersonID = "demo-sal"  // has most to do
	dev  meeting.PersonID = "demo-dev"  // beside a main job
	hana meeting.PersonID = "demo-hana" // new
)

var demoKeyworkers = []meeting.Account{
	{ID: sal, Name: "Sal Whitmore", Title: "early help worker", Agency: "social-care"},
	{ID: dev, Name: "Dev Patel", Title: "health visitor", Agency: "health"},
	{ID: hana, Name: "Hana Lewis", Title: "family support worker", Agency: "school"},
}

// demoChild is one more invented child, in short.
type demoChild struct {
	record, name, parent string
	age                  int
	began                int // days ago, like all days below
	keyworker            meeting.PersonID
	next                 meeting.PersonID // the keyworker after that; "" for no change
	changed              int
	left                 int // since when there is none; 0: there is one
	contact              int
	waits                []demoWait
	need                 string
	status               meeting.NeedStatus
	unmet                string // why
	words                string // the child's own
	action               string
	due                  int // past where it is more than 0
	undated              bool
	done                 string // an action that was done
	doneOn               int
	stuck                string // what was escalated
	raised, closed       int
	against              meeting.AgencyID
}

// demoWait is a referral.
type demoWait struct {
	service string
	agency  meeting.AgencyID
	from    int
	seen    int // 0: they still wait
}

// demoChildren are the other children of the service.
var demoChildren = []demoChild{
	{
		record: "bramble", name: "Robin Archer", parent: "Lea Archer", age: 5, began: 610, keyworker: hana, next: sal, changed: 420, contact: 12,
		waits: []demoWait{{"Speech and language therapy", "health", 240, 0}, {"Sleep clinic", "hospital", 500, 330}}, need: "Being understood at nursery", status: meeting.NeedUnmet, unmet: "waiting",
		words: "They guess what I say", action: "Ask for a place in the talking group", due: 15, done: "Pictures for the morning", doneOn: 200,
		stuck: "Nobody says when the therapy begins.", raised: 40, against: "health",
	},
	{
		record: "cowslip", name: "Ari Lind", parent: "Mo Lind", age: 9, began: 540, keyworker: sal, contact: 30, waits: []demoWait{{"CAMHS", "health", 210, 0}}, need: "Getting to school without stomach ache",
		status: meeting.NeedUnmet, unmet: "threshold not met", words: "The corridor is too loud", action: "Quiet way into school", due: 8, done: "Visit to the quiet room", doneOn: 300, stuck: "Turned down twice without a reason.",
		raised: 75, against: "health",
	},
	{
		record: "foxglove", name: "Jess Okafor", parent: "Ada Okafor", age: 3, began: 480, keyworker: dev, next: sal, changed: 150, contact: 5, waits: []demoWait{{"Speech and language therapy", "health", 170, 0}, {"Hearing clinic", "hospital", 400, 350}},
		need: "Hearing what is said", status: meeting.NeedMet, words: "", action: "Hearing aids at nursery too", due: -30, done: "Hearing test", doneOn: 350, stuck: "No funds for the nursery's loop.", raised: 120, closed: 60, against: "school",
	},
	{
		record: "harebell", name: "Sol Mistry", parent: "Dee Mistry", age: 12, began: 455, keyworker: sal, contact: 21, waits: []demoWait{{"CAMHS", "health", 260, 0}}, need: "Sleeping at night", status: meeting.NeedUnmet, unmet: "no service",
		words: "I lie awake until two", action: "Talk with the school nurse", due: 22, done: "Phone stays downstairs", doneOn: 120, stuck: "The waiting list is closed.", raised: 20, against: "health",
	},
	{
		record: "jasmine", name: "Nell Foster", parent: "Kim Foster", age: 7, began: 400, keyworker: sal, contact: 3, waits: []demoWait{{"Speech and language therapy", "health", 60, 0}}, need: "A friend to play with", status: meeting.NeedMet,
		words: "I want to play with Zoe", action: "Lunch club on Tuesdays", due: -20, undated: true, done: "Meet Zoe's parents", doneOn: 90,
	},
	{
		record: "lupin", name: "Max Reilly", parent: "Cath Reilly", age: 4, began: 365, keyworker: dev, next: hana, changed: 60, contact: 45, waits: []demoWait{{"Speech and language therapy", "health", 190, 0}}, need: "Eating with others", status: meeting.NeedUnmet, unmet: "declined",
		words: "It smells", action: "Lunch in the small room", due: 5, done: "Food diary", doneOn: 250, stuck: "Nobody decides who pays for the helper.", raised: 33, against: "school",
	},
	{
		record: "primrose", name: "Ivy Grant", parent: "Bo Grant", age: 10, began: 330, keyworker: dev, contact: 18, waits: []demoWait{{"Wheelchair service", "health", 75, 0}}, need: "Getting about on trips", status: meeting.NeedOpen,
		action: "Borrow a chair for the trip", due: -12, undated: true, done: "Measure for a chair", doneOn: 160,
	},
	{
		record: "speedwell", name: "Tam Boyle", parent: "Gus Boyle", age: 14, began: 290, keyworker: hana, next: dev, changed: 210, contact: 60, waits: []demoWait{{"CAMHS", "health", 230, 0}}, need: "Somebody to talk to", status: meeting.NeedUnmet, unmet: "waiting",
		action: "Number of the youth worker", due: 31, done: "Form for the youth club", doneOn: 100, stuck: "No date since spring.", raised: 90, against: "health",
	},
	{
		record: "teasel", name: "Fern Webb", parent: "Al Webb", age: 6, began: 250, keyworker: hana, left: 25, contact: 70, waits: []demoWait{{"Sleep clinic", "hospital", 40, 0}}, need: "A calm evening", status: meeting.NeedOpen,
		action: "Evening plan on the fridge", due: -9, undated: true, done: "Picture of the evening", doneOn: 80,
	},
	{
		record: "yarrow", name: "Noor Haddad", parent: "Sami Haddad", age: 8, began: 200, keyworker: sal, next: hana, changed: 30, contact: 10, waits: []demoWait{{"Sleep clinic", "hospital", 20, 0}}, need: "Reading at their own pace", status: meeting.NeedOpen,
		action: "Book box from the library", due: -25, undated: true, done: "Eye test", doneOn: 50,
	},
}

// others tells of the other children, and of what their keyworkers have for their work.
func (t *teller) others(now time.Time) {
	var cs []meeting.Command
	for _, a := range demoKeyworkers {
		cs = append(cs, meeting.AddPerson{Account: a})
	}
	t.service(cs...)
	for i := range demoChildren {
		t.child(now, &demoChildren[i])
	}
	t.at(now.AddDate(0, 0, -2))
	t.work(now)
}

// child tells of one of them.
func (t *teller) child(now time.Time, c *demoChild) {
	t.at(now.AddDate(0, 0, -c.began))
	if t.err != nil {
		return
	}
	k := demoKeyworker(c.keyworker)
	who := meeting.Member{Person: k.ID, Name: k.Name, Title: k.Title, Agency: k.Agency, AgencyName: demoAgencyName(k.Agency), Role: meeting.Keyworker}
	if t.err = t.hub.CreateRecord(t.ctx, room.Identity{Person: k.ID}, meeting.CreateRecord{
		Name: c.record, Children: []meeting.Person{{Name: c.name, Born: meeting.DayOf(t.now.AddDate(-c.age, -2, 0))}}, Creator: who,
	}); t.err != nil {
		return
	}
	later := func(ago int) { // time goes on, never back
		if at := now.AddDate(0, 0, -ago); at.After(t.now) {
			t.at(at)
		}
	}
	p := &planTeller{teller: t, record: c.record, who: k.ID}
	defer p.close()
	parent := p.does(meeting.AddMember{Member: meeting.Member{Name: c.parent, Agency: meeting.FamilyAgency, AgencyName: demoAgencyName(meeting.FamilyAgency), Role: meeting.Parent}})
	child := p.view().Children[0].ID
	about := meeting.Head{About: child}
	p.does(meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Identified, From: on(now, c.began)}})
	if c.next != "" {
		n := demoKeyworker(c.next)
		later(c.changed)
		id := p.does(meeting.AddMember{Member: meeting.Member{Person: n.ID, Name: n.Name, Title: n.Title, Agency: n.Agency, AgencyName: demoAgencyName(n.Agency), Role: meeting.Practitioner}})
		p.does(meeting.ChangeKeyworker{To: id, AskedOn: on(now, c.changed+5), Reason: "a new post", Goodbye: on(now, c.changed-1)})
		p.turn(n.ID)
	}
	later(190)
	need := p.does(meeting.AddNeed{Need: meeting.Need{About: child, Kind: meeting.Needed, Status: c.status, Unmet: c.unmet}, Statement: c.need})
	out := p.does(meeting.AddOutcome{Outcome: meeting.Outcome{Need: need, Baseline: 3, Now: 4, Target: 8}, What: "It is better by next summer", Words: c.words})
	me := p.view().Me.ID
	x := meeting.Action{Under: out, Owner: me, Due: on(now, c.due)}
	if c.undated {
		x.Due = ""
	}
	p.does(meeting.AddAction{Action: x, What: c.action})
	done := p.does(meeting.AddAction{Action: meeting.Action{Under: out, Owner: parent}, What: c.done})
	p.does(meeting.SetAction{Action: func() meeting.Action {
		a := *p.view().Action(done)
		a.Status, a.DoneOn = meeting.Done, on(now, c.doneOn)
		return a
	}()})
	for _, w := range c.waits {
		x := &meeting.Wait{Head: about, Service: w.service, Agency: w.agency, ReferredBy: me, ReferredOn: on(now, w.from)}
		if w.seen > 0 {
			x.SeenOn = on(now, w.seen)
		}
		p.does(meeting.AddEntry{Entry: x})
	}
	if c.stuck != "" {
		e := &meeting.Escalation{Head: about, Stuck: meeting.StuckCapacity, Agency: c.against, Manager: "the service's manager", RaisedOn: on(now, c.raised)}
		if c.closed > 0 {
			e.RespondedOn, e.ClosedOn, e.ToldOn = on(now, c.closed), on(now, c.closed), on(now, c.closed-1)
		}
		p.does(meeting.AddEntry{Entry: e, Words: map[meeting.Part]string{meeting.Remarks: c.stuck}})
	}
	later(c.contact)
	p.does(meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Reviewing, From: meeting.DayOf(t.now)}})
	p.does(meeting.AddEntry{Entry: &meeting.Contact{Head: about, Day: on(now, c.contact), How: meeting.HomeVisit, With: []meeting.ID{parent, child}}})
	if c.left > 0 {
		later(c.left)
		n := demoKeyworker(dev)
		p.does(meeting.AddMember{Member: meeting.Member{Person: n.ID, Name: n.Name, Title: n.Title, Agency: n.Agency, AgencyName: demoAgencyName(n.Agency), Role: meeting.Deputy}})
		p.does(meeting.ChangeKeyworker{NotAsked: "it was sudden", Reason: "long illness"})
	}
}

// demoKeyworker returns the account of one of the keyworkers.
func demoKeyworker(p meeting.PersonID) meeting.Account {
	for _, a := range demoKeyworkers {
		if a.ID == p {
			return a
		}
	}
	return meeting.Account{}
}

// work tells of time, supervision and training, and of what keyworkers ask.
func (t *teller) work(now time.Time) {
	held := func(p meeting.PersonID, ago int) meeting.Command {
		return meeting.SetSupervision{Person: p, Supervision: meeting.Supervision{Day: on(now, ago), With: "Wendy Marsh", Held: ago >= 0}}
	}
	trained := func(p meeting.PersonID, what string, ago, years int) meeting.Command {
		return meeting.SetTraining{Person: p, Training: meeting.Training{What: what, Day: on(now, ago), Until: meeting.DayOf(on(now, ago).Time(time.UTC).AddDate(years, 0, 0))}}
	}
	const safeguarding = "Safeguarding, level 3"
	t.service(
		meeting.SetProtected{Person: sal, Protected: meeting.Protected{Minutes: 15 * 60, Agreed: "Wendy Marsh", Since: on(now, 300)}}, meeting.SetLimit{Person: sal, Limit: 4},
		meeting.SetSupervisor{Person: sal, Supervisor: wendy}, held(sal, 110), held(sal, 64), trained(sal, safeguarding, 340, 1), trained(sal, "Keyworker foundations", 500, 5),
		meeting.SetProtected{Person: dev, Protected: meeting.Protected{Minutes: 150, Agreed: "Ms Hart", Since: on(now, 200)}}, meeting.SetLimit{Person: dev, Limit: 3},
		meeting.SetSupervisor{Person: dev, Supervisor: wendy}, held(dev, 20), held(dev, -20), trained(dev, safeguarding, 100, 3),
		meeting.SetProtected{Person: tom, Protected: meeting.Protected{Minutes: 240, Agreed: "Mr Lund", Since: on(now, 250)}},
		held(tom, 30), held(tom, -10), trained(tom, safeguarding, 200, 3),
	)
	ask := func(by, to meeting.PersonID, record, words string) {
		if t.err == nil {
			_, t.err = t.hub.DoService(t.ctx, room.Identity{Person: by}, meeting.AskAdvice{To: to, Record: record, Words: words})
		}
	}
	ask(sal, wendy, "cowslip", "Two referrals were turned down without a reason. Who in health may I ask for one?")
	ask(hana, sal, "lupin", "How did you get the school to pay for a helper?")
	if t.err == nil {
		_, t.err = t.hub.DoService(t.ctx, room.Identity{Person: sal}, meeting.SayAdvice{N: 2, Words: "I raised it with the head and asked for an answer within ten days."})
	}
}

// planTeller tells of one plan, as whoever is its keyworker then.
type planTeller struct {
	*teller
	record string
	who    meeting.PersonID
	seat   *room.Seat
}

func (p *planTeller) close() {
	if p.seat != nil {
		p.seat.Close()
		p.seat = nil
	}
}

// turn goes on as somebody else.
func (p *planTeller) turn(to meeting.PersonID) {
	p.close()
	p.who = to
}

func (p *planTeller) sit() bool {
	if p.err == nil && p.seat == nil {
		p.seat, p.err = p.hub.Sit(p.ctx, p.record, room.Identity{Person: p.who})
	}
	return p.err == nil
}

func (p *planTeller) does(c meeting.Command) meeting.ID {
	if !p.sit() {
		return 0
	}
	res, err := p.seat.Do(p.ctx, c)
	if err != nil {
		p.err = err
		return 0
	}
	return res.Added()
}

func (p *planTeller) view() *meeting.View {
	if !p.sit() {
		return &meeting.View{}
	}
	u, err := p.seat.Wait(p.ctx, 0)
	if err != nil {
		p.err = err
		return &meeting.View{}
	}
	return u.View
}
