package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strings"
	"sync"
	"time"

	"oneplan/meeting"
)

// unasked counts the mail to addresses of which nobody has shown yet that they are theirs, so that people who type a stranger's address, each
// within what they may, do not bury the stranger. It knows no address, only sums of them, and forgets at a restart.
type unasked struct {
	mu   sync.Mutex
	sent map[[sha256.Size]byte][]time.Time
}

// maxUnasked is how much of that mail goes to one address in MailCodeLasts.
const maxUnasked = 10

// sumOf stands for an address.
func sumOf(secret []byte, address string) [sha256.Size]byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("unasked " + strings.ToLower(address)))
	return [sha256.Size]byte(h.Sum(nil))
}

// may reports whether one more may go to an address now, and counts it if it may.
func (u *unasked) may(secret []byte, address string, now time.Time) bool {
	key := sumOf(secret, address)
	u.mu.Lock()
	defer u.mu.Unlock()
	for k, at := range u.sent {
		at = slices.DeleteFunc(at, func(t time.Time) bool { return now.Sub(t).Abs() >= meeting.MailCodeLasts })
		if u.sent[k] = at; len(at) == 0 {
			delete(u.sent, k)
		}
	}
	if len(u.sent[key]) >= maxUnasked {
		return false
	}
	if u.sent == nil {
		u.sent = map[[sha256.Size]byte][]time.Time{}
	}
	u.sent[key] = append(u.sent[key], now)
	return true
}

// not takes back one that was counted and did not go.
func (u *unasked) not(secret []byte, address string) {
	key := sumOf(secret, address)
	u.mu.Lock()
	defer u.mu.Unlock()
	if n := len(u.sent[key]); n > 0 {
		u.sent[key] = u.sent[key][:n-1]
	}
}
