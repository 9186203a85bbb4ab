package screen

import (
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/tui/widget"
)

// TestManagersReadWhoAndWhy names who opened a record urgently, and shows the whole reason before it is marked as seen.
func TestManagersReadWhoAndWhy(t *testing.T) {
	h := newTable(t)
	env := h.sit("jo").env
	home := NewHome()
	why := "She is at the hospital alone and cannot say which medicine she takes, and nobody of the family can be reached by telephone"
	told := meeting.Notice{
		Told: &meeting.Told{N: 3, Record: "kestrel", Person: "p-4711", Reason: why, At: h.now, Until: h.now.Add(24 * time.Hour)},
		Name: "Ivy Marsh", Title: "nurse", AgencyName: "Children's hospital",
	}
	home.Set(env, meeting.Home{Rev: 1, Me: meeting.Account{ID: "jo", Manager: true}, Told: []meeting.Notice{told}})
	for _, size := range [][2]int{{60, 16}, {80, 24}, {110, 34}} {
		at := strings.Join(drawn(env, home, size[0], size[1]), "\n")
		if !strings.Contains(at, "Ivy Marsh opened kestrel") || strings.Contains(at, "4711") {
			t.Errorf("home shows\n%s", at)
		}
		home.Update(env, widget.Press("enter"))
		at = strings.Join(strings.FieldsFunc(strings.Join(drawn(env, home, size[0], size[1]), " "), func(c rune) bool { return c == ' ' || c == '│' }), " ")
		for _, want := range []string{"Ivy Marsh, nurse, Children's hospital, opened kestrel", why, "I have seen this", "y I have seen this"} {
			if !strings.Contains(at, want) {
				t.Errorf("the notice does not show %q:\n%s", want, at)
			}
		}
		if acts := home.Update(env, widget.Press("esc")); len(acts) != 0 {
			t.Errorf("esc does %v", acts)
		}
	}
	home.Update(env, widget.Press("enter"))
	if acts := home.Update(env, widget.Press("y")); len(acts) != 1 || acts[0] != (Serve{meeting.SeeTold{N: 3}}) {
		t.Errorf("y does %v", acts)
	}
}
