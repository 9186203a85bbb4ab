package meeting_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
)

// caseload makes so many plans, in which anything may have happened.
func caseload(rnd *rand.Rand, plans int) (records []*meeting.State, dir *meeting.Service) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	today := meeting.DayOf(at)
	d := meeting.NewDirectory()
	for i, a := range []meeting.AgencyID{"health", "school", "social"} {
		d.Apply(meeting.Meta{Seq: meeting.Seq(i + 1), At: at}, meeting.AgencySet{Agency: meeting.Agency{ID: a, Name: strings.ToUpper(string(a))}})
	}
	n := func(upTo int) int { return rnd.IntN(upTo) }
	day := func() meeting.Day { return today.Add(-n(900)) }
	for p := range plans {
		r := meeting.NewRecord()
		id, seq := meeting.ID(10), meeting.Seq(1)
		apply := func(e meeting.Event) {
			r.Apply(meeting.Meta{Seq: seq, At: at}, e)
			seq++
		}
		head := func() meeting.Head {
			id++
			h := meeting.Head{ID: id, Rev: uint32(id)}
			switch n(8) {
			case 0:
				h.Audience = meeting.OnlyPeople("ann")
			case 1:
				h.Audience = meeting.Practitioners
			}
			return h
		}
		apply(meeting.RecordCreated{Name: fmt.Sprintf("plan%c%c", 'a'+p/26, 'a'+p%26), Children: []meeting.Person{{ID: 1, Name: "Robin Hidden", KnownAs: "Robin"}}})
		role := meeting.Keyworker
		if n(3) == 0 {
			role = meeting.Practitioner
		}
		apply(meeting.MemberSet{Member: meeting.Member{ID: 2, Name: "Ann", Agency: "health", Role: role}})
		apply(meeting.MemberSet{Member: meeting.Member{ID: 3, Name: "Nia", Agency: meeting.FamilyAgency, Role: meeting.Parent}})
		for range n(5) {
			apply(meeting.TenureSet{Tenure: meeting.Tenure{Head: head(), Member: meeting.ID(2 + n(4)), From: day()}})
		}
		for range n(4) {
			h := head()
			w := meeting.Wait{Head: h, Service: []string{"Sleep clinic", "sleep  clinic", "CAMHS", "Robin's own clinic", "Physiotherapy"}[n(5)], ReferredOn: day()}
			if n(3) == 0 {
				w.SeenOn = today
			}
			apply(meeting.WaitSet{Wait: w})
		}
		for range n(5) {
			h := head()
			apply(meeting.ActionSet{Action: meeting.Action{
				ID: h.ID, Audience: h.Audience, Rev: h.Rev, Owner: meeting.ID(n(4)), Due: []meeting.Day{"", day(), today.Add(7)}[n(3)],
				Status: meeting.ActionStatuses[n(5)], DoneOn: day(), Ask: []meeting.AgencyID{"", "school", "elsewhere"}[n(3)],
			}})
		}
		for range n(3) {
			e := meeting.Escalation{Head: head(), Stuck: meeting.StuckDecision, Agency: []meeting.AgencyID{"school", "social"}[n(2)], Level: meeting.Levels[n(3)], RaisedOn: day(), Due: day()}
			if n(3) == 0 {
				e.ClosedOn = today
			}
			if n(3) == 0 {
				e.Before = []meeting.Raised{{Level: meeting.WithManager, On: e.RaisedOn.Add(-90)}}
			}
			apply(meeting.EscalationSet{Escalation: e})
		}
		for range n(4) {
			h := head()
			need := meeting.Need{ID: h.ID, Audience: h.Audience, Rev: h.Rev, Kind: meeting.NeedKinds[n(3)], Status: meeting.NeedStatuses[n(4)], View: meeting.ID(n(4))}
			if need.Status == meeting.NeedUnmet {
				need.Unmet = meeting.UnmetReasons[n(5)]
			}
			apply(meeting.NeedSet{Need: need})
		}
		if n(5) == 0 {
			apply(meeting.ClosingSet{Closing: meeting.Closing{Head: meeting.Head{ID: 900, Rev: 900}, Day: today}})
		}
		records = append(records, r.State())
	}
	return records, d.State()
}

// TestFiguresGiveNobodyAway makes reports of many services and works out all that can be from any two numbers of each: nothing of it is about fewer
// plans than may be shown, and no name of a child or of a service that few wait for stands in it.
func TestFiguresGiveNobodyAway(t *testing.T) {
	const today = meeting.Day("2026-11-24")
	shown, hidden := 0, 0
	for seed := range uint64(150) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		records, dir := caseload(rnd, rnd.IntN(50))
		smallest := 2 + rnd.IntN(7)
		figures := meeting.FiguresOf(records, dir, today, smallest)
		of, told := meeting.FigureSets(records, dir, today, smallest)
		small := func(set map[[2]int]bool) bool {
			plans := map[int]bool{}
			for x := range set {
				plans[x[0]] = true
			}
			return len(set) > 0 && len(plans) < smallest
		}
		minus := func(a, b map[[2]int]bool) (out map[[2]int]bool, within bool) {
			out, within = map[[2]int]bool{}, true
			for x := range a {
				if !b[x] {
					out[x] = true
				}
			}
			for x := range b {
				within = within && a[x]
			}
			return out, within
		}
		for i, f := range figures {
			sum := 0
			for _, p := range f.Parts {
				sum += p.N
				if strings.Contains(p.Label, "Robin") {
					n := 0
					for _, s := range records {
						for _, w := range s.Waits {
							if strings.HasPrefix(w.Service, "Robin") {
								n++
								break
							}
						}
					}
					if n < smallest {
						t.Errorf("seed %d: a service that %d wait for is named", seed, n)
					}
				}
			}
			if f.Shown {
				shown++
			} else {
				hidden++
			}
			if f.Parts != nil && sum != f.N || !f.Shown && (f.N != 0 || f.Parts != nil) {
				t.Errorf("seed %d: %+v does not add up", seed, f)
			}
			for _, a := range told[i] {
				if small(a) {
					t.Errorf("seed %d: %s shows a number of %d things that is too small", seed, f.Name, len(a))
				}
				for j := range figures {
					for _, b := range told[j] {
						if rest, within := minus(a, b); of[i] == of[j] && within && small(rest) {
							t.Errorf("seed %d: what %s shows beside what %s does gives away %v", seed, f.Name, figures[j].Name, rest)
						}
					}
				}
			}
		}
	}
	if shown < 200 || hidden < 200 {
		t.Errorf("%d figures were shown and %d hidden: this tries too little", shown, hidden)
	}
}

// TestFigures reads a small report.
func TestFigures(t *testing.T) {
	const today = meeting.Day("2026-11-24")
	var records []*meeting.State
	dir := meeting.NewDirectory()
	dir.Apply(meeting.Meta{Seq: 1}, meeting.AgencySet{Agency: meeting.Agency{ID: "health", Name: "Community Health"}})
	for i := range 12 {
		r := meeting.NewRecord()
		for j, e := range []meeting.Event{
			meeting.RecordCreated{Name: fmt.Sprintf("record%c", 'a'+i), Children: []meeting.Person{{ID: 1, Name: "Kit"}}},
			meeting.MemberSet{Member: meeting.Member{ID: 2, Name: "Ann", Agency: "health", Role: meeting.Keyworker}},
			meeting.WaitSet{Wait: meeting.Wait{Head: meeting.Head{ID: 3, Rev: 1}, Service: []string{"Sleep clinic", "CAMHS"}[i%2], ReferredOn: "2026-01-10"}},
			meeting.ActionSet{Action: meeting.Action{ID: 4, Rev: 2, Owner: 2, Due: "2026-11-20", Status: meeting.InProgress}},
			meeting.TenureSet{Tenure: meeting.Tenure{Head: meeting.Head{ID: 5, Rev: 3}, Member: 9, From: "2024-02-01"}},
			meeting.TenureSet{Tenure: meeting.Tenure{Head: meeting.Head{ID: 6, Rev: 4}, Member: 2, From: meeting.Day(fmt.Sprintf("2026-%02d-02", 1+i/2))}},
		} {
			r.Apply(meeting.Meta{Seq: meeting.Seq(j + 1)}, e)
		}
		records = append(records, r.State())
	}
	records[0] = records[0].Under(&meeting.Settings{Clocks: meeting.Clocks{Wait: 1000}})
	by := map[string]meeting.Figure{}
	for _, f := range meeting.FiguresOf(records, dir.State(), today, 5) {
		by[f.Name] = f
	}
	if f := by["overdue"]; !f.Shown || f.N != 12 || f.All != 12 || len(f.Parts) != 1 || f.Parts[0] != (meeting.FigurePart{Label: "Community Health", N: 12}) {
		t.Errorf("overdue: %+v", f)
	}
	if f := by["long-waits"]; f.Shown || f.All != 12 || f.N != 0 { // 11 of 12 leave one
		t.Errorf("long waits: %+v", f)
	}
	if f := by["no-keyworker"]; !f.Shown || f.N != 0 || f.All != 12 {
		t.Errorf("without a keyworker: %+v", f)
	}
	if f := by["keyworker-changes"]; f.N != 12 || divided(f) != "Jan–Mar 2025 0, Apr–Jun 2025 0, Jul–Sep 2025 0, Oct–Dec 2025 0, Jan–Mar 2026 6, Apr–Jun 2026 6, Jul–Sep 2026 0, Oct–Dec 2026 0" {
		t.Errorf("changes: %+v", f)
	}
	if ps := by["keyworker-changes"].Parts; ps[4].From != "2026-01-01" || ps[4].To != "2026-03-31" || ps[4].Quarters() != 1 {
		t.Errorf("a quarter is %+v", ps[4])
	}
	for _, f := range meeting.FiguresOf(records, dir.State(), today, 7) { // 6 and 6 are too few, and together enough
		if f.Name == "keyworker-changes" && (divided(f) != "Jan–Mar 2025 0, Apr–Jun 2025 0, Jul–Sep 2025 0, Oct–Dec 2025 0, Jan–Mar 2026 to Apr–Jun 2026 12, Jul–Sep 2026 0, Oct–Dec 2026 0" ||
			f.Parts[4].To != "2026-06-30" || f.Parts[4].Quarters() != 2) {
			t.Errorf("changes: %+v", f)
		}
	}
	records[0] = records[1]
	for _, f := range meeting.FiguresOf(records, dir.State(), today, 5) {
		if f.Name == "long-waits" && divided(f) != "CAMHS 7, Sleep clinic 5" {
			t.Errorf("long waits: %+v", f)
		}
	}
	for _, f := range meeting.FiguresOf(records, dir.State(), today, 6) {
		if f.Name == "long-waits" && divided(f) != string(meeting.Others)+" 12" {
			t.Errorf("long waits, of which the sleep clinic's are too few: %+v", f)
		}
	}
	for _, f := range meeting.FiguresOf(records[:4], dir.State(), today, 5) {
		if f.All != 0 || f.N != 0 {
			t.Errorf("of four plans: %+v", f)
		}
	}
}

// divided is what a figure is divided into, in words.
func divided(f meeting.Figure) string {
	var out []string
	for _, p := range f.Parts {
		out = append(out, fmt.Sprint(p.Label, " ", p.N))
	}
	return strings.Join(out, ", ")
}
