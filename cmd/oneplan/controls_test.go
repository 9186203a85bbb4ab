package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"unicode"
	"unicode/utf8"
)

// ours are all the control sequences that the service writes to a terminal, and the only ones it may: moving
// the cursor, erasing, colours, the modes it needs, and the window's title.
var ours = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`\x1b\[[0-9;]*[CGHJKX]`,
	`\x1b\[[0-9;:]*m`,
	`\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1049|2004|2026|2027)[hl]`,
	`\x1b\[2[23];0t`,
	`\x1b\[r`, `\x1b\[<u`, // at the end of a session
	`\x1b\]2;[^\x00-\x1f\x7f]*\x07`,
	`\r\n`, // between what ssh itself says
}, "|") + `)`)

// foreign returns the first thing in the bytes sent to a terminal that is neither one of our own control
// sequences nor a character that shows, and where it is.
func foreign(raw []byte) error {
	var before rune // the character that a joiner would belong to, 0 if there is none
	for i := 0; i < len(raw); {
		if raw[i] < ' ' || raw[i] == 0x7f {
			seq := ours.Find(raw[i:])
			if seq == nil {
				return fmt.Errorf("byte %d: %q", i, raw[i:min(len(raw), i+24)])
			}
			if title, ok := strings.CutPrefix(string(seq), "\x1b]2;"); ok {
				if err := foreign([]byte(strings.TrimSuffix(title, "\x07"))); err != nil {
					return fmt.Errorf("in the title %q: %w", title, err)
				}
			}
			i += len(seq)
			before = 0
			continue
		}
		r, n := utf8.DecodeRune(raw[i:])
		if !shows(r, n, before) {
			return fmt.Errorf("byte %d: %U after %U", i, r, before)
		}
		i += n
		if before = r; unicode.Is(unicode.Zs, r) {
			before = 0
		}
	}
	return nil
}

// shows reports whether a character of n bytes may be shown after another one: no control, nothing that reorders its
// neighbours or is made not to be seen. Joiners and variation selectors may follow what they join, and marks a letter.
func shows(r rune, n int, before rune) bool {
	switch {
	case r == utf8.RuneError && n == 1:
		return false
	case r == '\u200c' || r == '\u200d' || unicode.Is(unicode.Variation_Selector, r):
		return before != 0 && before != r
	}
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

func TestForeign(t *testing.T) {
	for _, good := range []string{
		"", "Kit slept.", "\x1b[?1049h\x1b[?25l\x1b[0;38;5;12;1mŁucja\x1b[K\x1b[3;4H", "\x1b]2;oneplan · sunflower-3\x07", "مرحبا 你好 👩\u200d👧 e\u0301 می\u200cخواهم ✔\ufe0f",
	} {
		if err := foreign([]byte(good)); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"\x1b]0;x\x07", "\x1b]2;a\u202eb\x07", "\x1b]2;a\x1b\\", "\x1b]8;;http://x\x1b\\", "\x1b]52;c;AA==\x07", "\x1bc", "\x1b[2;3r", "\x1b[6n", "\x1b[?1049$p", "\x1b[8;10;10t", "\x1b[?1h", "\x1bP+q\x1b\\",
		"\a", "\b", "\t", "a\rb", "\n", "\x7f", "\x9bM", "\u009bM", "\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "a \u200d", "\u00ad", "\U000e0041", "\U000e0001", "\ue000", "\ufff9", "\u3164", "\xff", "\x1b",
	} {
		if foreign([]byte(bad)) == nil {
			t.Errorf("%q passes", bad)
		}
	}
}

// nasty is one of each kind of what a terminal could act on, or what is made not to be seen.
var nasty = func() []string {
	out := []string{
		"\x1b]0;PWNED\x07", "\x1b]2;PWNED\x1b\\", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x1b]52;c;UFdORUQ=\x07", "\x1b]4;1;red\x07", "\x1b]10;?\x07", "\x1b]777;notify;a;b\x07", "\x1b]1337;File=:AAAA\x07",
		"\x1b[31mred\x1b[0m", "\x1b[2J", "\x1b[1;1H", "\x1b[10A", "\x1b[3J", "\x1b[?1049l", "\x1b[?25l", "\x1b[2;5r", "\x1b[8;10;10t", "\x1b[21t", "\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[5i", "\x1b[4h", "\x1b[?7h", "\x1b[99b", "\x1b[!p", "\x1b[>4;2m",
		"\x1b[201~", "\x1b[200~", "\x1b[M !\"", "\x1b[<0;1;1M",
		"\x1bPq#0;2;0;0;0#0~~\x1b\\", "\x1bP$qm\x1b\\", "\x1bP+q544e\x1b\\", "\x1b_Ga=T;AAAA\x1b\\", "\x1b^private\x1b\\", "\x1bXstring\x1b\\",
		"\x1bc", "\x1b7\x1b8", "\x1bD\x1bE\x1bM", "\x1b#8", "\x1b(0", "\x1b)B", "\x1bn", "\x1bo", "\x1b%G", "\x1b=\x1b>", "\x1bZ",
		"\x9b31m", "\x9bM !\"", "\x90q\x9c", "\x9d0;PWNED\x9c", "\x9eprivate\x9c", "\x9f\x9c", "\x98\x9c", "\x84\x85\x8d\x8e\x8f",
		"\u009b31m", "\u009d0;PWNED\u009c", "\u0090q\u009c", "\u0085",
		"\u202eevil\u202c", "\u202a\u202b\u202d", "\u2066\u2067\u2068\u2069", "\u200e\u200f\u061c",
		"\u200b\u2060\u2061\u2062\u2063\u2064\ufeff", "a\u200d", " \u200d\u200d\u200c", "\u00ad\u034f\u115f\u1160\u17b4\u180e\u3164\uffa0", "\ufff9a\ufffab\ufffb", "\u2028\u2029",
		"\U000e0001\U000e0041\U000e0042\U000e007f", "\ufe00\ufe0f\U000e0100", "\ue000\U000f0000", "\ufdd0\uffff", "a" + strings.Repeat("\u0301", 60), "ᄀ" + strings.Repeat("\u1161", 60),
		"\xff\xfe\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xc3",
	}
	c0 := ""
	for b := range byte(0x20) {
		c0 += string(rune(b))
	}
	return append(out, c0+"\x7f")
}()

// TestNothingButTextReachesOthers has somebody type, paste and send all that a terminal could act on, in notes, plan,
// decisions, agenda, names and titles, and looks at every byte that the others' terminals receive.
func TestNothingButTextReachesOthers(t *testing.T) {
	needs(t, "ssh")
	t.Parallel()
	s := serveDemo(t)
	tom, jo := seat(t, s, "tom", 110, 34), seat(t, s, "jo", 80, 24)
	wide := openSeat(t, s, "jo", 300, 100) // everything of the room at once
	others := map[string]*screen{"tom": tom.screen, "jo": jo.screen, "jo's other one": wide.screen}

	everything := strings.Join(nasty, "·")
	// Typed byte for byte, each by a new connection, since some of it are keys that lead elsewhere.
	several(t, len(nasty), 4, func(i int) error {
		c, err := s.dial("megan")
		if err != nil {
			return err
		}
		l, err := openLine(c, 80, 24, s.room)
		if err != nil {
			return err
		}
		defer l.close()
		if err := l.sees("─ Notes"); err != nil {
			return err
		}
		if err := l.types("n"); err != nil {
			return err
		}
		if err := l.sees("stop writing"); err != nil {
			return err
		}
		// At the beginning, where it shows: see TestCycles.
		if err := l.types("\x1b[1;5H" + paste(nasty[i]+fmt.Sprintf("pasted%02d", i))); err != nil {
			return err
		}
		if err := l.sees(fmt.Sprintf("pasted%02d", i)); err != nil {
			return err
		}
		if err := l.types(fmt.Sprintf("\x1b[1;5Htyped%02d", i)); err != nil {
			return err
		}
		if err := l.sees(fmt.Sprintf("typed%02d", i)); err != nil {
			return err
		}
		// Some of it begins a paste; ctrl+a in it would have the next key delete what all the others wrote.
		if err := l.types(strings.ReplaceAll(nasty[i], "\x01", "") + "\x1b[201~"); err != nil {
			return err
		}
		if err := l.types("\x1b"); err != nil {
			return err
		}
		return l.loses("stop writing")
	})

	// The chair pastes the same everywhere else.
	amina := openSeat(t, s, "amina", 110, 34)
	for i, form := range []struct{ key, shows, done string }{
		{"a", "New action", "\x13"}, {"w", "New need", "\x13"}, {"o", "New outcome", "\x13"}, {"d", "What to decide", "\x13"},
	} {
		must(t, amina.types(form.key))
		must(t, amina.sees(form.shows))
		must(t, amina.types(paste(fmt.Sprintf("form%02d ", i)+everything)+form.done))
		must(t, amina.loses(form.shows))
		must(t, wide.sees(fmt.Sprintf("form%02d", i)))
	}

	must(t, amina.types("m"))
	must(t, amina.sees("take off"))
	must(t, amina.types("a"))
	must(t, amina.sees("What is to be talked about"))
	must(t, amina.types(paste("pasteditem "+everything)+"\x13"))
	must(t, wide.sees("pasteditem"))

	// Names, titles, agencies and places come in by commands.
	arg := func(tag string) string {
		return `"` + strings.NewReplacer(`"`, "", `\`, "", "\x00", "").Replace(tag+everything) + `"`
	}
	short := func(tag string) string { return arg(tag)[:200] + `"` }
	c, err := s.dial("amina")
	must(t, err)
	defer c.Close()
	for _, words := range []string{
		"invite " + arg("Guest") + " --agency school --role practitioner --record sunflower --title " + short("Title"),
		"invite " + short("Other") + " --agency \"Agency\x1b[31m\u202e\u200b\u009b31mName\" --role practitioner --record sunflower",
		"meeting new sunflower --at in 3 weeks 10:00 --kind review --place " + short("Place"),
		"record new foxglove --child " + short("Child") + " --known-as " + short("Known"),
		"no-such " + arg("command"),
	} {
		session, err := c.NewSession()
		must(t, err)
		said, err := session.CombinedOutput(words)
		t.Logf("%.30q… says %.60q (%v)", words, said, err)
		plain(t, words[:20], said)
		session.Close()
	}
	must(t, wide.sees("Guest"))

	// What one-shot commands print is text too, on a terminal or not.
	for _, words := range []string{
		"minutes sunflower-3", "minutes sunflower-3 --format txt", "minutes sunflower-3 --format html", "minutes sunflower-3 --format json",
		"plan sunflower", "plan sunflower --format json", "actions", "actions --format json", "record show sunflower", "record list", "meeting list", "people", "whoami",
	} {
		plain(t, words, []byte(s.says(t, "tom", words)))
		x, err := s.sit("tom", 110, 34, words)
		must(t, err)
		if _, err := x.ends(); err != nil {
			t.Error(err)
		}
		plain(t, words+" on a terminal", []byte(strings.ReplaceAll(string(x.received(0)), "\r\n", "\n")))
		x.close()
	}

	quiet(settle, tom.screen, jo.screen, wide.screen)
	for _, x := range []*terminal{tom, jo} { // all of it once more, from nothing, and home
		must(t, x.types("\x1b"))
		must(t, x.sees("Leave the meeting?"))
		must(t, x.types("y"))
		must(t, x.sees("q leave"))
		must(t, x.types("q"))
		if _, err := x.ends(); err != nil {
			t.Error(err)
		}
	}
	for name, x := range others {
		raw := x.received(0)
		if err := foreign(raw); err != nil {
			t.Errorf("%s received %v", name, err)
		}
		if strings.Contains(string(raw), "\x1b]2;PWNED") {
			t.Errorf("%s's window has a title of somebody else's", name)
		}
		t.Logf("%s received %d bytes", name, len(raw))
	}
	log, err := os.ReadFile(s.logFile())
	must(t, err)
	plain(t, "the log", log)
	_, err = s.stop(syscall.SIGTERM)
	must(t, err)
	verify(t, s.data())
}

// plain checks that what a command said holds nothing but text and line ends.
func plain(t testing.TB, what string, said []byte) {
	t.Helper()
	for _, l := range strings.Split(string(said), "\n") {
		if strings.ContainsRune(l, '\x1b') {
			t.Errorf("%s: there is an escape sequence in %.100q", what, l)
		} else if err := foreign([]byte(l)); err != nil {
			t.Errorf("%s: %v in %.100q", what, err, l)
		}
	}
}
