package meeting

import (
	"slices"
	"testing"

	"oneplan/meeting/words"
)

// Every fact of the Shelf's entries is told in people's language, and there is no name for what is none.
func TestFactNamesAreMessages(t *testing.T) {
	used := map[words.Msg]bool{}
	for _, k := range drawers {
		for f := range k.holdsType().Fields() {
			if f.Anonymous {
				continue
			}
			n := words.Msg(factName(f))
			if used[n] = true; !slices.Contains(factNames, n) {
				t.Errorf("%s of %s is no message", n, k.kind())
			}
		}
	}
	for _, n := range factNames {
		if !used[n] {
			t.Errorf("nothing has a fact called %s", n)
		}
	}
}
