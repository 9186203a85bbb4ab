package sshd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

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
	sayLocked  = "Too many wrong codes came from where you are, so no code is looked at for now. Please try again in %s. Keys go on working.\r\n"
)

var (
	errRefused    = errors.New("the code was refused")
	errUnknownKey = errors.New("the key is not known")
	errKeyKind    = errors.New("keys of that kind or size are not accepted")
	errTries      = errors.New("too many wrong codes")
	errLocked     = errors.New("too many wrong codes from this source")
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
		Config:                      gossh.Config{KeyExchanges: keyExchanges, Ciphers: ciphers, MACs: macs},
		PublicKeyAuthAlgorithms:     signatures,
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
func (a *auth) key(meta gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	p, err := a.known(meta, key)
	if !errors.Is(err, errUnknownKey) {
		return p, err
	}
	return nil, &gossh.PartialSuccessError{Next: gossh.ServerAuthCallbacks{
		PublicKeyCallback:           a.known,
		KeyboardInteractiveCallback: a.code(key),
	}}
}

// known admits known keys and the certificates of an agency's authority.
func (a *auth) known(meta gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	if cert, ok := key.(*gossh.Certificate); ok {
		return a.certificate(meta, cert)
	}
	if !Acceptable(key) {
		return nil, errKeyKind
	}
	id, ok := a.server.config.Door.ByKey(key)
	if !ok {
		return nil, errUnknownKey
	}
	id.Via, id.Fingerprint, id.SecurityKey = ViaKey, gossh.FingerprintSHA256(key), SecurityKey(key)
	return permissions(id), nil
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
			a.conn.kill(whyCodes)
			return nil, errTries
		}
		if left := a.conn.src.lockout.left(time.Now()); left > 0 {
			return nil, a.locked(left)
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
		if errors.Is(err, errLocked) {
			return nil, err
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

// locked refuses every code of a source that gave many wrong ones, and says for how long: the same to everybody there,
// whatever the name and the code.
func (a *auth) locked(left time.Duration) error {
	a.tries = a.server.limits.CodeTries
	return &gossh.BannerError{Err: errLocked, Message: fmt.Sprintf(sayLocked, roughly(left))}
}

// roughly is a time in words, rounded up.
func roughly(d time.Duration) string {
	if d <= time.Minute {
		return "a minute"
	}
	return fmt.Sprintf("%d minutes", int((d+time.Minute-1)/time.Minute))
}

// redeem passes a code to the door, a few at a time. Every refusal takes as long as every other: a whole number of
// Limits.RefusalTime, so that no name can be told from another by what the door or the disk has to do for it.
func (a *auth) redeem(login, code string, key gossh.PublicKey) (Identity, error) {
	code = strings.TrimSpace(code)
	if login != cleanLine(login) || len(login) > longestAnswer {
		login = "" // nobody's name
	}
	if code == "" || code != cleanLine(code) || len(code) > longestAnswer {
		return Identity{}, errRefused
	}
	ctx := a.conn.ctx
	if err := take(ctx, a.conn.src.redeem); err != nil {
		return Identity{}, err
	}
	defer func() { <-a.conn.src.redeem }()
	if left := a.conn.src.lockout.left(time.Now()); left > 0 {
		return Identity{}, a.locked(left)
	}
	if err := take(ctx, a.server.redeems); err != nil {
		return Identity{}, err
	}
	began := time.Now()
	id, err := a.server.config.Door.Redeem(ctx, login, code, a.conn.remote(), key)
	<-a.server.redeems
	if err != nil {
		a.conn.src.lockout.refused(time.Now(), a.server.limits)
		wait(ctx, upTo(time.Since(began), a.server.limits.RefusalTime))
		return Identity{}, err
	}
	id.Via, id.Fingerprint = ViaPass, ""
	if key != nil {
		id.Via, id.Fingerprint, id.SecurityKey = ViaKey, gossh.FingerprintSHA256(key), SecurityKey(key)
	}
	return id, nil
}

// take waits for a turn.
func take(ctx context.Context, turn chan struct{}) error {
	select {
	case turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// upTo is what is left of d up to the next whole number of steps.
func upTo(d, step time.Duration) time.Duration { return step - d%step }

// wait waits for d, or until ctx ends.
func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
