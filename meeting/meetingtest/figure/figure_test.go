package figure_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"oneplan/meeting/meetingtest/figure"
)

func TestFiguresAreAppended(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figures")
	t.Setenv(figure.File, path)
	figure.Report(t, "text/automerge-paper/ms", 31.20049)
	figure.Report(t, "text/automerge-paper/edits", 259778)
	t.Run("left out", func(t *testing.T) { figure.LeftOut(t, "text/*: left out, for the traces are not here.") })
	if figure.Append("text/at/ms", math.Inf(1)) == nil {
		t.Error("an infinity is told")
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"figure": "text/automerge-paper/ms", "value": 31.2}
{"figure": "text/automerge-paper/edits", "value": 259778}
text/*: left out, for the traces are not here.
`
	if string(got) != want {
		t.Errorf("the file has\n%swant\n%s", got, want)
	}
}

func TestNoFigureIsLostSilently(t *testing.T) {
	t.Setenv(figure.File, filepath.Join(t.TempDir(), "absent", "figures"))
	if figure.Append("text/at/ms", 1) == nil {
		t.Error("a figure is told to a file that cannot be there")
	}
}
