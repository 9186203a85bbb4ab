// Package figure tells the figures that the project keeps of itself, one line of JSON
// each, so that programs and people find them in one place: {"figure":
// "text/automerge-paper/ms", "value": 31.2}. The name says whose figure it is, what
// was measured and, last, the unit.
//
// Benchmarks and measuring programs use it; the service knows nothing of it. It knows
// nothing of what is measured.
package figure

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// File names the environment variable with the path of the file that the lines are
// appended to. `make bench` sets it and prints, at the very end, the last line of each
// figure. If it is not set, the lines go to the standard output.
const File = "ONEPLAN_FIGURES"

// Append tells a figure, to three decimals. It fails if the file cannot be written, and
// for what JSON has no number for: an infinity, or what is not a number.
func Append(name string, value float64) error {
	v, err := json.Marshal(math.Round(value*1000) / 1000)
	if err != nil {
		return fmt.Errorf("the figure %s cannot be told: %w", name, err)
	}
	return tell(fmt.Sprintf("{\"figure\": %q, \"value\": %s}\n", name, v))
}

// Report is Append for benchmarks: a figure that cannot be told fails the benchmark.
func Report(tb testing.TB, name string, value float64) {
	tb.Helper()
	if err := Append(name, value); err != nil {
		tb.Fatal(err)
	}
}

// LeftOut ends the benchmark and says, where its figures would be, which are left out
// and why: one sentence.
func LeftOut(tb testing.TB, sentence string) {
	tb.Helper()
	if err := tell(sentence + "\n"); err != nil {
		tb.Fatal(err)
	}
	tb.SkipNow()
}

// tell writes a line at once, so that several programs can append to one file.
func tell(line string) error {
	path := os.Getenv(File)
	if path == "" {
		fmt.Print(line)
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("no figure was written: %w", err)
	}
	_, err = f.WriteString(line)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("no figure was written: %w", err)
	}
	return nil
}
