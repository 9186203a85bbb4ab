package text_test

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"oneplan/meeting/text"
)

// trace is a document written key by key, from github.com/josephg/editing-traces.
// The traces are not part of the project; what needs them is skipped without them.
type trace struct {
	End    string `json:"endContent"`
	Agents int    `json:"numAgents"`
	Txns   []struct {
		Parents []int
		Agent   int
		Patches []patch
	}
}

// patch deletes from a position on and inserts there.
type patch struct {
	pos, del int
	ins      string
}

func (p *patch) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&p.pos, &p.del, &p.ins})
}

// traces returns the folder of the traces, $ONEPLAN_TRACES or shared/data/traces here or
// above, or "" if they are not here.
func traces() string {
	if dir := os.Getenv("ONEPLAN_TRACES"); dir != "" {
		return dir
	}
	for up := "."; len(up) < 40; up = filepath.Join(up, "..") {
		dir := filepath.Join(up, "shared", "data", "traces")
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	return ""
}

func readTrace(t testing.TB, name string) trace {
	t.Helper()
	dir := traces()
	f, err := os.Open(filepath.Join(dir, name+".json.gz"))
	if dir == "" || os.IsNotExist(err) {
		t.Skip("the editing traces are not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var tr trace
	if err := json.NewDecoder(z).Decode(&tr); err != nil {
		t.Fatal(err)
	}
	return tr
}

// alone returns the patches of a trace by one author, none longer than an edit may be.
func (tr trace) alone() []patch {
	var all []patch
	for _, t := range tr.Txns {
		for _, p := range t.Patches {
			for len(p.ins) > text.MaxInsert { // a paste; the traces are ASCII
				all = append(all, patch{p.pos, p.del, p.ins[:text.MaxInsert]})
				p = patch{p.pos + text.MaxInsert, 0, p.ins[text.MaxInsert:]}
			}
			all = append(all, p)
		}
	}
	return all
}

// replay types the patches, publishing after each.
func replay(all []patch) *text.Text {
	x := text.New()
	v := x.View()
	for i, p := range all {
		x.Apply(uint64(i+1), x.Assign(v.Replace(text.Gesture{Site: 1, N: uint32(i/50 + 1)}, p.pos, p.pos+p.del, p.ins)))
		v = x.View()
	}
	return x
}

func TestTraceOfOneAuthor(t *testing.T) {
	for _, name := range []string{"automerge-paper", "rustcode"} {
		t.Run(name, func(t *testing.T) {
			tr := readTrace(t, name)
			all := tr.alone()
			x := replay(all)
			if x.View().String() != tr.End {
				t.Fatal("the text at the end is another")
			}
			if err := x.Verify(); err != nil {
				t.Fatal(err)
			}
			y := reload(t, x)
			if y.View().String() != tr.End || y.At(uint64(len(all))) != tr.End {
				t.Fatal("the text from the snapshot is another")
			}
			half := replay(all[:len(all)/2]).View().String()
			if y.At(uint64(len(all)/2)) != half {
				t.Fatal("the text halfway is another")
			}
		})
	}
}

// Two authors who did not always see one another's typing.
func TestTraceOfTwoAuthors(t *testing.T) {
	tr := readTrace(t, "friendsforever")
	final, _ := merge(tr)
	if final.View().String() != tr.End {
		t.Fatal("the text at the end is another")
	}
	if err := final.Verify(); err != nil {
		t.Fatal(err)
	}
	reload(t, final)
}

// merge makes each author's edits against that author's copy and applies them all to
// one text in the order of the trace. It returns that and the edits.
func merge(tr trace) (*text.Text, []text.Edit) {
	copies := make([]*text.Text, tr.Agents)
	knows := make([][]bool, tr.Agents)
	for i := range copies {
		copies[i] = text.New()
		knows[i] = make([]bool, len(tr.Txns))
	}
	final := text.New()
	var log []text.Edit
	made := make([][]text.Edit, len(tr.Txns))
	for i, tx := range tr.Txns {
		x, known := copies[tx.Agent], knows[tx.Agent]
		var missing []int
		for todo := slices.Clone(tx.Parents); len(todo) > 0; {
			p := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if !known[p] {
				known[p] = true
				missing = append(missing, p)
				todo = append(todo, tr.Txns[p].Parents...)
			}
		}
		slices.Sort(missing)
		for _, p := range missing {
			for _, e := range made[p] {
				x.Apply(1, e)
			}
		}
		for _, p := range tx.Patches {
			e := x.Assign(x.View().Replace(text.Gesture{Site: text.Site(tx.Agent + 1), N: uint32(i + 1)}, p.pos, p.pos+p.del, p.ins))
			x.Apply(1, e)
			made[i] = append(made[i], e)
			final.Apply(uint64(i+1), e)
			log = append(log, e)
		}
		known[i] = true
	}
	return final, log
}
