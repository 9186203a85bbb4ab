package meeting_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"oneplan/meeting"
)

// chronicle returns the chronicle of a desk's rows.
func chronicle(t tester, d *desk) *meeting.Chronicle {
	t.Helper()
	c := meeting.NewChronicle()
	for _, row := range d.rows {
		if err := c.Add(row); err != nil {
			t.Fatalf("%v", err)
		}
	}
	return c
}

// pastOf is all that somebody can be shown of a record's past, step by step, in words: no IDs and no row numbers, which nobody sees.
func pastOf(d *desk, t tester, p meeting.PersonID) string {
	t.Helper()
	c, v := chronicle(t, d), d.view(p)
	var out strings.Builder
	prev := v.At(c.State(0))
	for i, s := range c.Steps(v) {
		var who []string
		for _, id := range s.Who {
			who = append(who, v.NameOf(id))
		}
		fmt.Fprintf(&out, "%d. %s %q facts %v, %d entries, %d texts\n", i, s.At, who, s.Facts, len(s.About), len(s.Wrote))
		next := v.At(c.State(s.Seq))
		out.WriteString(changesInWords(meeting.Changes(prev, next, d.at)))
		for _, n := range next.Plan {
			fmt.Fprintf(&out, "  plan %d %s: %d outcomes, %d actions\n", n.Number, next.Text(d.of(n.ID, meeting.Statement)), len(n.Outcomes), len(n.Actions))
		}
		fmt.Fprintf(&out, "  %d loose, %d decisions, %d meetings, %d notes\n", len(next.Loose), len(next.Decisions), len(next.Meetings), len(next.Notes))
		for e := range next.Entries {
			fmt.Fprintf(&out, "  %s %s %v\n", meeting.KindOf(e), next.TitleOf(nil, e), next.FactsOf(nil, meeting.HeadOf(e).ID, d.at))
		}
		prev = next
	}
	return out.String()
}

func changesInWords(cs []meeting.Change) string {
	var out strings.Builder
	for _, c := range cs {
		fmt.Fprintf(&out, " %c %s %q under %q\n", c.Sign, c.Kind, c.Title, c.Under)
		for _, f := range c.Facts {
			fmt.Fprintf(&out, "    %s: %q, then %q\n", f.Name, f.Before, f.After)
		}
		for _, x := range c.Texts {
			fmt.Fprintf(&out, "    %s: %q\n", x.Name, x.Words())
		}
	}
	return out.String()
}

// TestThePastHidesWhatIsHidden: what the family can be shown of the past is the same, byte for byte, whether there is what they may not see,
// or may not see any more, or not.
func TestThePastHidesWhatIsHidden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapidly(t)
		with, without := deskAt(r.tester, live), deskAt(r.tester, live)
		at := with.at
		both := []*desk{with, without}
		type pair struct{ with, without meeting.ID }
		var open, hidden []pair // entries for everyone; those that the family may not see in the end
		in := func(d *desk, p pair) meeting.ID {
			if d == with {
				return p.with
			}
			return p.without
		}
		run := func(everyone bool, p meeting.PersonID, c func(d *desk) meeting.Command) (out pair, ok bool) {
			at = at.Add(time.Duration(one(r, 300, 1500, 4000, 20_000, 86_400_000)) * time.Millisecond)
			for _, d := range both {
				if !everyone && d == without {
					continue
				}
				d.at = at
				events, err := d.try(d.authority(p), c(d))
				if err != nil {
					if d == without && ok {
						t.Fatalf("refused only where nothing is hidden: %v", err)
					}
					return out, false
				}
				if id := (meeting.Result{Events: events}).Added(); d == with {
					out.with, ok = id, true
				} else {
					out.without = id
				}
			}
			return out, ok
		}
		staff := []meeting.PersonID{keyworker, practitioner, chair}
		var waits, hiddenWaits, notes []pair
		steps := r.n(40) + 10
		for range steps {
			who := one(r, keyworker, practitioner, chair, parent)
			words := one(r, "a word ", "sleep ", "łąka ", "and\n")
			switch r.n(16) {
			case 10:
				if p, ok := run(true, one(r, staff...), func(*desk) meeting.Command {
					return meeting.AddEntry{Entry: &meeting.Wait{Service: words, ReferredOn: "2026-01-02"}}
				}); ok {
					waits = append(waits, p)
				}
			case 11:
				if len(waits) > 0 {
					p, who, day := one(r, waits...), one(r, staff...), one(r, meeting.Day("2026-02-01"), "2026-03-01")
					run(true, who, func(d *desk) meeting.Command {
						x := *d.state().Entry(in(d, p)).(*meeting.Wait)
						x.ReferredOn = day
						return meeting.SetEntry{Entry: &x}
					})
				}
			case 12:
				if p, ok := run(false, one(r, staff...), func(*desk) meeting.Command {
					return meeting.AddEntry{Entry: &meeting.Wait{Head: meeting.Head{Audience: meeting.Practitioners}, Service: "canary wait", ReferredOn: "2026-01-02"}}
				}); ok {
					hiddenWaits = append(hiddenWaits, p)
				}
			case 13:
				if len(hiddenWaits) > 0 {
					p, who := one(r, hiddenWaits...), one(r, staff...)
					run(false, who, func(d *desk) meeting.Command { return d.edit(who, d.of(p.with, meeting.Remarks), "canary remark") })
				}
			case 14:
				if p, ok := run(false, one(r, staff...), func(d *desk) meeting.Command {
					return meeting.AddNote{Item: d.item(0), Audience: meeting.Practitioners, Text: "canary note"}
				}); ok {
					notes = append(notes, p)
				}
			case 15:
				if len(notes) > 0 {
					p, who := one(r, notes...), one(r, staff...)
					run(false, who, func(d *desk) meeting.Command { return d.edit(who, d.of(p.with, meeting.Aside), "canary aside") })
				}
			case 0:
				if p, ok := run(true, who, func(*desk) meeting.Command { return meeting.AddNeed{Statement: words} }); ok {
					open = append(open, p)
				}
			case 1:
				if p, ok := run(false, one(r, staff...), func(*desk) meeting.Command {
					return meeting.AddNeed{Need: meeting.Need{Audience: meeting.Practitioners}, Statement: "canary " + words}
				}); ok {
					hidden = append(hidden, p)
				}
			case 2: // everyone sees it at first
				who := one(r, staff...)
				p, ok := run(false, who, func(*desk) meeting.Command { return meeting.AddNeed{Statement: "canary " + words} })
				if !ok {
					t.Fatalf("%s cannot add a need", who)
				}
				if _, ok = run(false, who, func(d *desk) meeting.Command {
					n := *d.state().Need(p.with)
					n.Audience = meeting.Practitioners
					return meeting.SetNeed{Need: n}
				}); !ok {
					t.Fatalf("%s cannot narrow their own need", who)
				}
				hidden = append(hidden, p)
			case 3, 4:
				if len(hidden) > 0 {
					p, who := one(r, hidden...), one(r, staff...)
					run(false, who, func(d *desk) meeting.Command { return d.edit(who, d.of(p.with, meeting.Statement), "canary") })
				}
			case 5:
				if len(hidden) > 0 {
					p := one(r, hidden...)
					run(false, one(r, staff...), func(*desk) meeting.Command {
						return meeting.AddAction{Action: meeting.Action{Under: p.with}, What: "canary action"}
					})
				}
			case 6, 7:
				if len(open) > 0 {
					p := one(r, open...)
					run(true, who, func(d *desk) meeting.Command { return d.edit(who, d.of(in(d, p), meeting.Statement), words) })
				} else {
					run(true, who, func(d *desk) meeting.Command { return d.edit(who, d.notes(0), words) })
				}
			case 8:
				if len(open) > 0 {
					p, status := one(r, open...), one(r, meeting.NeedStatuses...)
					run(true, who, func(d *desk) meeting.Command {
						n := *d.state().Need(in(d, p))
						n.Status = status
						return meeting.SetNeed{Need: n}
					})
				}
			case 9:
				if len(open) > 1 {
					p := open[len(open)-1]
					open = open[:len(open)-1]
					run(true, who, func(d *desk) meeting.Command { return meeting.RemoveEntry{ID: in(d, p)} })
				} else if len(hidden) > 0 {
					p := hidden[len(hidden)-1]
					hidden = hidden[:len(hidden)-1]
					run(false, keyworker, func(*desk) meeting.Command { return meeting.RemoveEntry{ID: p.with} })
				}
			}
		}
		with.at, without.at = at, at
		for _, p := range []meeting.PersonID{one(r, parent, child)} {
			got, want := pastOf(with, r.tester, p), pastOf(without, r.tester, p)
			if got != want {
				t.Fatalf("%s's past tells of what is hidden:%s", p, differ(got, want))
			}
			if strings.Contains(got, "canary") {
				t.Fatalf("%s reads what is hidden: %s", p, got)
			}
		}
		if got := pastOf(with, r.tester, keyworker); len(hidden)+len(hiddenWaits)+len(notes) > 0 && !strings.Contains(got, "canary") {
			t.Fatalf("the keyworker's past lacks what they see:\n%s", got)
		}
	})
}

// TestThePastIsAsItWas: what the chronicle says of every row is what the record was after it, for somebody who sees everything.
func TestThePastIsAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(rapidly(t))
		states := map[meeting.Seq]*meeting.State{}
		for range 40 {
			h.step()
			states[h.d.state().Seq] = h.d.state()
		}
		c := chronicle(h.tester, h.d)
		for seq, want := range states {
			got := c.State(seq)
			if a, b := recordInWords(got), recordInWords(want); a != b {
				t.Fatalf("row %d:%s", seq, differ(a, b))
			}
			if got := c.Time(seq); !got.Equal(h.d.rows[seq-1].At) {
				t.Fatalf("row %d was at %s, not %s", seq, got, h.d.rows[seq-1].At)
			}
		}
		s := h.d.state()
		for _, a := range []meeting.Authority{
			{Person: keyworker},
			{Person: parent},
			{Person: guest},
			{Person: parent, Shared: true},
			{Person: keyworker, Shared: true},
			{Person: chair, Shared: true, Meeting: h.d.m},
		} {
			if v := s.View(s.ViewerOf(a), nil); v != nil {
				now := v.At(c.State(s.Seq))
				if d := meeting.Changes(now, v, h.d.at); len(d) > 0 || len(now.Notes) != len(v.Notes) {
					t.Fatalf("%+v: the newest past differs from now: %s", a, changesInWords(d))
				}
			}
		}
	})
}

// recordInWords is everything of a state but who typed it.
func recordInWords(s *meeting.State) string {
	texts := map[string]string{}
	for f, x := range s.Texts {
		texts[fmt.Sprint(f)] = x.String()
		if x.Len() == 0 {
			delete(texts, fmt.Sprint(f))
		}
	}
	return asJSON([]any{s.Seq, s.Name, s.Created, s.Children, s.Members, s.Needs, s.Outcomes, s.Actions, s.Decisions, s.Meetings, s.Notes, s.Shelf, texts})
}

// TestWideningShowsFromThen: what was said while somebody could not see it stays unseen once they can; narrowing takes the past away.
func TestWideningShowsFromThen(t *testing.T) {
	d := deskAt(t, live)
	set := func(a meeting.Audience) meeting.Seq {
		n := *d.state().Need(d.hidden)
		n.Audience = a
		d.do(practitioner, meeting.SetNeed{Need: n})
		return d.seq
	}
	d.do(practitioner, d.edit(practitioner, d.of(d.hidden, meeting.Statement), " said among us"))
	before := d.seq
	wide := set(meeting.Everyone)
	d.do(practitioner, d.edit(practitioner, d.of(d.hidden, meeting.Statement), ", now for all"))
	c, v := chronicle(t, d), d.view(parent)
	if v.At(c.State(before)).Need(d.hidden) != nil || v.At(c.State(wide-1)).Need(d.hidden) != nil {
		t.Error("the family sees what the need was while it was not for them")
	}
	if n := v.At(c.State(wide)).Need(d.hidden); n == nil {
		t.Error("the family does not see the need from its widening on")
	}
	steps := c.Steps(v)
	first := -1
	for i, s := range steps {
		for _, id := range s.About {
			if id == d.hidden && first < 0 {
				first = i
			}
		}
	}
	if first < 0 || steps[first].Seq != wide {
		t.Errorf("the need comes at step %d, want the step of row %d", first, wide)
	}
	set(meeting.Practitioners)
	c, v = chronicle(t, d), d.view(parent)
	for _, s := range c.Steps(v) {
		if v.At(c.State(s.Seq)).Need(d.hidden) != nil {
			t.Errorf("narrowed, the need still shows at row %d", s.Seq)
		}
	}
}

func TestStepsOfWriting(t *testing.T) {
	d := deskAt(t, live)
	write := func(p meeting.PersonID, after time.Duration, i int) {
		d.at = d.at.Add(after - time.Second)
		d.do(p, d.edit(p, d.notes(i), "x"))
	}
	c := chronicle(t, d)
	old := len(c.Steps(d.view(keyworker)))
	d.at = d.at.Add(time.Hour)
	write(parent, time.Second, 0)
	write(parent, 4*time.Second, 0) // goes on
	write(chair, time.Second, 0)    // joins in
	write(parent, 4*time.Second, 0) // still the same few seconds
	write(chair, 6*time.Second, 0)  // a step of its own
	write(parent, 3*time.Second, 0) // somebody else, later
	d.do(chair, meeting.AddNeed{Statement: "School"})
	write(parent, time.Second, 0)
	for range 40 {
		write(parent, time.Second, 1)
	}
	d.do(parent, meeting.UndoText{Field: d.notes(1)})
	steps := chronicle(t, d).Steps(d.view(keyworker))[old:]
	var got []string
	v := d.view(keyworker)
	for _, s := range steps {
		who := ""
		for _, id := range s.Who {
			who += v.NameOf(id) + " "
		}
		got = append(got, fmt.Sprintf("%s%v %d", who, s.Facts, len(s.Wrote)))
	}
	want := "Parent Chair false 2; Chair false 1; Parent false 1; Chair true 1; Parent false 2; Parent false 1; Parent false 1"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestDiffWords(t *testing.T) {
	for _, x := range []struct{ before, after, want string }{
		{"", "", ""},
		{"same", "same", "[ same]"},
		{"", "new words", "[+new words]"},
		{"sleeps badly", "sleeps well", "[ sleeps ][−badly][+well]"},
		{"one two three", "uno dos three", "[−one two][+uno dos][  three]"},
		{"Mae'r plentyn yn hapus", "Mae'r plentyn yn drist", "[ Mae'r plentyn yn ][−hapus][+drist]"},
		{"静かな時間", "静かな場所", "[ 静かな][−時間][+場所]"},
		{"a\nb", "a\nc\nb", "[ a][+\nc][ \nb]"},
	} {
		got := ""
		for _, p := range meeting.DiffWords(x.before, x.after) {
			got += fmt.Sprintf("[%c%s]", p.Sign, p.Text)
		}
		if got != x.want {
			t.Errorf("%q to %q: %s, want %s", x.before, x.after, got, x.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", " ", "łąka", "\n", "é", ".", "文"})
		text := func(l string) string { return strings.Join(rapid.SliceOf(word).Draw(t, l), "") }
		a, b := text("a"), text("b")
		before, after := "", ""
		for _, p := range meeting.DiffWords(a, b) {
			if p.Sign != meeting.Added {
				before += p.Text
			}
			if p.Sign != meeting.Removed {
				after += p.Text
			}
		}
		if before != a || after != b {
			t.Fatalf("%q to %q became %q to %q", a, b, before, after)
		}
	})
}

// TestBringingBack: an earlier text comes back word for word as one's own writing, what stayed stays whose it was, and one undo takes it away
// again.
func TestBringingBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapidly(t)
		d := deskAt(r.tester, live)
		f := d.of(d.need, meeting.Statement)
		var was []string
		for range 3 + r.n(8) {
			p := one(r, keyworker, parent, chair)
			n := d.state().Text(f).Len()
			if n > 3 && r.oneIn(3) {
				from := r.n(n)
				d.do(p, d.cut(p, f, from, from+1+r.n(n-from)))
			} else {
				d.do(p, d.edit(p, f, one(r, " and more", " words", ". Then", " łąka")))
			}
			was = append(was, d.text(f))
		}
		now, old := d.text(f), one(r, was...)
		d.at = d.at.Add(time.Minute)
		for _, c := range meeting.BringBackText(f, d.state().Text(f), old, d.gesture(deputy)) {
			if _, err := d.try(d.authority(deputy), c); err != nil {
				t.Fatalf("bringing back %q in place of %q: %v", old, now, err)
			}
		}
		if got := d.text(f); got != old {
			t.Fatalf("brought back %q in place of %q: %q", old, now, got)
		}
		if now != old {
			d.do(deputy, meeting.UndoText{Field: f})
			if got := d.text(f); got != now {
				t.Fatalf("undone, it is %q, want %q", got, now)
			}
		}
	})
}

func TestBringingBackAFact(t *testing.T) {
	d := deskAt(t, live)
	seq := d.seq
	x := *d.state().Action(d.action)
	x.Due, x.Status = "2027-01-31", meeting.Blocked
	d.do(keyworker, meeting.SetAction{Action: x})
	c, v := chronicle(t, d), d.view(keyworker)
	was := v.At(c.State(seq))
	facts := v.FactsToBringBack(nil, was, d.action, d.at)
	if got := fmt.Sprint(facts); got != "[{by when Sun 31 Jan 2027 Tue 1 Dec} {status blocked not started}]" {
		t.Errorf("what can be brought back: %s", got)
	}
	d.do(keyworker, v.BringBackFacts(was, d.action, []string{"by when"}))
	if x := d.state().Action(d.action); x.Due != "2026-12-01" || x.Status != meeting.Blocked {
		t.Errorf("it is due %s and %s", x.Due, x.Status)
	}
	d.do(keyworker, meeting.UndoEntry{})
	if x := d.state().Action(d.action); x.Due != "2027-01-31" {
		t.Errorf("undone, it is due %s", x.Due)
	}
	d.refused(meeting.Forbidden, observer, v.BringBackFacts(was, d.action, []string{"by when"}))
}

// TestBringingBackWhatIsBetweenMeetings: whatever is offered of any entry, from any step, is either refused with a reason or is then as it
// was, and nothing else of the entry is another.
func TestBringingBackWhatIsBetweenMeetings(t *testing.T) {
	back := 0
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(rapidly(t))
		for range 40 {
			h.step()
		}
		p := one(h.dice, keyworker, practitioner, parent, chair)
		s := h.d.state()
		v := s.View(s.ViewerOf(h.d.authority(p)), nil)
		if v == nil {
			return
		}
		c := chronicle(h.tester, h.d)
		steps := c.Steps(v)
		was := v.At(c.State(steps[h.n(len(steps))].Seq))
		for e := range v.Entries {
			id := meeting.HeadOf(e).ID
			offered := v.FactsToBringBack(nil, was, id, h.d.at)
			if len(offered) == 0 {
				continue
			}
			if was.Entry(id) == nil {
				t.Fatalf("%v of %d, which was not there for the %s", offered, id, p)
			}
			var names []string
			for _, f := range offered {
				names = append(names, string(f.Name))
			}
			events, err := h.d.r.Decide(h.d.authority(p), v.BringBackFacts(was, id, names))
			if err != nil {
				if meeting.CodeOf(err) == "" {
					t.Fatalf("bringing back %v of %d: %v", names, id, err)
				}
				continue
			}
			h.d.log(h.d.authority(p), events)
			now := h.d.view(p)
			if left := now.FactsToBringBack(nil, was, id, h.d.at); len(left) > 0 {
				t.Fatalf("brought back %v of the %s %d, but not %v", offered, meeting.KindOf(e), id, left)
			}
			if a, b := meeting.HeadOf(now.Entry(id)), meeting.HeadOf(e); a.Audience != b.Audience || a.By != b.By || !a.Added.Equal(b.Added) {
				t.Fatalf("brought back %v, and the rest became %+v, not %+v", offered, a, b)
			}
			back++
			return
		}
	})
	t.Logf("%d entries were brought back", back)
}

func TestBringingBackAWait(t *testing.T) {
	d := deskAt(t, live)
	id := d.do(practitioner, meeting.AddEntry{Entry: &meeting.Wait{Service: "speech therapy", ReferredOn: "2026-01-02"}})
	hidden := d.do(practitioner, meeting.AddEntry{Entry: &meeting.Wait{Head: meeting.Head{Audience: meeting.Practitioners}, Service: "canary", ReferredOn: "2026-01-02"}})
	seq := d.seq
	set := func(id meeting.ID, service string, day meeting.Day, a meeting.Audience) {
		x := *d.state().Entry(id).(*meeting.Wait)
		x.Service, x.ReferredOn, x.Audience = service, day, a
		d.do(practitioner, meeting.SetEntry{Entry: &x})
	}
	set(id, "language therapy", "2026-02-03", meeting.Everyone)
	set(hidden, "canary too", "2026-02-03", meeting.Everyone)
	c, v := chronicle(t, d), d.view(keyworker)
	was := v.At(c.State(seq))
	if got := fmt.Sprint(v.FactsToBringBack(nil, was, id, d.at)); got != "[{service language therapy speech therapy} {referred on Tue 3 Feb Fri 2 Jan}]" {
		t.Errorf("what can be brought back: %s", got)
	}
	if got := fmt.Sprint(v.FactsToBringBack(nil, was, hidden, d.at)); strings.Contains(got, "who sees") {
		t.Errorf("who sees it can be brought back: %s", got)
	}
	family := d.view(parent)
	if got := family.FactsToBringBack(nil, family.At(c.State(seq)), hidden, d.at); got != nil {
		t.Errorf("the family is offered what was not for them: %v", got)
	}
	d.do(keyworker, v.BringBackFacts(was, id, []string{"referred on"}))
	if x := d.state().Entry(id).(*meeting.Wait); x.ReferredOn != "2026-01-02" || x.Service != "language therapy" {
		t.Errorf("it is %+v", x)
	}
	d.do(keyworker, meeting.UndoEntry{})
	if x := d.state().Entry(id).(*meeting.Wait); x.ReferredOn != "2026-02-03" {
		t.Errorf("undone, it is %+v", x)
	}
	d.refused(meeting.Forbidden, observer, v.BringBackFacts(was, id, []string{"service"}))
}

// TestThePastOfANarrowerNote: it is in the past of those whom it is for, and of nobody else.
func TestThePastOfANarrowerNote(t *testing.T) {
	d := deskAt(t, live)
	note := d.do(chair, meeting.AddNote{Item: d.item(0), Audience: meeting.Practitioners, Text: "canary"})
	before := d.seq
	d.do(practitioner, d.edit(practitioner, d.of(note, meeting.Aside), " and more"))
	c := chronicle(t, d)
	v := d.view(keyworker)
	was := v.At(c.State(before))
	if got := was.Text(d.of(note, meeting.Aside)).String(); got != "canary" {
		t.Errorf("it said %q", got)
	}
	cs := meeting.Changes(was, v, d.at)
	if len(cs) != 1 || cs[0].Kind != meeting.OfNote || cs[0].ID != note || !strings.Contains(cs[0].Under, "1 ") {
		t.Errorf("what changed: %s", changesInWords(cs))
	}
	if got := v.TextsOf(note); len(got) != 1 || got[0] != meeting.Aside {
		t.Errorf("its texts are %v", got)
	}
	for _, s := range c.Steps(d.view(parent)) {
		if slices.Contains(s.About, note) {
			t.Errorf("a step tells the family of it: %+v", s)
		}
	}
	if got := d.view(parent).At(c.State(d.seq)); got.Note(note) != nil || got.Text(d.of(note, meeting.Aside)).Len() > 0 {
		t.Error("the family's past has it")
	}
}

func TestWhoWroteWhat(t *testing.T) {
	d := deskAt(t, live)
	f := d.of(d.hidden, meeting.Statement)
	d.do(practitioner, d.edit(practitioner, f, " later"))
	at := d.at
	x := d.state().Text(f)
	c := chronicle(t, d)
	got := c.Wrote(d.view(keyworker), f, x.CaretAt(x.Len()).ID)
	if got.Member == nil || got.Member.Name != "Practitioner" || !got.At.Equal(at) {
		t.Errorf("%+v, want the practitioner at %s", got, at)
	}
	if got := c.Wrote(d.view(parent), f, x.CaretAt(x.Len()).ID); got.Member != nil || !got.At.IsZero() {
		t.Errorf("the family is told who wrote what they do not see: %+v", got)
	}
	n := *d.state().Need(d.hidden)
	n.Audience = meeting.Everyone
	d.do(practitioner, meeting.SetNeed{Need: n})
	c = chronicle(t, d)
	if got := c.Wrote(d.view(parent), f, x.CaretAt(x.Len()).ID); got.Member == nil || !got.At.IsZero() {
		t.Errorf("the family is told when it was written, before it was for them: %+v", got)
	}
}
