package line

import (
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

var planVerbs = []verb{
	{"add action", "TEXT [for NAME] [by DAY] [under outcome N]", "add an action; without words, each part is asked for", planning, addAction},
	{"add outcome|add goal", "TEXT [for need N]", "add an outcome, to the first need unless you say otherwise", planning, addOutcome},
	{"add need", "TEXT", "add a need", planning, func(p *Place, rest string) (act, error) { return addNeed(p, meeting.Needed, rest) }},
	{"add worry", "TEXT", "add a worry", planning, func(p *Place, rest string) (act, error) { return addNeed(p, meeting.Worry, rest) }},
	{"add strength", "TEXT", "add something that goes well", planning, func(p *Place, rest string) (act, error) { return addNeed(p, meeting.Strength, rest) }},
	{"take", "N", "take an action on that you are asked to do", planning, func(p *Place, rest string) (act, error) { return consent(p, rest, meeting.Agreed) }},
	{"decline", "N", "turn an action down that you are asked to do", planning, func(p *Place, rest string) (act, error) { return consent(p, rest, meeting.Declined) }},
	{"verb:\x04done", "N [note TEXT]", "an action is done, or not done after all; with a note on how it went", planning, done},
	{"due", "N DAY", "when an action is due: 12 May, next friday, in 6 weeks; nothing takes the date away", planning, due},
	{"owner", "N NAME", "who does an action; “nobody” for no one yet", planning, owner},
	{"status", "N STATUS", "how far an action is, such as in progress; how far a need is met, as status need 2 partly met", planning, status},
	{"progress", "N TEXT", "note how an action goes", planning, func(p *Place, rest string) (act, error) { return actionText(p, rest, meeting.Progress) }},
	{"verb:\x04blocked", "N TEXT", "note what is in the way of an action", planning, func(p *Place, rest string) (act, error) { return actionText(p, rest, meeting.Blocks) }},
	{"next step", "N TEXT", "note the next step of an action", planning, func(p *Place, rest string) (act, error) { return actionText(p, rest, meeting.NextStep) }},
	{"move", "N under need N, or outcome N", "put an action somewhere else in the plan", planning, moveAction},
	{"score", "N SIDE SCORE", "score an outcome from 0 to 10, by child, parent or practitioners", planning, score},
	{"verb:\x04aim", "N SCORE", "what an outcome aims at, from 0 to 10", planning, aim},
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
		before, after, with := p.cutWord(tail, typedFor, typedBy, typedUnder)
		if with == "" && quoted {
			for _, m := range []words.Msg{typedFor, typedBy, typedUnder} {
				if rest, ok := p.without(tail, m); ok {
					before, after, with = "", rest, m
				}
			}
		}
		if with == "" {
			break
		}
		switch {
		case with == typedBy && c.day == "" && p.isDay(after):
			c.day = after
		case with == typedFor && c.owner == "" && p.isOwner(after):
			c.owner = after
		case with == typedUnder && c.under == "" && p.isEntry(after):
			c.under = after
		case quoted && with == typedBy && c.day == "":
			c.day = after // refused with what is wrong with it
		case quoted && with == typedFor && c.owner == "":
			c.owner = after
		case quoted && with == typedUnder && c.under == "":
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
	if p.typed(s, typedNobody) || s == "" {
		return a, nil
	}
	if agency, ok := p.without(strings.ToLower(s), "typed:\x04manager of"); ok {
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
	return savedAll(func(p *Place, id meeting.ID) string { return full(p.added(id)) + p.T(" Saved") }, meeting.AddAction{Action: x, What: c.what}), nil
}

func addOutcome(p *Place, rest string) (act, error) {
	what, after, quoted := quotedFirst(rest)
	if !quoted {
		what = rest
	}
	if before, need, with := p.cutWord(rest, typedFor); with != "" {
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
	if after, _ = p.without(after, typedFor); after != "" {
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
	return savedAll(func(p *Place, id meeting.ID) string { return full(p.added(id)) + p.T(" Saved") }, meeting.AddOutcome{Outcome: o, What: what}), nil
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
	return savedAll(func(p *Place, id meeting.ID) string { return full(p.added(id)) + p.T(" Saved") }, meeting.AddNeed{Need: n, Statement: rest}), nil
}

// about says what happened to an entry, with its words, and that it is saved.
func (p *Place) about(id meeting.ID, said string) string {
	return p.T("%s, saved: %s", capital(said), p.title(id))
}

func consent(p *Place, rest string, c meeting.Consent) (act, error) {
	id, _, err := p.entry(anAction, rest)
	if err != nil {
		return act{}, err
	}
	said := p.T("You take on %s", p.called(id))
	if c == meeting.Declined {
		said = p.T("You turned down %s", p.called(id))
	}
	return saved(p.about(id, said), entryKeys(id), meeting.AnswerAction{Action: id, Consent: c})
}

func entryKeys(id meeting.ID) []key { return []key{{id, ofOtherFact}} }

func done(p *Place, rest string) (act, error) {
	id, more, err := p.entry(anAction, rest)
	if err != nil {
		return act{}, err
	}
	note, noted := p.without(more, typedNote)
	if more != "" && !noted {
		return act{}, errUsage
	}
	said := p.T("%s is done", p.called(id))
	if p.view().Action(id).Status == meeting.Done && !noted {
		said = p.T("%s is not done after all", p.called(id))
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
	return saved(p.about(id, said), entryKeys(id), cs...)
}

// change changes the facts of an action.
func (p *Place) change(id meeting.ID, said string, with func(*meeting.Action)) (act, error) {
	x := *p.view().Action(id)
	with(&x)
	return saved(p.about(id, said), entryKeys(id), meeting.SetAction{Action: x})
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
	day, _ = p.without(day, "typed:\x04on")
	day, _ = p.without(day, typedBy)
	d, err := meeting.ParseDay(day, p.today())
	if err != nil {
		return act{}, err
	}
	said := p.T("%s is due %s", p.called(id), p.day(d))
	if d == "" {
		said = p.T("%s has no date any more", p.called(id))
	}
	if k == anOutcome {
		o := *p.view().Outcome(id)
		o.Day = d
		return saved(p.about(id, said), entryKeys(id), meeting.SetOutcome{Outcome: o})
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
			return p.T("Saved")
		}
		return p.about(id, p.called(id)+" "+p.owned(x))
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
		if s, ok := among(p, word, meeting.ActionStatuses); ok {
			return p.change(id, p.T("%s is %s", p.called(id), s.Msg()), func(x *meeting.Action) { x.Status = s })
		}
		return act{}, unclear("Say how far the action is: %s.", oneOf(p, meeting.ActionStatuses))
	case aNeed:
		n := *p.view().Need(id)
		state, why, _ := strings.Cut(word, ": ")
		if s, ok := among(p, state, meeting.NeedStatuses); ok {
			n.Status, n.Unmet = s, why
			is := p.T("%s is %s", p.called(id), s.Msg())
			if why != "" {
				is += ": " + why
			}
			return saved(p.about(id, is), entryKeys(id), meeting.SetNeed{Need: n})
		}
		return act{}, unclear("Say how far the need is met: %s; for an unmet one why, as “unmet: waiting”.", oneOf(p, meeting.NeedStatuses))
	}
	return act{}, unclear("Only actions and needs have a status. An outcome is scored: “score 1 child 6”.")
}

func actionText(p *Place, rest string, part meeting.Part) (act, error) {
	return entryText(p, anAction, rest, part)
}

func entryText(p *Place, k sort, rest string, part meeting.Part) (act, error) {
	id, wording, err := p.entry(k, rest)
	if err != nil {
		return act{}, err
	}
	return p.write(meeting.Field{ID: id, Part: part}, wording, p.T("Noted in %s, %s, saved", p.called(id), meeting.PartName(part)))
}

func moveAction(p *Place, rest string) (act, error) {
	id, under, err := p.entry(anAction, rest)
	if err != nil {
		return act{}, err
	}
	under, _ = p.without(under, typedUnder)
	to, _, err := p.any(under)
	switch {
	case err != nil:
		return act{}, err
	case p.sortOf(to) != anOutcome && p.sortOf(to) != aNeed:
		return act{}, errUsage
	}
	return p.change(id, p.T("%s stands under %s", p.called(id), p.called(to)), func(x *meeting.Action) { x.Under = to })
}

func score(p *Place, rest string) (act, error) {
	id, more, err := p.entry(anOutcome, rest)
	if err != nil {
		return act{}, err
	}
	typed := strings.Fields(strings.ToLower(more))
	if len(typed) != 2 {
		return act{}, errUsage
	}
	n, err := strconv.Atoi(typed[1])
	i := slices.IndexFunc(meeting.Sides, func(s string) bool { return s == typed[0] || strings.EqualFold(meeting.Word(p.Words, s), typed[0]) })
	if err != nil || i < 0 {
		return act{}, errUsage
	}
	side := meeting.Sides[i]
	return saved(p.about(id, p.T("%s, scored by %s: %d out of 10", p.called(id), meeting.Word(p.Words, side), n)), entryKeys(id),
		meeting.ScoreOutcome{Outcome: id, Score: meeting.Score{Meeting: p.Meeting, Side: side, Value: n}})
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
	return saved(p.about(id, p.T("%s aims at %d out of 10", p.called(id), o.Target)), entryKeys(id), meeting.SetOutcome{Outcome: o})
}

func reword(p *Place, rest string) (act, error) {
	id, wording, err := p.any(rest)
	if err != nil {
		return act{}, err
	}
	return p.reword(meeting.Field{ID: id, Part: p.partOf(id)}, wording, capital(p.T("%s says now, saved: %s", p.called(id), wording)))
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
	return saved(capital(p.T("%s is taken out, saved. “undo” brings it back: %s", called, title)), entryKeys(id), meeting.RemoveEntry{ID: id})
}
