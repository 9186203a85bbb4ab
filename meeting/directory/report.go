package directory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Limits bound what is read. The zero value of a limit is that of DefaultLimits.
type Limits struct {
	Bytes    int64 // in all, unpacked
	Packed   int64 // of a zip, which has to be held as a whole
	Item     int64 // of one service, organisation or row
	Files    int   // in an archive
	Services int
	Depth    int // of nested JSON
}

// DefaultLimits are far above any directory of one area, and far below what would hurt the machine.
var DefaultLimits = Limits{Bytes: 512 << 20, Packed: 64 << 20, Item: 4 << 20, Files: 2000, Services: 200_000, Depth: 64}

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	def := func(a *int64, b int64) {
		if *a == 0 {
			*a = b
		}
	}
	def(&l.Bytes, d.Bytes)
	def(&l.Packed, d.Packed)
	def(&l.Item, d.Item)
	if l.Files == 0 {
		l.Files = d.Files
	}
	if l.Services == 0 {
		l.Services = d.Services
	}
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	return l
}

// Problem is something that was skipped, or that is odd, and where it stands.
type Problem struct {
	File string `json:"file,omitempty"` // in an archive; "" for the only one
	Line int    `json:"line,omitempty"` // the first is 1; 0: not known
	ID   string `json:"id,omitempty"`   // of the service or row
	Text string `json:"text"`           // one sentence without its full stop
}

// String returns the problem on one line.
func (p Problem) String() string {
	var at []string
	if p.File != "" {
		at = append(at, p.File)
	}
	if p.Line > 0 {
		at = append(at, fmt.Sprintf("line %d", p.Line))
	}
	if p.ID != "" {
		at = append(at, p.ID)
	}
	if len(at) == 0 {
		return p.Text
	}
	return strings.Join(at, ", ") + ": " + p.Text
}

// maxProblems is how many problems of a sort a report lists; the others are counted.
const maxProblems = 200

// Problems are problems of a sort: all are counted, the first ones are listed.
type Problems struct {
	Count int       `json:"count"`
	First []Problem `json:"first,omitempty"`
}

func (p *Problems) add(x Problem) {
	if p.Count++; len(p.First) < maxProblems {
		p.First = append(p.First, x)
	}
}

// Report says what became of an import.
type Report struct {
	Form    string         `json:"form"`              // what it was: "HSDS tables in a zip"
	Read    int            `json:"read"`              // services that could be taken
	Taken   int            `json:"taken"`             // of those: new here
	Changed int            `json:"changed"`           // here already, and different now
	Same    int            `json:"same"`              // here already, and the same
	Gone    int            `json:"gone"`              // here before and not in the file, so taken out
	Skipped Problems       `json:"skipped"`           // what was left out, and why
	Warned  Problems       `json:"warnings"`          // what was taken, with something odd about it
	Unknown map[string]int `json:"unknown,omitempty"` // fields that HSDS 3 does not have, left out: how often each
	Others  map[string]int `json:"others,omitempty"`  // things that are no services, left out: how many of each
	// Partial says that the file itself says that it is one part of a larger directory.
	Partial bool `json:"partial,omitempty"`
}

// Counts returns a map's keys with how often each is there, the most frequent first.
func Counts(m map[string]int) []string {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		if m[a] != m[b] {
			return m[b] - m[a]
		}
		return strings.Compare(a, b)
	})
	for i, k := range keys {
		keys[i] = fmt.Sprintf("%s (%d)", k, m[k])
	}
	return keys
}
