package sshd

import (
	"errors"
	"fmt"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// Certificate is what an agency's own authority says of somebody. What it says was checked: that it is meant for people,
// the authority's signature, the days, and that the name is one of those in it.
type Certificate struct {
	// Issuer is the authority's key.
	Issuer gossh.PublicKey
	// Login is whom it names: the name before the @, which is one of the certificate's principals.
	Login string
	// From is the first moment at which it counts; the zero time if it says none.
	From time.Time
	// Until is the first moment at which it counts no more; the zero time if it says none.
	Until time.Time
}

var (
	errIssuer     = errors.New("no agency here vouches with that authority, or nobody of it has that name")
	errHost       = errors.New("the certificate is for a machine, not for a person")
	errPrincipals = errors.New("the certificate names nobody")
	errWeak       = errors.New("the certificate or its authority has a key or signature that is too weak")
)

// certificate judges a certificate (PROTOCOL.certkeys of OpenSSH). Like key, it runs when it is offered; what it returns counts
// only once its key is proven.
func (a *auth) certificate(meta gossh.ConnMetadata, cert *gossh.Certificate) (*gossh.Permissions, error) {
	switch {
	case cert.CertType != gossh.UserCert:
		return nil, errHost
	case len(cert.ValidPrincipals) == 0: // to the library that is everybody
		return nil, errPrincipals
	case !Acceptable(cert.Key), !Acceptable(cert.SignatureKey), cert.Signature == nil,
		cert.Signature.Format == gossh.KeyAlgoRSA: // with SHA-1
		return nil, errWeak
	}
	c := Certificate{Issuer: cert.SignatureKey, Login: meta.User(), From: moment(cert.ValidAfter), Until: moment(cert.ValidBefore)}
	id, ok := a.server.config.Door.ByCertificate(c)
	if !ok {
		return nil, errIssuer
	}
	checker := gossh.CertChecker{SupportedCriticalOptions: []string{sourceAddress}}
	if err := checker.CheckCert(c.Login, cert); err != nil {
		return nil, fmt.Errorf("the certificate was refused: %w", err)
	}
	id.Via, id.Fingerprint, id.Until = ViaCertificate, gossh.FingerprintSHA256(cert.Key), c.Until
	id.SecurityKey = SecurityKey(cert.Key)
	p := permissions(id)
	if from, limited := cert.CriticalOptions[sourceAddress]; limited {
		p.CriticalOptions = map[string]string{sourceAddress: from} // the library holds the client to it
	}
	return p, nil
}

// sourceAddress is the critical option that says from where a certificate may be used, the only one that is understood.
const sourceAddress = "source-address"

// moment is a time of a certificate; 0 and "for ever" are the zero time.
func moment(t uint64) time.Time {
	if t == 0 || t == gossh.CertTimeInfinity || t > 1<<62 {
		return time.Time{}
	}
	return time.Unix(int64(t), 0)
}
