package meeting

import "oneplan/meeting/words"

// Situation is one page of the starter guide to keyworking: what to do, in the order in which it helps.
type Situation struct {
	Name  string // a word for commands: "first-visit"
	Title words.Msg
	Steps []words.Msg // a sentence or two each
}

// Guide is the starter guide to keyworking, by situation, as a new keyworker meets them.
var Guide = []Situation{
	{"first-visit", "The first visit", []words.Msg{
		"Before you go, read the child's and the family's own words (page Story) and what was tried before (Timeline). Do not ask them to tell it all again: say what you have read, and ask what is wrong or missing.",
		"Ask what matters to them now, how they like to be reached, and what to call everybody. Write it in their words, with them.",
		"Say what a keyworker does and does not do, who sees what is written, and that they can read it all.",
		"Promise little, with a date. Note the visit and the promise on the page Keyworker: it reminds you.",
	}},
	{"long-wait", "A wait is too long", []words.Msg{
		"Look at the page Joined up: when the referral was made, and what the aim is. Ring the service: was it received, where does it stand, what could come first?",
		"Tell the family what you heard, even if it is nothing new, and when you will ask again.",
		"Look in the directory for something that helps meanwhile.",
		"Past the aim, and no date? Raise it (page Pathway), so that it is somebody's to answer by a day. If no help comes of it, note the need as not met, with the reason: the service's figures count those.",
	}},
	{"agencies-disagree", "Agencies disagree", []words.Msg{
		"Ask each one alone first: what do they see, what would they need, what may they decide? Write down what they agree on; it is often more than they think.",
		"Bring it to a meeting as one decision in plain words. Everybody answers for themselves, and the answers show together.",
		"No agreement? Say what happens until then, who decides and by when. Raise it with the managers together rather than choosing a side.",
	}},
	{"family-disagrees", "The family disagrees", []words.Msg{
		"Stop and listen. Ask what they would do instead, and what worries them most. They may be right.",
		"Their disagreement stands in the record in their own words; nobody changes it. Offer an advocate, and tell them how to complain, before they have to ask.",
		"Look for a small step that both can try for a few weeks, and a day to look at it again. What they agreed to they can take back at any time.",
	}},
	{"child-stays-away", "The child does not want to come", []words.Msg{
		"That is an answer too. Ask, or have somebody they trust ask, what would make it bearable: a shorter time, another place, only one part, a friend, no camera.",
		"They can take part without being there: own words on the page Story before the meeting, or somebody who speaks for them, and whom they chose.",
		"Note how their views were obtained. Afterwards tell them, in person, what came of what they said.",
	}},
	{"taking-over", "You take over from another keyworker", []words.Msg{
		"Go through the handover on the page Keyworker item by item, and take on each only when you know what it means. Ask the last keyworker while you can.",
		"Visit together once, if the family wants that. Keep the promises that were made, or say early that you cannot.",
		"Six weeks later somebody else asks the family whether they had to start again.",
	}},
	{"handing-over", "You hand over to another keyworker", []words.Msg{
		"Tell the family first, and ask what they wish for in the next one. Plan a goodbye.",
		"Bring the record up to date; the handover writes itself from it. Add what worked, what did not, and what you would do next.",
		"Introduce the next keyworker to the family and to the team before you go. What is open stays yours until it is taken on.",
	}},
	{"worry", "You are worried about a child's safety", []words.Msg{
		"In danger now: ring 999. Do not wait for a meeting, and do not promise anybody to keep it secret.",
		"Otherwise talk to a safeguarding lead today. In the room, ! shows whom to ring and takes down the concern; only you and the named leads read it.",
		"Write what you saw and heard, in the words that were said, with the time; keep what you think apart from it.",
		"Ask the lead whether and when to tell the family. Mostly one does, unless it makes the child less safe.",
	}},
	{"stuck", "An action is stuck", []words.Msg{
		"Ask its owner what is in the way: time, a form, somebody else's yes? Note it as blocked with the reason, so that others can help.",
		"Make it smaller: what could be done this week? Perhaps somebody else is nearer to it.",
		"If it is not theirs to move, it is their manager's: raise it (page Pathway), by name, with a day to answer. You are not telling tales; it is what the ladder is for.",
	}},
	{"change-coming", "A change is coming", []words.Msg{
		"Nursery, another school, adult services, another town: note it under changes coming (page Pathway) as soon as you know of it, a year before if you can.",
		"Find out who receives the child there, invite them to a meeting before the day, and share only what the family agrees to.",
		"Plan visits, pictures, and what stays the same. Ask the child what they want the new people to know first.",
	}},
	{"closing", "The plan may be closed", []words.Msg{
		"Ask the family: do they want that, and what would make them come back? Look at the outcomes together, and say what they did themselves.",
		"Each open action gets a home with somebody's name (page Pathway goes through it with you).",
		"Say until when practitioners read along, whom to call, and how the plan is opened again. The family keeps reading.",
	}},
	{"too-much", "It is too much for you", []words.Msg{
		"Say so early: to your supervisor, a peer, a service manager. A keyworker beside another job has hours for it; if these are gone, that is a thing to raise and no failing of yours.",
		"Begin with home, where what is due first stands first. Ring whoever waits longest for an answer, even with no news.",
		"Take to supervision what stays in your head at night.",
	}},
}
