package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/text"
)

// Heads knows the hashes of a record's rows.
type Heads interface {
	// HeadAt returns the hash of row seq of a record, in hexadecimal: the head of its log when that row was the last one.
	HeadAt(ctx context.Context, record string, seq meeting.Seq) (string, error)
}

// Signer signs papers for the service.
type Signer interface {
	// Sign returns the service's signature of a message, in OpenSSH's armored form.
	Sign(message []byte) ([]byte, error)
	// AllowedSigner is the line that lets ssh-keygen know the signatures (ssh-keygen(1), ALLOWED SIGNERS).
	AllowedSigner() string
}

// signed is the flag of a command whose paper can be signed.
type signed struct {
	Signature bool `help:"Print the service's signature of the paper, made with the same words without this one, in place of the paper: ssh-keygen -Y verify checks it."`
}

// print prints a paper in a format, or its signature.
func (c signed) print(s *session, p minutes.Paper, f minutes.Format, on minutes.Sheet) error {
	s.file = f.Binary()
	if err := s.patiently(func() error { return on.Write(&s.out, p, f) }); err != nil {
		return err
	}
	return c.hand(s, p)
}

// hand notes the number of a paper that is written, and puts its signature in its place if that is asked for.
func (c signed) hand(s *session, p minutes.Paper) error {
	s.looks.number = minutes.Number(p)
	if !c.Signature {
		return nil
	}
	message := s.out.Bytes()
	if !s.file {
		message = []byte(text.Clean(s.out.String())) // as it goes out
	}
	sig, err := s.Sign.Sign(message)
	if err != nil {
		return err
	}
	s.out.Reset()
	s.out.Write(sig)
	return nil
}

// paperMark stands before a paper's number in the audit, at the end of what was looked at.
const paperMark = ", paper "

type paperShow struct {
	Number string `arg:"" help:"The number at the foot of the paper, such as 7K3M-9QXA-2F1T."`
	Format string `enum:"text,json" default:"text" help:"The form of the answer."`
}

// paperLine is what is known of a paper.
type paperLine struct {
	Name   string      `json:"name"`   // its number
	Status string      `json:"status"` // current | changed | own: for somebody's own eyes | unknown: to who sees nothing of the record
	Record string      `json:"record"`
	What   string      `json:"what"` // "minutes of sunflower-3, pdf, for everyone"
	First  time.Time   `json:"first"`
	Last   time.Time   `json:"last"`
	Times  int         `json:"times"`
	Seq    meeting.Seq `json:"seq,omitempty"`  // for service managers: the record's last row when it was taken last
	Head   string      `json:"head,omitempty"` // for service managers: the hash of that row
}

func (c *paperShow) Run(ctx context.Context, s *session) error {
	number := minutes.ReadNumber(c.Number)
	if number == "" {
		return wrong("A paper's number has three times four letters and digits, such as 7K3M-9QXA-2F1T: look at the foot of the paper")
	}
	views, err := s.look(ctx)
	if err != nil {
		return err
	}
	var known *paperLine
	var of *meeting.View
	for _, v := range views {
		if known, err = s.taken(ctx, v.Name, v, number); err != nil || known != nil {
			of = v
			break
		}
	}
	if err == nil && known == nil && s.me().Manager && !s.Identity.Limited() {
		known, err = s.taken(ctx, "", nil, number)
	}
	switch {
	case err != nil:
		return fmt.Errorf("which papers were taken cannot be trusted any more, so nothing is said: tell whoever runs the service to run “oneplan verify”: %w", err)
	case known == nil:
		s.looks.refused = fold(number)
		return refuse(meeting.NotFound, "No paper of the number %s was taken of a record that you may see: read the number again, or ask whoever gave you the paper", number)
	}
	known.Status = "own"
	if of == nil {
		s.looks.trace = known.Record
		known.Status = "unknown"
	} else if s.named(of); !strings.HasPrefix(known.What, "record show") {
		known.Status = standing(ctx, s, of, number)
	}
	if c.Format == "json" {
		return s.json([]*paperLine{known})
	}
	s.say("Paper %s: %s.", number, known.What)
	when := s.T("Taken %s", s.moment(known.First))
	if known.Times > 1 {
		when = s.T("Taken %d times, first %s, last %s", known.Times, s.moment(known.First), s.moment(known.Last))
	}
	s.write("%s.", when)
	switch known.Status {
	case "current":
		s.say("It still says what the record says for those readers today.")
	case "changed":
		s.say("The record, or what those readers see of it, has changed since: take a new one.")
	}
	if known.Head != "" {
		s.say("%s was at row %d then, with the head %s.", known.Record, known.Seq, known.Head)
	}
	return nil
}

// taken finds a paper among what was taken of a record; "" are all records. A paper for practitioners is found by them alone, and one for
// somebody's own eyes by who took it. v is what the caller sees of the record: nil for a service manager, who sees that it was taken, and at
// which row, which would count for others what is hidden from them.
func (s *session) taken(ctx context.Context, record string, v *meeting.View, number string) (*paperLine, error) {
	var found *paperLine
	for l, err := range s.Audit.Looks(ctx, record, 0) {
		if err != nil {
			return nil, err
		}
		what, ok := strings.CutSuffix(l.About, paperMark+number)
		if !ok {
			continue
		}
		if v != nil {
			own := !strings.Contains(what, ", for ")
			if own && l.Person != s.Identity.Person || strings.HasSuffix(what, ", for practitioners") && !meeting.Practitioners.Admits(v.Viewer()) {
				continue
			}
		}
		if found == nil {
			found = &paperLine{Name: number, Record: l.Record, First: l.At}
		}
		found.What, found.Last, found.Times = cell(what), l.At, found.Times+1
		if v == nil {
			found.Seq = l.Seq
		}
	}
	if found == nil || found.Seq == 0 {
		return found, nil
	}
	var err error
	found.Head, err = s.Heads.HeadAt(ctx, found.Record, found.Seq)
	return found, err
}

// standing says whether a paper of that number would be taken of the record today: "current" or "changed".
func standing(ctx context.Context, s *session, v *meeting.View, number string) string {
	var readers []minutes.Options
	for _, a := range []meeting.Audience{meeting.Everyone, meeting.Practitioners} {
		if a.Admits(v.Viewer()) {
			readers = append(readers, minutes.Options{Audience: a, Zone: s.Zone})
		}
	}
	is := func(papers ...minutes.Paper) bool {
		return slices.ContainsFunc(papers, func(p minutes.Paper) bool { return minutes.Number(p) == number })
	}
	for _, o := range readers {
		if is(minutes.OfPlan(v, o), minutes.OfEasyPlan(v, o), minutes.OfHandover(v, s.today(), o)) {
			return "current"
		}
	}
	for _, m := range v.Meetings {
		past, since, err := s.frozen(ctx, found{v, m})
		if err != nil {
			continue // what cannot be read is not what was taken
		}
		for _, o := range readers {
			o.Since = since
			whole, err1 := minutes.OfMeeting(past, m.ID, o)
			easy, err2 := minutes.OfEasyMeeting(past, m.ID, o)
			if err1 == nil && is(whole) || err2 == nil && is(easy) {
				return "current"
			}
		}
	}
	return "changed"
}

type paperSigners struct{}

func (*paperSigners) Run(_ context.Context, s *session) error {
	s.write("%s", strings.TrimSpace(s.Sign.AllowedSigner()))
	return nil
}
