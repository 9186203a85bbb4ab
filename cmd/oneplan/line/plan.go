package line

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
)

var planVerbs = []verb{
	{"add action", "TEXT [for NAME] [by DAY] [under outcome N]", "add an action; without words, each part is asked for", planning, addAction},
	{"add outcome|add goal", "TEXT [for need N]", "add an outcome, to the first need unless you say otherwise", planning, addOutcome},
	{"add need", "TEXT", "add a need", planning, func(p *Place, rest string) (act, error) { return addNeed(p, meeting.Needed, rest) }},
	{"add worry", "TEXT", "add a worry", planning, func(p *Place, rest string) (act, error) { return addNeed(p, meeting.Worry, rest) }},
	{"add strength", "TEXT", "add something that goes well", planning, func(p *Place, rest string) (act, error) { return addNeed(p, meeting.Strength, rest) }},
	{"take", "N", "take an action on that you are asked to do", planning, func(p *Place, rest string) (act, error) { return consent(p, rest, meeting.Agreed) }},
	{"decline", "N", "turn an action down that you are asked to do", planning, func(p *Place, rest string) (act, error) { return consent(p, rest, meeting.Declined) }},
	{"done", "N [note TEXT]", "an action is done, or not done after all; with a note on how it went", planning, done},
	{"due", "N DAY", "when an action is due: 12 May, next friday, in 6 weeks; nothing takes the date away", planning, due},
	{"owner", "N NAME", "who does an action; “nobody” for no one yet", planning, owner},
	{"status", "N STATUS", "how far an action is, such as in progress; how far a need is met, as status need 2 partly met", planning, status},
	{"progress", "N TEXT", "note how an action goes", planning, func(p *Place, rest string) (act, error) { return actionText(p, rest, meeting.Progress) }},
	{"blocked", "N TEXT", "note what is in the way of an action", planning, func(p *Place, rest string) (act, error) { return actionText(p, rest, meeting.Blocks) }},
	{"next step", "N TEXT", "note the next step of an action", planning, func(p *Place, rest string) (act, error) { return actionText(p, rest, meeting.NextStep) }},
	{"move", "N under need N, or outcome N", "put an action somewhere else in the plan", planning, moveAction},
	{"score", "N SIDE SCORE", "score an outcome from 0 to 10, by child, parent or practitioners", planning, score},
	{"aim", "N SCORE", "what an outcome aims at, from 0 to 10", planning, aim},
	{"reword", "N TEXT", "other words for an action; for others say reword need 2 TEXT", planning, reword},
	{"evidence", "N TEXT", "note what shows a need", planning, func(p *Place, rest string) (act, error) { return entryText(p, aNeed, rest, meeting.Evidence) }},
	{"own words", "N TEXT", "how the child or the family says an outcome", planning, func(p *Place, rest string) (act, error) { return entryText(p, anOutcome, rest, meeting.Words) }},
	{"measure", "N TEXT", "how we will know about an outcome", planning, func(p *Place, rest string) (act, error) { return entryText(p, anOutcome, rest, meeting.Measure) }},
	{"remove", "N", "take an action out of the plan; for others say remove need 2; “undo” brings it back", planning, remove},
}

// clauses are the parts of “add action”, in whatever order they are said.
type clauses struct{ what, owner, day, under string }

// actionClauses takes an action apart. Words in quotes are never taken apart; without quotes a part counts as one only if it makes sense,
// so that “look for a place by the sea” stays whole.
func (p *Place) actionClauses(rest string) clauses {
	what, tail, quoted := quotedFirst(rest)
	c := clauses{what: what}
	if !quoted {
		tail = rest
	}
	for {
		before, after, ok := cutWord(tail, "for", "by", "under")
		if !ok && quoted && (strings.HasPrefix(tail, "for ") || strings.HasPrefix(tail, "by ") || strings.HasPrefix(tail, "under ")) {
			before, after, ok = "", tail[strings.Index(tail, " ")+1:], true
		}
		if !ok {
			break
		}
		word := strings.ToLower(strings.TrimSpace(tail[len(before) : len(tail)-len(after)]))
		switch {
		case word == "by" && c.day == "" && p.isDay(after):
			c.day = after
		case word == "for" && c.owner == "" && p.isOwner(after):
			c.owner = after
		case word == "under" && c.under == "" && p.isEntry(after):
			c.under = after
		case quoted && word == "by" && c.day == "":
			c.day = after // refused with what is wrong with it
		case quoted && word == "for" && c.owner == "":
			c.owner = after
		case quoted && word == "under" && c.under == "":
			c.under = after
		default:
			if !quoted {
				c.what = tail
				return c
			}
		}
		tail = before
	}
	if !quoted {
		c.what = tail
	}
	return c
}

func (p *Place) isDay(s string) bool {
	d, err := meeting.ParseDay(s, p.today())
	return err == nil && d != ""
}

func (p *Place) isOwner(s string) bool {
	_, err := p.ownerFrom(s)
	return err == nil
}

func (p *Place) isEntry(s string) bool {
	_, _, err := p.any(s)
	return err == nil
}

// ownerFrom reads who does an action: a name, nobody, or the manager of an agency who is asked to name somebody.
func (p *Place) ownerFrom(s string) (meeting.Action, error) {
	var a meeting.Action
	if strings.EqualFold(s, "nobody") || s == "" {
		return a, nil
	}
	if agency, ok := strings.CutPrefix(strings.ToLower(s), "manager of "); ok {
		for _, m := range p.view().Members {
			if m.Current() && m.Agency != meeting.FamilyAgency && (strings.EqualFold(m.AgencyName, agency) || strings.EqualFold(string(m.Agency), agency)) {
				a.Ask = m.Agency
				return a, nil
			}
		}
		return a, refuse(meeting.NotFound, "No agency of the team is called “%s”: “who” names them.", short(agency))
	}
	m, err := p.somebody(s)
	if err != nil {
		return a, err
	}
	a.Owner = m.ID
	return a, nil
}

func addAction(p *Place, rest string) (act, error) {
	if strings.TrimSpace(rest) == "" {
		return act{form: p.actionForm()}, nil
	}
	return p.newAction(p.actionClauses(rest))
}

func (p *Place) newAction(c clauses) (act, error) {
	if c.what == "" {
		return act{}, errUsage
	}
	x, err := p.ownerFrom(c.owner)
	if err != nil {
		return act{}, err
	}
	if x.Due, err = meeting.ParseDay(c.day, p.today()); err != nil {
		return act{}, err
	}
	if c.under != "" {
		id, _, err := p.any(c.under)
		switch {
		case err != nil:
			return act{}, err
		case p.sortOf(id) != anOutcome && p.sortOf(id) != aNeed:
			return act{}, unclear("An action stands under a need or an outcome: say “under outcome 2”.")
		}
		x.Under, x.Audience = id, p.audienceOf(id)
	}
	return savedAll(func(p *Place, id meeting.ID) string { return full(p.added(id)) + " Saved" }, meeting.AddAction{Action: x, What: c.what}), nil
}

func addOutcome(p *Place, rest string) (act, error) {
	what, after, quoted := quotedFirst(rest)
	if !quoted {
		what = rest
	}
	if before, need, ok := cutWord(rest, "for"); ok {
		if id, _, err := p.any(need); err == nil && p.sortOf(id) == aNeed {
			what, after = strings.Trim(before, `"“”`), need
		}
	}
	o := meeting.Outcome{Baseline: -1, Now: -1, Target: -1}
	for _, n := range p.view().Plan {
		o.Need = n.ID
		break
	}
	if o.Need == 0 {
		return act{}, refuse(meeting.Invalid, "An outcome belongs to a need, and the plan has none yet: “add need” adds one.")
	}
	if after = strings.TrimPrefix(after, "for "); after != "" {
		id, _, err := p.entry(aNeed, after)
		if err != nil {
			return act{}, err
		}
		o.Need = id
	}
	if what == "" {
		return act{}, errUsage
	}
	o.Audience = p.audienceOf(o.Need)
	return savedAll(func(p *Place, id meeting.ID) string { return full(p.added(id)) + " Saved" }, meeting.AddOutcome{Outcome: o, What: what}), nil
}

func addNeed(p *Place, k meeting.NeedKind, rest string) (act, error) {
	if what, _, ok := quotedFirst(rest); ok {
		rest = what
	}
	if strings.TrimSpace(rest) == "" {
		return act{}, errUsage
	}
	n := meeting.Need{Kind: k}
	if cs := p.view().Children; len(cs) == 1 {
		n.About = cs[0].ID
	}
	return savedAll(func(p *Place, id meeting.ID) string { return full(p.added(id)) + " Saved" }, meeting.AddNeed{Need: n, Statement: rest}), nil
}

// about says what happened to an entry, with its words, and that it is saved.
func (p *Place) about(id meeting.ID, format string, args ...any) string {
	return fmt.Sprintf(format, args...) + ", saved: " + p.title(id)
}

func consent(p *Place, rest string, c meeting.Consent) (act, error) {
	id, _, err := p.entry(anAction, rest)
	if err != nil {
		return act{}, err
	}
	said := "You take on " + p.called(id)
	if c == meeting.Declined {
		said = "You turned down " + p.called(id)
	}
	return saved(p.about(id, "%s", said), entryKeys(id), meeting.AnswerAction{Action: id, Consent: c})
}

func entryKeys(id meeting.ID) []key { return []key{{id, ofOtherFact}} }

func done(p *Place, rest string) (act, error) {
	id, more, err := p.entry(anAction, rest)
	if err != nil {
		return act{}, err
	}
	note, noted := strings.CutPrefix(more, "note ")
	if more != "" && !noted {
		return act{}, errUsage
	}
	said := p.called(id) + " is done"
	if p.view().Action(id).Status == meeting.Done && !noted {
		said = p.called(id) + " is not done after all"
	}
	cs := []meeting.Command{}
	if p.view().Action(id).Status != meeting.Done || !noted {
		cs = append(cs, meeting.ToggleAction{Action: id})
	}
	if noted {
		a, err := p.write(meeting.Field{ID: id, Part: meeting.Progress}, note, "")
		if err != nil {
			return act{}, err
		}
		cs = append(cs, a.commands...)
	}
	return saved(p.about(id, "%s", capital(said)), entryKeys(id), cs...)
}

// change changes the facts of an action.
func (p *Place) change(id meeting.ID, said string, with func(*meeting.Action)) (act, error) {
	x := *p.view().Action(id)
	with(&x)
	return saved(p.about(id, "%s", capital(said)), entryKeys(id), meeting.SetAction{Action: x})
}

func due(p *Place, rest string) (act, error) {
	word, _, _ := strings.Cut(rest, " ")
	k := anAction
	if p.kind(word) == anOutcome {
		k = anOutcome
	}
	id, day, err := p.entry(k, rest)
	if err != nil {
		return act{}, err
	}
	d, err := meeting.ParseDay(strings.TrimPrefix(strings.TrimPrefix(day, "on "), "by "), p.today())
	if err != nil {
		return act{}, err
	}
	said := p.called(id) + " is due " + d.Words(p.today())
	if d == "" {
		said = p.called(id) + " has no date any more"
	}
	if k == anOutcome {
		o := *p.view().Outcome(id)
		o.Day = d
		return saved(p.about(id, "%s", capital(said)), entryKeys(id), meeting.SetOutcome{Outcome: o})
	}
	return p.change(id, said, func(x *meeting.Action) { x.Due = d })
}

func owner(p *Place, rest string) (act, error) {
	id, name, err := p.entry(anAction, rest)
	if err != nil {
		return act{}, err
	}
	if name == "" {
		return act{}, errUsage
	}
	who, err := p.ownerFrom(name)
	if err != nil {
		return act{}, err
	}
	a, err := p.change(id, "", func(x *meeting.Action) { x.Owner, x.Ask = who.Owner, who.Ask })
	a.said = func(p *Place, _ meeting.Result) string {
		x := p.view().Action(id)
		if x == nil {
			return "Saved"
		}
		return p.about(id, "%s", capital(p.called(id)+" "+p.owned(x)))
	}
	return a, err
}

func status(p *Place, rest string) (act, error) {
	id, word, err := p.any(rest)
	if err != nil {
		return act{}, err
	}
	word = strings.ToLower(word)
	switch p.sortOf(id) {
	case anAction:
		if s := meeting.ActionStatus(word); slices.Contains(meeting.ActionStatuses, s) {
			return p.change(id, p.called(id)+" is "+word, func(x *meeting.Action) { x.Status = s })
		}
		return act{}, unclear("Say how far the action is: %s.", oneOf(meeting.ActionStatuses))
	case aNeed:
		n := *p.view().Need(id)
		state, why, _ := strings.Cut(word, ": ")
		if n.Status, n.Unmet = meeting.NeedStatus(state), why; slices.Contains(meeting.NeedStatuses, n.Status) {
			return saved(p.about(id, "%s is %s", capital(p.called(id)), word), entryKeys(id), meeting.SetNeed{Need: n})
		}
		return act{}, unclear("Say how far the need is met: %s; for an unmet one why, as “unmet: waiting”.", oneOf(meeting.NeedStatuses))
	}
	return act{}, unclear("Only actions and needs have a status. An outcome is scored: “score 1 child 6”.")
}

// oneOf lists what can be chosen.
func oneOf[T ~string](all []T) string {
	var out []string
	for _, a := range all {
		out = append(out, string(a))
	}
	return strings.Join(out, ", ")
}

func actionText(p *Place, rest string, part meeting.Part) (act, error) {
	return entryText(p, anAction, rest, part)
}

func entryText(p *Place, k sort, rest string, part meeting.Part) (act, error) {
	id, words, err := p.entry(k, rest)
	if err != nil {
		return act{}, err
	}
	return p.write(meeting.Field{ID: id, Part: part}, words, fmt.Sprintf("Noted in %s, %s, saved", p.called(id), meeting.PartName(part)))
}

func moveAction(p *Place, rest string) (act, error) {
	id, under, err := p.entry(anAction, rest)
	if err != nil {
		return act{}, err
	}
	under, _ = strings.CutPrefix(under, "under ")
	to, _, err := p.any(under)
	switch {
	case err != nil:
		return act{}, err
	case p.sortOf(to) != anOutcome && p.sortOf(to) != aNeed:
		return act{}, errUsage
	}
	return p.change(id, p.called(id)+" stands under "+p.called(to), func(x *meeting.Action) { x.Under = to })
}

func score(p *Place, rest string) (act, error) {
	id, more, err := p.entry(anOutcome, rest)
	if err != nil {
		return act{}, err
	}
	words := strings.Fields(strings.ToLower(more))
	if len(words) != 2 {
		return act{}, errUsage
	}
	n, err := strconv.Atoi(words[1])
	if err != nil || !slices.Contains(meeting.Sides, words[0]) {
		return act{}, errUsage
	}
	return saved(p.about(id, "%s, scored by %s: %d out of 10", capital(p.called(id)), words[0], n), entryKeys(id),
		meeting.ScoreOutcome{Outcome: id, Score: meeting.Score{Meeting: p.Meeting, Side: words[0], Value: n}})
}

func aim(p *Place, rest string) (act, error) {
	id, more, err := p.entry(anOutcome, rest)
	if err != nil {
		return act{}, err
	}
	o := *p.view().Outcome(id)
	if o.Target, err = strconv.Atoi(strings.TrimSpace(more)); err != nil {
		return act{}, errUsage
	}
	return saved(p.about(id, "%s aims at %d out of 10", capital(p.called(id)), o.Target), entryKeys(id), meeting.SetOutcome{Outcome: o})
}

func reword(p *Place, rest string) (act, error) {
	id, words, err := p.any(rest)
	if err != nil {
		return act{}, err
	}
	return p.reword(meeting.Field{ID: id, Part: p.partOf(id)}, words, capital(p.called(id))+" says now, saved: "+words)
}

func remove(p *Place, rest string) (act, error) {
	id, more, err := p.any(rest)
	if err != nil {
		return act{}, err
	}
	if more != "" {
		return act{}, errUsage
	}
	title, called := p.title(id), p.called(id)
	return saved(capital(called)+" is taken out, saved. “undo” brings it back: "+title, entryKeys(id), meeting.RemoveEntry{ID: id})
}
