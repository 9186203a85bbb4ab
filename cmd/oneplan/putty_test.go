package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// plink sits down with PuTTY's command-line client, the ssh of many locked-down laptops. It asks its questions on the
// terminal as PuTTY does in its window.
func (s *process) plink(t testing.TB, login string, more ...string) *terminal {
	t.Helper()
	args := append([]string{"-ssh", "-t", "-P", s.port}, more...)
	x, err := openTerminal(100, 30, s.environ("TERM=xterm"), "plink", append(args, login+"@localhost")...)
	must(t, err)
	t.Cleanup(x.close)
	return x
}

// trusts answers plink's question about a host key that it has not seen before.
func trusts(t testing.TB, x *terminal) {
	t.Helper()
	must(t, x.sees("Store key in cache?"))
	must(t, x.types("y\r"))
}

// begins gets past plink's pause after it has signed in, which is there so that a banner can be read.
func begins(t testing.TB, x *terminal) {
	t.Helper()
	must(t, x.sees("Press Return to begin session"))
	must(t, x.types("\r"))
}

func TestPuTTY(t *testing.T) {
	needs(t, "plink", "puttygen")
	s := serveDemo(t)
	letter := s.says(t, "amina", "invite Lena Novak --agency school --role practitioner --for sunflower-3")
	login := regexp.MustCompile(`ssh -p \d+ (\S+)@`).FindStringSubmatch(letter)
	code := regexp.MustCompile(`(?m)^    ([A-Z]{4}-[A-Z]{4})$`).FindStringSubmatch(letter)
	if login == nil || code == nil {
		t.Fatalf("no name or code in the letter:\n%s", letter)
	}

	t.Run("with a code and no key", func(t *testing.T) {
		x := s.plink(t, login[1])
		trusts(t, x)
		must(t, x.sees("Code from your letter:"))
		must(t, x.types(code[1]+"\r"))
		begins(t, x)
		must(t, x.sees("saved ✓"))
		must(t, x.types("n"))
		must(t, x.sees("stop writing"))
		must(t, x.types("Written with PuTTY and a code."))
		must(t, x.sees("Written with PuTTY and a code."))
	})

	t.Run("with a key", func(t *testing.T) {
		ppk := filepath.Join(s.dir, "jo.ppk")
		out, err := exec.Command("puttygen", s.keyFile("jo"), "-O", "private", "-o", ppk).CombinedOutput()
		if err != nil {
			t.Fatalf("puttygen: %v: %s", err, out)
		}
		must(t, os.Chmod(ppk, 0o600))
		x := s.plink(t, "jo", "-i", ppk)
		begins(t, x)
		must(t, x.sees("oneplan"))
		must(t, x.types("j"))
		must(t, x.sees("Written with PuTTY and a code."))
	})
}
