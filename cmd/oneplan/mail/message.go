package mail

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// letter is what a mail says.
type letter struct {
	subject string
	lines   []string // of the text: paragraphs, with those that are to be typed indented by two spaces and never broken
	files   []file
}

// file is something attached.
type file struct {
	name string // of plain letters
	kind string // a media type (RFC 6838)
	body []byte
}

// width is how long a line of a mail's text is, in letters, as people have written mail for ever (RFC 3676, section 4.2).
const width = 72

// idOf names a mail for ever: a second try after a crash is the same mail, and shows as one. It tells nothing of the mail.
func (p *Post) idOf(m meeting.Mail, address string) string {
	h := hmac.New(sha256.New, p.opt.Secret)
	fmt.Fprintf(h, "mail %q %q %q %d %d %q %q", m.Kind, m.Person, m.Record, m.Meeting, m.Edition, m.Of, address)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// message makes a mail. The same mail to the same address is the same bytes.
func (p *Post) message(m meeting.Mail, address string, l letter) (*gomail.Msg, error) {
	id := p.idOf(m, address)
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary("oneplan-"+id))
	msg.FromMailAddress(&p.opt.Server.From)
	if err := msg.To(address); err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(p.opt.Server.From.Address, "@")
	msg.SetMessageIDWithValue(id + "@" + domain)
	msg.SetDateWithValue(m.Made.UTC())
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834, section 5: nobody's absence is to be told to us
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")  // the same for Exchange
	msg.Subject(cut(text.CleanLine(l.subject), maxSubject))
	msg.SetBodyString(gomail.TypeTextPlain, wrapped(l.lines))
	for _, f := range l.files {
		if err := msg.AttachReader(f.name, bytes.NewReader(f.body), gomail.WithFileContentType(gomail.ContentType(f.kind))); err != nil {
			return nil, err
		}
	}
	return msg, nil
}

// maxSubject is how long a subject may be, in letters.
const maxSubject = 120

// cut returns the first n letters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}

// wrapped breaks paragraphs into lines, with an empty one between two. What is to be typed stays on one line.
func wrapped(paragraphs []string) string {
	var b strings.Builder
	for i, p := range paragraphs {
		if i > 0 {
			b.WriteString("\r\n")
		}
		p = text.CleanLine(p)
		if strings.HasPrefix(paragraphs[i], typed) {
			b.WriteString(typed + strings.TrimSpace(p) + "\r\n")
			continue
		}
		n := 0
		for _, w := range strings.Fields(p) {
			size := len([]rune(w))
			switch {
			case n == 0:
			case n+1+size > width:
				b.WriteString("\r\n")
				n = 0
			default:
				b.WriteByte(' ')
				n++
			}
			b.WriteString(w)
			n += size
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// typed begins a line that is to be typed.
const typed = "  "

// mailto is an address as a URI (RFC 6068).
func mailto(address string) string {
	local, domain, _ := strings.Cut(address, "@")
	return "mailto:" + url.PathEscape(local) + "@" + domain
}
