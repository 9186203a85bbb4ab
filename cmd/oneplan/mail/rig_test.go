package mail_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/cmd/oneplan/mail"
	"oneplan/cmd/oneplan/mail/mailtest"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/words"
	"oneplan/store"
)

// rig is a table whose people get mail.
type rig struct {
	*meetingtest.Table
	t      *testing.T
	mails  *store.Store
	server *mailtest.Server
	opt    mail.Options
	post   *mail.Post
	stop   func()
	log    *lockedBuffer
	paper  func(p meeting.PersonID, words ...string) ([]byte, error)
}

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newRig sets a table, a mail server and the post between them. The clock stands still: mail is sent when a test moves it on.
func newRig(t *testing.T, o mailtest.Options) *rig {
	t.Helper()
	r := &rig{t: t, log: &lockedBuffer{}, Table: meetingtest.New(t)}
	var err error
	if r.mails, err = store.Open(t.Context(), t.TempDir(), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.mails.Close() })
	if r.server, err = mailtest.Start(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.server.Stop() })
	scheme := "smtp"
	if o.Wrapped {
		scheme = "smtps"
	}
	user := ""
	if o.User != "" {
		user = o.User + "@"
	}
	s, err := mail.ParseServer(scheme+"://"+user+r.server.Addr(), "Sunflower team <office@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	s.Password = o.Password
	if o.TLS || o.Wrapped {
		s.Roots = roots(r.server)
	}
	r.opt = mail.Options{
		Mails: r.mails, Hub: r.Hub, Records: r.Log.RecordsOf, Server: s,
		Paper: func(_ context.Context, p meeting.PersonID, words ...string) ([]byte, error) {
			if r.paper == nil {
				return nil, fmt.Errorf("there is no paper in this test")
			}
			return r.paper(p, words...)
		},
		Line:  func(words string) string { return strings.TrimSpace("ssh plan.example.org " + words) },
		UID:   func(record string, id meeting.ID) string { return fmt.Sprintf("meeting.%s.%d@oneplan", record, id) },
		Words: func(p meeting.PersonID) *words.Language { return words.In(r.Hub.Directory().Account(p).Language) },
		Zone:  time.UTC, Now: r.Clock.Now, Log: slog.New(slog.NewTextHandler(r.log, nil)), Secret: []byte("a secret of this test"),
		Delay: 2 * time.Minute, Pace: time.Nanosecond, Quiet: -1,
	}
	r.starts()
	return r
}

// starts has the post run, as the service does.
func (r *rig) starts() {
	r.t.Helper()
	p, err := mail.New(r.opt)
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { p.Run(ctx) })
	var once sync.Once
	r.post, r.stop = p, func() { once.Do(func() { cancel(); running.Wait() }) }
	r.t.Cleanup(r.stop)
}

// later moves the clock on and has the post look at it.
func (r *rig) later(d time.Duration) {
	r.Clock.Advance(d)
	r.post.Wake()
}

// until waits until something holds. The clock does not move meanwhile.
func (r *rig) until(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(meetingtest.Patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("waited too long for %s; the log:\n%s", what, r.log)
		}
		r.post.Wake()
	}
}

var codeIn = regexp.MustCompile(`mail confirm ([A-Z]{4}-[A-Z]{4})`)

// gives has people give addresses and prove them; theirs are NAME@example.org.
func (r *rig) gives(people ...meeting.PersonID) {
	r.t.Helper()
	for _, p := range people {
		to := string(p) + "@example.org"
		before := len(r.server.To(to))
		if _, err := r.post.Ask(r.t.Context(), p, to); err != nil {
			r.t.Fatal(err)
		}
		r.until("the code for "+to, func() bool { return len(r.server.To(to)) > before })
		code := codeIn.FindStringSubmatch(r.server.To(to)[before].Text)
		if code == nil {
			r.t.Fatalf("no code in:\n%s", r.server.To(to)[before].Text)
		}
		if b, err := r.post.Prove(r.t.Context(), p, strings.ToLower(code[1])); err != nil || b.Proved.IsZero() {
			r.t.Fatalf("the code %s is refused: %v", code[1], err)
		}
	}
}

// changed tells the post that the record has changed, as a service does after each commit, and waits until it has noted what that wants.
func (r *rig) changed() {
	r.t.Helper()
	r.post.Changed(meetingtest.Sunflower)
	r.until("the record to be asked what mail it wants", r.post.Asked)
}

// gets waits until somebody has got a mail with this in its subject, besides those they had, and returns it.
func (r *rig) gets(p meeting.PersonID, subject string) mailtest.Mail {
	r.t.Helper()
	var got mailtest.Mail
	r.until(fmt.Sprintf("%s to get %q", p, subject), func() bool {
		for _, m := range r.server.To(string(p) + "@example.org") {
			if strings.Contains(m.Subject, subject) {
				got = m
				return true
			}
		}
		return false
	})
	return got
}

// settled waits until no mail is due, and returns the mail to somebody of a kind, the newest first.
func (r *rig) settled(p meeting.PersonID, k meeting.MailKind) []meeting.Mail {
	r.t.Helper()
	r.until("nothing to be due", func() bool {
		due, err := r.mails.DueMail(r.t.Context(), r.Clock.Now(), 1)
		return err == nil && len(due) == 0 && r.post.Asked()
	})
	all, err := r.mails.MailTo(r.t.Context(), p, 100)
	if err != nil {
		r.t.Fatal(err)
	}
	var out []meeting.Mail
	for _, m := range all {
		if m.Kind == k {
			out = append(out, m)
		}
	}
	return out
}

// roots is whoever vouches for a server.
func roots(s *mailtest.Server) *x509.CertPool {
	p := x509.NewCertPool()
	p.AppendCertsFromPEM(s.Root())
	return p
}
