package minutes

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strings"
)

// numberLetters are Crockford's digits of base 32: none that are read for one another aloud or in print.
var numberLetters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Number is the number of a paper, "7K3M-9QXA-2F1T": 60 bits of the SHA-256 of its facts, whom it is for among them. Two papers that say the
// same to the same readers have the same number, whatever their formats and languages; it says nothing of what they say. It is ""
// for what is no paper of a record: a letter, a card, a page of help.
func Number(p Paper) string {
	if _, ok := p.(numbered); !ok {
		return ""
	}
	b, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	s := numberLetters.EncodeToString(sum[:])[:12]
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}

// ReadNumber reads a number as people type it: in either case, with or without what stands between its groups, and with
// the letters that Crockford's digits leave out for those that they are read for. It is "" for what is none.
func ReadNumber(typed string) string {
	s := strings.NewReplacer("-", "", " ", "", ".", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
	if len(s) != 12 {
		return ""
	}
	if _, err := numberLetters.DecodeString(s + "0000"); err != nil {
		return ""
	}
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}

// numbered is a paper of a record: it has a number, and readers.
type numbered interface {
	Paper
	readers() string // as Options.Audience has them: everyone | practitioners | you
}

func (m *Minutes) readers() string       { return m.Audience }
func (p *Plan) readers() string          { return p.Audience }
func (h *Handover) readers() string      { return h.Audience }
func (r *Record) readers() string        { return r.Audience }
func (a *SubjectAccess) readers() string { return a.Record.Audience }

// laidOut lays a paper out, with its number at the foot.
func laidOut(p Paper) Document {
	d := p.Document()
	if of, ok := p.(numbered); ok {
		d.Foot = d.T("Paper %s, for %s", Number(p), readersIn(&d, of.readers()))
	}
	return d
}

// readersIn says in a word who a paper is for.
func readersIn(d *Document, audience string) string {
	switch audience {
	case "everyone":
		return d.T("everyone")
	case "practitioners":
		return d.T("practitioners")
	case "you":
		return d.T("you")
	}
	return audience
}

// withNumber adds a paper's number to its facts as JSON, which the number itself is not made of.
func withNumber(b []byte, number string) []byte {
	inner, ok := strings.CutSuffix(string(b), "\n}")
	if number == "" || !ok {
		return b
	}
	return fmt.Appendf(nil, "%s,\n  \"paper_number\": %q\n}", inner, number)
}
