package sshd

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// agency is an agency's own authority, and somebody's key without a certificate yet.
type agency struct {
	st   *site
	ca   gossh.Signer
	file string // the authority's private key
	key  string // somebody's
}

// newAgency makes an authority that the site's door trusts to vouch for ana.smith.
func newAgency(t *testing.T, st *site) *agency {
	t.Helper()
	a := &agency{st: st}
	a.ca, a.file = st.door.key(t, "")
	_, a.key = st.door.key(t, "")
	st.door.mu.Lock()
	defer st.door.mu.Unlock()
	st.door.vouched[string(a.ca.PublicKey().Marshal())+" ana.smith"] = Identity{Person: "ana", Name: "ana", Grant: "health"}
	return a
}

// certify has ssh-keygen make a certificate with these options, and returns its file.
func (a *agency) certify(t *testing.T, options ...string) string {
	t.Helper()
	ca := a.file
	if len(options) > 1 && options[0] == "-s" {
		ca, options = options[1], options[2:]
	}
	pub, err := os.ReadFile(a.key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(name+".pub", pub, 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-q", "-s", ca, "-I", "anna at health"}, options...)
	if out, err := exec.Command("ssh-keygen", append(args, name+".pub")...).CombinedOutput(); err != nil { //nolint:gosec // files of this test
		t.Fatalf("%s %v", out, err)
	}
	return name + "-cert.pub"
}

// comes has OpenSSH come in with a certificate, and returns what it says and what the log says of it.
func (a *agency) comes(t *testing.T, login, certificate string) (said, logged string) {
	t.Helper()
	before := a.st.log.Len()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := a.st.openssh(ctx, "-i", a.key, "-o", "CertificateFile="+certificate, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", login+"@HOST", "whoami")
	out, _ := cmd.CombinedOutput() // refusals end it too
	return string(out), a.st.log.String()[before:]
}

func TestOpenSSHCertificates(t *testing.T) {
	st := serve(t, Config{})
	a := newAgency(t, st)
	_, stranger := st.door.key(t, "")
	for _, c := range []struct {
		name    string
		login   string
		options []string
		refused string // in the log; "": it lets in
	}{
		{"for a day", "ana.smith", []string{"-n", "ana.smith", "-V", "+1d"}, ""},
		{"without an end", "ana.smith", []string{"-n", "ana.smith"}, ""},
		{"of several names", "ana.smith", []string{"-n", "health-staff,ana.smith", "-V", "+1d"}, ""},
		{"from here", "ana.smith", []string{"-n", "ana.smith", "-V", "+1d", "-O", "source-address=192.0.2.0/24,127.0.0.0/8"}, ""},
		{"with extensions", "ana.smith", []string{"-n", "ana.smith", "-V", "+1d", "-O", "extension:hello@example.org=1"}, ""},

		{"from elsewhere", "ana.smith", []string{"-n", "ana.smith", "-V", "+1d", "-O", "source-address=192.0.2.0/24"}, "source-address restriction"},
		{"of another authority", "ana.smith", []string{"-s", stranger, "-n", "ana.smith", "-V", "+1d"}, errIssuer.Error()},
		{"of nobody", "ana.smith", []string{"-V", "+1d"}, errPrincipals.Error()},
		{"of somebody else", "ana.smith", []string{"-n", "ben.jones", "-V", "+1d"}, `principal \"ana.smith\" not in the set`},
		{"of somebody that the agency does not have here", "ben.jones", []string{"-n", "ben.jones", "-V", "+1d"}, errIssuer.Error()},
		{"of yesterday", "ana.smith", []string{"-n", "ana.smith", "-V", "-2d:-1d"}, "cert has expired"},
		{"of tomorrow", "ana.smith", []string{"-n", "ana.smith", "-V", "+1d:+2d"}, "cert is not yet valid"},
		{"for one command", "ana.smith", []string{"-n", "ana.smith", "-V", "+1d", "-O", "force-command=minutes"}, `unsupported critical option \"force-command\"`},
		{"with an option that nobody knows", "ana.smith", []string{"-n", "ana.smith", "-V", "+1d", "-O", "critical:hello@example.org=1"}, "unsupported critical option"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, logged := a.comes(t, c.login, a.certify(t, c.options...))
			in := strings.Contains(said, "ana via certificate runs")
			if in != (c.refused == "") || !strings.Contains(logged, c.refused) {
				t.Errorf("it says %q, the log %q", said, logged)
			}
		})
	}
}

// TestCertificatesThatNoToolMakes are those that only a broken or hostile client brings.
func TestCertificatesThatNoToolMakes(t *testing.T) {
	st := serve(t, Config{})
	a := newAgency(t, st)
	mine, _ := st.door.key(t, "")
	small, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // that it is short is the point
	if err != nil {
		t.Fatal(err)
	}
	weak, err := gossh.NewSignerFromKey(small)
	if err != nil {
		t.Fatal(err)
	}
	large, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	old, err := gossh.NewSignerFromKey(large)
	if err != nil {
		t.Fatal(err)
	}
	sha1, err := gossh.NewSignerWithAlgorithms(old.(gossh.AlgorithmSigner), []string{gossh.KeyAlgoRSA}) //nolint:errcheck // an RSA signer is one
	if err != nil {
		t.Fatal(err)
	}
	st.door.mu.Lock()
	for _, ca := range []gossh.Signer{weak, old} {
		st.door.vouched[string(ca.PublicKey().Marshal())+" ana.smith"] = Identity{Person: "ana", Name: "ana"}
	}
	st.door.mu.Unlock()
	fresh := func(key gossh.PublicKey) *gossh.Certificate {
		return &gossh.Certificate{Key: key, CertType: gossh.UserCert, ValidPrincipals: []string{"ana.smith"}, ValidBefore: gossh.CertTimeInfinity}
	}
	signed := func(cert *gossh.Certificate, by gossh.Signer) *gossh.Certificate {
		if err := cert.SignCert(rand.Reader, by); err != nil {
			t.Fatal(err)
		}
		return cert
	}
	forged := signed(fresh(mine.PublicKey()), mine)
	forged.SignatureKey = a.ca.PublicKey()
	changed := signed(fresh(mine.PublicKey()), a.ca)
	changed.ValidPrincipals = append(changed.ValidPrincipals, "ben.jones")
	restricted := signed(&gossh.Certificate{
		Key: mine.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{"ana.smith"}, ValidBefore: gossh.CertTimeInfinity,
		Permissions: gossh.Permissions{CriticalOptions: map[string]string{sourceAddress: ""}},
	}, a.ca)
	nested := fresh(mine.PublicKey())
	nested.SignatureKey = signed(fresh(mine.PublicKey()), a.ca)
	nested.Signature = &gossh.Signature{Format: gossh.KeyAlgoED25519, Blob: make([]byte, 64)}
	machine := fresh(mine.PublicKey())
	machine.CertType = gossh.HostCert // OpenSSH does not even offer it
	kind := signed(fresh(mine.PublicKey()), a.ca)
	kind.CertType = 7
	for name, c := range map[string]struct {
		cert *gossh.Certificate
		key  gossh.Signer
	}{
		"a forged signature":                 {forged, mine},
		"changed after it was signed":        {changed, mine},
		"a short key":                        {signed(fresh(weak.PublicKey()), a.ca), weak},
		"a short key of the authority":       {signed(fresh(mine.PublicKey()), weak), mine},
		"a signature with SHA-1":             {signed(fresh(mine.PublicKey()), sha1), mine},
		"an authority that is a certificate": {nested, mine},
		"an empty list of addresses":         {restricted, mine},
		"of an unknown kind":                 {kind, mine},
		"of a machine":                       {signed(machine, a.ca), mine},
	} {
		signer, err := gossh.NewCertSigner(c.cert, c.key)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if client, err := st.connect("ana.smith", gossh.PublicKeys(signer)); err == nil {
			_ = client.Close()
			t.Errorf("%s: it let in", name)
		}
	}
	good, err := gossh.NewCertSigner(signed(fresh(mine.PublicKey()), a.ca), mine)
	if err != nil {
		t.Fatal(err)
	}
	c, err := st.connect("ana.smith", gossh.PublicKeys(good))
	if err != nil {
		t.Fatal("a good one does not let in:", err)
	}
	_ = c.Close()
	// A certificate that is shown is not a certificate whose key is proven.
	other, _ := st.door.key(t, "")
	if c, err := st.connect("ana.smith", gossh.PublicKeys(offered{other, good.PublicKey()})); err == nil {
		_ = c.Close()
		t.Error("somebody else's certificate let in")
	}
}

// TestAccessEndsWhileTheyAreHere: whoever may not come in any more is told so and disconnected within a few seconds,
// and nobody else is.
func TestAccessEndsWhileTheyAreHere(t *testing.T) {
	st := serve(t, Config{
		Limits: Limits{Recheck: 20 * time.Millisecond},
		Shell: func(ctx context.Context, t *Terminal) {
			fmt.Fprintf(t.Output(), "%s sits down\r\n", t.Identity.Person)
			<-ctx.Done()
		},
		Exec: func(ctx context.Context, c *Command) int {
			fmt.Fprintln(c.Stdout, "it takes its time")
			<-ctx.Done()
			return 0
		},
	})
	a := newAgency(t, st)
	cert := a.certify(t, "-n", "ana.smith", "-V", "+1d")
	vouched := st.client(t, "-i", a.key, "-o", "CertificateFile="+cert, "-o", "IdentitiesOnly=yes", "ana.smith@HOST")
	vouched.sees(t, "ana sits down")
	_, bens := st.door.key(t, "ben")
	ben := st.client(t, "-i", bens, "HOST")
	ben.sees(t, "ben sits down")
	working := st.client(t, "-i", st.file, "HOST", "work")
	working.sees(t, "it takes its time")

	st.door.mu.Lock()
	st.door.revoked["ana"] = true
	st.door.mu.Unlock()
	time.Sleep(5 * 20 * time.Millisecond) // it is not asked while the epoch stays
	select {
	case <-vouched.end:
		t.Fatal("it was asked for no reason")
	default:
	}
	st.door.epoch.Add(1)
	for _, c := range []*client{vouched, working} {
		_ = c.ends(t)
		c.sees(t, sayEnded)
		if code := c.cmd.ProcessState.ExitCode(); code != 1 {
			t.Errorf("ssh ends with %d", code)
		}
	}
	select {
	case err := <-ben.end:
		t.Errorf("ben was thrown out too: %v", err)
	default:
	}
}

// TestWaysInRunOut: a pass and a certificate end by themselves while their holder sits there.
func TestWaysInRunOut(t *testing.T) {
	sits := func(ctx context.Context, t *Terminal) {
		fmt.Fprintf(t.Output(), "%s sits down\r\n", t.Identity.Person)
		<-ctx.Done()
	}
	door := &endingDoor{fakeDoor: newDoor(), until: time.Now().Add(3 * time.Second)}
	st := serve(t, Config{Door: door, Limits: Limits{Recheck: 20 * time.Millisecond}, Shell: sits})
	st.door.codes["ben"] = "ABCDEFGH"
	pass := st.client(t, "-o", "PubkeyAuthentication=no", "ben@HOST")
	pass.sees(t, "Code from your letter")
	pass.types("ABCDEFGH\r")
	pass.sees(t, "ben sits down")
	_ = pass.ends(t)
	pass.sees(t, sayPassOver)

	a := newAgency(t, st)
	cert := a.certify(t, "-n", "ana.smith", "-V", "-1h:"+time.Now().UTC().Add(4*time.Second).Format("20060102150405Z"))
	c := st.client(t, "-i", a.key, "-o", "CertificateFile="+cert, "-o", "IdentitiesOnly=yes", "ana.smith@HOST")
	c.sees(t, "ana sits down")
	_ = c.ends(t)
	c.sees(t, sayCertificateOver)
}

// endingDoor gives passes that run out.
type endingDoor struct {
	*fakeDoor
	until time.Time
}

func (d *endingDoor) Redeem(ctx context.Context, login, code, remote string, key gossh.PublicKey) (Identity, error) {
	id, err := d.fakeDoor.Redeem(ctx, login, code, remote, key)
	if err == nil {
		id.Until = d.until
	}
	return id, err
}

// TestProxies: a load balancer says whom it connects, and nobody else is believed.
func TestProxies(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	st := serve(t, Config{Listener: l, Limits: Limits{PerSource: 2}, Proxies: prefixes("127.0.0.2/32"), Exec: func(_ context.Context, c *Command) int {
		fmt.Fprint(c.Stdout, c.Remote)
		return 0
	}})
	dial := func(from, header string) (*gossh.Client, error) {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		c, err := d.DialContext(t.Context(), "tcp", l.Addr().String())
		if err != nil {
			return nil, err
		}
		if _, err := c.Write([]byte(header)); err != nil {
			return nil, err
		}
		return st.handshake(c, "x", gossh.PublicKeys(st.ana))
	}
	header := "PROXY TCP4 203.0.113.9 198.51.100.1 4711 22\r\n"
	var all []*gossh.Client
	for range 2 {
		c, err := dial("127.0.0.2", header)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if out, _, _ := run(c, "x"); out != "203.0.113.9:4711" {
			t.Errorf("it comes from %q", out)
		}
		all = append(all, c)
	}
	if _, err := dial("127.0.0.2", header); err == nil {
		t.Error("a third connection of the same source came in")
	}
	_ = all[0].Close()
	if _, err := dial("127.0.0.2", ""); err == nil {
		t.Error("the load balancer came in without a header")
	}
	for _, header := range []string{"", "PROXY TCP4 203.0.113.77 198.51.100.1 4711 22\r\n"} {
		c, err := dial("127.0.0.1", header)
		if err != nil {
			continue // a header where none belongs may be too much for the protocol
		}
		if out, _, _ := run(c, "x"); !strings.HasPrefix(out, "127.0.0.1:") {
			t.Errorf("somebody else's header was believed: %q", out)
		}
		_ = c.Close()
	}
}
