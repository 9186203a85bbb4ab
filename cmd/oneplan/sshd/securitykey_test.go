package sshd

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"math/big"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// token is a security key made of software. It signs as OpenSSH's PROTOCOL.u2f says: over the hash of the application,
// the flags, a counter and the hash of the message.
type token struct {
	public gossh.PublicKey
	flags  byte // 1: somebody touched it
	sign   func(message []byte) []byte
	count  uint32
}

const application = "ssh:"

func newToken(t *testing.T, algorithm string, flags byte) *token {
	t.Helper()
	k := &token{flags: flags}
	var wire []byte
	switch algorithm {
	case gossh.KeyAlgoSKED25519:
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		wire = gossh.Marshal(struct {
			Name        string
			Key         []byte
			Application string
		}{algorithm, public, application})
		k.sign = func(m []byte) []byte { return ed25519.Sign(private, m) }
	case gossh.KeyAlgoSKECDSA256:
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		public, err := private.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		wire = gossh.Marshal(struct {
			Name, Curve string
			Key         []byte
			Application string
		}{algorithm, "nistp256", public, application})
		k.sign = func(m []byte) []byte {
			h := sha256.Sum256(m)
			r, s, err := ecdsa.Sign(rand.Reader, private, h[:])
			if err != nil {
				t.Fatal(err)
			}
			return gossh.Marshal(struct{ R, S *big.Int }{r, s})
		}
	}
	var err error
	if k.public, err = gossh.ParsePublicKey(wire); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *token) PublicKey() gossh.PublicKey { return k.public }

func (k *token) Sign(_ io.Reader, message []byte) (*gossh.Signature, error) {
	k.count++
	app, msg := sha256.Sum256([]byte(application)), sha256.Sum256(message)
	blob := gossh.Marshal(struct {
		Application []byte `ssh:"rest"`
	}{append(append(append([]byte{}, app[:]...), k.flags, byte(k.count>>24), byte(k.count>>16), byte(k.count>>8), byte(k.count)), msg[:]...)})
	rest := gossh.Marshal(struct {
		Flags byte
		Count uint32
	}{k.flags, k.count})
	return &gossh.Signature{Format: k.public.Type(), Blob: k.sign(blob), Rest: rest}, nil
}

// TestSecurityKeys: keys in a device are keys, and count only if somebody touched the device.
func TestSecurityKeys(t *testing.T) {
	st := serve(t, Config{})
	for _, algorithm := range []string{gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256} {
		for _, c := range []struct {
			name  string
			flags byte
			in    bool
		}{
			{"touched", 1, true},
			{"touched, and its owner verified", 1 | 4, true},
			{"not touched", 0, false},
			{"verified without a touch", 4, false},
		} {
			k := newToken(t, algorithm, c.flags)
			st.door.mu.Lock()
			st.door.known[string(k.public.Marshal())] = Identity{Person: "ana", Name: "ana"}
			st.door.mu.Unlock()
			client, err := st.connect("x", gossh.PublicKeys(k))
			if (err == nil) != c.in {
				t.Errorf("%s, %s: %v", algorithm, c.name, err)
			}
			if err != nil {
				continue
			}
			if out, _, _ := run(client, "x"); !strings.HasPrefix(out, "ana via key ") {
				t.Error(out)
			}
			_ = client.Close()
			// The next answer of the same device is another one: what was overheard is worth nothing.
			replayed := *k
			last, err := k.Sign(nil, []byte("of another session"))
			if err != nil {
				t.Fatal(err)
			}
			replayed.sign = func([]byte) []byte { return last.Blob }
			if _, err := st.connect("x", gossh.PublicKeys(&replayed)); err == nil {
				t.Errorf("%s: a signature of another session let in", algorithm)
			}
		}
	}
}

// TestSecurityKeyIsBoundByTheCode: the code of a letter binds a security key as any other.
func TestSecurityKeyIsBoundByTheCode(t *testing.T) {
	var heard Identity
	st := serve(t, Config{Door: overheard{newDoor(), &heard}})
	st.door.codes["ben"] = "ABCDEFGH"
	k := newToken(t, gossh.KeyAlgoSKED25519, 1)
	c, err := st.connect("ben", gossh.PublicKeys(k), answers(nil, "ABCDEFGH"))
	if err != nil {
		t.Fatal(err)
	}
	out, _, _ := run(c, "x")
	_ = c.Close()
	if !strings.HasPrefix(out, "ben via key ") || !heard.SecurityKey || heard.Fingerprint != gossh.FingerprintSHA256(k.public) {
		t.Errorf("%q, %+v", out, heard)
	}
}

// overheard keeps the identity that is asked about.
type overheard struct {
	*fakeDoor
	id *Identity
}

func (o overheard) Current(id Identity) bool {
	*o.id = id
	return o.fakeDoor.Current(id)
}
