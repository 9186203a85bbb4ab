package text_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"oneplan/meeting/text"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":                   {"Sara said:\nno.", "Sara said:\nno."},
		"line ends":               {"a\r\nb\rc\nd\u2028e\u2029f", "a\nb\nc\nd\ne\nf"},
		"two returns":             {"a\r\r\nb", "a\n\nb"},
		"tab":                     {"a\tb", "a b"},
		"C0 and DEL":              {"a\x00\x07\x1b[31m\x7fb", "a[31mb"},
		"C1":                      {"a\u0080\u009b\u0085b", "ab"},
		"invalid UTF-8":           {"a\xff\xc3b\xed\xa0\x80c", "abc"},
		"a real U+FFFD":           {"a\ufffdb", "a\ufffdb"},
		"bidi":                    {"\u202ea\u2066b\u2069\u200e\u200f\u061cc", "abc"},
		"tags":                    {"🏴\U000e0067\U000e0062\U000e007f", "🏴"},
		"no width":                {"a\u200b\u2060\u2064\ufeff\u00ad\ufff9\ufffbb", "ab"},
		"blank letters":           {"a\u3164\u115f\uffa0\u034fb", "ab"},
		"private, none, not ever": {"a\ue000\u0378\ufdd0\uffff\U0010ffffb", "ab"},
		"composes":                {"Ame\u0301lie", "Amélie"},
		"composes across nothing": {"e\u200b\u0301", "é"},
		"mark alone":              {"\u0301a", "\u0301a"},
		"family":                  {"👩\u200d👧", "👩\u200d👧"},
		"heart":                   {"❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"},
		"Persian":                 {"می\u200cروم", "می\u200cروم"},
		"Bengali":                 {"ক\u09cd\u200dষ", "ক\u09cd\u200dষ"},
		"joiner first":            {"\u200da \u200d\nb\n\u200c", "a \nb\n"},
		"joiners":                 {"a\u200d\u200d\u200c\u200cb", "a\u200db"},
		"selector first":          {"\ufe0fa \ufe0fb", "a b"},
		"selectors":               {"a\ufe0f\ufe0e\U000e0100b", "a\ufe0fb"},
		"keycap":                  {"1\ufe0f\u20e3", "1\ufe0f\u20e3"},
		"marks":                   {"a" + strings.Repeat("\u0316", 40) + "b", "a" + strings.Repeat("\u0316", 8) + "b"},
		"marks between joiners": {
			strings.Repeat("a\u200d", 1) + strings.Repeat("\u0316\u200d", 20),
			"a\u200d" + strings.Repeat("\u0316\u200d", 8),
		},
		"Arabic number sign": {"\u0600\u0661", "\u0600\u0661"},
		"Hangul without end": {"\u1112" + strings.Repeat("\u1161\u11a8", 20), "학" + strings.Repeat("\u1161\u11a8", 3)},
		"spaces":             {"a\u00a0\u3000b", "a\u00a0\u3000b"},
		"Vietnamese":         {"Nguye\u0302\u0303n", "Nguyễn"},
		"Hangul":             {"\u1112\u1161\u11ab", "한"},
	} {
		if got := text.Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%+q) is %+q, want %+q", name, c.in, got, c.want)
		}
	}
}

func TestCleanAfter(t *testing.T) {
	for _, c := range []struct {
		prev     rune
		in, want string
	}{
		{'ی', "\u200c", "\u200c"},
		{'\u09cd', "\u200dষ", "\u200dষ"},
		{'❤', "\ufe0f", "\ufe0f"},
		{'\ufe0f', "\u200d🔥", "\u200d🔥"},
		{'\u200d', "\u200c", ""},
		{'\u200d', "\ufe0f", ""},
		{'\ufe0f', "\ufe0e", ""},
		{' ', "\u200c", ""},
		{'\n', "\ufe0fa", "a"},
		{0, "\u200da", "a"},
		{'e', "\u0301", "\u0301"}, // composing across the edge is for whoever draws
	} {
		if got := text.CleanAfter(c.prev, c.in); got != c.want {
			t.Errorf("CleanAfter(%+q, %+q) is %+q, want %+q", c.prev, c.in, got, c.want)
		}
	}
}

func TestCleanLine(t *testing.T) {
	for in, want := range map[string]string{
		" Sara  Ahmed\n":      "Sara  Ahmed",
		"a\r\nb":              "a b",
		"\t a\u2028 \u3000":   "a",
		"\u0301\u0301Bob":     "Bob",
		" \n\u0301 \u200dBob": "Bob",
		"\n \t":               "",
	} {
		if got := text.CleanLine(in); got != want {
			t.Errorf("CleanLine(%+q) is %+q, want %+q", in, got, want)
		}
	}
}

// wild makes text of the characters that Clean has rules for, of any others, and of
// bytes that are no characters.
var wild = rapid.Custom(func(t *rapid.T) string {
	part := rapid.OneOf(
		rapid.SampledFrom(strings.Split("a|e|\r|\n|\r\n|\t| |\x1b|\u0085|\u2028|\u200d|\u200c|\ufe0f|\ufe0e|\u180b|"+
			"\U000e0100|\u0301|\u0302|\u0316|\u0327|\u0344|\u0f73|\u09c7|\u09be|\u09cd|\u0958|\u1112|\u1161|\u11ab|\uac00|"+
			"\u034f|\u115f|\u200b|\u202e|\U000e0067|👩|👧|🇬|🇧|🏽|\u20e3|\u0600|\u212b|\u2126|\ufb1d|\xff|\xed\xa0\x80|\U0001d15e|ệ", "|")),
		rapid.Map(rapid.Rune(), func(r rune) string { return string(r) }),
		rapid.Map(rapid.RuneFrom(nil, unicode.M), func(r rune) string { return string(r) }),
		rapid.Map(rapid.Byte(), func(b byte) string { return string([]byte{b}) }),
	)
	s := strings.Join(rapid.SliceOfN(part, 0, 40).Draw(t, "parts"), "")
	if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
		s = strings.Repeat(s, 20)
	}
	return s
})

// cleaned returns an error if s is not as Clean promises.
func cleaned(s string) error {
	once := text.Clean(s)
	switch {
	case text.Clean(once) != once:
		return errors.New("cleaning twice differs")
	case !norm.NFC.IsNormalString(once):
		return errors.New("not NFC")
	case !utf8.ValidString(once):
		return errors.New("not UTF-8")
	}
	marks := 0
	for _, r := range once {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Co, r) ||
			unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || r >= 0xe0000 && r <= 0xe007f) {
			return errors.New("a character that must go is there")
		}
		switch {
		case unicode.Is(unicode.Variation_Selector, r) || r == '\u200c' || r == '\u200d':
		case unicode.IsMark(r) || r >= '\u1160' && r <= '\u11ff':
			marks++
		default:
			marks = 0
		}
		if marks > 8 {
			return errors.New("too many marks")
		}
	}
	line := text.CleanLine(s)
	if text.CleanLine(line) != line || text.Clean(line) != line || strings.Contains(line, "\n") || strings.TrimSpace(line) != line {
		return errors.New("the line is not clean")
	}
	const before = "a \n\u0301é\u200d漢\ufe0f"
	x := text.New()
	x.Apply(1, text.Edit{Gesture: text.Gesture{Site: 1, N: 1}, First: 1, Insert: before})
	for i, prev := range append([]rune{0}, []rune(before)...) {
		e := text.Edit{Gesture: text.Gesture{Site: 2, N: 1}}
		if i > 0 {
			e.After = text.ID{Site: 1, N: uint32(i)}
		}
		check := func(s string) error {
			e.Insert = s
			return x.Check(x.Assign(e))
		}
		after := text.CleanAfter(prev, s)
		switch {
		case text.CleanAfter(prev, once) != once:
			return errors.New("what Clean returned is changed after another character")
		case text.CleanAfter(prev, after) != after:
			return errors.New("cleaning twice after a character differs")
		case once != "" && len(once) <= text.MaxInsert && check(once) != nil:
			return errors.New("Check refuses what Clean returned")
		case after != "" && len(after) <= text.MaxInsert && check(after) != nil:
			return errors.New("Check refuses what CleanAfter returned")
		case s != after && len(s) <= text.MaxInsert && !errors.Is(check(s), text.ErrUnclean):
			return errors.New("Check accepts what CleanAfter would change")
		}
	}
	return nil
}

func TestCleanHoldsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := wild.Draw(t, "text")
		if err := cleaned(s); err != nil {
			t.Fatalf("%+q gives %+q: %v", s, text.Clean(s), err)
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("Ame\u0301lie\r\n\t👩\u200d👧 \u202eabc\x1b[31m\xff")
	f.Add("\u09c7\u200d\u09be\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0316\u0301")
	f.Fuzz(func(t *testing.T, s string) {
		if err := cleaned(s); err != nil {
			t.Fatalf("%+q gives %+q: %v", s, text.Clean(s), err)
		}
	})
}

// Every character on its own, and after a letter, is cleaned for good.
func TestCleanEveryCharacter(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		if text.Clean("a"+string(r)) == "a" && text.Clean(string(r)) == "" {
			continue
		}
		for _, s := range []string{string(r), "a" + string(r), string(r) + "\u0301", "\u1100" + string(r)} {
			if once := text.Clean(s); text.Clean(once) != once || !norm.NFC.IsNormalString(once) {
				t.Fatalf("%+q gives %+q, then %+q", s, once, text.Clean(once))
			}
		}
	}
}
