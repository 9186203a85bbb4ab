package main_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "oneplan"
	root   = "../.."
)

// edges is what each of our packages may import of the others. A package that is not a key may not exist: give it a row,
// and with it a place, first. The packages that only tests use stand in testEdges alone, so that they stay out of the binary.
var edges = map[string][]string{
	"meeting":                    {"meeting/text", "meeting/words"},
	"meeting/text":               {},
	"meeting/words":              {},
	"meeting/plain":              {},
	"meeting/room":               {"meeting", "meeting/text", "meeting/words"},
	"meeting/minutes":            {"meeting", "meeting/text", "meeting/words", "meeting/minutes/pdf", "meeting/minutes/docx", "meeting/minutes/opc"},
	"meeting/minutes/pdf":        {},
	"meeting/minutes/docx":       {"meeting/minutes/opc"},
	"meeting/minutes/opc":        {},
	"meeting/directory":          {"meeting", "meeting/text", "meeting/words"},
	"meeting/meetingtest":        {"meeting", "meeting/room"},
	"meeting/meetingtest/figure": {},
	"store":                      {"meeting", "meeting/text", "meeting/words", "meeting/directory"},
	"tui":                        {"meeting", "meeting/text", "meeting/words", "meeting/directory", "tui/frame", "tui/screen", "tui/theme", "tui/widget"},
	"tui/screen":                 {"meeting", "meeting/text", "meeting/words", "meeting/plain", "meeting/directory", "tui/theme", "tui/widget"},
	"tui/widget":                 {"meeting/text", "meeting/words", "tui/theme"},
	"tui/theme":                  {},
	"tui/frame":                  {},
	"tui/tuitest":                {"tui", "tui/frame"},
	"cmd/oneplan":                append([]string{"cmd/oneplan/command", "cmd/oneplan/sshd", "cmd/oneplan/line", "cmd/oneplan/mail"}, inner...),
	"cmd/oneplan/sshd":           append([]string{"cmd/oneplan/command"}, inner...),
	"cmd/oneplan/command":        append([]string{"cmd/oneplan/line"}, inner...),
	"cmd/oneplan/line":           {"meeting", "meeting/text", "meeting/words"},
	"cmd/oneplan/mail":           {"meeting", "meeting/text", "meeting/words", "meeting/room", "meeting/minutes"},
	"cmd/oneplan/mail/mailtest":  {},
	"cmd/load":                   {"meeting/meetingtest/figure"},
}

// inner is everything under cmd/oneplan, but for what only tests use.
var inner = []string{
	"meeting", "meeting/text", "meeting/room", "meeting/minutes", "meeting/minutes/pdf", "meeting/minutes/docx", "meeting/minutes/opc", "meeting/directory", "meeting/words", "store",
	"meeting/plain", "tui", "tui/screen", "tui/widget", "tui/theme", "tui/frame",
}

// testEdges is what a package's tests may import besides: itself is always allowed.
var testEdges = map[string][]string{
	"meeting":             {"meeting/meetingtest", "meeting/meetingtest/figure"},
	"meeting/text":        {"meeting/meetingtest/figure"},
	"meeting/room":        {"meeting/meetingtest"},
	"meeting/minutes":     {"meeting/meetingtest"},
	"meeting/meetingtest": {"meeting/text"},
	"store":               {"meeting/meetingtest", "meeting/meetingtest/figure", "meeting/room"},
	"tui":                 {"meeting/meetingtest", "meeting/room", "tui/tuitest"},
	"tui/screen":          {"meeting/meetingtest", "tui/tuitest"},
	"cmd/oneplan":         {"meeting/meetingtest", "tui/tuitest", "cmd/oneplan/mail/mailtest"},
	"cmd/oneplan/sshd":    {"meeting/meetingtest", "tui/tuitest"},
	"cmd/oneplan/command": {"meeting/meetingtest"},
	"cmd/oneplan/line":    {"meeting/meetingtest", "meeting/room"},
	"cmd/oneplan/mail":    {"meeting/meetingtest", "cmd/oneplan/mail/mailtest", "store"},
}

// owned gives an outside package, and all below it, to the few of ours that may import it.
var owned = []struct {
	path  string
	by    []string // in the package itself, and in its tests
	tests []string // in tests only
}{
	{path: "database/sql", by: []string{"store"}, tests: []string{"cmd/oneplan"}},
	{path: "modernc.org/sqlite", by: []string{"store"}, tests: []string{"cmd/oneplan"}},
	{path: "github.com/pressly/goose", by: []string{"store"}},
	{path: "charm.land/wish", by: []string{"cmd/oneplan/sshd"}},
	{path: "charm.land/ssh", by: []string{"cmd/oneplan/sshd"}},
	{path: "github.com/pkg/sftp", by: []string{"cmd/oneplan/sshd"}},
	{path: "golang.org/x/crypto/ssh", by: []string{"cmd/oneplan", "cmd/oneplan/sshd", "cmd/load"}},
	{path: "github.com/wneessen/go-mail", by: []string{"cmd/oneplan/mail"}},
	{path: "github.com/emersion/go-smtp", by: []string{"cmd/oneplan/mail/mailtest"}},
	{path: "github.com/prometheus", by: []string{"cmd/oneplan"}},
}

// pure packages say the same for the same input: they take their time and their ids from outside, and reach nothing.
var pure = []string{"meeting", "meeting/text", "meeting/plain", "meeting/minutes"}

// impure is what the pure packages may not import. Their tests may.
var impure = []string{
	"crypto/rand", "database/sql", "log", "log/slog", "math/rand", "net", "os", "syscall",
	"charm.land", "github.com/charmbracelet/ultraviolet", "golang.org/x/crypto/ssh",
}

// clocks is what the pure packages may not name of packages they may import.
var clocks = map[string][]string{
	"time":                   {"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"},
	"github.com/google/uuid": {"Must", "New", "NewRandom", "NewString", "NewUUID", "NewV6", "NewV7"},
}

// listing is one package as `go list -json` tells it.
type listing struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// TestImportEdges reads the whole module. It opens every Go file too, which is also what tells `go test`
// that its cached answer is out of date.
func TestImportEdges(t *testing.T) {
	listings, err := list(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range refused(listings) {
		t.Error(complaint)
	}
	sources := os.DirFS(root)
	err = fs.WalkDir(sources, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		source, err := fs.ReadFile(sources, name)
		if err != nil || strings.HasSuffix(name, "_test.go") || !slices.Contains(pure, path.Dir(name)) {
			return err
		}
		complaints, err := clockReads(name, source)
		for _, complaint := range complaints {
			t.Error(complaint)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// list asks the go command for every package of the module and its direct imports.
func list(t *testing.T) ([]listing, error) {
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	command.Dir = filepath.FromSlash(root)
	var complaint strings.Builder
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, complaint.String())
	}
	var listings []listing
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var one listing
		switch err := decoder.Decode(&one); {
		case errors.Is(err, io.EOF):
			return listings, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		}
		listings = append(listings, one)
	}
}

// refused gives one sentence for every import that the tables do not allow.
func refused(listings []listing) []string {
	var complaints []string
	for _, one := range listings {
		name := ours(one.ImportPath)
		allowed, known := edges[name]
		if !known {
			complaints = append(complaints, name+" has no row in the table of edges")
			continue
		}
		for _, imported := range one.Imports {
			if why := refusal(name, imported, allowed, false); why != "" {
				complaints = append(complaints, fmt.Sprintf("%s imports %s: %s", name, imported, why))
			}
		}
		allowed = slices.Concat(allowed, testEdges[name], []string{name})
		tests := slices.Concat(one.TestImports, one.XTestImports)
		slices.Sort(tests)
		for _, imported := range slices.Compact(tests) {
			if why := refusal(name, imported, allowed, true); why != "" {
				complaints = append(complaints, fmt.Sprintf("%s's tests import %s: %s", name, imported, why))
			}
		}
	}
	return complaints
}

// refusal says why the package name, or its tests, may not import a path; it is empty where they may.
func refusal(name, imported string, allowed []string, tests bool) string {
	if imported == module || strings.HasPrefix(imported, module+"/") {
		if !slices.Contains(allowed, ours(imported)) {
			return "not an edge of the architecture"
		}
		return ""
	}
	for _, outside := range owned {
		if under(imported, outside.path) && !slices.Contains(outside.by, name) &&
			(!tests || !slices.Contains(outside.tests, name)) {
			return "belongs to " + strings.Join(outside.by, " and ")
		}
	}
	if !tests && slices.Contains(pure, name) {
		for _, reach := range impure {
			if under(imported, reach) {
				return "the package must stay pure"
			}
		}
	}
	return ""
}

// clockReads gives one sentence for every name of clocks in a Go file.
func clockReads(name string, source []byte) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	forbidden := map[string][]string{} // by the name that the file gives the package
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		local := path.Base(imported)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		forbidden[local] = clocks[imported]
	}
	var complaints []string
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if from, ok := selector.X.(*ast.Ident); ok && slices.Contains(forbidden[from.Name], selector.Sel.Name) {
			complaints = append(complaints, fmt.Sprintf("%s: %s.%s: times and new ids come from outside",
				files.Position(selector.Pos()), from.Name, selector.Sel.Name))
		}
		return true
	})
	return complaints, nil
}

// ours is a package's name inside the module.
func ours(importPath string) string { return strings.TrimPrefix(importPath, module+"/") }

// under is whether a path is a package or below it; the major versions of a module are.
func under(imported, prefix string) bool {
	return imported == prefix || strings.HasPrefix(imported, prefix+"/")
}

// TestWrongEdgesAreRefused keeps the tables honest: each wrong edge is caught, and the same edge in its right place is not.
func TestWrongEdgesAreRefused(t *testing.T) {
	cases := []struct {
		name string
		in   listing
		want string // empty: allowed
	}{
		{
			"the domain keeps the store out",
			listing{ImportPath: "oneplan/meeting", Imports: []string{"oneplan/store"}},
			"meeting imports oneplan/store: not an edge of the architecture",
		},
		{
			"the domain knows its text",
			listing{ImportPath: "oneplan/meeting", Imports: []string{"errors", "time", "oneplan/meeting/text"}},
			"",
		},
		{
			"the domain reaches nothing",
			listing{ImportPath: "oneplan/meeting", Imports: []string{"net/http"}},
			"meeting imports net/http: the package must stay pure",
		},
		{
			"the text draws no random numbers",
			listing{ImportPath: "oneplan/meeting/text", Imports: []string{"math/rand/v2"}},
			"meeting/text imports math/rand/v2: the package must stay pure",
		},
		{
			"its tests do",
			listing{ImportPath: "oneplan/meeting/text", TestImports: []string{"math/rand/v2", "os"}},
			"",
		},
		{
			"a name that only begins alike is no match",
			listing{ImportPath: "oneplan/meeting", Imports: []string{"netherlands.example/os", "ostrich"}},
			"",
		},
		{
			"screens use no SQL",
			listing{ImportPath: "oneplan/tui", Imports: []string{"database/sql/driver"}},
			"tui imports database/sql/driver: belongs to store",
		},
		{
			"nor do their tests",
			listing{ImportPath: "oneplan/tui", XTestImports: []string{"modernc.org/sqlite"}},
			"tui's tests import modernc.org/sqlite: belongs to store",
		},
		{
			"the store does",
			listing{ImportPath: "oneplan/store", Imports: []string{"database/sql", "modernc.org/sqlite/lib", "github.com/pressly/goose/v3"}},
			"",
		},
		{
			"commands know no ssh",
			listing{ImportPath: "oneplan/cmd/oneplan/command", Imports: []string{"charm.land/wish/v2"}},
			"cmd/oneplan/command imports charm.land/wish/v2: belongs to cmd/oneplan/sshd",
		},
		{
			"nor the server",
			listing{ImportPath: "oneplan/cmd/oneplan/command", Imports: []string{"oneplan/cmd/oneplan/sshd"}},
			"cmd/oneplan/command imports oneplan/cmd/oneplan/sshd: not an edge of the architecture",
		},
		{
			"the server knows Wish and the commands",
			listing{
				ImportPath: "oneplan/cmd/oneplan/sshd",
				Imports:    []string{"charm.land/wish/v2/recover", "charm.land/ssh", "oneplan/cmd/oneplan/command", "oneplan/store"},
			},
			"",
		},
		{
			"the binary leaves the test runners out",
			listing{ImportPath: "oneplan/cmd/oneplan", Imports: []string{"oneplan/meeting/meetingtest"}},
			"cmd/oneplan imports oneplan/meeting/meetingtest: not an edge of the architecture",
		},
		{
			"its tests use them",
			listing{ImportPath: "oneplan/cmd/oneplan", TestImports: []string{"oneplan/meeting/meetingtest", "database/sql"}},
			"",
		},
		{
			"a test outside the package imports the package",
			listing{ImportPath: "oneplan/tui/theme", XTestImports: []string{"oneplan/tui/theme"}},
			"",
		},
		{
			"a test has its own edges only",
			listing{ImportPath: "oneplan/tui/theme", XTestImports: []string{"oneplan/tui/screen"}},
			"tui/theme's tests import oneplan/tui/screen: not an edge of the architecture",
		},
		{
			"a new package needs a row",
			listing{ImportPath: "oneplan/util"},
			"util has no row in the table of edges",
		},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(refused([]listing{tt.in}), "\n"); got != tt.want {
				t.Errorf("refused = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestClockReadsAreRefused(t *testing.T) {
	source := []byte(`package meeting

import (
	clock "time"

	"github.com/google/uuid"
)

type Command struct{ At clock.Time }

var started, id = clock.Now(), uuid.New()
`)
	got, err := clockReads("meeting/command.go", source)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"meeting/command.go:11:19: clock.Now: times and new ids come from outside",
		"meeting/command.go:11:32: uuid.New: times and new ids come from outside",
	}
	if !slices.Equal(got, want) {
		t.Errorf("clockReads = %q, want %q", got, want)
	}
}
