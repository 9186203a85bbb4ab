package sshd

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func TestKnownKey(t *testing.T) {
	st := serve(t, Config{})
	out, _, status := run(st.dial(t), "whoami")
	if want := "ana via key runs [\"whoami\"]\n"; out != want || status != 0 {
		t.Errorf("got %q, %d, want %q", out, status, want)
	}
}

func TestNewKeyIsBoundByTheCode(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	key, _ := st.door.key(t, "")
	var asked []string
	c, err := st.connect("ben", gossh.PublicKeys(key), answers(&asked, " ABCDEFGH "))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if out, _, _ := run(c, "x"); !strings.HasPrefix(out, "ben via key ") {
		t.Error(out)
	}
	if want := []string{"This key is new here. Code from your letter:"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q", asked)
	}
	again, err := st.connect("whatever", gossh.PublicKeys(key))
	if err != nil {
		t.Fatal("the key alone, the second time:", err)
	}
	_ = again.Close()
}

func TestCodeWithoutKeyIsAPass(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	var asked []string
	c, err := st.connect("ben", answers(&asked, "ABCDEFGH"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if out, _, _ := run(c, "x"); !strings.HasPrefix(out, "ben via pass ") {
		t.Error(out)
	}
	if want := []string{"Code from your letter:"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q", asked)
	}
}

// TestWrongCodes also shows that an unknown login name gets the same words.
func TestWrongCodes(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	transcripts := map[string][]string{}
	for _, login := range []string{"ben", "nobody", "caf\xff", strings.Repeat("n", 5000)} {
		before := len(st.door.calls())
		var asked []string
		_, err := st.connect(login, answers(&asked, "WRONG", "", "STILL", "ABCDEFGH", "ABCDEFGH"))
		if err == nil {
			t.Fatalf("%.10q came in", login)
		}
		transcripts[login] = append(asked, err.Error())
		if calls := st.door.calls()[before:]; len(calls) > 3 || slices.Contains(calls, "ben ABCDEFGH pass") {
			t.Errorf("%.10q had these tries: %q", login, calls)
		}
	}
	if len(transcripts["ben"]) < 4 {
		t.Errorf("asked %q", transcripts["ben"])
	}
	for login, tr := range transcripts {
		if !slices.Equal(tr, transcripts["ben"]) {
			t.Errorf("%.10q was told %q, ben %q", login, tr, transcripts["ben"])
		}
	}
}

func TestWrongCodeThenRightOne(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	var asked []string
	c, err := st.connect("ben", answers(&asked, "WRONG", "ABCDEFGH"))
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	if len(asked) != 2 || asked[1] != strings.TrimSpace(sayCompare+" "+askAgain) {
		t.Errorf("asked %q", asked)
	}
}

// TestAgentFullOfKeys: unknown keys come first; the known one behind them must
// still count, and without a known one the code prompt must be reached.
func TestAgentFullOfKeys(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	var keys []gossh.Signer
	for range 15 {
		key, _ := st.door.key(t, "")
		keys = append(keys, key)
	}
	c, err := st.connect("x", gossh.PublicKeys(append(slices.Clone(keys), st.ana)...))
	if err != nil {
		t.Fatal(err)
	}
	if out, _, _ := run(c, "x"); !strings.HasPrefix(out, "ana via key ") {
		t.Error(out)
	}
	_ = c.Close()
	c, err = st.connect("ben", gossh.PublicKeys(keys...), answers(nil, "WRONG", "ABCDEFGH"))
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	if calls := st.door.calls(); !slices.Equal(calls, []string{"ben WRONG key", "ben ABCDEFGH key"}) {
		t.Errorf("redeemed %q", calls)
	}
	if _, ok := st.door.ByKey(keys[0].PublicKey()); !ok {
		t.Error("the first key, which was proven, was not bound")
	}
}

// offered pretends to have a key: it offers the public half of one and signs
// with another.
type offered struct {
	gossh.Signer
	public gossh.PublicKey
}

func (o offered) PublicKey() gossh.PublicKey { return o.public }

func TestOfferedIsNotProven(t *testing.T) {
	st := serve(t, Config{})
	st.door.codes["ben"] = "ABCDEFGH"
	mine, _ := st.door.key(t, "")
	if _, err := st.connect("ana", gossh.PublicKeys(offered{mine, st.ana.PublicKey()})); err == nil {
		t.Fatal("a known key came in without being proven")
	}
	// A known key that is only asked about leaves no trace in what follows.
	c, err := st.connect("ben", gossh.PublicKeysCallback(func() ([]gossh.Signer, error) { return nil, nil }), answers(nil, "ABCDEFGH"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if out, _, _ := run(c, "x"); !strings.HasPrefix(out, "ben via pass ") {
		t.Error(out)
	}
}

func TestNoOtherWayIn(t *testing.T) {
	st := serve(t, Config{})
	if _, err := st.connect("ana"); err == nil {
		t.Error("came in with nothing")
	}
	if _, err := st.connect("ana", gossh.Password("x")); err == nil || strings.Contains(err.Error(), "attempted methods [none password]") {
		t.Errorf("passwords are offered: %v", err)
	}
}

func TestWeakKeysAndCertificates(t *testing.T) {
	st := serve(t, Config{})
	short, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // that it is short is the point
	if err != nil {
		t.Fatal(err)
	}
	weak, err := gossh.NewSignerFromKey(short)
	if err != nil {
		t.Fatal(err)
	}
	cert := &gossh.Certificate{Key: st.ana.PublicKey(), CertType: gossh.UserCert, ValidBefore: gossh.CertTimeInfinity}
	if err := cert.SignCert(rand.Reader, st.ana); err != nil {
		t.Fatal(err)
	}
	certified, err := gossh.NewCertSigner(cert, st.ana)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]gossh.Signer{"a short key": weak, "a certificate": certified} {
		st.door.known[string(key.PublicKey().Marshal())] = Identity{Person: "ana"}
		if _, err := st.connect("ana", gossh.PublicKeys(key)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestAccessThatEnded(t *testing.T) {
	st := serve(t, Config{})
	c := st.dial(t)
	st.door.mu.Lock()
	st.door.revoked["ana"] = true
	st.door.mu.Unlock()
	out, errs, status := run(c, "whoami")
	if out != "" || status != 1 || errs != sayEnded+"\n" {
		t.Errorf("got %q, %q, %d", out, errs, status)
	}
}

func TestDoorThatPanics(t *testing.T) {
	st := serve(t, Config{})
	st.door.mu.Lock()
	st.door.panics = true
	st.door.mu.Unlock()
	if _, err := st.connect("ana", gossh.PublicKeys(st.ana)); err == nil {
		t.Error("came in")
	}
	st.door.mu.Lock()
	st.door.panics = false
	st.door.mu.Unlock()
	st.dial(t)
}

// slowDoor takes its time over codes and counts how many it is given at once.
type slowDoor struct {
	*fakeDoor
	now, most atomic.Int32
}

func (d *slowDoor) Redeem(ctx context.Context, login, code, remote string, key gossh.PublicKey) (Identity, error) {
	now := d.now.Add(1)
	defer d.now.Add(-1)
	most := d.most.Load()
	for now > most && !d.most.CompareAndSwap(most, now) {
		most = d.most.Load()
	}
	time.Sleep(20 * time.Millisecond)
	return d.fakeDoor.Redeem(ctx, login, code, remote, key)
}

// TestCodesAreTriedFewAtATime: slow hashes cannot be piled up, and one source
// cannot take every turn.
func TestCodesAreTriedFewAtATime(t *testing.T) {
	door := &slowDoor{fakeDoor: newDoor()}
	st, dial := serveFrom(t, Limits{}, door)
	attack := func(sources int) int32 {
		door.most.Store(0)
		var all sync.WaitGroup
		for i := range 12 {
			c := dial(fmt.Sprintf("192.0.2.%d:%d", 1+i%sources, 1+i))
			all.Go(func() {
				if client, err := st.handshake(c, "ben", answers(nil, "A", "B", "C")); err == nil {
					_ = client.Close()
					t.Error("came in")
				}
			})
		}
		all.Wait()
		return door.most.Load()
	}
	if n := attack(1); n != 1 {
		t.Errorf("%d at once from one source", n)
	}
	if n := attack(6); n != 2 {
		t.Errorf("%d at once from six sources", n)
	}
}
