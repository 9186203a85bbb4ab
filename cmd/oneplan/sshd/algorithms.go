package sshd

import (
	"crypto/rsa"

	gossh "golang.org/x/crypto/ssh"
)

// The algorithms that are offered, the best first: what OpenSSH from 6.5 on and PuTTY from 0.68 on have, and nothing that
// ssh-audit finds weak. Curves of NIST, groups of whatever size and MACs over the plain text are left out on purpose.
var (
	keyExchanges = []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519}
	ciphers      = []string{
		gossh.CipherChaCha20Poly1305, gossh.CipherAES256GCM, gossh.CipherAES128GCM,
		gossh.CipherAES256CTR, gossh.CipherAES192CTR, gossh.CipherAES128CTR,
	}
	macs = []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM}
	// signatures are what people's keys may sign with. A security key's signature counts only with the touch that it
	// attests.
	signatures = []string{
		gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
		gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521, gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512,
	}
)

// shortestRSA is how many bits an RSA key has at least.
const shortestRSA = 2048

// Acceptable reports whether a key is of a kind and size that lets somebody in, or that an authority may sign
// certificates with.
func Acceptable(key gossh.PublicKey) bool {
	switch key.Type() {
	case gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
		gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521:
		return true
	case gossh.KeyAlgoRSA:
		ck, ok := key.(gossh.CryptoPublicKey)
		if !ok {
			return false
		}
		r, ok := ck.CryptoPublicKey().(*rsa.PublicKey)
		return ok && r.N.BitLen() >= shortestRSA
	}
	return false
}

// SecurityKey reports whether a key lives in a device that has to be touched.
func SecurityKey(key gossh.PublicKey) bool {
	return key.Type() == gossh.KeyAlgoSKED25519 || key.Type() == gossh.KeyAlgoSKECDSA256
}
