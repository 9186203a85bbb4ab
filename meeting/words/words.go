// Package words says what people read in their own language: screens, refusals and papers.
//
// A message stands where it is used, in English, as a constant of type Msg; its English is also its name in the
// catalogues, one folder a language. What a catalogue does not have is said in English rather than not at all, and a
// test finds both what is missing there and what people would read that is no Msg. What people wrote themselves is
// never a Msg and never translated. The package must not know of records, screens or papers.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	// go-i18n, for the form of its catalogues, which translators' tools read, and for CLDR's plural rules: Welsh has six forms.
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Msg is a message in English, with the verbs of package fmt for what is put into it. Translations may move these
// with explicit indexes (%[2]s). Where one English word is two in other languages ("open": the verb, and what a need
// is), what it is about stands before it with a colon and U+0004, as in gettext's context ("need:\x04open"); nobody reads that.
type Msg string

// context ends what a message is about.
const context = ":\x04"

// english returns what a message says in English.
func (m Msg) english() string {
	if _, said, ok := strings.Cut(string(m), context); ok {
		return said
	}
	return string(m)
}

// Phrase is a message with what is put into it, to be said later in the language of whoever reads it.
type Phrase struct {
	Msg  Msg
	Args []any
}

// P returns a Phrase.
func P(m Msg, args ...any) Phrase { return Phrase{m, args} }

// String says the phrase in English.
func (p Phrase) String() string { return (*Language)(nil).T(p.Msg, p.Args...) }

// IsZero reports whether the phrase says nothing.
func (p Phrase) IsZero() bool { return p.Msg == "" }

// Language is what somebody reads. A nil Language is English. It may be used by several goroutines at once.
type Language struct {
	tag    string
	name   string
	plain  map[Msg]string
	counts *i18n.Localizer
	made   func(Msg) string
}

// English is what a Language without a catalogue says.
const English = "en"

//go:embed cy
var catalogues embed.FS

// languages are those of the service, each under its own name, English first.
var languages = []*Language{
	{tag: English, name: "English"},
	load("cy", "Cymraeg"),
}

// In returns a language by its tag (BCP 47): "cy", "cy-GB", and "cy_GB.UTF-8" as the variable LANG has it. It is
// English if there is no such language.
func In(tag string) *Language {
	if i := slices.IndexFunc(languages, func(l *Language) bool { return matches(l.tag, tag) }); i >= 0 {
		return languages[i]
	}
	return languages[0]
}

// Known reports whether there is a language of that tag.
func Known(tag string) bool {
	return slices.ContainsFunc(languages, func(l *Language) bool { return matches(l.tag, tag) })
}

// All returns every language, English first.
func All() []*Language { return slices.Clone(languages) }

// Made returns a language that says every message as f gives it, verbs and all: for tests.
func Made(tag string, f func(Msg) string) *Language { return &Language{tag: tag, name: tag, made: f} }

func matches(have, tag string) bool {
	rest, found := strings.CutPrefix(strings.ToLower(tag), have)
	return found && (rest == "" || strings.ContainsRune("-_.@", rune(rest[0])))
}

// Tag returns the language's tag (BCP 47).
func (l *Language) Tag() string {
	if l == nil {
		return English
	}
	return l.tag
}

// Name returns what the language calls itself.
func (l *Language) Name() string {
	if l == nil {
		return languages[0].name
	}
	return l.name
}

// T says a message. Arguments that are messages or phrases themselves, or have a method In as When has, are said in
// the same language.
func (l *Language) T(m Msg, args ...any) string {
	format := m.english()
	if l != nil {
		switch {
		case l.made != nil:
			format = l.made(Msg(format))
		default:
			if s, ok := l.plain[m]; ok {
				format = s
			}
		}
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, l.said(args)...)
}

// Say says a phrase.
func (l *Language) Say(p Phrase) string { return l.T(p.Msg, p.Args...) }

// N says a message about a number of things, which is its first argument: each of its forms has a verb for it. In the
// catalogues it goes by its other form.
func (l *Language) N(n int, one, other Msg, args ...any) string {
	format := other.english()
	if n == 1 || n == -1 {
		format = one.english()
	}
	if l != nil {
		switch {
		case l.made != nil:
			format = l.made(Msg(format))
		case l.counts != nil:
			s, err := l.counts.Localize(&i18n.LocalizeConfig{MessageID: string(other), PluralCount: n})
			if err == nil {
				format = s
			} else if s, ok := l.plain[other]; ok { // a form that is like the others is left out of the catalogue
				format = s
			}
		}
	}
	return fmt.Sprintf(format, append([]any{n}, l.said(args)...)...)
}

// said returns args with the messages among them said.
func (l *Language) said(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case Msg:
			out[i] = l.T(a)
		case Phrase:
			out[i] = l.Say(a)
		case interface{ In(*Language) string }:
			out[i] = a.In(l)
		default:
			out[i] = a
		}
	}
	return out
}

// load reads the catalogues of a language. They are part of the program, so a broken one stops it at once.
func load(tag, name string) *Language {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	l := &Language{tag: tag, name: name, plain: map[Msg]string{}}
	files, err := fs.Glob(catalogues, path.Join(tag, "*.json"))
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		raw, err := catalogues.ReadFile(name)
		if err != nil {
			panic(err)
		}
		file, err := bundle.ParseMessageFileBytes(raw, strings.TrimSuffix(path.Base(name), ".json")+"."+tag+".json")
		if err != nil {
			panic(fmt.Errorf("%s: %w", name, err))
		}
		for _, m := range file.Messages {
			l.plain[Msg(m.ID)] = m.Other
		}
	}
	l.counts = i18n.NewLocalizer(bundle, tag)
	return l
}
