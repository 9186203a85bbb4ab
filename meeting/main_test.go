package meeting_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// TestMain has the random histories be the same ones in each run, and few enough to wait for, unless the flags say otherwise or
// ONEPLAN_EXPLORE is set: `make fuzz` looks for new ones.
func TestMain(m *testing.M) {
	flag.Parse()
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range map[string]string{"rapid.seed": "20261124", "rapid.checks": "30"} {
		if given[name] || os.Getenv("ONEPLAN_EXPLORE") != "" {
			continue
		}
		if err := flag.Set(name, value); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}
