package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// Server is the mail server that takes the service's mail, and how it is spoken to.
type Server struct {
	Host     string
	Port     int
	TLS      bool   // from the first byte (RFC 8314, section 3.3), as smtps has it; else with STARTTLS (RFC 3207)
	User     string // "": without a login
	Password string
	Plain    bool           // without encryption
	Roots    *x509.CertPool // whose certificates are good; nil: those that this machine knows
	From     mail.Address   // who writes
	Patience time.Duration  // for how long the server may take over one mail; sendTime if zero
}

// maxFrom is how long the name of who writes may be, in bytes: every line of a header stays short.
const maxFrom = 60

// ParseServer reads the address of a mail server, smtp://user@host:587 or smtps://user@host:465, and who writes, office@example.org or
// Office <office@example.org>. The ports may be left out.
func ParseServer(at, from string) (Server, error) {
	var s Server
	u, err := url.Parse(at)
	if err != nil {
		return s, errors.New("the mail server is given like smtp://user@host:587, and this is no such address") // the error repeats what may hold a password
	}
	if _, has := u.User.Password(); has {
		return s, errors.New("a password does not belong in the mail server's address, where others of this machine can read it: give it in a file, with --smtp-password-file, or in ONEPLAN_SMTP_PASSWORD")
	}
	s.Host, s.User = u.Hostname(), u.User.Username()
	switch u.Scheme {
	case "smtp":
		s.Port = 587
	case "smtps":
		s.Port, s.TLS = 465, true
	default:
		return s, errors.New("the mail server is given like smtp://user@host:587, or smtps://user@host:465 if it is encrypted from the start")
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil || s.Port < 1 || s.Port > 65535 {
			return s, fmt.Errorf("%s is no port of a mail server", p)
		}
	}
	if s.Host == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return s, errors.New("the mail server's address is its host and port alone, like smtp://user@host:587")
	}
	a, err := mail.ParseAddress(from)
	if err != nil {
		return s, fmt.Errorf("%q does not say who writes: give an address like office@example.org", from)
	}
	if a.Address, err = meeting.CleanAddress(a.Address); err != nil {
		return s, fmt.Errorf("%q does not say who writes: give an address like office@example.org", from)
	}
	if a.Name = text.CleanLine(a.Name); len(a.Name) > maxFrom {
		return s, fmt.Errorf("the name of who writes mail has %d bytes, and may have %d", len(a.Name), maxFrom)
	}
	s.From = *a
	return s, nil
}

// Here reports whether the server is on this machine, so that what is said to it crosses no network.
func (s Server) Here() bool {
	a, err := netip.ParseAddr(s.Host)
	return err == nil && a.IsLoopback() || s.Host == "localhost"
}

// clear reports whether the server is spoken to without encryption: because that was asked for, or it is on this machine and nobody said
// whose certificate it has.
func (s Server) clear() bool { return !s.TLS && (s.Plain || s.Here() && s.Roots == nil) }

// Check refuses what would give a password away.
func (s Server) Check() error {
	if s.Plain && s.TLS {
		return errors.New("smtps is always encrypted: take smtp, or leave --smtp-plain out")
	}
	if s.clear() && s.User != "" && !s.Here() {
		return errors.New("the login at the mail server would cross the network where others can read it: leave --smtp-plain out, or take a server that needs no login")
	}
	if s.User != "" && s.Password == "" {
		return errors.New("the mail server's address names a user, and there is no password: give it in a file, with --smtp-password-file, or in ONEPLAN_SMTP_PASSWORD")
	}
	return nil
}

// The times that a mail server has.
const (
	helloTime = 30 * time.Second // to be reached and to let us in
	sendTime  = 3 * time.Minute  // to take one mail. RFC 5321, section 4.5.3.2, allows more; whoever is that slow is asked again
	lastWords = 2 * time.Second  // to take the mail that is on its way when the service stops
)

// maxReplies is how much a mail server may say over one connection, in bytes: a reply is a line of 512 bytes or a few (RFC 5321,
// section 4.5.3.1.5), and there are some for each of a batch of mails.
const maxReplies = 1 << 20

// brief is a connection to a server that says no more than maxReplies: what reads its lines keeps each of them whole.
type brief struct {
	net.Conn
	said int // one goroutine reads
}

func (b *brief) Read(p []byte) (int, error) {
	if b.said >= maxReplies {
		return 0, fmt.Errorf("the mail server said more than %d bytes: %w", maxReplies, io.ErrUnexpectedEOF)
	}
	n, err := b.Conn.Read(p[:min(len(p), maxReplies-b.said)])
	b.said += n
	return n, err
}

// line is a connection to a mail server. One goroutine uses it.
type line struct {
	client *gomail.Client
	smtp   *smtp.Client
	conn   net.Conn
	let    func() bool // go of whatever would end the connection
}

// dial connects, encrypts and logs in. When ctx ends, the connection ends lastWords later.
func (s Server) dial(ctx context.Context) (_ *line, err error) {
	l := &line{let: func() bool { return true }}
	defer func() {
		if err != nil && l.conn != nil { // the library lets go of a connection that it cannot use without closing it
			l.let()
			_ = l.conn.Close()
		}
	}()
	hello, cancel := context.WithTimeout(ctx, helloTime)
	defer cancel()
	secure := &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
	opts := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTLSConfig(secure), gomail.WithTimeout(cmp.Or(s.Patience, sendTime)), gomail.WithoutNoop(), gomail.WithoutSMTPUTF8(),
		gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			conn = &brief{Conn: conn}
			l.conn = conn
			l.let = context.AfterFunc(hello, func() { _ = conn.Close() }) // what follows does not heed ctx by itself
			if s.TLS {
				l.conn = tls.Client(conn, secure)
			}
			return l.conn, nil
		}),
	}
	switch {
	case s.TLS:
		opts = append(opts, gomail.WithSSL())
	case s.clear():
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		opts = append(opts, gomail.WithUsername(s.User), gomail.WithPassword(s.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	if l.client, err = gomail.NewClient(s.Host, opts...); err != nil {
		return nil, err
	}
	if l.smtp, err = l.client.DialToSMTPClientWithContext(hello); err != nil {
		return nil, err
	}
	if !l.let() {
		return nil, context.Cause(hello)
	}
	conn := l.conn
	l.let = context.AfterFunc(ctx, func() { time.AfterFunc(lastWords, func() { _ = conn.Close() }) })
	return l, nil
}

// end says goodbye.
func (l *line) end() {
	l.let()
	if l.smtp.UpdateDeadline(lastWords) == nil {
		_ = l.smtp.Quit() // what the server says to that changes nothing
	}
	_ = l.conn.Close()
}

// send has the server take one mail.
func (l *line) send(msg *gomail.Msg) outcome {
	err := l.client.SendWithSMTPClient(l.smtp, msg)
	if msg.IsDelivered() { // what went wrong after that is of no account to this mail
		return outcome{fate: sent, broken: err != nil}
	}
	o := judge(err)
	if !o.broken && l.smtp.Reset() != nil {
		o.broken = true
	}
	return o
}
