package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/cmd/oneplan/mail"
	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
	"oneplan/meeting/words"
)

// mailing are the flags for mail. Without a mail server none is sent.
type mailing struct {
	SMTP             string        `name:"smtp" placeholder:"URL" help:"Send mail through this server, as in smtp://user@host:587, or smtps://user@host:465. The password comes from a file, or from ONEPLAN_SMTP_PASSWORD."`
	SMTPPasswordFile string        `name:"smtp-password-file" placeholder:"FILE" help:"A file with the password for the mail server." type:"existingfile"`
	SMTPCA           string        `name:"smtp-ca" placeholder:"FILE" help:"A file of certificates (PEM) of whoever vouches for the mail server, if this machine does not know them." type:"existingfile"`
	SMTPPlain        bool          `name:"smtp-plain" help:"Speak to the mail server without encryption. It is not needed for one on this machine."`
	MailFrom         string        `name:"mail-from" placeholder:"ADDRESS" help:"Who writes: an address that somebody reads, as in office@example.org."`
	MailDelay        time.Duration `name:"mail-delay" placeholder:"TIME" help:"How long mail waits before it is sent, so that what was done by mistake can be taken back." default:"2m"`
}

// server returns the mail server, or nil if no mail is wanted.
func (m mailing) server(password string) (*mail.Server, error) {
	if m.SMTP == "" {
		if m.SMTPPasswordFile != "" || m.SMTPCA != "" || m.SMTPPlain || m.MailFrom != "" {
			return nil, errors.New("mail needs a server: say which with --smtp, or leave out what is about mail")
		}
		return nil, nil
	}
	if m.MailFrom == "" {
		return nil, errors.New("say with --mail-from who writes the mail, as in office@example.org: people answer there")
	}
	s, err := mail.ParseServer(m.SMTP, m.MailFrom)
	if err != nil {
		return nil, err
	}
	s.Plain, s.Password = m.SMTPPlain, password
	if m.SMTPPasswordFile != "" {
		b, err := os.ReadFile(m.SMTPPasswordFile)
		if err != nil {
			return nil, fmt.Errorf("the password for the mail server could not be read: %w", err)
		}
		s.Password = strings.TrimRight(string(b), "\r\n")
	}
	if m.SMTPCA != "" {
		b, err := os.ReadFile(m.SMTPCA)
		if err != nil {
			return nil, fmt.Errorf("the certificates for the mail server could not be read: %w", err)
		}
		if s.Roots = x509.NewCertPool(); !s.Roots.AppendCertsFromPEM(b) {
			return nil, fmt.Errorf("there is no certificate in %s: it is to be a file that begins with -----BEGIN CERTIFICATE-----", m.SMTPCA)
		}
	}
	return &s, s.Check()
}

// post is what sends the service's mail. A nil *post sends none.
type post struct {
	*mail.Post
	stop func() // mail, and return when that is done
}

// hearing is a log that tells which records changed.
type hearing struct {
	meeting.Log
	post atomic.Pointer[mail.Post]
}

// Append makes c durable.
func (h *hearing) Append(ctx context.Context, c meeting.Commit) error {
	err := h.Log.Append(ctx, c)
	if p := h.post.Load(); p != nil && err == nil {
		p.Changed(c.Stream)
	}
	return err
}

// sendMail begins to send the mail that follows from what is written to a log, until stop is called.
func (s *service) sendMail(server mail.Server, delay time.Duration, log *hearing) error {
	p, err := mail.New(mail.Options{
		Mails: s.store, Hub: s.hub, Records: s.store.RecordsOf, Server: server, Delay: delay,
		Paper: s.paperFor,
		Line: func(words string) string {
			if _, screens := command.Interactive(strings.Fields(words)); screens && words != "" {
				return s.line("-t") + " " + words
			}
			return strings.TrimSpace(s.line("") + " " + words)
		},
		UID:   func(record string, id meeting.ID) string { return command.MeetingUID(s.secret, record, id) },
		Words: func(p meeting.PersonID) *words.Language { return s.words(sshd.Identity{Person: string(p)}, nil) },
		Zone:  s.zone, Now: time.Now, Log: s.log, Secret: s.secret, Told: s.metrics.mailed,
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { p.Run(ctx) })
	s.post = &post{p, func() { cancel(); running.Wait() }}
	s.metrics.mail(p)
	log.post.Store(p)
	return nil
}

// paperFor is a paper as somebody gets it who asks for it with these words over ssh, with a trace that it went to them by mail.
func (s *service) paperFor(ctx context.Context, p meeting.PersonID, args ...string) ([]byte, error) {
	var out, told bytes.Buffer
	env := s.envOf(sshd.Identity{Person: string(p)}, nil, args, nil, &out, &told)
	env.Conn = meeting.ConnMail
	if command.Run(ctx, env) != command.Done {
		return nil, errors.New(strings.TrimSpace(told.String()))
	}
	return out.Bytes(), nil
}
