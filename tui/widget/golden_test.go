package widget

import (
	"flag"
	"os"
	"strings"
	"testing"
)

// dump returns what a surface shows, rows cut at their last mark.
func dump(s *Surface) string {
	var b strings.Builder
	for _, l := range s.lines {
		row := ""
		for _, c := range l {
			if c.Width > 0 {
				row += c.Content
			}
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	return b.String()
}

// TestMain keeps rapid from leaving files in the tree: a failure prints its seed.
func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("rapid.nofailfile", "true")
	os.Exit(m.Run())
}
