package command_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/room"
)

// TestKeepingRecords says how long records are kept.
func TestKeepingRecords(t *testing.T) {
	d := newDesk(t)
	if out := d.done(meetingtest.Ada, "record due"); out != "Nothing is due.\n" {
		t.Errorf("nothing is due, but: %s", out)
	}
	d.done(meetingtest.Ada, "record keep all --years-after-closing 6")
	if out := d.done(meetingtest.Sara, "record keep sun --hold inquest of the county"); !strings.Contains(out, "6 years") || !strings.Contains(out, "inquest of the county") {
		t.Errorf("record keep says %q", out)
	}
	if out := d.done(meetingtest.Sara, "record keep sunflower --until-age 9"); !strings.Contains(out, "until the youngest child is 9, and on hold") {
		t.Errorf("record keep says %q", out)
	}
	d.wrong(meetingtest.Ada, "record erase sunflower --reason over", command.Failed, "on hold")
	d.done(meetingtest.Ada, "record keep sunflower --release")
	d.wrong(meetingtest.Sara, "record keep sunflower", command.Usage, "one of")
	d.wrong(meetingtest.Sara, "record keep sunflower --until-age 900", command.Failed, "100 years")
	d.wrong(meetingtest.Sara, "record keep all --until-age 9", command.Failed, "administrator")
	d.wrong(meetingtest.Ben, "record keep sunflower --until-age 9", command.Failed, "keyworker")
	d.wrong(meetingtest.Ivy, "record keep sunflower --until-age 9", command.Failed, "no record")
	d.wrong(meetingtest.Sara, "record due", command.Failed, "administrators")
	d.done(meetingtest.Ada, "record keep sunflower --until-age 1")
	out := d.done(meetingtest.Ada, "record due")
	if !strings.Contains(out, "sunflower") || strings.Contains(out, "Sam") || strings.Contains(out, "20") {
		t.Errorf("what is due is told with the child or their age:\n%s", out)
	}
}

// second makes another administrator, some days ago.
func (d *desk) second() meeting.PersonID {
	d.Service(meeting.ServiceStream, meeting.AddPerson{Account: meeting.Account{ID: "zoe", Name: "Zoe", Agency: meetingtest.Social, Admin: true}})
	d.Passes(48 * time.Hour)
	return "zoe"
}

// TestErasingARecord has two administrators erase a record that somebody sits in.
func TestErasingARecord(t *testing.T) {
	d := newDesk(t)
	zoe := d.second()
	seat, err := d.Hub.Sit(t.Context(), meetingtest.Sunflower, room.Identity{Person: meetingtest.Nia})
	if err != nil {
		t.Fatal(err)
	}
	defer seat.Close()
	d.wrong(meetingtest.Sara, "record erase sunflower --reason over", command.Failed, "Two administrators")
	if out := d.done(meetingtest.Ada, "record erase sunflower --reason 25 years are over"); !strings.Contains(out, "Nothing is erased yet") {
		t.Errorf("the first administrator is told %q", out)
	}
	d.wrong(meetingtest.Ada, "record erase sunflower --reason 25 years are over", command.Failed, "another administrator")
	if out := d.done(meetingtest.Sara, "record list"); !strings.Contains(out, "To be erased from sunflower") {
		t.Errorf("the keyworker is not told:\n%s", out)
	}
	if out := d.done(meetingtest.Nia, "record list"); strings.Contains(out, "erased") {
		t.Errorf("the mother is told first by a list:\n%s", out)
	}
	if out := d.done(zoe, "record due"); !strings.Contains(out, "asked") || !strings.Contains(out, "Ada") {
		t.Errorf("the other administrator is not told:\n%s", out)
	}
	if out := d.done(zoe, "record erase sunflower --reason agreed"); !strings.Contains(out, "Zoe") || !strings.Contains(out, "head end of sunflower") {
		t.Errorf("the second administrator is told %q", out)
	}
	for _, r := range d.Log.Rows(meetingtest.Sunflower) {
		if !r.Erased {
			t.Errorf("row %d is still there", r.Seq)
		}
	}
	u, err := seat.Wait(t.Context(), 0)
	if meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("who sits there sees %+v, %v", u.View, err)
	}
	if out := d.done(meetingtest.Sara, "record list"); strings.Contains(out, "sunflower") {
		t.Errorf("the record is still listed:\n%s", out)
	}
	d.wrong(meetingtest.Sara, "record show sunflower", command.Failed, "no record")
	d.wrong(meetingtest.Sara, "record new sunflower --child Kit", command.Failed, "already")
	var lines []struct {
		Name, Status, By, Head string
		Agreed                 string `json:"agreed_by"`
		Rows                   int
	}
	if err := json.Unmarshal([]byte(d.done(zoe, "record due --format json")), &lines); err != nil {
		t.Fatal(err)
	}
	want := len(d.Log.Rows(meetingtest.Sunflower))
	if len(lines) != 1 || lines[0].Status != "erased" || lines[0].By != "Ada" || lines[0].Agreed != "Zoe" || lines[0].Rows != want || lines[0].Head == "" {
		t.Errorf("what is left is %+v", lines)
	}
}

// TestErasingSomebodysWords erases what one person wrote, and leaves the rest.
func TestErasingSomebodysWords(t *testing.T) {
	d := newDesk(t)
	zoe := d.second()
	d.Opens()
	notes := d.Notes(0)
	nia, ben := d.Sit(meetingtest.Nia), d.Sit(meetingtest.Ben)
	nia.Types(notes, "A")
	nia.TypesAt(notes, 1, " canary of mine.")
	ben.Types(d.Notes(1), "Ben stays.")
	d.done(meetingtest.Ada, "record erase sunflower --words-of Nia --reason asked by her")
	out := d.done(zoe, "record erase sunflower --words-of Nia --reason agreed")
	if !strings.Contains(out, "the words of Nia") || !strings.Contains(out, "2 rows, head end of sunflower") {
		t.Errorf("the second administrator is told %q", out)
	}
	paper := d.done(meetingtest.Sara, "minutes sunflower-1")
	if strings.Contains(paper, "canary") || !strings.Contains(paper, "Ben stays.") {
		t.Errorf("the minutes are\n%s", paper)
	}
	d.wrong(meetingtest.Ada, "record erase sunflower --words-of Nobody --reason x", command.Failed, "no person")
}
