package sshd

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
)

func cleaned(c *cleaner, chunks ...string) string {
	var out []byte
	for _, chunk := range chunks {
		out = c.clean(out, []byte(chunk))
	}
	return string(out)
}

func TestCleaner(t *testing.T) {
	long := strings.Repeat("9", 5000)
	for _, test := range []struct {
		name string
		in   []string
		want string
		cut  int
	}{
		{name: "text in many scripts", in: []string{"Ŵy, 李, ناديا, 👩‍👧 and é\r\t"}, want: "Ŵy, 李, ناديا, 👩‍👧 and é\r\t"},
		{name: "the five bytes", in: []string{"\x9bM !\""}, want: "M !\""},
		{name: "C1 controls as UTF-8", in: []string{"a\u0080\u009b\u009fb\u00a0"}, want: "ab\u00a0"},
		{name: "invalid UTF-8", in: []string{"a\xffb\xc3(c\xf5\x80\x80\x80d\xed\xa0\x80e"}, want: "ab(cde"},
		{name: "a character in pieces", in: []string{"\xf0", "\x9f\x91", "\xa9x"}, want: "👩x"},
		{name: "half a character, then another", in: []string{"\xf0\x9f", "é"}, want: "é"},
		{name: "keys", in: []string{"\x1b", "[A\x1b[1;5C\x1bOP\x1b\x1b[A\x1bx\x00\x7f"}, want: "\x1b[A\x1b[1;5C\x1bOP\x1b\x1b[A\x1bx\x00\x7f"},
		{name: "mouse", in: []string{"\x1b[<0;300;100M\x1b[M !\""}, want: "\x1b[<0;300;100M\x1b[M !\""},
		{name: "a reply about colours", in: []string{"\x1b]11;rgb:1e1e/1e1e/1e1e\x07\x1b]10;x\x1b\\ok"}, want: "\x1b]11;rgb:1e1e/1e1e/1e1e\x07\x1b]10;x\x1b\\ok"},
		{name: "an endless control sequence", in: []string{"\x1b[" + long, long + "mok"}, want: "\x1b[" + long[:maxControl] + "mok"},
		{name: "an endless control string", in: []string{"\x1b]52;" + long, long + "\x07ok"}, want: "\x1b]52;" + long[:maxText-3] + "\x07ok"},
		{name: "a control string within another", in: []string{"\x1b]1;a\x1b[Aok"}, want: "\x1b]1;a\x1b[Aok"},
		{name: "a paste", in: []string{"\x1b[200~one\r\ntwo\tthree\x1b[201~x"}, want: "\x1b[200~one\r\ntwo\tthree\x1b[201~x"},
		{name: "a paste in pieces", in: []string{"\x1b[20", "0~ab\x1b[2", "01", "~", "c"}, want: "\x1b[200~ab\x1b[201~c"},
		{name: "controls in a paste", in: []string{"\x1b[200~a\x1b[31mb\x1b[200~c\x03\x00\x1b[201~x"}, want: "\x1b[200~a[31mb[200~c\x1b[201~x"},
		{name: "almost the end of a paste", in: []string{"\x1b[200~a\x1b[201\x1b[20\x1b\x1b[201~x"}, want: "\x1b[200~a[201[20\x1b[201~x"},
		{name: "a paste just short enough", in: []string{"\x1b[200~0123456789\x1b[201~x"}, want: "\x1b[200~0123456789\x1b[201~x"},
		{name: "a paste too long", in: []string{"\x1b[200~01234567", "89abc", "def\x1b[201~x"}, want: "\x1b[200~0123456789\x1b[201~x", cut: 6},
		{name: "a cut keeps characters whole", in: []string{"\x1b[200~012345678éa\x1b[201~x"}, want: "\x1b[200~012345678\x1b[201~x", cut: 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &cleaner{limit: 10}
			if !strings.Contains(test.name, "too long") && !strings.Contains(test.name, "cut") && !strings.Contains(test.name, "just") {
				c.limit = 1000
			}
			if got := cleaned(c, test.in...); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if got := c.takeDropped(); got != test.cut {
				t.Errorf("%d bytes cut, want %d", got, test.cut)
			}
		})
	}
}

// TestCleanerForgetsAltBracket: Alt+] typed by hand begins no string that
// swallows what follows.
func TestCleanerForgetsAltBracket(t *testing.T) {
	c := &cleaner{limit: 10}
	typed := strings.Repeat("a long sentence. ", 200)
	out := cleaned(c, "\x1b]")
	c.paused(pauseTyped + 1)
	out += cleaned(c, typed)
	if want := "\x1b]" + typed; out != want {
		t.Errorf("%d bytes of %d came through", len(out), len(want))
	}

	// A pause in what a machine sends is no such thing, for a while.
	c = &cleaner{limit: 10, pause: time.Second}
	_ = cleaned(c, "\x1b]52;"+typed)
	c.paused(pauseTyped + 1)
	if out := cleaned(c, typed); out != "" {
		t.Errorf("%d bytes came through", len(out))
	}
	c.paused(c.pause + 1)
	if out := cleaned(c, typed); out != typed {
		t.Errorf("%d bytes of %d came through", len(out), len(typed))
	}
}

// checkClean holds for any input, however it is cut up.
func checkClean(t *testing.T, in []byte, cut int) {
	t.Helper()
	const limit = 100
	whole := cleaned(&cleaner{limit: limit}, string(in))
	cut = min(max(cut, 0), len(in))
	if parts := cleaned(&cleaner{limit: limit}, string(in[:cut]), string(in[cut:])); parts != whole {
		t.Fatalf("cleaned whole %q, in parts %q", whole, parts)
	}
	if !utf8.ValidString(whole) {
		t.Fatalf("invalid UTF-8 in %q", whole)
	}
	pasted := -1
	for i, r := range whole {
		if r >= 0x80 && r <= 0x9f {
			t.Fatalf("a C1 control in %q", whole)
		}
		if strings.HasPrefix(whole[i:], "\x1b[200~") {
			pasted = i
		}
		if strings.HasPrefix(whole[i:], pasteEnd) && pasted >= 0 {
			if n := i - pasted - len("\x1b[200~"); n > limit {
				t.Fatalf("%d bytes kept of a paste", n)
			}
			pasted = -1
		}
	}
	if again := cleaned(&cleaner{limit: limit}, whole); len(again) > len(whole) {
		t.Fatalf("cleaning again grew %q to %q", whole, again)
	}
	decode(t, []byte(whole))
}

// decode feeds cleaned bytes to the decoder the way RunProgram does.
func decode(t *testing.T, in []byte) {
	t.Helper()
	defer func() {
		if v := recover(); v != nil {
			t.Fatalf("the decoder panics at %q: %v", in, v)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	events := make(chan uv.Event)
	go func() {
		for range events { //nolint:revive // only the decoding counts
		}
	}()
	_ = uv.NewTerminalReader(bytes.NewReader(in), "xterm-256color").StreamEvents(ctx, events)
	close(events)
	if ctx.Err() != nil {
		t.Fatalf("the decoder hangs at %q", in)
	}
}

// pieces are what breaks decoders when put together.
var pieces = []string{
	"\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x1bO", "\x1b\\", "\x07", "\x18", "\x9b", "\x9d", "\u009b",
	"M", " !\"", "<", "0;1;1", "m", "M", "~", "200~", "201~", "u", "1:3;", "27;5;", "_", "R", "y", "$", "?", "t", "c", "I", "O",
	"0;0;155;1;0;1_", "0;0;55357;1;0;1_", "0;0;-5;1_", "4294967295", "99999999999999999999", ";", ":", "rgb:", "52;c;", "!!!!", "11;",
	">|", "+r", "1+r", "544e=", "é", "👩", "\xff", "\x00", "\r", "a", "\u202e",
}

func TestCleanedInputDecodes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // repeatable on purpose
	deadline := time.Now().Add(time.Second)
	for n := 0; time.Now().Before(deadline) || n < 1000; n++ {
		var in []byte
		for range 1 + random.IntN(12) {
			in = append(in, pieces[random.IntN(len(pieces))]...)
		}
		checkClean(t, in, random.IntN(len(in)+1))
	}
}

func FuzzCleaner(f *testing.F) {
	for _, p := range pieces {
		f.Add([]byte(p), 1)
	}
	f.Add([]byte("\x9bM !\""), 1)
	f.Add([]byte("\x1b[200~paste\x1b[201~"), 7)
	f.Fuzz(func(t *testing.T, in []byte, cut int) { checkClean(t, in, cut) })
}

func TestHugePasteIsFastAndSmall(t *testing.T) {
	c := &cleaner{limit: 64 << 10}
	chunk := []byte(strings.Repeat("lorem ipsum dolor. ", 220)[:4096])
	out := c.clean(nil, []byte("\x1b[200~"))
	start := time.Now()
	for range 100 << 20 / len(chunk) {
		out = c.clean(out, chunk)
	}
	out = c.clean(out, []byte(pasteEnd))
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("100 MB took %v", took)
	}
	if len(out) > 65<<10 || c.takeDropped() < 99<<20 {
		t.Errorf("kept %d bytes", len(out))
	}
}
