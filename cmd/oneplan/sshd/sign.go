package sshd

import (
	"bytes"
	"fmt"

	"github.com/hiddeco/sshsig" // OpenSSH's signature format, which x/crypto/ssh does not have
	gossh "golang.org/x/crypto/ssh"
)

// Namespace is what a signature of the service is for (PROTOCOL.sshsig of OpenSSH, section 2): one made for papers is worth nothing
// anywhere else.
const Namespace = "oneplan-paper"

// Principal is what the service is called in its AllowedSigner.
const Principal = "oneplan"

// Sign signs a message with the service's own key, which people know from their first connection. The signature is in OpenSSH's
// armored form (PROTOCOL.sshsig), as "ssh-keygen -Y verify" reads it. With an ed25519 key the same message has the same signature.
func (s *Server) Sign(message []byte) ([]byte, error) {
	sig, err := sshsig.Sign(bytes.NewReader(message), s.signer, sshsig.HashSHA512, Namespace)
	if err != nil {
		return nil, fmt.Errorf("the paper could not be signed: %w", err)
	}
	return sshsig.Armor(sig), nil
}

// AllowedSigner is the line that lets "ssh-keygen -Y verify" know the service's signatures of papers (ssh-keygen(1), ALLOWED SIGNERS).
func (s *Server) AllowedSigner() string {
	return fmt.Sprintf("%s namespaces=%q %s", Principal, Namespace, gossh.MarshalAuthorizedKey(s.signer.PublicKey()))
}
