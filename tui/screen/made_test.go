package screen

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oneplan/meeting/words"
)

// The tests of this package are run once more with screens in a language that is English in Cyrillic letters, one for one. What
// they look at is turned back before they look, so that they pass as they are. What is still in English letters then is no message,
// unless somebody wrote it: the names and texts of the test's record, and what the test typed.
//
// Tried by hand, for some tests: ONEPLAN_MADE=/tmp/left go test ./tui/screen -run Room; sort -u /tmp/left.

// leftTo is the file that takes what is still in English letters; "": the tests run in English.
var leftTo = os.Getenv("ONEPLAN_MADE")

// speaks is what the people of the tests read.
var speaks = func() *words.Language {
	if leftTo == "" {
		return nil
	}
	return words.Made("made", made)
}()

var putIn = regexp.MustCompile(`%(?:\[\d+\])?[-+# 0]*\d*(?:\.\d+)?[a-zA-Z%]`)

// made says a message in Cyrillic letters.
func made(m words.Msg) string {
	s, out, at := string(m), "", 0
	for _, verb := range putIn.FindAllStringIndex(s, -1) {
		out += strings.Map(cyrillic, s[at:verb[0]]) + s[verb[0]:verb[1]]
		at = verb[1]
	}
	return out + strings.Map(cyrillic, s[at:])
}

func cyrillic(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return r - 'a' + 'а'
	case r >= 'A' && r <= 'Z':
		return r - 'A' + 'А'
	}
	return r
}

// latin turns it back.
func latin(r rune) rune {
	switch {
	case r >= 'а' && r < 'а'+26:
		return r - 'а' + 'a'
	case r >= 'А' && r < 'А'+26:
		return r - 'А' + 'A'
	}
	return r
}

// asMade returns what somebody types to find a message by.
func asMade(s string) string {
	if leftTo == "" {
		return s
	}
	return made(words.Msg(s))
}

// written is what people wrote in the test that runs, in small letters.
var written []string

// typing is what is being typed.
var typing strings.Builder

// notes remembers every text in a value that is no name of the domain's own.
func notes(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if _, is := v.Interface().(string); is && v.Len() > 0 {
			written = append(written, strings.ToLower(v.String()))
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			notes(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			notes(v.Index(i))
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			notes(it.Value())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				notes(v.Field(i))
			}
		}
	}
}

// wroteIn remembers what a command or an event says.
func wroteIn(x any) {
	if leftTo != "" {
		notes(reflect.ValueOf(x))
	}
}

// typed remembers what a key or a paste puts in.
func typed(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		typing.WriteString(strings.ToLower(msg.Text))
	case tea.PasteMsg:
		typing.WriteString(strings.ToLower(msg.Content))
	}
}

var (
	// english finds what stands in English letters, words at a time.
	english = regexp.MustCompile(`[A-Za-z]+(?:['’.&-]?[A-Za-z])*(?: [A-Za-z]+(?:['’.&-]?[A-Za-z])*)*`)
	// names are those of keys and languages, which are the same everywhere.
	names = regexp.MustCompile(`(?i)\b(?:[a-z]|esc|enter|tab|ctrl|shift|alt|space|pgup|pgdn|pgdown|home|end|del|ins|f\d+|ssh|oneplan|english|cymraeg|language|iaith|md|pdf|csv|json|html|docx|ics)\b`)
)

// elsewhere is what others than the table say in the tests.
var elsewhere = []string{
	"not saved: the disk is full.", "the disk is full: nothing can be saved.", "duty social worker", "emergency duty team", "day and night",
	"play where you live", "say what is wrong, and what is right.", "service", "northtown", "camhs", "refer → send on",
}

// ofPeople reports whether people wrote words: together, or each within a longer text that somebody types into just then.
func ofPeople(all []string, said string) bool {
	if slices.ContainsFunc(all, func(w string) bool { return strings.Contains(w, said) }) {
		return true
	}
	for word := range strings.FieldsSeq(said) {
		if !slices.ContainsFunc(all, func(w string) bool {
			for own := range strings.FieldsSeq(w) {
				if len(own) > 3 && (strings.HasPrefix(word, own) || strings.HasSuffix(word, own)) {
					return true
				}
			}
			return false
		}) {
			return false
		}
	}
	return true
}

// inMade takes down what of some rows is in English letters, and turns the rest back.
func inMade(rows []string) []string {
	if leftTo == "" {
		return rows
	}
	left, err := os.OpenFile(leftTo, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	defer left.Close() //nolint:errcheck // what could not be written fails the test that reads it
	all := append(slices.Concat(written, elsewhere), typing.String())
	out := make([]string, len(rows))
	for y, row := range rows {
		for _, s := range english.FindAllString(names.ReplaceAllString(row, "·"), -1) {
			if !ofPeople(all, strings.ToLower(s)) {
				fmt.Fprintf(left, "%s\t%s\n", s, strings.Map(latin, strings.TrimSpace(row))) //nolint:errcheck // as above
			}
		}
		out[y] = strings.Map(latin, row)
	}
	return out
}
