package minutes

import (
	"fmt"
	"slices"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Minutes are the facts of one meeting, as JSON has them: names are what people asked to be called, times are RFC 3339 in
// the paper's zone, days ISO 8601. What is not there yet, or is hidden from the paper's audience, is left out.
type Minutes struct {
	Paper      string               `json:"paper"` // "minutes/1": this shape; fields may be added
	Language   *words.Language      `json:"-"`     // of the laid out paper
	Name       string               `json:"name"`  // "sunflower-3"
	Record     string               `json:"record"`
	Keeper     string               `json:"keeper,omitempty"` // the agency that keeps the record: its keyworker's
	Number     int                  `json:"number"`
	Kind       meeting.Kind         `json:"kind"`
	About      []string             `json:"about"`    // the child, or the brothers and sisters
	Audience   string               `json:"audience"` // everyone | practitioners | you (Options.Whole)
	Status     meeting.MeetingStage `json:"status"`   // preparing | live | tidying | sent | final
	Draft      bool                 `json:"draft"`    // not final
	Planned    time.Time            `json:"planned"`
	Place      string               `json:"place,omitempty"`
	Opened     time.Time            `json:"opened,omitzero"`
	Closed     time.Time            `json:"closed,omitzero"`
	Chair      string               `json:"chair,omitempty"`
	Taker      string               `json:"minute_taker,omitempty"`
	ViewsHow   string               `json:"views_how,omitempty"` // how the child's views were obtained
	Views      *Words               `json:"views,omitempty"`     // the child's
	Attendance []Attendance         `json:"attendance"`
	NotListed  []string             `json:"not_listed,omitempty"` // on the team, but not on the attendance list
	Items      []Item               `json:"items"`
	Asides     []Aside              `json:"asides,omitempty"` // of items that have been taken off the agenda
	Decisions  []Decision           `json:"decisions"`
	Scores     []Scores             `json:"scores,omitempty"`
	Actions    []Action             `json:"actions"`      // agreed at this meeting, or done on its day
	Open       []Action             `json:"open_actions"` // everything still to do in the plan
	LastWord   *Words               `json:"last_word,omitempty"`
	Next       time.Time            `json:"next,omitzero"`
	NoNext     string               `json:"no_next,omitempty"` // why there is no next date
	Missing    []string             `json:"missing,omitempty"` // by the closing checks
	Reason     string               `json:"close_reason,omitempty"`
	Reopened   []Reopening          `json:"reopened,omitempty"`
	Chairs     []ChairChange        `json:"chair_changes,omitempty"`
	Sent       time.Time            `json:"sent,omitzero"`
	ReplyBy    meeting.Day          `json:"reply_by,omitempty"`
	Final      time.Time            `json:"final,omitzero"`
	Replies    []Reply              `json:"replies,omitempty"` // to the minutes, once sent
	Amendments []Amendment          `json:"amendments,omitempty"`
	Terms      []Term               `json:"terms,omitempty"` // what the words of the field mean, on the family's paper
}

// Attendance is one line of the chair's list.
type Attendance struct {
	Name      string       `json:"name"`
	Part      string       `json:"part"`
	Role      meeting.Role `json:"-"` // with which Part begins, or not
	Agency    string       `json:"agency"`
	Way       meeting.Way  `json:"way"`
	From      time.Time    `json:"from,omitzero"`
	To        time.Time    `json:"to,omitzero"`
	Note      string       `json:"note,omitempty"` // of a report, or who came instead
	Confirmed bool         `json:"confirmed"`      // by the chair
}

// Item is one item of the agenda.
type Item struct {
	Number  int     `json:"number"`
	Title   string  `json:"title"`
	AddedBy string  `json:"added_by,omitempty"` // "" for an item of the template
	Planned int     `json:"planned_minutes"`
	Spent   int     `json:"spent_minutes"` // begun minutes
	Done    bool    `json:"done"`
	Summary *Words  `json:"summary,omitempty"` // by the minute taker
	Notes   *Words  `json:"notes,omitempty"`
	Asides  []Aside `json:"asides,omitempty"`   // notes for fewer people, on papers for those people only
	Replies []Reply `json:"disputes,omitempty"` // to the minutes, about this item
}

// Aside is a note on an agenda item that is for fewer people than the item's own notes.
type Aside struct {
	For      string           `json:"for"` // in words: "practitioners see this"
	Audience meeting.Audience `json:"-"`   // the same for laying it out
	Words    *Words           `json:"words"`
}

// Decision is what was put to the meeting, or proposed for it.
type Decision struct {
	Number     int                   `json:"number"`
	Wording    *Words                `json:"wording,omitempty"`
	Rationale  *Words                `json:"rationale,omitempty"`
	Item       int                   `json:"item,omitempty"` // the number of the agenda item
	ProposedBy string                `json:"proposed_by"`
	Status     meeting.DecisionStage `json:"status"` // proposed | put | shown
	Put        time.Time             `json:"put,omitzero"`
	Shown      time.Time             `json:"shown,omitzero"`
	Given      int                   `json:"given"`             // how many have answered
	Answers    []Answer              `json:"answers,omitempty"` // once shown
	Follow     meeting.Follow        `json:"follow,omitempty"`  // after a disagreement
	FollowNote string                `json:"follow_note,omitempty"`
	Family     bool                  `json:"family_disagrees,omitempty"`
	Advocate   bool                  `json:"advocate_told,omitempty"` // the family was told of an advocate and of complaints
}

// Answer is one person's answer to a decision. Answer is "" for somebody asked who gave none.
type Answer struct {
	Name      string         `json:"name"`
	Answer    meeting.Answer `json:"answer,omitempty"`
	Words     string         `json:"words,omitempty"`
	WrittenBy string         `json:"written_by,omitempty"`
}

// Scores are an outcome's scores at this meeting, from 0 to 10; -1 for none.
type Scores struct {
	Outcome string         `json:"outcome"`
	Sides   map[string]int `json:"sides"` // child | parent | practitioners
	First   int            `json:"baseline"`
	Now     int            `json:"now"`
	Aim     int            `json:"target"`
}

// Reopening is one reopening of the meeting.
type Reopening struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
}

// ChairChange is the chair passing from one person to another.
type ChairChange struct {
	At   time.Time `json:"at"`
	From string    `json:"from,omitempty"`
	To   string    `json:"to"`
	Away bool      `json:"away"` // taken because the chair was gone
}

// Reply is what one person says of the minutes. Says is "" for no reply.
type Reply struct {
	Name      string          `json:"name"`
	Says      meeting.SignOff `json:"says,omitempty"`
	Words     string          `json:"words,omitempty"`
	WrittenBy string          `json:"written_by,omitempty"`
	At        time.Time       `json:"at,omitzero"`
	Item      int             `json:"item,omitempty"` // the number of the disputed agenda item
	Answer    string          `json:"answer,omitempty"`
	Answered  time.Time       `json:"answered,omitzero"`
}

// disputes reports whether the reply asks for something.
func (r Reply) disputes() bool { return r.Says != "" && r.Says != meeting.AgreeMinutes }

// OfMeeting gathers the minutes of a meeting. It refuses (meeting.NotFound) a meeting that the viewer may not
// see.
func OfMeeting(v *meeting.View, id meeting.ID, o Options) (*Minutes, error) {
	g := newGatherer(v, o)
	g.over = true
	m := g.v.Meeting(id)
	if m == nil {
		return nil, meeting.Refuse(meeting.NotFound, "There is no meeting of that name that you may see.")
	}
	out := &Minutes{
		Paper: "minutes/1", Language: o.Words, Name: fmt.Sprintf("%s-%d", line(g.v.Name), m.Number), Record: line(g.v.Name), Keeper: g.keeper(), Number: m.Number,
		Kind: m.Kind, About: called(g.v), Audience: g.audience(), Status: m.Stage, Draft: m.Stage != meeting.Final,
		Planned: g.at(m.At), Place: line(m.Place), Opened: g.at(m.Opened), Closed: g.at(m.Closed),
		Chair: g.name(m.Chair), Taker: g.name(m.MinuteTaker),
		ViewsHow: line(m.ViewsHow), Views: g.words(m.ID, meeting.Views), LastWord: g.words(m.ID, meeting.LastWord),
		Next: g.at(m.Next), NoNext: line(m.NoNext), Reason: line(m.CloseReason),
		Sent: g.at(m.SentAt), ReplyBy: m.ReplyBy, Final: g.at(m.FinalAt), Replies: g.replies(m), Amendments: amendments(v, m, o),
	}
	for _, s := range m.Missing {
		out.Missing = append(out.Missing, line(s))
	}
	for _, r := range m.Reopened {
		out.Reopened = append(out.Reopened, Reopening{g.at(r.At), g.name(r.By), line(r.Reason)})
	}
	for _, t := range m.Takeovers {
		out.Chairs = append(out.Chairs, ChairChange{g.at(t.At), g.name(t.From), g.name(t.To), t.Away})
	}
	out.Attendance, out.NotListed = g.attendance(m)
	out.Items = g.items(m, out.Replies)
	for _, n := range g.v.Notes {
		if n.Meeting == m.ID && m.Index(n.Item) < 0 {
			out.Asides = g.aside(out.Asides, n)
		}
	}
	out.Decisions = g.decisions(m)
	out.Scores = g.scores(m)
	all := g.v.Actions()
	out.Actions = g.actions(all, func(x *meeting.Action) bool { return g.agreedAt(x, m) })
	out.Open = g.actions(all, func(x *meeting.Action) bool { return x.Status.Open() })
	out.Terms = g.terms(o, append(g.v.WrittenMinutes(id), g.v.WrittenPlan()...))
	return out, nil
}

func (g gatherer) attendance(m *meeting.Meeting) (list []Attendance, others []string) {
	list = []Attendance{}
	for _, a := range m.Attendance {
		x := Attendance{
			Name: g.name(a.Member), Way: a.Way, From: g.at(a.From), To: g.at(a.To), Note: line(a.Note), Confirmed: !a.Proposed,
		}
		if who := g.member(a.Member); who != nil {
			x.Part, x.Role, x.Agency = part(who), who.Role, memberAgency(who)
		}
		list = append(list, x)
	}
	for _, who := range g.v.Members {
		if who.Current() && who.Guest == 0 && m.Attending(who.ID) == nil {
			others = append(others, line(who.Name))
		}
	}
	return list, others
}

func (g gatherer) items(m *meeting.Meeting, replies []Reply) []Item {
	out := []Item{}
	for i, it := range m.Agenda {
		x := Item{
			Number: i + 1, Title: line(it.Title), AddedBy: g.name(it.By), Planned: it.Minutes, Spent: (it.Spent + 59) / 60, Done: it.Done,
			Summary: g.words(it.ID, meeting.Summary), Notes: g.words(it.ID, meeting.Notes),
		}
		for _, n := range g.v.NotesOf(it.ID) {
			x.Asides = g.aside(x.Asides, n)
		}
		for _, r := range replies {
			if r.Item == x.Number && r.disputes() {
				x.Replies = append(x.Replies, r)
			}
		}
		out = append(out, x)
	}
	return out
}

// aside returns list with a narrower note, if there are words in it.
func (g gatherer) aside(list []Aside, n *meeting.Note) []Aside {
	w := g.words(n.ID, meeting.Aside)
	if w == nil {
		return list
	}
	return append(list, Aside{For: line(n.Audience.Words()), Audience: n.Audience, Words: w})
}

func (g gatherer) decisions(m *meeting.Meeting) []Decision {
	out := []Decision{}
	for _, d := range g.v.Decisions {
		if d.Meeting != m.ID {
			continue
		}
		x := Decision{
			Number: len(out) + 1, Wording: g.words(d.ID, meeting.Wording), Rationale: g.words(d.ID, meeting.Rationale),
			Item: m.Index(d.Item) + 1, ProposedBy: g.name(d.By), Status: d.Stage, Put: g.at(d.PutAt), Shown: g.at(d.ShownAt),
			Given: g.v.Given(d.ID), Follow: d.Follow, FollowNote: line(d.Words), Advocate: d.Advocate,
		}
		if d.Stage == meeting.Shown {
			for _, a := range d.Answers {
				x.Answers = append(x.Answers, Answer{g.name(a.Member), a.Answer, line(a.Words), g.name(a.By)})
				who := g.v.Member(a.Member)
				x.Family = x.Family || a.Answer == meeting.Disagree && who != nil && who.Role.Family()
			}
			for _, id := range d.Asked {
				if _, ok := d.Answered(id); !ok {
					x.Answers = append(x.Answers, Answer{Name: g.name(id)})
				}
			}
		}
		out = append(out, x)
	}
	return out
}

func (g gatherer) scores(m *meeting.Meeting) []Scores {
	var out []Scores
	for _, n := range g.v.Plan {
		for _, o := range n.Outcomes {
			x := Scores{Outcome: g.one(o.ID, meeting.What), Sides: map[string]int{}, First: o.Baseline, Now: o.Now, Aim: o.Target}
			for _, s := range o.Scores {
				if s.Meeting == m.ID {
					x.Sides[s.Side] = s.Value
				}
			}
			if len(x.Sides) > 0 {
				out = append(out, x)
			}
		}
	}
	return out
}

// agreedAt reports whether the action was agreed at this meeting, or done while it was on.
func (g gatherer) agreedAt(x *meeting.Action, m *meeting.Meeting) bool {
	if x.Meeting == m.ID {
		return true
	}
	return x.DoneOn != "" && !m.Opened.IsZero() && x.DoneOn >= meeting.DayOf(m.Opened.UTC()) &&
		(m.Closed.IsZero() || x.DoneOn <= meeting.DayOf(m.Closed.UTC()))
}

// replies are what people said of the minutes, in the order in which they said it, then those who were there,
// could answer and did not.
func (g gatherer) replies(m *meeting.Meeting) []Reply {
	if m.SentAt.IsZero() {
		return nil
	}
	out := []Reply{}
	for _, s := range m.Signed {
		out = append(out, Reply{
			Name: g.name(s.Member), Says: s.Says, Words: line(s.Words), WrittenBy: g.name(s.By), At: g.at(s.At),
			Item: m.Index(s.Item) + 1, Answer: line(s.Reply), Answered: g.at(s.ReplyAt),
		})
	}
	may := meeting.Permissions()[meeting.AnswerThings]
	for _, a := range m.Attendance {
		who := g.v.Member(a.Member)
		if who == nil || !a.Way.Present() || !slices.Contains(may, who.Role) ||
			slices.ContainsFunc(m.Signed, func(s meeting.Signed) bool { return s.Member == a.Member }) {
			continue
		}
		out = append(out, Reply{Name: line(who.Name)})
	}
	return out
}
