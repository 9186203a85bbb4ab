package meeting

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"oneplan/meeting/words"
)

// fact is one thing that an entry says beside its texts: what it is called, how it reads, and how it is brought
// back to what it was. back is nil for what follows from something else, or is not anybody's to set.
type fact[T any] struct {
	name  words.Msg
	words func(v *View, e *T, in telling) string
	back  func(to, from *T)
}

// facts returns the words of every fact of an entry as Before; all "" if the entry is not there.
func facts[T any](v *View, e *T, there bool, of []fact[T], in telling) []FactChange {
	out := make([]FactChange, len(of))
	for i, f := range of {
		out[i].Name = f.name
		if there && e != nil {
			out[i].Before = f.words(v, e, in)
		}
	}
	return out
}

// telling is how facts are told: when, and in which language.
type telling struct {
	now   time.Time
	words *words.Language
}

func (in telling) say(m words.Msg) string { return in.words.T(m) }

// day tells a day, "" for none.
func (in telling) day(d Day) string { return d.In(in.words, DayOf(in.now)) }

// moment tells a time where now is, "" for none.
func (in telling) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return TimeIn(in.words, t.In(in.now.Location()), DayOf(in.now))
}

// forWhom says who sees an entry, where that is not everyone.
func (in telling) forWhom(a Audience) string {
	if a == Everyone {
		return ""
	}
	return in.words.Say(a.Said())
}

func (in telling) score(n int) string {
	if n < 0 {
		return ""
	}
	return in.words.T("%d out of 10", n)
}

func nobody(v *View, id ID) string {
	if id == 0 {
		return ""
	}
	return v.NameOf(id)
}

var childFacts = []fact[Person]{
	{"name", func(_ *View, p *Person, _ telling) string { return p.Name }, nil},
	{"called", func(_ *View, p *Person, _ telling) string { return p.KnownAs }, nil},
	{"born", func(_ *View, p *Person, in telling) string { return p.Born.In(in.words, "") }, nil},
}

var memberFacts = []fact[Member]{
	{"name", func(_ *View, m *Member, _ telling) string { return m.Name }, nil},
	{"works as", func(_ *View, m *Member, _ telling) string { return m.Title }, nil},
	{"agency", func(_ *View, m *Member, _ telling) string { return cmp.Or(m.AgencyName, string(m.Agency)) }, nil},
	{"role", func(_ *View, m *Member, in telling) string { return in.say(m.Role.Msg()) }, nil},
	{"left", func(_ *View, m *Member, in telling) string { return in.moment(m.Until) }, nil},
}

var needFacts = []fact[Need]{
	{"kind", func(_ *View, n *Need, in telling) string { return in.say(n.Kind.Msg()) }, func(a, b *Need) { a.Kind = b.Kind }},
	{"about", func(v *View, n *Need, _ telling) string { return nobody(v, n.About) }, func(a, b *Need) { a.About = b.About }},
	{"whose view", func(v *View, n *Need, _ telling) string { return nobody(v, n.View) }, func(a, b *Need) { a.View = b.View }},
	{"area", func(_ *View, n *Need, in telling) string { return Word(in.words, n.Domain) }, func(a, b *Need) { a.Domain = b.Domain }},
	{"status", func(_ *View, n *Need, in telling) string {
		if n.Unmet != "" {
			return in.say(n.Status.Msg()) + ": " + Word(in.words, n.Unmet)
		}
		return in.say(n.Status.Msg())
	}, func(a, b *Need) { a.Status, a.Unmet = b.Status, b.Unmet }},
	{"date", func(_ *View, n *Need, in telling) string { return in.day(n.Day) }, func(a, b *Need) { a.Day = b.Day }},
	{"who sees it", func(_ *View, n *Need, in telling) string { return in.forWhom(n.Audience) }, nil},
}

var outcomeFacts = []fact[Outcome]{
	{"at the start", func(_ *View, o *Outcome, in telling) string { return in.score(o.Baseline) }, func(a, b *Outcome) { a.Baseline = b.Baseline }},
	{"now", func(_ *View, o *Outcome, in telling) string { return in.score(o.Now) }, func(a, b *Outcome) { a.Now = b.Now }},
	{"aim", func(_ *View, o *Outcome, in telling) string { return in.score(o.Target) }, func(a, b *Outcome) { a.Target = b.Target }},
	{"by when", func(_ *View, o *Outcome, in telling) string { return in.day(o.Day) }, func(a, b *Outcome) { a.Day = b.Day }},
	{"scores", func(_ *View, o *Outcome, in telling) string {
		last := map[string]int{}
		for _, s := range o.Scores {
			last[s.Side] = s.Value
		}
		var out []string
		for _, side := range Sides {
			if n, ok := last[side]; ok {
				out = append(out, fmt.Sprintf("%s %d", Word(in.words, side), n))
			}
		}
		return strings.Join(out, ", ")
	}, nil},
	{"who sees it", func(_ *View, o *Outcome, in telling) string { return in.forWhom(o.Audience) }, nil},
}

var actionFacts = []fact[Action]{
	{"who", func(v *View, a *Action, in telling) string {
		if a.Owner == 0 && a.Ask != "" {
			return in.words.T("asked %s", a.Ask)
		}
		return nobody(v, a.Owner)
	}, func(a, b *Action) { a.Owner, a.Ask = b.Owner, b.Ask }},
	{"their word", func(_ *View, a *Action, in telling) string { return in.say(a.Consent.Msg()) }, nil},
	{"by when", func(_ *View, a *Action, in telling) string { return in.day(a.Due) }, func(a, b *Action) { a.Due = b.Due }},
	{"status", func(_ *View, a *Action, in telling) string { return in.say(a.Status.Msg()) }, func(a, b *Action) { a.Status = b.Status }},
	{"in the information bank", func(_ *View, a *Action, _ telling) string { return a.Listing.Name }, func(a, b *Action) { a.Listing = b.Listing }},
	{"done on", func(_ *View, a *Action, in telling) string { return in.day(a.DoneOn) }, nil},
	{"who sees it", func(_ *View, a *Action, in telling) string { return in.forWhom(a.Audience) }, nil},
}

var decisionFacts = []fact[Decision]{
	{"stage", func(_ *View, d *Decision, in telling) string { return in.say(d.Stage.Msg()) }, nil},
	{"answers", func(v *View, d *Decision, in telling) string {
		if d.Stage != Shown {
			return ""
		}
		var out []string
		for _, g := range d.Answers {
			out = append(out, v.NameOf(g.Member)+": "+in.say(g.Answer.Msg()))
		}
		return strings.Join(out, ", ")
	}, nil},
	{"what follows", func(_ *View, d *Decision, in telling) string {
		return strings.TrimSpace(in.say(d.Follow.Msg()) + " " + d.Words)
	}, nil},
	{"who sees it", func(_ *View, d *Decision, in telling) string { return in.forWhom(d.Audience) }, nil},
}

var meetingFacts = []fact[Meeting]{
	{"kind", func(_ *View, m *Meeting, in telling) string { return in.say(m.Kind.Msg()) }, nil},
	{"when", func(_ *View, m *Meeting, in telling) string { return in.moment(m.At) }, nil},
	{"where", func(_ *View, m *Meeting, _ telling) string { return m.Place }, nil},
	{"stage", func(_ *View, m *Meeting, in telling) string { return in.say(m.Stage.Msg()) }, nil},
	{"why called off", func(_ *View, m *Meeting, _ telling) string { return m.OffReason }, nil},
	{"chair", func(v *View, m *Meeting, _ telling) string { return nobody(v, m.Chair) }, nil},
	{"minutes by", func(v *View, m *Meeting, _ telling) string { return nobody(v, m.MinuteTaker) }, nil},
	{"agenda", func(_ *View, m *Meeting, _ telling) string {
		var out []string
		for _, it := range m.Agenda {
			out = append(out, it.Title)
		}
		return strings.Join(out, "; ")
	}, nil},
	{"talking about", func(_ *View, m *Meeting, _ telling) string {
		if i := m.Index(m.Item); i >= 0 {
			return fmt.Sprintf("%d %s", i+1, m.Agenda[i].Title)
		}
		return ""
	}, nil},
	{"present", func(v *View, m *Meeting, _ telling) string {
		var out []string
		for _, a := range m.Attendance {
			if a.Way.Present() && !a.Proposed {
				out = append(out, v.NameOf(a.Member))
			}
		}
		return strings.Join(out, ", ")
	}, nil},
	{"not present", func(v *View, m *Meeting, in telling) string {
		var out []string
		for _, a := range m.Attendance {
			if !a.Way.Present() {
				out = append(out, v.NameOf(a.Member)+" ("+in.say(a.Way.Msg())+")")
			}
		}
		return strings.Join(out, ", ")
	}, nil},
	{"how the child's views were obtained", func(_ *View, m *Meeting, _ telling) string { return m.ViewsHow }, nil},
	{"next meeting", func(_ *View, m *Meeting, in telling) string { return cmp.Or(in.moment(m.Next), m.NoNext) }, nil},
	{"said of the minutes", func(v *View, m *Meeting, in telling) string {
		var out []string
		for _, g := range m.Signed {
			out = append(out, v.NameOf(g.Member)+": "+in.say(g.Says.Msg()))
		}
		return strings.Join(out, ", ")
	}, nil},
}
