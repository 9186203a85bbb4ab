package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// nasty is what somebody might type or paste to act on other people's terminals: every kind of escape sequence, C0 and C1
// controls in both spellings, invalid UTF-8, bidi controls, tags, invisible characters, piles of marks.
var nasty = []string{
	"\x1b[2J", "\x1b[31;5m", "\x1b[?1049l", "\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[21t", "\x1b[1;1H", "\x1b[9999;9999r", "\x1b[!p",
	"\x1b]0;pwned\x07", "\x1b]52;c;cHduZWQ=\x07", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x1bP$q\"p\x1b\\", "\x1b_apc\x1b\\", "\x1b^pm\x1b\\",
	"\x1bc", "\x1b#8", "\x1b(0", "\x1bN", "\x1b7", "\x1bM",
	"\x00\x01\x02\x05\x07\x08\x0b\x0c\x0e\x0f\x11\x12\x15\x18\x19\x1a\x1c\x1d\x1e\x1f\x7f",
	"\u0080\u0084\u0085\u008d\u0090\u0098\u009b31m\u009c\u009d0;pwned\u009c\u009e\u009f", "\x9b31m", "\x9d0;pwned\x9c", "\xff\xfe\xc0\x80\xed\xa0\x80",
	"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c", "\U000e0001\U000e0041\U000e007f",
	"\u200b\u2060\u2061\u2064\ufeff\u00ad\ufff9\ufffa\ufffb\u2028\u2029\u3164\u115f\u180e", "a" + strings.Repeat("\u0301", 60), "\u200d\u200d\u200d", "\ue000\uf8ff\U000f0000\uffff",
}

// ours matches the only sequences that the program itself sends to a terminal.
var ours = regexp.MustCompile(`^(?:\x1b\[[0-9;:?<]*[A-Za-z]|\x1b\]2;[^\x00-\x1f\x7f-\x{9f}]*(?:\x07|\x1b\\))`)

// acts returns the first thing in what a terminal received that is neither printable text nor a sequence of the program's
// own, and where; "" if there is none.
func acts(received []byte) string {
	s := string(received)
	for at := 0; at < len(s); {
		if s[at] == 0x1b {
			m := ours.FindString(s[at:])
			if m == "" {
				return fmt.Sprintf("a sequence that is not ours at %d: %q", at, s[at:min(len(s), at+30)])
			}
			saved := m == "\x1b[22;0t" || m == "\x1b[23;0t" // the window's title, saved and given back
			if final := m[len(m)-1]; m[1] == '[' && !saved && !strings.ContainsRune("ABCDGHJKXdhlmru", rune(final)) {
				return fmt.Sprintf("the sequence %q", m)
			}
			at += len(m)
			continue
		}
		r, n := utf8.DecodeRuneInString(s[at:])
		switch {
		case r == utf8.RuneError && n == 1:
			return fmt.Sprintf("a byte that is no UTF-8 at %d: %q", at, s[at:min(len(s), at+8)])
		case r == '\r' || r == '\n' || r == '\b':
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d', unicode.Is(unicode.Co, r),
			r == '\u2028', r == '\u2029', r == '\u3164', r == '\u115f':
			return fmt.Sprintf("%U at %d", r, at)
		}
		at += n
	}
	return ""
}

// TestActs shows that acts would notice.
func TestActs(t *testing.T) {
	for _, s := range nasty {
		if strings.ContainsAny(s, "\u0301") || s == "\u200d\u200d\u200d" || s == "\x1b[1;1H" || s == "\x1b[2J" || s == "\x1b[31;5m" || s == "\x1b[?1049l" || s == "\x1b[9999;9999r" {
			continue // these the program may send itself: what matters is that nobody's text becomes one
		}
		if acts([]byte("before"+s+"after")) == "" {
			t.Errorf("%q passes", s)
		}
	}
	if what := acts([]byte("\x1b[?2026h\x1b[1;2H\x1b[1mKit\x1b[m · 静か ✓\x1b]2;oneplan\x07")); what != "" {
		t.Error(what)
	}
}

// TestHostileText has one person put everything nasty into notes, an action, an agenda title and a name, typed and pasted, and looks at
// every byte that another person's terminal received.
func TestHostileText(t *testing.T) {
	t.Parallel()
	s := serveDemo(t)
	amina, tom := openSeat(t, s, "amina", 160, 50), openSeat(t, s, "tom", 160, 50)
	jo := openSeat(t, s, "jo", 160, 50)
	all := strings.Join(nasty, "~")

	must(t, tom.types("n"))
	must(t, tom.sees("stop writing"))
	must(t, tom.types("\r"+paste("MARK1 "+all+" MARK2")))
	must(t, jo.sees("MARK1"))
	must(t, jo.sees("MARK2"))
	for i, x := range nasty { // and typed, as keys
		if strings.HasPrefix(x, "\x1b") || strings.ContainsAny(x, "\x00") {
			continue // as keys these are keys
		}
		must(t, tom.types(fmt.Sprintf(" T%02d%s", i, x)))
		must(t, jo.sees(fmt.Sprintf("T%02d", i)))
	}
	must(t, tom.types("\x1b"))
	must(t, tom.loses("stop writing"))

	must(t, tom.types("a"))
	must(t, tom.sees("New action"))
	must(t, tom.types(paste("MARK3 "+all)+"\x13"))
	must(t, jo.sees("MARK3"))

	must(t, amina.types("m"))
	must(t, amina.sees("take off"))
	must(t, amina.types("a"))
	must(t, amina.sees("What is to be talked about"))
	must(t, amina.types(paste("MARK4 "+all)+"\x13"))
	must(t, jo.sees("MARK4"))

	name := "MARK5" + strings.NewReplacer("\x00", "", "'", "").Replace(all)
	if out, errOut, err := s.asks("amina", "invite '"+name[:min(len(name), 300)]+"' --agency school --role practitioner --record sunflower"); err != nil {
		t.Logf("the name was refused: %s", errOut)
	} else if what := acts([]byte(out)); what != "" {
		t.Errorf("the letter carries %s", what)
	} else {
		must(t, jo.sees("MARK5"))
	}

	for who, x := range map[string]*line{"jo": jo, "tom": tom, "amina": amina} {
		if what := acts(x.received(0)); what != "" {
			t.Errorf("%s's terminal received %s", who, what)
		}
	}
	if out := s.says(t, "jo", "minutes sunflower-3 --format txt"); acts([]byte(out)) != "" {
		t.Errorf("the minutes carry %s", acts([]byte(out)))
	}
}
