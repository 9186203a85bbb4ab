package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// letter is what somebody needs of an invitation.
type letter struct{ login, code string }

var (
	letterLogin = regexp.MustCompile(`ssh -p \d+ (\S+)@`)
	letterCode  = regexp.MustCompile(`(?m)^    ([A-Z]{4}-[A-Z]{4})$`)
)

// invite has the administrator invite somebody to the meeting.
func invite(t testing.TB, s *process, name string) letter {
	t.Helper()
	out := s.says(t, "admin", "invite "+name+" --agency family --role supporter --for sunflower-1")
	login, code := letterLogin.FindStringSubmatch(out), letterCode.FindStringSubmatch(out)
	if login == nil || code == nil {
		t.Fatalf("there is no name or no code in the letter:\n%s", out)
	}
	return letter{login[1], code[1]}
}

// TestClients has both clients that people have, OpenSSH and PuTTY's plink, join with a key that is known, with a new
// key and a code, and with a code and no key.
func TestClients(t *testing.T) {
	needs(t, "ssh", "plink", "puttygen")
	t.Parallel()
	s := servePlain(t)
	admin := seat(t, s, "admin", 110, 34)
	out, err := exec.Command("ssh-keygen", "-lf", filepath.Join(s.data(), "host_key")).Output()
	must(t, err)
	fingerprint := strings.Fields(string(out))[1]

	// How each client is told to come with a key, "" for none.
	openssh := func(key, login string, words ...string) (*terminal, error) {
		if key == "" {
			key = "nobody"
		}
		return openTerminal(110, 34, s.environ(), "ssh", append(append([]string{"-tt"}, s.sshOptions(key)...), append([]string{login + "@localhost"}, words...)...)...)
	}
	plink := func(key, login string, words ...string) (*terminal, error) {
		args := []string{"-ssh", "-t", "-noagent", "-P", s.port, "-hostkey", fingerprint, "-l", login}
		if key != "" {
			file := s.keyFile(key)
			out, err := exec.Command("puttygen", file, "-O", "private", "-o", file+".ppk").CombinedOutput()
			if err != nil {
				t.Fatalf("puttygen: %v: %s", err, out)
			}
			args = append(args, "-i", file+".ppk")
		}
		return openTerminal(110, 34, s.environ(), "plink", append(append(args, "localhost"), words...)...)
	}
	for name, client := range map[string]func(key, login string, words ...string) (*terminal, error){"OpenSSH": openssh, "plink": plink} {
		t.Run(name, func(t *testing.T) {
			visit := func(key, login, code, says string, words ...string) {
				t.Helper()
				x, err := client(key, login, words...)
				must(t, err)
				defer x.close()
				if code != "" {
					must(t, x.sees("Code from your letter:"))
					must(t, x.types(code+"\r"))
				}
				if name == "plink" { // so that no server can pretend to be plink's own questions
					must(t, x.sees("Press Return to begin session"))
					must(t, x.types("\r"))
				}
				must(t, x.sees("○ preparing"))
				must(t, x.types("n\r"))
				must(t, x.sees("stop writing"))
				must(t, x.types(says))
				must(t, admin.sees(says))
				must(t, x.types("\x1b"))
				must(t, x.loses("stop writing"))
				must(t, x.types("\x1b"))
				must(t, x.sees("Leave the meeting?"))
				must(t, x.types("y"))
				if key != "" { // a pass has no home
					must(t, x.sees("q leave"))
					must(t, x.types("q"))
				}
				if status, err := x.ends(); err != nil || status != 0 {
					t.Errorf("%s ended with %d, %v", name, status, err)
				}
			}
			bound := name + "-key"
			must(t, s.makeKey(bound))
			l := invite(t, s, name+"Bound")
			visit(bound, l.login, l.code, name+" with a new key and a code.", "join", "sunflower-1")
			visit(bound, "anybody", "", name+" with the key alone.", "join", "sunflower-1")
			l = invite(t, s, name+"Pass")
			visit("", l.login, l.code, name+" with a code and no key.")
		})
	}
}
