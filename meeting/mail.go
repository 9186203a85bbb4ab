package meeting

import (
	"context"
	"crypto/subtle"
	"regexp"
	"strings"
	"time"

	"oneplan/meeting/text"
)

// Mailbox is where somebody gets mail, and what for. It stands in no log, so that it is gone entirely when they take it back. Only they
// and the service know the address.
type Mailbox struct {
	Person  PersonID
	Address string    // an addr-spec (RFC 5322, section 3.4.1), as CleanAddress returns it
	Asked   time.Time // when the code was asked for that shows that the address is theirs
	Wrong   int       // wrong codes since then
	Proved  time.Time // when they gave the right one; zero: not yet, and nothing but the code is sent there

	Minutes  bool     // minutes of meetings that they were at or sent apologies to, and that they are to answer them
	Meetings bool     // invitations
	Reminder bool     // once a week how much is due
	Form     MailForm // of papers, where the service attaches papers at all
}

// NewMailbox is somebody's mailbox as it begins: with everything but the weekly reminder, which is for those who want it.
func NewMailbox(p PersonID, address string, at time.Time) Mailbox {
	return Mailbox{Person: p, Address: address, Asked: at, Minutes: true, Meetings: true}
}

// The bounds of proving an address.
const (
	MailCodeLasts = 24 * time.Hour
	maxMailCodes  = 5
	maxAddress    = 254 // of a path, RFC 5321, section 4.5.3.1.3, less its brackets
)

// address is what a mail address looks like: HTML's valid email address (https://html.spec.whatwg.org/#valid-e-mail-address), which leaves
// out the comments and quotes of RFC 5322, with a dot in its domain. Nothing in it ends a header or adds an address.
var address = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~` + "`" + `-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$`)

// CleanAddress returns what somebody typed as a mail address, without the white space around it, or refuses it.
func CleanAddress(s string) (string, error) {
	s = strings.TrimSpace(text.CleanLine(s))
	local, _, _ := strings.Cut(s, "@")
	if len(s) > maxAddress || !address.MatchString(s) || strings.Trim(local, ".") != local || strings.Contains(local, "..") {
		return "", refuse(Invalid, "%s is not an email address: write it like name@example.org.", quoted(s))
	}
	return s, nil
}

// Prove takes a code that somebody typed, where want is the right one, and returns the mailbox as it is after that. Both may be written
// in small letters and with spaces and dashes. A code counts for MailCodeLasts and five tries.
func (b Mailbox) Prove(typed, want string, now time.Time) (Mailbox, error) {
	plain := func(s string) []byte {
		return []byte(strings.Map(func(r rune) rune {
			if r == '-' || r == ' ' {
				return -1
			}
			return r
		}, strings.ToUpper(text.CleanLine(s))))
	}
	switch {
	case b.Address == "":
		return b, refuse(NotFound, "You have given no email address yet, so there is no code to type.")
	case !b.Proved.IsZero():
		return b, refuse(Stale, "Your email address is confirmed already.")
	case b.Wrong >= maxMailCodes || now.Sub(b.Asked) > MailCodeLasts:
		return b, refuse(Invalid, "This code is not good any more: give your email address again, and a new one is sent.")
	case subtle.ConstantTimeCompare(plain(typed), plain(want)) != 1:
		b.Wrong++
		return b, refuse(Invalid, "That is not the code in the mail: look at it again; capital or small letters are one.")
	}
	b.Proved, b.Wrong = now, 0
	return b, nil
}

// MailForm is in what form somebody gets papers as attachments.
type MailForm string

// The forms of attached papers.
const (
	MailPDF   MailForm = "" // the PDF that fits their audience
	MailWord  MailForm = "docx"
	MailLarge MailForm = "large"     // PDF in large print
	MailEasy  MailForm = "easy-read" // the family's easy-read copy
	MailNone  MailForm = "none"
)

// MailForms is every form of attached papers.
var MailForms = []MailForm{MailPDF, MailWord, MailLarge, MailEasy, MailNone}

// MailKind is what a mail is about.
type MailKind string

// The kinds of mail.
const (
	MailCode     MailKind = "code"     // with which somebody shows that an address is theirs
	MailMinutes  MailKind = "minutes"  // final minutes, and what was added to them
	MailAnswer   MailKind = "answer"   // minutes that they are to answer
	MailMeeting  MailKind = "meeting"  // an invitation, a change of it, or that the meeting is called off
	MailReminder MailKind = "reminder" // how much is due this week
)

// MailState is what became of a mail.
type MailState string

// The states of a mail.
const (
	MailWaiting MailState = "waiting" // to be sent, for the first time or again
	MailSent    MailState = "sent"    // a mail server has taken it
	MailFailed  MailState = "failed"  // refused for good, or tried for too long: somebody has to look at it
	MailDropped MailState = "dropped" // before it was sent there was no reason any more to send it
)

// MailKey names what somebody is written to about. Everything else of a mail can change.
type MailKey struct {
	Kind    MailKind
	Person  PersonID
	Record  string // "" for what is of no record
	Meeting ID     // 0 for what is of no meeting
}

// Mail is one mail to one person. It holds no word of a record and no address: what it says is made when it is sent, of what the person
// may see then.
type Mail struct {
	MailKey
	// Of is what there is to say, as a short word that nobody reads: the time of a meeting, the row at which minutes became final. The
	// same Of is not said twice in a row.
	Of      string
	Edition int // how often they were written to about this key, from 1
	State   MailState
	Made    time.Time // when it was first wanted
	Due     time.Time // when it is to be tried next
	Tried   time.Time // the last time; zero: never
	Tries   int
	Why     string // why it was not sent, or is not tried any more, in plain words without an address
}

// MailHealth is how mail goes, for whoever looks after the service.
type MailHealth struct {
	Waiting int       // mails that wait to be sent
	Failed  int       // mails that somebody has to look at
	Down    time.Time // since when the mail server takes none; zero: it takes mail
	Why     string    // then why, in plain words without an address
}

// Mails keeps mailboxes and mail that is to be sent: durably, so that none is lost and none is sent again because the service stopped.
// It is safe for concurrent use.
type Mails interface {
	// Mailbox returns somebody's mailbox, with an empty Address if they have none.
	Mailbox(ctx context.Context, p PersonID) (Mailbox, error)
	// Mailboxes returns all there are, in the order of their people.
	Mailboxes(ctx context.Context) ([]Mailbox, error)
	// KeepMailbox keeps a mailbox in place of the person's earlier one.
	KeepMailbox(ctx context.Context, b Mailbox) error
	// ForgetMailbox takes out somebody's mailbox and drops the mail that waits for them.
	ForgetMailbox(ctx context.Context, p PersonID) error
	// WantMail notes mail to be sent at due, and returns how much of it is new. Of each of wanted, only MailKey and Of count. Where the last
	// mail of that key has the same Of, there is nothing new, whatever became of it; but if it was dropped and is no reminder, it waits again,
	// as if it were new. Where it waits and was never tried, Of and Due replace its own, or it goes, if it was sent with that Of just
	// before; in any other case there is one more edition.
	WantMail(ctx context.Context, wanted []Mail, now, due time.Time) (int, error)
	// DueMail returns up to limit mails that wait and are due at now, those due first in front.
	DueMail(ctx context.Context, now time.Time, limit int) ([]Mail, error)
	// NextMail returns when the next mail that waits is due; zero if none waits.
	NextMail(ctx context.Context) (time.Time, error)
	// SettleMail writes down what became of a try: State, Due, Tried, Tries and Why of the mail with that MailKey and Edition.
	SettleMail(ctx context.Context, m Mail) error
	// MailOf returns the newest edition of every mail about a record, or with a meeting about that; sorted by kind, then person.
	MailOf(ctx context.Context, record string, m ID) ([]Mail, error)
	// MailTo returns the mail to somebody, the newest first, up to limit.
	MailTo(ctx context.Context, p PersonID, limit int) ([]Mail, error)
	// MailIn returns the mail in a state, the oldest first, up to limit, and how many there are.
	MailIn(ctx context.Context, s MailState, limit int) ([]Mail, int, error)
	// ForgetMail removes all mail about a record (none if it is ""), and mail that was settled before a time (none if it is zero). What is
	// removed counts as never said: leave mail as long as State.MailWanted can want it, that is a year.
	ForgetMail(ctx context.Context, record string, before time.Time) error
}
