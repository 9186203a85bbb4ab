package line

import (
	"io"
	"strings"
	"testing"

	"oneplan/meeting"
)

// TestWorkIsOffered to practitioners for whom something waits, and to nobody else.
func TestWorkIsOffered(t *testing.T) {
	s := NewSession(Options{In: strings.NewReader(""), Out: io.Discard})
	defer s.Close(t.Context())
	h := meeting.Home{Advice: []meeting.Consulted{{Waits: true}, {}}}
	if got := s.work(h, "2026-11-24"); got != nil {
		t.Errorf("the family is offered %v", got)
	}
	h.Work = &meeting.Work{}
	if got := s.work(h, "2026-11-24"); len(got) != 1 || got[0].says != "Questions and answers of colleagues that wait for you: 1 thing" || got[0].command[0] != "advice" {
		t.Errorf("offered are %+v", got)
	}
}
