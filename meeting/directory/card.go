package directory

import (
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Part is one part of a card: what it is about, and a few lines in plain words.
type Part struct {
	Head  words.Msg `json:"head"`
	Lines []string  `json:"lines"`
}

// The heads of a card, in their order.
const (
	HeadFirst   words.Msg = "Please note"
	HeadWhat    words.Msg = "What it is"
	HeadWho     words.Msg = "Who it is for"
	HeadWhere   words.Msg = "Where"
	HeadWhen    words.Msg = "When"
	HeadCost    words.Msg = "What it costs"
	HeadApply   words.Msg = "How to get it"
	HeadReach   words.Msg = "How to get in touch"
	HeadWait    words.Msg = "How long it takes"
	HeadBring   words.Msg = "What to bring"
	HeadHelp    words.Msg = "Good to know"
	HeadChecked words.Msg = "How sure this is"
)

// Card says in a language what there is to say of a service so that it can be read out, or handed to a family: whole lines, and nothing that is
// not known. gone is the day since when the service is not in the information bank any more.
func (s *Service) Card(l *words.Language, today, gone meeting.Day) []Part {
	var out []Part
	add := func(head words.Msg, lines ...string) {
		lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
		if len(lines) > 0 {
			out = append(out, Part{head, lines})
		}
	}
	var first []string
	if w := s.Status.Msg(); w != "" {
		first = append(first, l.T("This service is %s.", w))
	}
	if gone != "" {
		first = append(first, l.T("The directory does not have this service any more since %s. Ring before you rely on it.",
			words.When{At: gone.Time(time.UTC), Layout: "2 January 2006"}))
	}
	add(HeadFirst, append(first, s.Alert)...)
	what := []string{s.Description}
	if s.Organisation.Name != "" && s.Organisation.Name != s.Name {
		what = append(what, l.T("It is run by %s.", s.Organisation.Name))
	}
	add(HeadWhat, what...)
	who := []string{s.Eligibility}
	if a := s.AgesIn(l); a != "" {
		who = append(who, sentence(a))
	}
	if len(s.Areas) > 0 {
		who = append(who, l.T("For people of: %s.", strings.Join(s.Areas, "; ")))
	}
	add(HeadWho, who...)
	var where, help []string
	for _, at := range s.Locations {
		where = append(where, at.Words())
		if at.Transport != "" {
			where = append(where, l.T("Getting there: %s", at.Transport))
		}
		help = append(help, at.Accessible...)
	}
	add(HeadWhere, some(where, l.T("and more places"))...)
	var when []string
	for _, x := range s.Schedules {
		if !x.Over(today) {
			when = append(when, x.In(l))
		}
	}
	add(HeadWhen, some(when, l.T("and more times"))...)
	costs := []string{s.Fees}
	for _, c := range s.Costs {
		if c.Until == "" || c.Until >= string(today) {
			costs = append(costs, c.In(l))
		}
	}
	add(HeadCost, costs...)
	add(HeadApply, s.Apply)
	add(HeadWait, s.WaitTime)
	var reach []string
	for i, p := range s.Phones {
		if i == 3 {
			break
		}
		line := l.T("Ring %s", p.In(l))
		if p.About != "" {
			line += ". " + p.About
		}
		reach = append(reach, line)
	}
	if s.Email != "" {
		reach = append(reach, l.T("Write to %s", s.Email))
	}
	if s.URL != "" {
		reach = append(reach, l.T("Look at %s", s.URL))
	}
	for i, c := range s.Contacts {
		if i == 2 {
			break
		}
		line := strings.Join(slices.DeleteFunc([]string{c.Name, c.Title, c.Department}, func(x string) bool { return x == "" }), ", ")
		if line != "" {
			line = l.T("Ask for %s", line)
		}
		if c.Email != "" && c.Email != s.Email {
			line = strings.TrimPrefix(line+", "+c.Email, ", ")
		}
		reach = append(reach, line)
	}
	add(HeadReach, reach...)
	add(HeadBring, s.Documents...)
	if len(s.Languages) > 0 {
		help = append(help, l.T("Languages: %s.", strings.Join(s.Languages, ", ")))
	}
	add(HeadHelp, append(help, s.Interpreting)...)
	checked := sentence(Freshness(l, s.Checked(), today))
	if Stale(s.Checked(), today) {
		checked += " " + l.T("Ring before you rely on it.")
	}
	add(HeadChecked, checked)
	return out
}

// some returns the first few lines, and says if there are more.
func some(lines []string, more string) []string {
	const most = 6
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
	if len(lines) > most {
		return append(slices.Clone(lines[:most]), more)
	}
	return lines
}

// sentence makes a sentence of a few words.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// Corrected returns a service as accepted corrections have it, and which of them hold: one whose part says something else now than when
// it was suggested has been overtaken by a later import.
func (s *Service) Corrected(cs []*meeting.Correction) (*Service, []*meeting.Correction) {
	var held []*meeting.Correction
	for _, c := range cs {
		if c.State != meeting.CorrectionAccepted || c.Part == "" || s.Says(c.Part) != c.Was {
			continue
		}
		if len(held) == 0 {
			x := *s
			s = &x
		}
		s.put(c)
		held = append(held, c)
	}
	return s, held
}

// Says returns what a service says in a part that can be corrected.
func (s *Service) Says(p meeting.CorrectionPart) string {
	switch p {
	case meeting.CorrectPhone:
		if len(s.Phones) > 0 {
			return s.Phones[0].Number
		}
	case meeting.CorrectEmail:
		return s.Email
	case meeting.CorrectURL:
		return s.URL
	case meeting.CorrectDescription:
		return s.Description
	case meeting.CorrectEligibility:
		return s.Eligibility
	case meeting.CorrectApply:
		return s.Apply
	case meeting.CorrectFees:
		return s.Fees
	case meeting.CorrectWaitTime:
		return s.WaitTime
	case meeting.CorrectStatus:
		return string(s.Status)
	}
	return ""
}

// put makes a correction part of a service that is nobody else's.
func (s *Service) put(c *meeting.Correction) {
	switch c.Part {
	case meeting.CorrectPhone:
		if len(s.Phones) == 0 {
			s.Phones = []Phone{{}}
		}
		s.Phones = slices.Clone(s.Phones)
		s.Phones[0] = Phone{Number: c.Is, Type: s.Phones[0].Type, About: s.Phones[0].About}
	case meeting.CorrectEmail:
		s.Email = c.Is
	case meeting.CorrectURL:
		s.URL = c.Is
	case meeting.CorrectDescription:
		s.Description = c.Is
	case meeting.CorrectEligibility:
		s.Eligibility = c.Is
	case meeting.CorrectApply:
		s.Apply = c.Is
	case meeting.CorrectFees:
		s.Fees = c.Is
	case meeting.CorrectWaitTime:
		s.WaitTime = c.Is
	case meeting.CorrectStatus:
		s.Status = Status(c.Is)
	}
	s.Assured = max(s.Assured, meeting.DayOf(c.Judged))
}

// CheckCorrection puts right what somebody typed for a part of a service, or says what is wrong with it.
func CheckCorrection(p meeting.CorrectionPart, is string) (string, error) {
	rep := &Report{}
	u := &unread{rep: rep}
	o := object{"x": is}
	switch p {
	case meeting.CorrectPhone:
		s := &Service{}
		u.phones(object{"phones": []object{{"number": is}}}, s)
		if len(s.Phones) == 0 {
			return "", damaged("That is no number to ring.")
		}
		return s.Phones[0].Number, nil
	case meeting.CorrectEmail:
		is = u.mail(o, "x")
	case meeting.CorrectURL:
		is = u.web(o, "x")
	case meeting.CorrectStatus:
		is = strings.ToLower(strings.TrimSpace(is))
		if !slices.Contains(Statuses, Status(is)) {
			return "", damaged("A service is active, temporarily closed, inactive or defunct: write one of these.")
		}
	default:
		is = u.long(o, "x")
	}
	if rep.Warned.Count > 0 {
		return "", damaged("%s.", strings.ToUpper(string(p[:1]))+string(p[1:])+strings.TrimSuffix(strings.TrimPrefix(rep.Warned.First[0].Text, "x"), ", so it was left out"))
	}
	return is, nil
}

// Correct puts accepted corrections into what was found: a number to ring, and a service that is known to run no more.
func (f *Found) Correct(cs []*meeting.Correction, closed bool) {
	if len(cs) == 0 {
		return
	}
	by := map[string][]*meeting.Correction{}
	for _, c := range cs {
		if c.State == meeting.CorrectionAccepted && (c.Part == meeting.CorrectPhone || c.Part == meeting.CorrectStatus) {
			by[c.Service] = append(by[c.Service], c)
		}
	}
	hits := make([]Hit, 0, len(f.Hits))
	for _, h := range f.Hits {
		for _, c := range by[h.ID] {
			switch {
			case c.Part == meeting.CorrectPhone && (h.Phone == c.Was || c.Was != "" && strings.HasPrefix(h.Phone, c.Was)):
				h.Phone = c.Is
			case c.Part == meeting.CorrectStatus && string(h.Status) == c.Was:
				h.Status = Status(c.Is)
			default:
				continue
			}
			h.Checked = max(h.Checked, meeting.DayOf(c.Judged))
		}
		if !closed && (h.Status == Defunct || h.Status == Inactive) {
			f.Total--
			continue
		}
		hits = append(hits, h)
	}
	f.Hits = hits
}
