package command_test

import (
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting/meetingtest"
)

func TestGlossary(t *testing.T) {
	d := newDesk(t)
	if out := d.done(meetingtest.Nia, "explain EHCP"); !strings.HasPrefix(out, "EHCP: Education, health and care plan: a legal paper") {
		t.Error(out)
	}
	if out := d.done(meetingtest.Sara, "explain the SENCO and CAMHS"); !strings.Contains(out, "SENCO: ") || !strings.Contains(out, "CAMHS: ") {
		t.Error(out)
	}
	d.wrong(meetingtest.Sara, "explain blanket", command.Failed, "There is no “blanket” in the glossary: “glossary” lists what there is.")
	if out := d.done(meetingtest.Sara, "glossary speech"); !strings.Contains(out, "SALT") || strings.Contains(out, "CAMHS") {
		t.Error(out)
	}
	if out := d.done(meetingtest.Sara, "glossary --language cy"); !strings.Contains(out, "Therapydd lleferydd ac iaith") || strings.Contains(out, "Local authority") {
		t.Error(out)
	}
	d.wrong(meetingtest.Sara, "glossary set SMILE Our club", command.Failed, "Only an administrator or an information officer")
	d.wrong(meetingtest.Sara, "glossary import", command.Failed, "Only an administrator or an information officer")
	d.wrong(meetingtest.Ada, "glossary set SMILE Klub --language pl", command.Usage, "en for English or cy for Welsh")
	if out := d.done(meetingtest.Ada, "glossary set SMILE Our club for brothers and sisters."); out != "SMILE means from now on: Our club for brothers and sisters.\n" {
		t.Error(out)
	}
	d.looked("", "sara refused glossary set", "sara refused glossary import", "ada changed the glossary: SMILE")
	if out := d.done(meetingtest.Nia, "explain smile"); !strings.Contains(out, "Our club") {
		t.Error(out)
	}
	d.done(meetingtest.Ada, "glossary remove SMILE")
	d.wrong(meetingtest.Nia, "explain smile", command.Failed, "There is no “smile”")
	d.wrong(meetingtest.Ada, "glossary remove SMILE", command.Failed, "There is no “SMILE”")
}

func TestGlossaryImport(t *testing.T) {
	d := newDesk(t)
	file := "Abbreviation,Language,What it means\nSMILE,,Our club\nSMILE,cy,Ein clwb\nEHCP,en,The plan\nEHCP,en,again\nX,pl,nothing\n,en,no word\nGP,en,\n=1+1,en,x\n"
	before := d.Hub.Directory()
	a := d.takes("glossary import", file)
	for _, want := range []string{
		"2 new, 1 changed, 0 the same, 5 refused. Nothing has been done yet", "“The plan” instead of “Education, health and care plan", "the same term stands in line 4",
		"not “pl”", "there is no meaning", "begins like a formula", "language",
	} {
		if !strings.Contains(a.out, want) {
			t.Errorf("the preview does not say %q:\n%s%s", want, a.out, a.err)
		}
	}
	if a := d.takes("glossary import --apply", file); a.exit != command.Failed || d.Hub.Directory() != before {
		t.Errorf("something was taken in: %+v", a)
	}
	if a := d.takes("glossary import --apply --skip", file); !strings.Contains(a.out, "Taken in: 2 new, 1 changed") {
		t.Errorf("%+v", a)
	}
	g := d.Hub.Directory().Glossary()
	if x, _ := g.Explain("SMILE", "cy"); x.Meaning != "Ein clwb" {
		t.Errorf("%+v", x)
	}
	// What is written as CSV is taken in again, and is the same.
	all := d.done(meetingtest.Ada, "glossary --format csv")
	if a := d.takes("glossary import", all); !strings.Contains(a.out, "There is nothing to take in: 0 new, 0 changed,") || strings.Contains(a.out, " 0 the same") || !strings.Contains(a.out, "0 refused") {
		t.Errorf("%.2000s %s", a.out, a.err)
	}
}

func TestPlain(t *testing.T) {
	d := newDesk(t)
	reads := func(text string) string {
		d.in = text
		defer func() { d.in = "" }()
		return d.done(meetingtest.Sara, "plain")
	}
	out := reads("The assessment will commence prior to the summer. The SENCO will facilitate it.")
	for _, want := range []string{"Reads like for age ", "2 sentences, 13 words", "commence", "start", "prior to", "before", "SENCO", "This is advice"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if out := reads("Mae Kit yn cysgu'n dda nawr. Mae'n hoffi ei wely newydd."); !strings.Contains(out, "does not look like English") {
		t.Error(out)
	}
	if out := reads("We go to the park."); !strings.Contains(out, "too short to say") {
		t.Error(out)
	}
	d.furnish()
	if out := d.done(meetingtest.Sara, "plain sunflower"); !strings.Contains(out, "Reads like for age ") {
		t.Error(out)
	}
	if out := d.done(meetingtest.Sara, "plain sunflower-1"); out == "" {
		t.Error("nothing is said of minutes")
	}
	d.wrong(meetingtest.Sara, "plain kestrel", command.Failed, "There is no record")
}
