package minutes

import (
	"testing"

	"oneplan/meeting"
)

// TestUnnamed: no child's name is left, however it is written, and other words stay.
func TestUnnamed(t *testing.T) {
	children := []meeting.Person{
		{Name: "Kit Ashdown", KnownAs: "Kit"}, {Name: "Łukasz Żółkiewski"}, {Name: "Siân Llŷr", KnownAs: "Siani"}, {Name: "محمد الأحمد"}, {Name: "王小明"}, {Name: "Al O'Neil"},
	}
	for _, x := range []struct{ in, out string }{
		{"Lighter walking sticks for Kit", "Lighter walking sticks for …"},
		{"KIT's room, kit-bag, Kit’s kitchen, toolkit", "…'s room, …-bag, …’s kitchen, toolkit"},
		{"Mrs Ashdown and Kit Ashdown", "Mrs … and … …"},
		{"dla Łukasza, LUKASZOWI Zółkiewskiemu", "dla …, … …"},
		{"Sian, Si\u0302an, Sia\u0302n a Llyr", "…, …, … a …"},
		{"K\u200dit and K\u0301it", "… and …"},
		{"لمحمد ومحمد", "ل… و…"},
		{"给王小明的信", "给…的信"},
		{"Al, alone, with Neil's algebra", "…, alone, with …'s algebra"},
		{"", ""},
	} {
		if got := Unnamed(x.in, children); got != x.out {
			t.Errorf("%q is %q, want %q", x.in, got, x.out)
		}
	}
	if got := Unnamed("Kit", nil); got != "Kit" {
		t.Errorf("of nobody: %q", got)
	}
}
