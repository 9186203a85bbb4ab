package command_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
	"oneplan/meeting/words"
)

// inWelsh runs a command that has to succeed, for somebody who reads Welsh.
func (d *desk) inWelsh(who meeting.PersonID, line string) string {
	d.t.Helper()
	var out, said bytes.Buffer
	env := d.env(room.Identity{Person: who}, strings.Fields(line), &out, &said)
	env.Words = words.In("cy")
	if exit := command.Run(d.t.Context(), env); exit != command.Done {
		d.t.Fatalf("%s: %s: exit %d: %s", who, line, exit, said.String())
	}
	return out.String()
}

// TestListsInWelsh has what people read of a list in their language, and what programs read the same for everybody.
func TestListsInWelsh(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	d.shelve()
	for line, says := range map[string][]string{
		"record list":                            {"wedi'i drefnu"},
		"people":                                 {"dim mynediad"},
		"waits":                                  {"yn aros"},
		"calendar":                               {"Cyfarfod adolygu", "Newid ysgol, i Hill Top"},
		"reminders":                              {"uwchgyfeirio  Roedd Ms Hart i ateb", "addewid"},
		"meeting list":                           {"wrthi'n paratoi"},
		"work":                                   {"gweithiwr allweddol"},
		"actions":                                {"Refer to the sleep clinic"},
		"blocked":                                {"rheolwr"},
		"timeline sunflower":                     {"Cytunwyd ar gam gweithredu: Refer to the sleep clinic"},
		"record history sunflower":               {"+ angen: I'm tired at school", "pwy: {+Ben+}", "newid: newid ysgol, i Hill Top"},
		"record history sunflower --since 1 jan": {"(dan: Sleeps through most nights)"},
	} {
		welsh := d.inWelsh(meetingtest.Sara, line)
		for _, want := range says {
			if !strings.Contains(welsh, want) {
				t.Errorf("%s does not say %q:\n%s", line, want, welsh)
			}
		}
		for _, format := range []string{"json", "csv", "xlsx"} {
			english := d.run(meetingtest.Sara, line+" --format "+format)
			if english.exit == command.Usage {
				continue // not a form of this list
			}
			if got := d.inWelsh(meetingtest.Sara, line+" --format "+format); got != english.out {
				t.Errorf("%s as %s is in Welsh:\n%.2000s\nwhere it is in English:\n%.2000s", line, format, got, english.out)
			}
		}
	}
}

// TestCalendarFilesInWelsh: a calendar file is in its reader's language, the same bytes each time, with the same events under the same names as in English.
func TestCalendarFilesInWelsh(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	d.shelve()
	uid := regexp.MustCompile(`(?m)^UID:.*$`)
	for line, says := range map[string]string{"calendar --format ics": "SUMMARY:Cyfarfod adolygu", "actions --format ics": "DESCRIPTION:cam gweithredu\\, sunflower"} {
		english, welsh := d.done(meetingtest.Sara, line), d.inWelsh(meetingtest.Sara, line)
		if !strings.Contains(welsh, says) || strings.Contains(english, says) {
			t.Errorf("%s in Welsh is\n%s\nand in English\n%s", line, welsh, english)
		}
		d.Clock.Advance(time.Hour)
		if again := d.inWelsh(meetingtest.Sara, line); again != welsh {
			t.Errorf("%s a second time is\n%s\nand was\n%s", line, again, welsh)
		}
		if a, b := uid.FindAllString(english, -1), uid.FindAllString(welsh, -1); len(a) == 0 || strings.Join(a, "") != strings.Join(b, "") {
			t.Errorf("%s has the events %q in Welsh, and %q in English", line, b, a)
		}
	}
}

// TestImportsInWelsh says what is wrong with a line in the reader's language, and the same to programs.
func TestImportsInWelsh(t *testing.T) {
	d := newDesk(t)
	file := "name,agency\nRoss,Nowhere\n,Health\n=1,Health\n"
	run := func(line string, l *words.Language) string {
		var out, said bytes.Buffer
		env := d.env(room.Identity{Person: meetingtest.Ada}, strings.Fields(line), &out, &said)
		env.Words, env.Stdin = l, strings.NewReader(file)
		command.Run(t.Context(), env)
		return out.String() + said.String()
	}
	cy := words.In("cy")
	says(t, run("people import", cy), "gwrthodwyd", "nid oes asiantaeth “Nowhere” yma", "nid oes enw", "mae cell yn dechrau fel fformiwla taenlen: =…")
	says(t, run("people import --apply", cy), "nid oes asiantaeth “Nowhere” yma")
	if a, b := run("people import --format json", cy), run("people import --format json", nil); a != b || !strings.Contains(b, "there is no agency") {
		t.Errorf("as JSON it is\n%s\nin Welsh and\n%s\nin English", a, b)
	}
}
