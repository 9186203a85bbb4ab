package words_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"oneplan/meeting/words"
)

// read are the packages whose words people read on screens, in refusals and on paper.
var read = []string{"oneplan/tui/...", "oneplan/meeting", "oneplan/meeting/directory", "oneplan/meeting/words", "oneplan/meeting/minutes", "oneplan/meeting/room", "oneplan/store", "oneplan/cmd/oneplan", "oneplan/cmd/oneplan/line", "oneplan/cmd/oneplan/command", "oneplan/cmd/oneplan/mail"}

// spoken are the packages where every text that looks like words must be a message; outside lists what else there is.
var spoken = []string{"oneplan/tui", "oneplan/tui/screen", "oneplan/tui/widget", "oneplan/meeting/minutes", "oneplan/cmd/oneplan/line", "oneplan/cmd/oneplan/command"}

// outside are texts that look like words and are none that anybody reads, by their file, and files that only programs read.
var outside = map[string]bool{
	"fhir.go": true, // for other systems, in English

	// Drafts and rows go by these.
	"decision_forms.go: /new decision": true, "entry_form.go: /new action": true, "entry_form.go: /new need": true, "entry_form.go: /new outcome": true,
	"record_closing.go: /closing the plan": true, "record_closing.go: /open the plan again": true, "record_keyworker.go: /change of keyworker": true,
	"record_keyworker.go: /new question": true, "record_keyworker.go: /start again": true, "record_keyworker.go: since all": true,

	// Commands are typed the same in every language.
	"record_papers.go: record show ": true, "record_papers.go:  --format xlsx": true, "record_papers.go: ssh HOST": true,

	// What the calendar has: its kinds, which screens tell in their own words.
	"home_family.go: next meeting": true, "home_family.go: plan review": true,

	// What is written in a record, which is content from then on.
	"running.go: Family": true, "sharing.go: public task": true,

	// What programs are told of a sentence, as JSON, and what a sentence is known by in the code.
	"listen.go: %d out of 10": true, "listen.go: not scored": true, "listen.go: not noted": true, "listen.go: to come": true,
	"talk.go: not now": true, "talk.go: note under": true, "talk.go: sign agree": true, "talk.go: sign change": true, "talk.go: sign object": true,
	"lead.go: Family": true, "words.go: ssh HOST": true, "form.go: Enter": true,

	// Letters and words that are read out the same in every language, and names.
	"code.go": true, "letter.go: Linux": true, "letter.go: Mac": true, "invite.go: Family": true, "people.go: Family": true,

	// What stands in the audit and in JSON, where it is the same in every language, or in both the answer and JSON.
	"audit_service.go: an erasure": true, "audit_service.go: the agency ": true, "audit_service.go: the certificates of ": true,
	"audit_service.go: the settings": true, "audit_service.go: how long a record is kept": true, "audit_service.go: a wrong code for the invitation of ": true,
	"audit_service.go: what happens in the service": true, "advice.go: waits for you": true, "advice.go: what they asked colleagues and were asked": true,
	"advice.go: whom they can ask for advice": true, "figures.go: the figures of the service": true, "glossary.go: the glossary: ": true, "import.go: the agency ": true,
	"history.go: the record": true,
	"mail.go: how mail goes": true, "mail.go:  is sent": true, "mail.go: their own mail": true, "mail.go: when mail about ": true,
	"mail.go: whether mail is sent": true,
	"papers.go: easy-read minutes":  true, "papers.go: easy-read plan": true, "paper.go: , for practitioners": true, "paper.go: record show": true, "people.go: in use": true,
	"settings.go: the setting ": true, "shelf.go: escalated to the ": true, "shelf.go: the calendar, ics": true, "urgent.go: the record": true,
	"work.go: how much keyworkers have to do": true,

	// Commands, and words that stand for others on their lines or in the columns of a file.
	"advice.go: advice who": true, "bank.go: directory search": true, "guide.go: help keyworking": true, "names.go: meeting list": true, "names.go: record list": true,
	"names.go: record show ": true, "people.go: people key add < id_ed25519.pub": true, "people.go: people key list": true, "show.go: record show ": true,
	"ways.go: agency list": true, "ways.go: agency trust ": true, "ways.go: invite list": true, "work.go: work team": true, "glossary.go: what it means": true,
	"import.go: certificate name": true, "import.go: full name": true, "import.go: job title": true, "import.go: login name": true, "import.go: service manager": true,
	"import.go: what they do": true, "history.go: last here": true, "history.go: last meeting": true, "invite.go: lead practitioner": true, "invite.go: lead professional": true,
	"invite.go: young person": true, "meetings.go: paper review": true,

	// Names of fields, of tags, and what is no part of anybody's name.
	"subject.go: Head": true, "subject.go: Name": true, "subject.go: Note": true, "subject.go: Order": true, "subject.go: Reach": true,
	"subject.go: Remarks": true, "subject.go: Words": true, "page.go: th scope=\"col\"": true, "page.go: th scope=\"row\"": true,
	"subject.go: Miss": true, "subject.go: Mrs": true, "subject.go: Prof": true, "subject.go: Sir": true, "subject.go: The": true,
}

// markup is what a program reads in HTML and XML, cut off at either end of a text too.
var markup = regexp.MustCompile(`<[^>]*(?:>|$)|^"[^<]*>`)

// source is what the code says.
type source struct {
	messages map[string]token.Position   // by their English
	counted  map[string]string           // the form for one by that for others
	stray    map[string][]token.Position // what looks like words and is no message
}

// wordy is a text that somebody might read: two words, or one with a capital.
var wordy = regexp.MustCompile(`[A-Za-z]{2,}[,;:]? +[A-Za-z]{2,}|^[A-Z][a-z]{2,}`)

// readOnce keeps what readSource found, since reading takes long.
var readOnce *source

func readSource(t *testing.T) *source {
	t.Helper()
	if readOnce != nil {
		return readOnce
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports,
		Dir:  "../..",
	}, read...)
	if err != nil {
		t.Fatal(err)
	}
	src := &source{map[string]token.Position{}, map[string]string{}, map[string][]token.Position{}}
	for _, pkg := range pkgs {
		for _, err := range pkg.Errors {
			t.Fatal(err)
		}
		for _, file := range pkg.Syntax {
			src.add(pkg, file, slices.Contains(spoken, pkg.PkgPath))
		}
	}
	if len(src.messages) == 0 {
		t.Fatal("the code has no message at all")
	}
	readOnce = src
	return src
}

// add reads one file.
func (s *source) add(pkg *packages.Package, file *ast.File, strict bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			if n.Tag != nil && pkg.PkgPath == "oneplan/cmd/oneplan/command" { // what the help says of a command and of its flags
				tag, err := strconv.Unquote(n.Tag.Value)
				if help := reflect.StructTag(tag).Get("help"); err == nil && help != "" {
					s.messages[help] = pkg.Fset.Position(n.Tag.Pos())
				}
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "N" && len(n.Args) > 2 {
				one, other := message(pkg, n.Args[1]), message(pkg, n.Args[2])
				if one != "" && other != "" {
					s.counted[other] = one
					s.messages[other] = pkg.Fset.Position(n.Pos())
					for _, a := range n.Args[3:] {
						ast.Inspect(a, func(n ast.Node) bool { return s.expr(pkg, n, strict) })
					}
					return false
				}
			}
			if wrong(n) {
				return false
			}
		}
		return s.expr(pkg, n, strict)
	})
}

// wrong reports whether a call is about an error of the program itself, which is told to whoever runs it.
func wrong(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name == "panic"
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && (x.Name == "errors" && f.Sel.Name == "New" || x.Name == "fmt" && f.Sel.Name == "Errorf" || x.Name == "regexp")
	}
	return false
}

// expr reads a constant, and says whether to look into what is not one.
func (s *source) expr(pkg *packages.Package, n ast.Node, strict bool) bool {
	e, ok := n.(ast.Expr)
	if !ok {
		return true
	}
	tv := pkg.TypesInfo.Types[e]
	if tv.Value == nil || tv.Value.Kind() != constant.String {
		return true
	}
	if m := message(pkg, e); m != "" {
		s.messages[m] = pkg.Fset.Position(e.Pos())
		return false
	}
	if named(e) || isMsg(tv.Type) {
		return false // where it is declared is where it counts; "" says nothing
	}
	if text := constant.StringVal(tv.Value); strict && wordy.MatchString(markup.ReplaceAllString(text, "")) && types.Identical(tv.Type.Underlying(), types.Typ[types.String]) {
		s.stray[text] = append(s.stray[text], pkg.Fset.Position(e.Pos()))
	}
	return false
}

// named reports whether e only names a constant, or converts one that it names.
func named(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return true
	case *ast.CallExpr:
		return len(e.Args) == 1 && named(e.Args[0])
	}
	return false
}

// message returns the text of a constant message, "" if e is none.
func message(pkg *packages.Package, e ast.Expr) string {
	tv := pkg.TypesInfo.Types[e]
	if tv.Value == nil || tv.Value.Kind() != constant.String || !isMsg(tv.Type) {
		return ""
	}
	return constant.StringVal(tv.Value)
}

// isMsg reports whether what is of that type is a message: a Msg itself, or a word of a type whose method Msg says it.
func isMsg(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	if named.Obj().Name() == "Msg" && named.Obj().Pkg().Path() == "oneplan/meeting/words" {
		return true
	}
	said, _, _ := types.LookupFieldOrMethod(named, true, named.Obj().Pkg(), "Msg")
	f, ok := said.(*types.Func)
	return ok && f.Signature().Params().Len() == 0
}

// entry is a message as a catalogue has it: go-i18n's form, with CLDR's plural forms.
type entry struct {
	ID, Zero, One, Two, Few, Many, Other string
}

func (e entry) forms() []string {
	return slices.DeleteFunc([]string{e.Zero, e.One, e.Two, e.Few, e.Many, e.Other}, func(s string) bool { return s == "" })
}

func catalogue(t *testing.T, tag string) map[string]entry {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(tag, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no catalogue", err)
	}
	all := map[string]entry{}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var list []entry
		if err := json.Unmarshal(raw, &list); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, e := range list {
			if old, twice := all[e.ID]; twice && old != e {
				t.Errorf("%s: %q stands elsewhere too, with another translation", name, e.ID)
			}
			if e.ID == "" || e.Other == "" {
				t.Errorf("%s: %q says nothing", name, e.ID)
			}
			all[e.ID] = e
		}
	}
	return all
}

// Every message has a translation, no translation is of something that nobody says any more, and what is put into a
// message is put into each of its translations.
func TestCatalogues(t *testing.T) {
	src := readSource(t)
	for _, l := range words.All()[1:] {
		have := catalogue(t, l.Tag())
		for _, id := range slices.Sorted(maps.Keys(src.messages)) {
			e, ok := have[id]
			if !ok {
				t.Errorf("%s: not in the catalogue: %q (%s)", l.Tag(), id, short(src.messages[id]))
				continue
			}
			want := verbs(id)
			for _, form := range e.forms() {
				if got := verbs(form); !slices.Equal(got, want) {
					t.Errorf("%s: %q has %q, its translation %q has %q", l.Tag(), id, want, form, got)
				}
			}
			if one, ok := src.counted[id]; ok && !slices.Equal(verbs(one), want) {
				t.Errorf("%q and %q have different verbs", one, id)
			}
		}
		for _, id := range slices.Sorted(maps.Keys(have)) {
			if _, ok := src.messages[id]; !ok {
				t.Errorf("%s: nobody says %q any more", l.Tag(), id)
			}
		}
	}
}

// What people read is a message.
func TestNoTextOutsideTheCatalogue(t *testing.T) {
	src := readSource(t)
	used := map[string]bool{}
	for _, text := range slices.Sorted(maps.Keys(src.stray)) {
		for _, at := range src.stray[text] {
			file := filepath.Base(at.Filename)
			if at := file + ": " + text; outside[at] || outside[file] {
				used[at], used[file] = true, true
				continue
			}
			t.Errorf("%s: %q is no message", short(at), text)
		}
	}
	for o := range outside {
		if !used[o] {
			t.Errorf("%q need not be excused any more", o)
		}
	}
}

func short(p token.Position) string {
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*\d*(?:\.\d+)?([a-zA-Z%])`)

// verbs lists what a format puts in, in the order of its arguments.
func verbs(format string) []string {
	var out []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		at := next
		if m[1] != "" {
			_, _ = fmt.Sscan(m[1], &at)
		}
		next = at + 1
		out = append(out, fmt.Sprint(at)+strings.ToLower(m[2]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
