package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// ended is what somebody reads whose access has ended.
const ended = "Your access here has ended."

// serveWith is servePlain with more words for serve.
func serveWith(t testing.TB, words ...string) *process {
	t.Helper()
	s := &process{dir: t.TempDir(), room: "join sunflower-1", args: append([]string{"serve", "--data", "data", "--admin-key", "admin.pub"}, words...)}
	must(t, s.makeKey("admin"))
	t.Cleanup(s.close)
	must(t, s.start())
	for _, words := range []string{"record new sunflower --child Kit", "meeting new sunflower --at in 2 weeks 14:00 --kind initial"} {
		s.says(t, "admin", words)
	}
	return s
}

// gives runs a command over OpenSSH with this standard input.
func (s *process) gives(t testing.TB, name, input, words string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "ssh", append(s.sshOptions(name), "-o", "BatchMode=yes", "localhost", words)...)
	cmd.Env, cmd.Stdin = s.environ(), strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", words, err, out)
	}
	return string(out)
}

// comes has somebody with a code and a key, or without a key, connect from a made-up address, by way of the load
// balancer of the test.
func (s *process) comes(t testing.TB, from string, l letter, key gossh.Signer) (*gossh.Client, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(balancer)}, Timeout: patience}
	c, err := d.DialContext(t.Context(), "tcp", "127.0.0.1:"+s.port)
	if err != nil {
		return nil, err
	}
	_ = c.SetDeadline(time.Now().Add(2 * patience))
	if _, err := fmt.Fprintf(c, "PROXY TCP4 %s 127.0.0.1 4711 22\r\n", from); err != nil {
		return nil, err
	}
	auth := []gossh.AuthMethod{gossh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
		return slices.Repeat([]string{l.code}, len(questions)), nil
	})}
	if key != nil {
		auth = append([]gossh.AuthMethod{gossh.PublicKeys(key)}, auth...)
	}
	conn, chans, reqs, err := gossh.NewClientConn(c, "localhost", &gossh.ClientConfig{
		User: l.login, Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // this is not about the host
	})
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	_ = c.SetDeadline(time.Time{})
	return gossh.NewClient(conn, chans, reqs), nil
}

// balancer is the address of the tests' load balancer.
const balancer = "127.0.0.9"

// TestHundredRedemptions: of a hundred who give the same code at once, from a hundred addresses with a hundred keys, one
// comes in.
func TestHundredRedemptions(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := serveWith(t, "--proxy-protocol", balancer+"/32")
	l := invite(t, s, "Jo")
	const many = 100
	var keys []gossh.Signer
	for range many {
		keys = append(keys, freshKey(t))
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	var winners []string
	refused := map[string]int{}
	for i, key := range keys {
		all.Go(func() {
			c, err := s.comes(t, fmt.Sprintf("203.0.113.%d", i+1), l, key)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				refused[err.Error()]++
				return
			}
			winners = append(winners, gossh.FingerprintSHA256(key.PublicKey()))
			_ = c.Close()
		})
	}
	all.Wait()
	if len(winners) != 1 || len(refused) != 1 {
		t.Fatalf("%d came in, the others were told %v", len(winners), refused)
	}
	var bound []struct{ Name string }
	must(t, json.Unmarshal([]byte(s.says(t, "admin", "people key list --of Jo --format json")), &bound))
	if len(bound) != 1 || bound[0].Name != winners[0] {
		t.Errorf("bound are %v, in came %v", bound, winners)
	}
	if out := s.says(t, "admin", "invite list"); !strings.Contains(out, "No invitation is open") {
		t.Errorf("the letter can be used still:\n%s", out)
	}
}

// TestManyWrongCodes: a source that guesses is locked out of codes, whatever the names are, and others are not.
func TestManyWrongCodes(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := serveWith(t, "--proxy-protocol", balancer+"/32")
	l := invite(t, s, "Jo")
	for i := range 12 {
		if _, err := s.comes(t, "203.0.113.7", letter{login: fmt.Sprintf("maple-river-%d", 10+i), code: "BCDF-GHJK"}, freshKey(t)); err == nil {
			t.Fatal("a guess came in")
		}
	}
	if _, err := s.comes(t, "203.0.113.7", l, freshKey(t)); err == nil {
		t.Error("after twelve guesses the source's right code is looked at")
	}
	c, err := s.comes(t, "203.0.113.8", l, freshKey(t))
	if err != nil {
		t.Fatal("somebody elsewhere:", err)
	}
	_ = c.Close()
}

// joins invites somebody with a key of their own, dir/name, who signs in once with the code.
func joins(t testing.TB, s *process, name string) {
	t.Helper()
	must(t, s.makeKey(name))
	l := invite(t, s, name)
	x, err := openTerminal(110, 34, s.environ(), "ssh", append(append([]string{"-tt"}, s.sshOptions(name)...), l.login+"@localhost", "whoami")...)
	must(t, err)
	defer x.close()
	must(t, x.sees("Code from your letter:"))
	must(t, x.types(l.code+"\r"))
	must(t, x.sees("You are "+name))
}

// TestRevokedWhileInTheRoom: somebody whose access is ended while they sit in the room and type reads one sentence and
// is disconnected within 5 s; nothing of theirs is written any more; the others go on.
func TestRevokedWhileInTheRoom(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := servePlain(t)
	joins(t, s, "Jo")
	joins(t, s, "Sam")
	jo, sam := seat(t, s, "Jo", 110, 34), seat(t, s, "Sam", 110, 34)
	atHome, err := s.sit("Jo", 80, 24)
	must(t, err)
	t.Cleanup(atHome.close)
	must(t, atHome.sees("q leave"))
	must(t, jo.types("n\r"))
	must(t, jo.sees("stop writing"))
	must(t, jo.types("before "))
	must(t, sam.sees("before"))
	stop, typed := make(chan struct{}), make(chan struct{})
	go func() { // until nobody takes it any more
		defer close(typed)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				if jo.types(string(rune('a'+i%26))) != nil {
					return
				}
			}
		}
	}()
	s.says(t, "admin", "people revoke Jo")
	revoked := time.Now()
	for _, x := range []*terminal{jo, atHome} {
		if status, err := x.ends(); err != nil || status != 1 {
			t.Errorf("ssh ended with %d, %v", status, err)
		}
	}
	if took := time.Since(revoked); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	close(stop)
	<-typed
	for _, x := range []*terminal{jo, atHome} {
		if out := x.screen.screen(); strings.Count(out, ended) != 1 || strings.Contains(out, "Agenda") || strings.Contains(out, "before") {
			t.Errorf("the screen is left with\n%s", out)
		}
	}
	if out, errOut, err := s.asks("Jo", "whoami"); err == nil {
		t.Errorf("Jo comes in again: %s%s", out, errOut)
	}

	// The others go on, and nothing of Jo's was written after the end.
	must(t, sam.types("n\r"))
	must(t, sam.sees("stop writing"))
	must(t, sam.types("We go on."))
	must(t, sam.sees("We go on."))
	const jos = `SELECT count(*) FROM log WHERE stream = 'sunflower'
		AND actor = (SELECT actor FROM log WHERE stream = 'sunflower' AND kinds LIKE '%TextEdited%' ORDER BY seq LIMIT 1)`
	rows, err := query(s.data(), jos)
	must(t, err)
	if strings.TrimSpace(rows) < "1" {
		t.Error("nothing of Jo's was written before, either")
	}
	rows, err = query(s.data(), jos+` AND julianday(at) > julianday('`+revoked.UTC().Format("2006-01-02 15:04:05.000")+`')`)
	must(t, err)
	if strings.TrimSpace(rows) != "0" {
		t.Errorf("%s rows of Jo's were written after the end of their access", strings.TrimSpace(rows))
	}
}

// TestLostKey: one command ends every way in and gives the letter for a new key; who somebody is, and their team, stay.
func TestLostKey(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := servePlain(t)
	joins(t, s, "Jo")
	jo := seat(t, s, "Jo", 110, 34)
	out := s.says(t, "admin", "people lost Jo")
	if _, err := jo.ends(); err != nil {
		t.Error(err)
	}
	if screen := jo.screen.screen(); !strings.Contains(screen, ended) {
		t.Errorf("the lost computer shows\n%s", screen)
	}
	if _, _, err := s.asks("Jo", "whoami"); err == nil {
		t.Error("the lost key lets in still")
	}
	must(t, s.makeKey("new"))
	login, code := letterLogin.FindStringSubmatch(out), letterCode.FindStringSubmatch(out)
	if login == nil || code == nil {
		t.Fatalf("there is no letter:\n%s", out)
	}
	x, err := openTerminal(110, 34, s.environ(), "ssh", append(append([]string{"-tt"}, s.sshOptions("new")...), login[1]+"@localhost", "record", "list")...)
	must(t, err)
	defer x.close()
	must(t, x.sees("Code from your letter:"))
	must(t, x.types(code[1]+"\r"))
	must(t, x.sees("sunflower"))
	if out := s.says(t, "new", "whoami"); !strings.Contains(out, "You are Jo") || !strings.Contains(out, "supporter on sunflower") {
		t.Errorf("Jo is now: %s", out)
	}
}

// TestAgencyCertificates: with an agency's own certificates its people come in, as themselves and no others, until the
// authority is trusted no more.
func TestAgencyCertificates(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := servePlain(t)
	s.says(t, "admin", "invite Anna Smith --agency Community health --role practitioner --record sunflower")
	s.says(t, "admin", "invite Ben Jones --agency Hill School --role practitioner --record sunflower")
	for _, name := range []string{"health_ca", "school_ca", "annas"} {
		must(t, s.makeKey(name))
	}
	ca, err := os.ReadFile(filepath.Join(s.dir, "health_ca.pub"))
	must(t, err)
	if out := s.gives(t, "admin", string(ca), "agency trust Community health"); !strings.Contains(out, "lets in people of Community health") {
		t.Fatal(out)
	}
	s.says(t, "admin", "people login 'Anna Smith' anna.smith")
	s.says(t, "admin", "people login 'Ben Jones' ben.jones")
	certify := func(ca, names, days string) {
		t.Helper()
		out, err := exec.Command("ssh-keygen", "-q", "-s", filepath.Join(s.dir, ca), "-I", "test", "-n", names, "-V", days, filepath.Join(s.dir, "annas.pub")).CombinedOutput() //nolint:gosec // names of this test
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	as := func(login string, words ...string) (*terminal, error) {
		return openTerminal(110, 34, s.environ(), "ssh", append(append([]string{"-tt", "-o", "NumberOfPasswordPrompts=0"}, s.sshOptions("annas")...), append([]string{login + "@localhost"}, words...)...)...)
	}
	refused := func(login, why string) {
		t.Helper()
		x, err := as(login, "whoami")
		must(t, err)
		defer x.close()
		if status, err := x.ends(); err != nil || status != 255 {
			t.Errorf("%s: ended with %d, %v:\n%s", why, status, err, x.screen.screen())
		}
	}
	certify("health_ca", "anna.smith", "+1d")
	x, err := as("anna.smith", "whoami")
	must(t, err)
	must(t, x.sees("You are Anna Smith"))
	must(t, x.sees("a certificate of your agency"))
	x.close()
	refused("ben.jones", "a name that is not in the certificate")
	certify("health_ca", "ben.jones", "+1d")
	refused("ben.jones", "somebody of another agency")
	certify("school_ca", "ben.jones", "+1d")
	refused("ben.jones", "an authority that nobody trusts")
	certify("health_ca", "anna.smith", "-2d:-1d")
	refused("anna.smith", "a certificate of yesterday")

	certify("health_ca", "anna.smith", "+1d")
	anna, err := as("anna.smith", "join", "sunflower-1")
	must(t, err)
	defer anna.close()
	must(t, anna.sees("─ Notes"))
	s.says(t, "admin", "agency distrust 'Community health'")
	if _, err := anna.ends(); err != nil {
		t.Error(err)
	}
	if screen := anna.screen.screen(); !strings.Contains(screen, ended) {
		t.Errorf("the screen is left with\n%s", screen)
	}
	refused("anna.smith", "an authority that is trusted no more")
}

// TestIdleScreens: over a real connection, a screen that nobody touches is covered and then left, with the draft kept
// for when the person comes back with their key.
func TestIdleScreens(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := serveWith(t, "--idle-lock", "4s")
	s.says(t, "admin", "meeting open sunflower-1")
	x := seat(t, s, "admin", 110, 34)
	must(t, x.types("\x10"))
	must(t, x.sees("Only you see this"))
	must(t, x.types("Half a thought"))
	must(t, x.sees("Half a thought"))
	must(t, x.sees("Press ⏎ to go on"))
	if now := x.screen.screen(); strings.Contains(now, "Half a thought") || strings.Contains(now, "Notes") || strings.Contains(now, "Kit") {
		t.Errorf("the covered screen shows\n%s", now)
	}
	if _, err := x.ends(); err != nil {
		t.Error(err)
	}
	if now := x.screen.screen(); !strings.Contains(now, "No key was pressed for a long time") || strings.Contains(now, "Half a thought") {
		t.Errorf("it is left with\n%s", now)
	}
	x = seat(t, s, "admin", 110, 34)
	must(t, x.types("\x10"))
	must(t, x.sees("Half a thought"))
}

// TestLastTime: home says when somebody was here before and with what, also after the service was started again.
func TestLastTime(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := servePlain(t)
	must(t, s.makeKey("other"))
	pub, err := os.ReadFile(filepath.Join(s.dir, "other.pub"))
	must(t, err)
	s.says(t, "admin", "people key add "+strings.TrimSpace(string(pub)))
	_, err = s.stop(15)
	must(t, err)
	must(t, s.start())
	x, err := s.sit("other", 110, 34)
	must(t, err)
	defer x.close()
	must(t, x.sees("Last time you were here: "))
	if !regexp.MustCompile(`Last time you were here: .*\d\d:\d\d.*, with a key\.`).MatchString(x.screen.screen()) {
		t.Errorf("it shows\n%s", x.screen.screen())
	}
}
