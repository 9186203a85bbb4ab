package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
	"oneplan/meeting/room"
)

// door decides who may come in, from the service's state.
type door struct {
	hub  *room.Hub
	log  *slog.Logger
	hash func(code string, salt []byte) []byte // slow
}

// What lets somebody in, beside a key of their own.
type (
	passGrant        struct{ login string } // the invitation's
	certificateGrant struct {
		issuer string // its public key
		login  string
		from   time.Time
	}
)

var errDoor = errors.New("that name and code do not go together, or the invitation has ended")

// ByKey looks up a known key.
func (d *door) ByKey(key gossh.PublicKey) (sshd.Identity, bool) {
	a := d.hub.Directory().ByKey(key.Marshal())
	if a == nil {
		return sshd.Identity{}, false
	}
	return sshd.Identity{Person: string(a.ID), Name: a.Name, Via: sshd.ViaKey, Fingerprint: gossh.FingerprintSHA256(key)}, true
}

// ByCertificate looks up whom a certificate names among the people of the agency whose authority signed it.
func (d *door) ByCertificate(c sshd.Certificate) (sshd.Identity, bool) {
	g := certificateGrant{string(c.Issuer.Marshal()), c.Login, c.From}
	a := d.vouched(g)
	if a == nil {
		return sshd.Identity{}, false
	}
	return sshd.Identity{Person: string(a.ID), Name: a.Name, Grant: g}, true
}

// vouched returns the person whom a certificate lets in, or nil.
func (d *door) vouched(g certificateGrant) *meeting.Account {
	dir := d.hub.Directory()
	issuer := dir.Issuer([]byte(g.issuer))
	if issuer == nil {
		return nil
	}
	a := dir.ByLogin(issuer.Agency, g.login)
	// Certificates count whole seconds.
	if a == nil || g.from.Before(a.CertificatesFrom.Truncate(time.Second)) {
		return nil
	}
	return a
}

// Redeem exchanges the code of a letter. An unknown login costs the same slow hash as a wrong code.
func (d *door) Redeem(ctx context.Context, login, code, remote string, key gossh.PublicKey) (sshd.Identity, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	inv := d.hub.Directory().Invitation(login)
	salt := sha256.Sum256([]byte("no such invitation: " + login))
	use := salt[:16] // as long as those of invitations
	if inv != nil {
		use = inv.Salt
	}
	digest := d.hash(code, use)
	cmd := meeting.Redeem{Login: login, Digest: digest}
	if key != nil {
		cmd.Key = &meeting.Key{
			Fingerprint: gossh.FingerprintSHA256(key), Public: key.Marshal(), Comment: "from a letter", Bound: time.Now().UTC().Truncate(time.Millisecond),
		}
	}
	res, err := d.hub.System(ctx, meeting.ServiceStream, cmd)
	if err != nil {
		return sshd.Identity{}, errDoor
	}
	for _, e := range res.Events {
		if _, wrong := e.(meeting.CodeRefused); wrong {
			d.log.Warn("wrong code", "person", inv.Person, "from", remote)
			return sshd.Identity{}, errDoor
		}
	}
	if inv == nil {
		return sshd.Identity{}, errDoor
	}
	id := sshd.Identity{Person: string(inv.Person), Via: sshd.ViaKey}
	if a := d.hub.Directory().Account(inv.Person); a != nil {
		id.Name = a.Name
	}
	if key != nil {
		id.Fingerprint = gossh.FingerprintSHA256(key)
		d.log.Info("key bound", "person", inv.Person, "from", remote)
	} else {
		id.Via = sshd.ViaPass
		id.Meeting = fmt.Sprintf("%s-%d", inv.Record, inv.Meeting)
		id.Grant, id.Until = passGrant{login}, inv.Expires
		d.log.Info("pass used", "person", inv.Person, "from", remote)
	}
	if !d.Current(id) {
		return sshd.Identity{}, errDoor
	}
	return id, nil
}

// Current reports whether somebody may still come in.
func (d *door) Current(id sshd.Identity) bool {
	a := d.hub.Directory().Account(meeting.PersonID(id.Person))
	if a == nil || a.Revoked {
		return false
	}
	switch g := id.Grant.(type) {
	case passGrant: // the hub asks again for the one meeting
		inv := d.hub.Directory().Invitation(g.login)
		return inv != nil && inv.Pass && !inv.Revoked
	case certificateGrant:
		v := d.vouched(g)
		return v != nil && v.ID == a.ID
	}
	for _, k := range a.Keys {
		if k.Fingerprint == id.Fingerprint {
			return true
		}
	}
	return false
}

// Epoch moves with everything that Current looks at.
func (d *door) Epoch() uint64 { return uint64(d.hub.Directory().Changed) }

// identity is what the hub is told of somebody at the door.
func identity(id sshd.Identity, shared bool) room.Identity {
	out := room.Identity{Person: meeting.PersonID(id.Person), Shared: shared}
	if id.Via == sshd.ViaPass {
		record, n, _ := strings.Cut(id.Meeting, "-")
		m, _ := strconv.ParseUint(n, 10, 32)
		out.Record, out.Meeting = record, meeting.ID(m)
	}
	return out
}

// parseKey reads one line of an authorized_keys file.
func parseKey(line []byte) (meeting.Key, error) {
	key, comment, _, _, err := gossh.ParseAuthorizedKey(line)
	if err != nil || !sshd.Acceptable(key) {
		return meeting.Key{}, errors.New("that is not an SSH public key that would let anybody in: it is one line that begins with ssh-ed25519, sk-…, ecdsa-… or ssh-rsa (of 2048 bits at least)")
	}
	return meeting.Key{
		Fingerprint: gossh.FingerprintSHA256(key), Public: key.Marshal(), Comment: comment, Bound: time.Now().UTC().Truncate(time.Millisecond),
	}, nil
}
