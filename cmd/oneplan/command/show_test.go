package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/minutes"
)

// TestSubjectAccess asks for everything about the child and about somebody on the team.
func TestSubjectAccess(t *testing.T) {
	d := newDesk(t)
	notes := d.Notes(0)
	nia, sara := d.Sit(meetingtest.Nia), d.Sit(meetingtest.Sara)
	d.Opens()
	sara.Types(notes, "Sam sleeps well.\nSam talks with Nia every night.\n")
	u := nia.Sees("what Sara wrote", func(u meeting.Update) bool { return strings.Contains(u.View.Text(notes).String(), "every night.\n") })
	nia.TypesAt(notes, u.View.Text(notes).Len(), "The hill is steep.")

	out := d.done(meetingtest.Sara, "record show sunflower --subject-access --format md")
	for _, want := range []string{"Everything about Sam", "Sam sleeps well.", "\\[withheld for review: about somebody else\\]", "Born"} {
		if !strings.Contains(out, want) {
			t.Errorf("the child's paper has no %q:\n%s", want, out)
		}
	}
	for _, not := range []string{"Nia", "steep", "Tess"} {
		if strings.Contains(out, not) {
			t.Errorf("the child's paper has %q:\n%s", not, out)
		}
	}
	var facts minutes.SubjectAccess
	if err := json.Unmarshal([]byte(d.done(meetingtest.Sara, "record show sunflower --subject-access --of Nia --format json")), &facts); err != nil {
		t.Fatal(err)
	}
	if facts.Of != "Nia" || facts.Withheld == 0 || len(facts.Record.Team) != 1 || facts.Record.Team[0].Name != "Nia" || len(facts.Record.Children) != 0 {
		t.Errorf("the mother's paper is %+v with the team %+v", facts, facts.Record.Team)
	}
	said := ""
	for _, it := range facts.Meetings[0].Items {
		if it.Notes != nil {
			said += it.Notes.Text
		}
	}
	if want := minutes.Withheld + "\nThe hill is steep."; said != want {
		t.Errorf("the mother's paper has the notes %q, want %q", said, want)
	}
	d.wrong(meetingtest.Ben, "record show sunflower --subject-access", command.Failed, "keyworker")
	d.wrong(meetingtest.Nia, "record show sunflower --subject-access", command.Failed, "keyworker")
	d.wrong(meetingtest.Ada, "record show sunflower --subject-access", command.Failed, "no record")
	d.wrong(meetingtest.Sara, "record show sunflower --of Nia", command.Usage, "--subject-access")
	d.looked("sunflower", "sara subject access Sam", "sara subject access Nia", "ben refused record show", "nia refused record show", "ada refused record show")
}

// TestRecordByItsName prints a record without the word show.
func TestRecordByItsName(t *testing.T) {
	d := newDesk(t)
	for _, words := range []string{"sunflower", "sunflower --format json", "sunf --subject-access", "sunflower --subject-access --of Ben --format md"} {
		if short, long := d.done(meetingtest.Sara, "record "+words), d.done(meetingtest.Sara, "record show "+words); short != long {
			t.Errorf("“record %s” says\n%s\nwant\n%s", words, short, long)
		}
	}
	d.wrong(meetingtest.Nia, "record sunflower --subject-access", command.Failed, "keyworker")
	d.wrong(meetingtest.Ivy, "record sunflower", command.Failed, "no record")
	if out := d.done(meetingtest.Sara, "record --format json"); !strings.HasPrefix(out, "[") {
		t.Errorf("record alone is no list: %s", out)
	}
}
