package minutes_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// Every form of a paper carries its number, which is the same for all of them, and another one for other readers and for
// what says something else.
func TestNumber(t *testing.T) {
	r := reviewMeeting(t, meeting.Final)
	facts := func(o minutes.Options) *minutes.Minutes {
		m, err := minutes.OfMeeting(r.view("anna"), r.m, o)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	everyone := facts(minutes.Options{})
	number := minutes.Number(everyone)
	if number != minutes.Number(facts(minutes.Options{})) || minutes.ReadNumber(number) != number {
		t.Fatalf("the number %q is another the next time", number)
	}
	for _, f := range []minutes.Format{minutes.Markdown, minutes.Text, minutes.HTML, minutes.JSON} {
		var out bytes.Buffer
		if err := minutes.Write(&out, everyone, f); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), number) {
			t.Errorf("%s: the paper does not carry %s", f, number)
		}
		if f == minutes.JSON && !json.Valid(out.Bytes()) {
			t.Error("with its number the paper is no JSON any more")
		}
	}
	if n := minutes.Number(facts(minutes.Options{Audience: meeting.Practitioners})); n == number {
		t.Error("a paper for other readers has the same number")
	}
	everyone.Place += " "
	if minutes.Number(everyone) == number {
		t.Error("a paper that says something else has the same number")
	}
	if minutes.ReadNumber(strings.ToLower(strings.ReplaceAll(number, "-", " "))) != number || minutes.ReadNumber("7K3M-9QXA-2F1") != "" || minutes.ReadNumber("7K3M-9QXA-2F1U") != "" {
		t.Error("numbers are not read as people type them")
	}
}
