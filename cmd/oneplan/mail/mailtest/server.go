// Package mailtest is a mail server for tests: it takes mail, keeps it to be looked at, and fails in every way that it is asked to.
package mailtest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options say what kind of server it is.
type Options struct {
	Addr     string // where it listens; a free port of this machine if empty
	TLS      bool   // it offers STARTTLS
	Wrapped  bool   // it speaks TLS from the first byte
	User     string // "": nobody needs to log in
	Password string
	Identity *Identity // whose certificate it has; a new one if nil
	// Answer is asked at each step of each conversation and says what the server answers; nil takes everything. It may block.
	Answer func(Step) error
}

// Step is where a conversation stands.
type Step struct {
	Verb string // CONNECT, MAIL, RCPT, DATA once the mail is there, or READ before the mail is read
	To   string // from RCPT on
	ID   string // the mail's Message-ID, at DATA
	Cut  func() // ends the connection as a broken line does
}

// Refuse is an answer of a server, with its code and enhanced code.
func Refuse(code, class, subject, detail int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: words}
}

// Mail is a mail that the server has taken.
type Mail struct {
	To      string
	Raw     []byte
	Secure  bool // it came over TLS
	User    string
	Subject string
	ID      string // its Message-ID
	Text    string
	Files   []File
}

// File is something attached to a mail.
type File struct {
	Name, Type string
	Body       []byte
}

// Server is a mail server that runs.
type Server struct {
	opt    Options
	server *smtp.Server
	addr   string
	id     *Identity

	mu    sync.Mutex
	mails []Mail
}

// Start starts a server.
func Start(o Options) (*Server, error) {
	s := &Server{opt: o, id: o.Identity}
	var err error
	if s.id == nil {
		if s.id, err = newIdentity(); err != nil {
			return nil, err
		}
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, err
	}
	s.addr = l.Addr().String()
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		x := &session{s: s, c: c}
		return x, x.answer("CONNECT", "", "")
	}))
	s.server.Domain, s.server.AllowInsecureAuth = "mail.example.org", true
	s.server.MaxMessageBytes, s.server.ErrorLog = 64<<20, log.New(io.Discard, "", 0)
	if o.TLS {
		s.server.TLSConfig = s.id.secure
	}
	if o.Wrapped {
		l = tls.NewListener(l, s.id.secure)
	}
	go func() { _ = s.server.Serve(l) }() // until Stop
	return s, nil
}

// Addr is where the server listens.
func (s *Server) Addr() string { return s.addr }

// Root is the certificate that vouches for the server's, as PEM.
func (s *Server) Root() []byte { return s.id.root }

// Identity is what another server needs to have the same certificate.
func (s *Server) Identity() *Identity { return s.id }

// Stop ends the server and all its connections.
func (s *Server) Stop() { _ = s.server.Close() }

// Mails are the mails that the server has taken, in order.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// To are those of them to an address.
func (s *Server) To(address string) []Mail {
	return slices.DeleteFunc(s.Mails(), func(m Mail) bool { return m.To != address })
}

// session is one conversation.
type session struct {
	s    *Server
	c    *smtp.Conn
	user string
	to   string
}

func (x *session) answer(verb, to, id string) error {
	if x.s.opt.Answer == nil {
		return nil
	}
	return x.s.opt.Answer(Step{verb, to, id, func() { _ = x.c.Conn().Close() }})
}

func (x *session) AuthMechanisms() []string {
	if x.s.opt.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != x.s.opt.User || password != x.s.opt.Password {
			return smtp.ErrAuthFailed
		}
		x.user = user
		return nil
	}), nil
}

func (x *session) Mail(string, *smtp.MailOptions) error {
	if x.s.opt.User != "" && x.user == "" {
		return smtp.ErrAuthRequired
	}
	return x.answer("MAIL", "", "")
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	return x.answer("RCPT", to, "")
}

func (x *session) Data(r io.Reader) error {
	if err := x.answer("READ", x.to, ""); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, secure := x.c.TLSConnectionState()
	m, err := Parse(raw)
	if err != nil {
		return err
	}
	m.To, m.Secure, m.User = x.to, secure, x.user
	if err := x.answer("DATA", x.to, m.ID); err != nil {
		return err
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.mails = append(x.s.mails, m)
	return nil
}

func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }

// Parse reads a mail.
func Parse(raw []byte) (Mail, error) {
	m := Mail{Raw: raw}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return m, err
	}
	m.ID = msg.Header.Get("Message-ID")
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		return m, err
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		return m, err
	}
	if kind == "text/plain" {
		m.Text, err = decoded(msg.Body, msg.Header.Get("Content-Transfer-Encoding"))
		return m, err
	}
	if kind != "multipart/mixed" {
		return m, errors.New("a mail of the kind " + kind)
	}
	for parts := multipart.NewReader(msg.Body, params["boundary"]); ; {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil {
			return m, err
		}
		body, err := decoded(p, p.Header.Get("Content-Transfer-Encoding"))
		if err != nil {
			return m, err
		}
		if p.FileName() == "" {
			m.Text = body
			continue
		}
		m.Files = append(m.Files, File{p.FileName(), p.Header.Get("Content-Type"), []byte(body)})
	}
}

func decoded(r io.Reader, encoding string) (string, error) {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

// Identity is a certificate of this machine, which vouches for itself, and its key.
type Identity struct {
	root   []byte // PEM
	secure *tls.Config
}

func newIdentity() (*Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example.org"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &Identity{
		root:   pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		secure: &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12},
	}, nil
}
