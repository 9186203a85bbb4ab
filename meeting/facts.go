package meeting

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// fact is one thing that an entry says beside its texts: what it is called, how it reads, and how it is brought
// back to what it was. back is nil for what follows from something else, or is not anybody's to set.
type fact[T any] struct {
	name  string
	words func(v *View, e *T, today time.Time) string
	back  func(to, from *T)
}

// facts returns the words of every fact of an entry as Before; all "" if the entry is not there.
func facts[T any](v *View, e *T, there bool, of []fact[T], now time.Time) []FactChange {
	out := make([]FactChange, len(of))
	for i, f := range of {
		out[i].Name = f.name
		if there && e != nil {
			out[i].Before = f.words(v, e, now)
		}
	}
	return out
}

func nobody(v *View, id ID) string {
	if id == 0 {
		return ""
	}
	return v.NameOf(id)
}

// forWhom says who sees an entry, where that is not everyone.
func forWhom(a Audience) string {
	if a == Everyone {
		return ""
	}
	return a.Words()
}

func score(n int) string {
	if n < 0 {
		return ""
	}
	return fmt.Sprintf("%d out of 10", n)
}

// moment tells a time where now is.
func moment(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return TimeWords(t.In(now.Location()), DayOf(now))
}

var childFacts = []fact[Person]{
	{"name", func(_ *View, p *Person, _ time.Time) string { return p.Name }, nil},
	{"called", func(_ *View, p *Person, _ time.Time) string { return p.KnownAs }, nil},
	{"born", func(_ *View, p *Person, _ time.Time) string { return p.Born.Words("") }, nil},
}

var memberFacts = []fact[Member]{
	{"name", func(_ *View, m *Member, _ time.Time) string { return m.Name }, nil},
	{"works as", func(_ *View, m *Member, _ time.Time) string { return m.Title }, nil},
	{"agency", func(_ *View, m *Member, _ time.Time) string { return cmp.Or(m.AgencyName, string(m.Agency)) }, nil},
	{"role", func(_ *View, m *Member, _ time.Time) string { return string(m.Role) }, nil},
	{"left", func(_ *View, m *Member, t time.Time) string { return moment(m.Until, t) }, nil},
}

var needFacts = []fact[Need]{
	{"kind", func(_ *View, n *Need, _ time.Time) string { return string(n.Kind) }, func(a, b *Need) { a.Kind = b.Kind }},
	{"about", func(v *View, n *Need, _ time.Time) string { return nobody(v, n.About) }, func(a, b *Need) { a.About = b.About }},
	{"whose view", func(v *View, n *Need, _ time.Time) string { return nobody(v, n.View) }, func(a, b *Need) { a.View = b.View }},
	{"area", func(_ *View, n *Need, _ time.Time) string { return n.Domain }, func(a, b *Need) { a.Domain = b.Domain }},
	{"status", func(_ *View, n *Need, _ time.Time) string {
		if n.Unmet != "" {
			return string(n.Status) + ": " + n.Unmet
		}
		return string(n.Status)
	}, func(a, b *Need) { a.Status, a.Unmet = b.Status, b.Unmet }},
	{"date", func(_ *View, n *Need, t time.Time) string { return n.Day.Words(DayOf(t)) }, func(a, b *Need) { a.Day = b.Day }},
	{"who sees it", func(_ *View, n *Need, _ time.Time) string { return forWhom(n.Audience) }, nil},
}

var outcomeFacts = []fact[Outcome]{
	{"at the start", func(_ *View, o *Outcome, _ time.Time) string { return score(o.Baseline) }, func(a, b *Outcome) { a.Baseline = b.Baseline }},
	{"now", func(_ *View, o *Outcome, _ time.Time) string { return score(o.Now) }, func(a, b *Outcome) { a.Now = b.Now }},
	{"aim", func(_ *View, o *Outcome, _ time.Time) string { return score(o.Target) }, func(a, b *Outcome) { a.Target = b.Target }},
	{"by when", func(_ *View, o *Outcome, t time.Time) string { return o.Day.Words(DayOf(t)) }, func(a, b *Outcome) { a.Day = b.Day }},
	{"scores", func(_ *View, o *Outcome, _ time.Time) string {
		last := map[string]int{}
		for _, s := range o.Scores {
			last[s.Side] = s.Value
		}
		var out []string
		for _, side := range Sides {
			if n, ok := last[side]; ok {
				out = append(out, fmt.Sprintf("%s %d", side, n))
			}
		}
		return strings.Join(out, ", ")
	}, nil},
	{"who sees it", func(_ *View, o *Outcome, _ time.Time) string { return forWhom(o.Audience) }, nil},
}

var actionFacts = []fact[Action]{
	{"who", func(v *View, a *Action, _ time.Time) string {
		if a.Owner == 0 && a.Ask != "" {
			return "asked " + string(a.Ask)
		}
		return nobody(v, a.Owner)
	}, func(a, b *Action) { a.Owner, a.Ask = b.Owner, b.Ask }},
	{"their word", func(_ *View, a *Action, _ time.Time) string { return string(a.Consent) }, nil},
	{"by when", func(_ *View, a *Action, t time.Time) string { return a.Due.Words(DayOf(t)) }, func(a, b *Action) { a.Due = b.Due }},
	{"status", func(_ *View, a *Action, _ time.Time) string { return string(a.Status) }, func(a, b *Action) { a.Status = b.Status }},
	{"in the information bank", func(_ *View, a *Action, _ time.Time) string { return a.Listing.Name }, func(a, b *Action) { a.Listing = b.Listing }},
	{"done on", func(_ *View, a *Action, t time.Time) string { return a.DoneOn.Words(DayOf(t)) }, nil},
	{"who sees it", func(_ *View, a *Action, _ time.Time) string { return forWhom(a.Audience) }, nil},
}

var decisionFacts = []fact[Decision]{
	{"stage", func(_ *View, d *Decision, _ time.Time) string { return string(d.Stage) }, nil},
	{"answers", func(v *View, d *Decision, _ time.Time) string {
		if d.Stage != Shown {
			return ""
		}
		var out []string
		for _, g := range d.Answers {
			out = append(out, v.NameOf(g.Member)+": "+string(g.Answer))
		}
		return strings.Join(out, ", ")
	}, nil},
	{"what follows", func(_ *View, d *Decision, _ time.Time) string {
		return strings.TrimSpace(string(d.Follow) + " " + d.Words)
	}, nil},
	{"who sees it", func(_ *View, d *Decision, _ time.Time) string { return forWhom(d.Audience) }, nil},
}

var meetingFacts = []fact[Meeting]{
	{"kind", func(_ *View, m *Meeting, _ time.Time) string { return string(m.Kind) }, nil},
	{"when", func(_ *View, m *Meeting, t time.Time) string { return moment(m.At, t) }, nil},
	{"where", func(_ *View, m *Meeting, _ time.Time) string { return m.Place }, nil},
	{"stage", func(_ *View, m *Meeting, _ time.Time) string { return string(m.Stage) }, nil},
	{"chair", func(v *View, m *Meeting, _ time.Time) string { return nobody(v, m.Chair) }, nil},
	{"minutes by", func(v *View, m *Meeting, _ time.Time) string { return nobody(v, m.MinuteTaker) }, nil},
	{"agenda", func(_ *View, m *Meeting, _ time.Time) string {
		var out []string
		for _, it := range m.Agenda {
			out = append(out, it.Title)
		}
		return strings.Join(out, "; ")
	}, nil},
	{"talking about", func(_ *View, m *Meeting, _ time.Time) string {
		if i := m.Index(m.Item); i >= 0 {
			return fmt.Sprintf("%d %s", i+1, m.Agenda[i].Title)
		}
		return ""
	}, nil},
	{"present", func(v *View, m *Meeting, _ time.Time) string {
		var out []string
		for _, a := range m.Attendance {
			if a.Way.Present() && !a.Proposed {
				out = append(out, v.NameOf(a.Member))
			}
		}
		return strings.Join(out, ", ")
	}, nil},
	{"not present", func(v *View, m *Meeting, _ time.Time) string {
		var out []string
		for _, a := range m.Attendance {
			if !a.Way.Present() {
				out = append(out, v.NameOf(a.Member)+" ("+string(a.Way)+")")
			}
		}
		return strings.Join(out, ", ")
	}, nil},
	{"how the child's views were obtained", func(_ *View, m *Meeting, _ time.Time) string { return m.ViewsHow }, nil},
	{"next meeting", func(_ *View, m *Meeting, t time.Time) string { return cmp.Or(moment(m.Next, t), m.NoNext) }, nil},
	{"said of the minutes", func(v *View, m *Meeting, _ time.Time) string {
		var out []string
		for _, g := range m.Signed {
			out = append(out, v.NameOf(g.Member)+": "+string(g.Says))
		}
		return strings.Join(out, ", ")
	}, nil},
}
