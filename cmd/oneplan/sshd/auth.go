package sshd

import (
	"context"
	"crypto/rsa"
	"errors"
	"log/slog"
	"strings"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// What people read while they sign in. Nothing here depends on whether the
// login name is known.
const (
	askCode    = "Code from your letter: "
	askCodeKey = "This key is new here. " + askCode
	askAgain   = "That did not work. " + askCode
	sayCompare = "Please compare the code, and the name before the @, with your letter."
	sayNoMore  = "That did not work either, so this connection is closed. If the letter is right, ask whoever sent it for a new one.\r\n"
)

var (
	errRefused    = errors.New("the code was refused")
	errUnknownKey = errors.New("the key is not known")
	errKeyKind    = errors.New("certificates and short RSA keys are not accepted")
	errTries      = errors.New("too many wrong codes")
)

// identityKey is where the permissions of a connection keep its Identity.
type identityKey struct{}

// permissions wraps an identity for the ssh library, which hands it back only
// for the key or code that was verified.
func permissions(id Identity) *gossh.Permissions {
	return &gossh.Permissions{ExtraData: map[any]any{identityKey{}: id}}
}

// identityOf is the one place where an identity is taken from a connection.
func identityOf(p *gossh.Permissions) (Identity, bool) {
	if p == nil {
		return Identity{}, false
	}
	id, ok := p.ExtraData[identityKey{}].(Identity)
	return id, ok && id.Person != ""
}

// auth is the signing in of one connection. The library runs its callbacks
// one after the other.
type auth struct {
	server *Server
	conn   *conn
	tries  int // codes asked for
}

// authConfig is the library's callback for the rules of one connection. With
// no other callback set, there are no passwords and no signing in with
// nothing.
func (s *Server) authConfig(ctx ssh.Context) *gossh.ServerConfig {
	a := &auth{server: s, conn: connOf(ctx)}
	return &gossh.ServerConfig{
		MaxAuthTries:                s.limits.AuthTries,
		PublicKeyCallback:           a.key,
		KeyboardInteractiveCallback: a.code(nil),
		AuthLogCallback: func(_ gossh.ConnMetadata, method string, err error) {
			if err == nil {
				a.conn.signedIn()
				return
			}
			s.log.LogAttrs(context.Background(), slog.LevelDebug, "sign-in attempt",
				slog.String("remote", a.conn.remote()), slog.String("method", method), slog.Any("error", err))
		},
	}
}

// key judges a public key. It runs when the key is offered; what it returns
// counts only once the key is proven. A key that is not known leads to the
// code, or to another key of the same client that is known.
func (a *auth) key(_ gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	p, err := a.known(nil, key)
	if !errors.Is(err, errUnknownKey) {
		return p, err
	}
	return nil, &gossh.PartialSuccessError{Next: gossh.ServerAuthCallbacks{
		PublicKeyCallback:           a.known,
		KeyboardInteractiveCallback: a.code(key),
	}}
}

// known admits known keys alone.
func (a *auth) known(_ gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	if !acceptable(key) {
		return nil, errKeyKind
	}
	id, ok := a.server.config.Door.ByKey(key)
	if !ok {
		return nil, errUnknownKey
	}
	id.Via, id.Fingerprint = ViaKey, gossh.FingerprintSHA256(key)
	return permissions(id), nil
}

// acceptable refuses certificates, which would need their type, principals
// and source address checked, and RSA keys that are too short today.
func acceptable(key gossh.PublicKey) bool {
	if _, isCert := key.(*gossh.Certificate); isCert {
		return false
	}
	if ck, ok := key.(gossh.CryptoPublicKey); ok {
		if r, ok := ck.CryptoPublicKey().(*rsa.PublicKey); ok {
			return r.N.BitLen() >= 2048
		}
	}
	return true
}

// code asks for the code of a letter; key is the proven key it is to be bound
// to, or nil for a pass.
func (a *auth) code(key gossh.PublicKey) func(gossh.ConnMetadata, gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
	prompt := askCode
	if key != nil {
		prompt = askCodeKey
	}
	return func(meta gossh.ConnMetadata, challenge gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
		if a.tries >= a.server.limits.CodeTries {
			a.conn.kill("too many wrong codes")
			return nil, errTries
		}
		ask, instruction := prompt, ""
		if a.tries > 0 {
			ask, instruction = askAgain, sayCompare
		}
		a.tries++
		answers, err := challenge("", instruction, []string{ask}, []bool{true})
		if err != nil {
			return nil, err
		}
		id, err := a.redeem(meta.User(), answers[0], key)
		if err == nil {
			return permissions(id), nil
		}
		a.server.log.Info("a code was refused", "remote", a.conn.remote(), "error", err)
		if a.tries >= a.server.limits.CodeTries {
			return nil, &gossh.BannerError{Err: errRefused, Message: sayNoMore}
		}
		return nil, errRefused
	}
}

// The longest login name and code that are passed on; letters are far shorter.
const longestAnswer = 64

// redeem passes a code to the door, a few at a time.
func (a *auth) redeem(login, code string, key gossh.PublicKey) (Identity, error) {
	code = strings.TrimSpace(code)
	if login != cleanLine(login) || len(login) > longestAnswer {
		login = "" // nobody's name
	}
	if code == "" || code != cleanLine(code) || len(code) > longestAnswer {
		return Identity{}, errRefused
	}
	for _, turn := range []chan struct{}{a.conn.src.redeem, a.server.redeems} {
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-a.conn.ctx.Done():
			return Identity{}, a.conn.ctx.Err()
		}
	}
	id, err := a.server.config.Door.Redeem(a.conn.ctx, login, code, a.conn.remote(), key)
	if err != nil {
		return Identity{}, err
	}
	id.Via, id.Fingerprint = ViaPass, ""
	if key != nil {
		id.Via, id.Fingerprint = ViaKey, gossh.FingerprintSHA256(key)
	}
	return id, nil
}
