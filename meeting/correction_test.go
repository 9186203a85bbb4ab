package meeting_test

import (
	"testing"

	"oneplan/meeting"
)

func TestCorrections(t *testing.T) {
	o := newOffice(t)
	o.do(meeting.Authority{System: true, At: o.at}, meeting.AddPerson{Account: meeting.Account{ID: "ina", Name: "Ina", Agency: "health", Informs: true}})
	says := func(change func(*meeting.Correction)) meeting.SuggestCorrection {
		c := meeting.Correction{Service: "s1", Name: "Sleep clinic", Part: meeting.CorrectPhone, Was: "01", Is: "02", State: meeting.CorrectionAccepted, Reason: "mine"}
		if change != nil {
			change(&c)
		}
		return meeting.SuggestCorrection{Correction: c}
	}
	o.do(o.as(maria), says(nil))
	c := o.r.State().Correction(1)
	if c == nil || c.By != maria || c.State != meeting.CorrectionWaiting || c.Reason != "" || c.Is != "02" || !c.At.Equal(o.at) {
		t.Fatalf("%+v", c)
	}
	for name, x := range map[string]struct {
		code meeting.Code
		by   meeting.PersonID
		c    meeting.Command
	}{
		"the same":          {meeting.Invalid, maria, says(func(c *meeting.Correction) { c.Is = "01" })},
		"nothing":           {meeting.Invalid, maria, says(func(c *meeting.Correction) { c.Part = "" })},
		"no service":        {meeting.Invalid, maria, says(func(c *meeting.Correction) { c.Service = "" })},
		"no name":           {meeting.Invalid, maria, says(func(c *meeting.Correction) { c.Name = "" })},
		"an unknown part":   {meeting.Invalid, maria, says(func(c *meeting.Correction) { c.Part = "id" })},
		"a stranger":        {meeting.Forbidden, "nobody", says(nil)},
		"answered by them":  {meeting.Forbidden, maria, meeting.AnswerCorrection{N: 1, Accept: true}},
		"none":              {meeting.NotFound, "ina", meeting.AnswerCorrection{N: 7, Accept: true}},
		"without a reason":  {meeting.Invalid, "ina", meeting.AnswerCorrection{N: 1}},
		"seen by another":   {meeting.NotFound, jo, meeting.SeeCorrection{N: 1}},
		"made an officer":   {meeting.Forbidden, maria, meeting.SetPerson{Account: meeting.Account{ID: maria, Name: "Maria", Agency: "health", Informs: true}}},
		"adding an officer": {meeting.Forbidden, maria, meeting.AddPerson{Account: meeting.Account{ID: "new", Name: "New", Agency: "health", Informs: true}}},
	} {
		if _, err := o.r.Decide(o.as(x.by), x.c); meeting.CodeOf(err) != x.code {
			t.Errorf("%s: %v, not %s", name, err, x.code)
		}
	}
	shared := o.as(maria)
	shared.Shared = true
	if _, err := o.r.Decide(shared, says(nil)); meeting.CodeOf(err) != meeting.Forbidden {
		t.Errorf("at a shared screen: %v", err)
	}
	o.do(o.as("ina"), meeting.AnswerCorrection{N: 1, Accept: true, Reason: "Thank you, rung and found so"})
	o.do(o.as(maria), meeting.SeeCorrection{N: 1})
	c = o.r.State().Correction(1)
	if c.State != meeting.CorrectionAccepted || c.Judge != "ina" || !c.Seen || len(o.r.State().CorrectionsOf("s1")) != 1 {
		t.Errorf("%+v", c)
	}
	if _, err := o.r.Decide(o.as("ina"), meeting.AnswerCorrection{N: 1, Reason: "no"}); meeting.CodeOf(err) != meeting.Stage {
		t.Errorf("answered twice: %v", err)
	}
}
