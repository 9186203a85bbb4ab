package line_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode"

	"oneplan/cmd/oneplan/line"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// clean fails the test if anything but words and the ends of lines was said.
func (l *listener) clean(allowed string) {
	l.t.Helper()
	for _, r := range l.all() {
		if !unicode.IsPrint(r) && !strings.ContainsRune(allowed, r) {
			l.t.Fatalf("%q was said, in:\n%q", r, l.all())
		}
	}
}

// TestNothingButWords: control bytes, broken characters and what turns words around reach nobody, whoever wrote them and
// wherever.
func TestNothingButWords(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	sara := tb.Sit(meetingtest.Sara)
	bad := "red \x1b[31m\x1b]0;title\x07\u202eback\u200b \u009b2J bell\x07\x00 end"
	sara.Does(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed}, Statement: bad})
	nia.hears("Sara added need 1: red")
	nia.types("note " + bad)
	nia.hears("Noted under item 1")
	nia.types("note \xff\xfe\x80broken\xc3")
	nia.hears("Noted under item 1")
	nia.types("\x1b[2J" + bad)
	nia.hears("is not understood")
	nia.says("notes", "broken")
	nia.says("who sees need 1 \x1b]52;c;AAAA\x07", "Nobody on the team is called")
	nia.clean("\n")
}

// TestLongLines: a line that nobody can mean is left out whole, and the next one counts again.
func TestLongLines(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	go func() {
		for range 64 {
			if _, err := io.WriteString(nia.keys, strings.Repeat("a", 64<<10)); err != nil {
				return
			}
		}
		_, _ = io.WriteString(nia.keys, "\nnote after that\n")
	}()
	nia.hears("so it was left out and nothing was done.", "Noted under item 1, saved.")
	if said := nia.all(); len(said) > 4<<10 {
		t.Errorf("%d bytes were said", len(said))
	}
}

// TestFloodOfLines: a thousand lines at once are done one after the other, and each is answered.
func TestFloodOfLines(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	const n = 1000
	go func() {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "note line %d\n", i)
		}
		b.WriteString("\n\n\n   \nleave\n")
		_, _ = io.WriteString(nia.keys, b.String())
	}()
	if err := nia.leaves(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(nia.all(), "Noted under item 1, saved.\n"); got != n {
		t.Errorf("%d of %d lines were answered", got, n)
	}
	sara := tb.Sit(meetingtest.Sara)
	if got := sara.View().Text(tb.Notes(0)).Lines(); got != n {
		t.Errorf("%d lines stand in the notes", got)
	}
}

// TestHalfClosed: once there is nothing more to read, somebody without a terminal still hears what happens; what stood on the last line
// without an end counts.
func TestHalfClosed(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	if _, err := io.WriteString(nia.keys, "note no end to this line"); err != nil {
		t.Fatal(err)
	}
	nia.keys.Close()
	nia.hears("Noted under item 1, saved.")
	ben := tb.Sit(meetingtest.Ben)
	ben.Comes()
	nia.hears("Ben came in.")
	ben.Does(meeting.CloseMeeting{Meeting: tb.Meeting, Reason: "over"})
	nia.hears("The meeting is closed.")
	if err := nia.leaves(); err != nil {
		t.Error(err)
	}
}

// TestSlowReader: who does not take what is said loses nothing and holds nobody up: it is gathered, and read when they ask.
func TestSlowReader(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	sara := tb.Sit(meetingtest.Sara)
	sara.Does(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed}, Statement: "Sleep"})
	nia.hears("Sara added need 1")
	goesOn := nia.stalls()
	for i := range 13 {
		sara.Does(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed}, Statement: fmt.Sprintf("Need of %d", i)})
	}
	goesOn()
	nia.hears("changes while you were reading: “more” reads them.\n")
	nia.says("more", "Need of 12")
	nia.says("more", "There is nothing more.")
	for i := range 13 {
		if n := strings.Count(nia.all(), fmt.Sprintf("Need of %d.", i)); n != 1 {
			t.Errorf("need %d was told %d times", i, n)
		}
	}
}

// twin runs a meeting in which Nia listens, with or without what she may not see, and returns what she heard and when.
func twin(t *testing.T, hidden bool) string {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	sara := tb.Sit(meetingtest.Sara)
	ben := tb.Sit(meetingtest.Ben)
	secretly := func(cs ...meeting.Command) meeting.ID {
		if !hidden {
			return 0
		}
		return sara.Does(cs...).Added()
	}
	var heard []string
	at := func(d time.Duration) {
		nia.settles()
		tb.Clock.Advance(d)
		nia.settles()
		heard = append(heard, fmt.Sprintf("%s\n%s", tb.Clock.Now().Format("15:04:05.0"), nia.all()[nia.read:]))
		nia.read = len(nia.all())
	}
	nia.read = len(nia.all())
	sara.Types(tb.Notes(0), "Seen by all.")
	at(time.Second)
	secret := secretly(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Worry, Audience: meeting.Practitioners}, Statement: "Hidden"})
	note := secretly(meeting.AddNote{Item: tb.Items[0], Audience: meeting.Practitioners, Text: "Hidden note"})
	secretly(meeting.AddAction{Action: meeting.Action{Under: secret, Audience: meeting.Practitioners}, What: "Hidden action"})
	at(900 * time.Millisecond)
	if hidden {
		sara.Types(meeting.Field{ID: note, Part: meeting.Aside}, " and more")
	}
	at(200 * time.Millisecond) // two seconds after what she sees was written
	secretly(meeting.ProposeDecision{Meeting: tb.Meeting, Audience: meeting.Practitioners, Wording: "Hidden decision"})
	secretly(meeting.RaiseConcern{Text: "Hidden concern"})
	ben.Does(meeting.AddAction{Action: meeting.Action{}, What: "Seen by all"})
	at(time.Second)
	ben.Does(meeting.ProposeDecision{Meeting: tb.Meeting, Wording: "Seen by all"})
	at(time.Second)
	nia.says("plan", "Action 1: Seen by all.")
	nia.says("decisions", "decision 1: Seen by all.")
	nia.settles()
	return strings.Join(heard, "---\n") + nia.all()
}

// settles waits until nothing more is being said: the answer to a question comes after it.
func (l *listener) settles() {
	l.t.Helper()
	n := strings.Count(l.all(), "There is nothing more.\n")
	l.types("more")
	for deadline := time.Now().Add(meetingtest.Patience); strings.Count(l.all(), "There is nothing more.\n") == n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			l.t.Fatal("no answer")
		}
	}
}

// TestHiddenMakesNoLineAndNoPause: what somebody may not see changes neither what they hear nor when.
func TestHiddenMakesNoLineAndNoPause(t *testing.T) {
	with, without := twin(t, true), twin(t, false)
	if with != without {
		t.Errorf("with what is hidden:\n%s\nwithout:\n%s", with, without)
	}
	if !strings.Contains(without, "Sara wrote: Seen by all.\n") {
		t.Errorf("the writing was not told:\n%s", without)
	}
}

// TestTyping: at a terminal what is typed is echoed and can be taken back; keys that are none do nothing; what happens meanwhile waits
// until the line is ended, and what is typed stays whole.
func TestTyping(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia, func(o *line.Options) { o.Echo = true })
	key := func(s string) {
		t.Helper()
		if _, err := io.WriteString(nia.keys, s); err != nil {
			t.Fatal(err)
		}
	}
	key("nott\x7fe\x1b[A\x1b[1;5C\x1bOP Ł\u00f3d\u017ax\x7f ża")
	nia.hears("nott\b \be Łódźx\b \b ża")
	sara := tb.Sit(meetingtest.Sara)
	sara.Comes()
	sara.Does(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed}, Statement: "Sleep"})
	key("ba\x17\x17Łódź \U0001F600\x7f\r")
	nia.hears("Noted under item 1, saved.\r\n", "Sara came in.\r\n", "Sara added need 1: Sleep.\r\n")
	nia.clean("\r\n\b")
	if strings.Contains(strings.ReplaceAll(nia.all(), "\r\n", ""), "\n") {
		t.Error("a line ends without a carriage return")
	}

	// Who stops in the middle of a line hears on after a while, and finds the line again.
	key("note half")
	nia.hears("note half")
	sara.Does(meeting.AddNeed{Need: meeting.Need{Kind: meeting.Needed}, Statement: "Rest"})
	nia.hearsInTime(tb, "\r\nSara added need 2: Rest.\r\nnote half")
	key("\x03leave\r")
	if err := nia.leaves(); err != nil {
		t.Error(err)
	}

	tb2 := follow(t, tb, meetingtest.Nia, func(o *line.Options) { o.Echo = true })
	if _, err := io.WriteString(tb2.keys, "\x04"); err != nil {
		t.Fatal(err)
	}
	tb2.hears("You left. Everything you wrote is saved.")
}

// TestEndOfAccess: whose part ends hears why, and nothing else.
func TestEndOfAccess(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	tb.Service(meetingtest.Sunflower, meeting.EndMember{Member: tb.Member(meetingtest.Nia)})
	if err := nia.leaves(); meeting.CodeOf(err) != meeting.Ended {
		t.Errorf("it ends with %v", err)
	}
}

// TestNotSaved: who takes part in lines is told when nothing can be saved, and when it can again.
func TestNotSaved(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	nia := follow(t, tb, meetingtest.Nia)
	tb.Log.Break(io.ErrShortWrite)
	nia.types("note in the dark")
	nia.hears("Not saved: ")
	tb.Log.Mend()
	nia.hearsInTime(tb, "Noted under item 1, saved.")
}
