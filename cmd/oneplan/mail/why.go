package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Why mail was not sent, in plain words. None names an address, and none repeats what a server said, which often does.
const (
	whyUnreachable words.Msg = "The mail server cannot be reached."
	whyUnknown     words.Msg = "The mail server's name is not known."
	whySlow        words.Msg = "The mail server did not answer in time."
	whyBroken      words.Msg = "The connection to the mail server was cut off."
	whyNoTLS       words.Msg = "The mail server offers no encryption, so nothing was said to it."
	whyNotTrusted  words.Msg = "The mail server's certificate is not trusted."
	whyLogin       words.Msg = "The mail server refused the user name or the password."
	whyNoLogin     words.Msg = "The mail server offers no way to log in that keeps the password safe."
	whyBusy        words.Msg = "The mail server is busy, and asks to be tried later."
	whySender      words.Msg = "The mail server takes no mail from this service."
	whyRecipient   words.Msg = "The mail server says that there is no such mailbox, or that it takes no mail."
	whyRule        words.Msg = "The mail server does not pass mail from this service on to that address: whoever runs it can allow it."
	whyContent     words.Msg = "The mail server refused the mail."
	whyLater       words.Msg = "The mail server did not take the mail yet, and is asked again."
	whyTooLong     words.Msg = "The mail could not be sent for five days."
	whyNotMade     words.Msg = "The mail could not be made: whoever runs the service finds the reason in its log."
	whyNoBox       words.Msg = "The person takes no such mail any more."
	whyOver        words.Msg = "There was no reason any more to send it."
)

// fate is what follows from a try to send one mail.
type fate int

const (
	sent  fate = iota
	later      // this mail is to be tried again
	never      // this mail is refused for good
	down       // the server takes no mail at all now
	over       // there is no reason any more to send it
)

// outcome is what became of a try.
type outcome struct {
	fate   fate
	why    words.Msg
	code   int    // of the server's reply (RFC 5321, section 4.2.3); 0: it gave none
	status string // its enhanced code (RFC 3463), if it gave one
	broken bool   // the connection is of no use any more
}

// judge says what a failed try to send a mail means.
func judge(err error) outcome {
	var e *gomail.SendError
	if !errors.As(err, &e) {
		return outcome{fate: later, why: whyNetwork(err), broken: true}
	}
	o := outcome{code: e.ErrorCode(), status: e.EnhancedStatusCode()}
	switch {
	case o.code == 0:
		o.fate, o.why, o.broken = later, whyNetwork(err), true
	case e.Reason == gomail.ErrSMTPMailFrom && o.code < 500:
		o.fate, o.why = down, whyBusy
	case e.Reason == gomail.ErrSMTPMailFrom:
		o.fate, o.why = down, whySender
	case o.code == 421: // the server is about to leave: may be because of this recipient, for whom the others are not to wait for ever
		o.fate, o.why, o.broken = later, whyBusy, true
	case o.code < 500:
		o.fate, o.why = later, whyLater
	case e.Reason == gomail.ErrSMTPRcptTo && strings.HasPrefix(o.status, "5.7."): // a rule of the server's (RFC 3463, section 3.8), which its keeper can change
		o.fate, o.why = later, whyRule
	case e.Reason == gomail.ErrSMTPRcptTo:
		o.fate, o.why = never, whyRecipient
	default:
		o.fate, o.why = never, whyContent
	}
	return o
}

// whyNetwork says why a server could not be spoken to.
func whyNetwork(err error) words.Msg {
	var (
		dns     *net.DNSError
		network net.Error
		reply   *textproto.Error
		record  tls.RecordHeaderError
		verify  *tls.CertificateVerificationError
		unknown x509.UnknownAuthorityError
	)
	said := err.Error()
	switch {
	case errors.As(err, &verify), errors.As(err, &unknown):
		return whyNotTrusted
	case strings.Contains(said, "does not support STARTTLS"), errors.As(err, &record):
		return whyNoTLS
	case strings.Contains(said, "SMTP AUTH failed") && errors.As(err, &reply) && reply.Code >= 500:
		return whyLogin
	case errors.Is(err, gomail.ErrNoSupportedAuthDiscovered), strings.Contains(said, "server does not support SMTP AUTH"), strings.Contains(said, "unencrypted connection"):
		return whyNoLogin
	case errors.As(err, &reply):
		return whyBusy
	case errors.As(err, &dns):
		return whyUnknown
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout(), strings.Contains(said, "i/o timeout"):
		return whySlow
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), strings.Contains(said, "EOF"), strings.Contains(said, "reset by peer"), strings.Contains(said, "broken pipe"):
		return whyBroken
	}
	return whyUnreachable
}

// maxLogged is how much of an error is logged, in letters.
const maxLogged = 300

// logged is an error as the log may hold it: of a reply its code alone, since a server may repeat in it what it was told, a password too, and
// of no error more than can be read.
func logged(err error) string {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return fmt.Sprintf("the mail server answered %d", reply.Code)
	}
	return cut(text.CleanLine(err.Error()), maxLogged)
}
