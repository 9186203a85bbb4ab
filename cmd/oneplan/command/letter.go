package command

import (
	"fmt"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

// letter is the letter of an invitation, as JSON has it. It names no child: letters lie about.
type letter struct {
	Paper       string       `json:"paper"` // "invitation/1": this shape; fields may be added
	Name        string       `json:"name"`
	Status      string       `json:"status"` // invited
	From        string       `json:"from"`
	Login       string       `json:"login"`
	Code        string       `json:"code"`
	Expires     time.Time    `json:"expires"`
	Host        string       `json:"host"`
	Port        string       `json:"port"`
	Fingerprint string       `json:"fingerprint"`
	Record      string       `json:"record,omitempty"`
	Meeting     string       `json:"meeting,omitempty"`
	Kind        meeting.Kind `json:"kind,omitempty"`
	At          time.Time    `json:"at,omitzero"`
	Place       string       `json:"place,omitempty"`
	Ring        string       `json:"ring,omitempty"`

	words *words.Language // of whoever reads it
}

// command is the one line to type.
func (l *letter) command() string {
	if l.Port == "" || l.Port == "22" {
		return fmt.Sprintf("ssh %s@%s", l.Login, l.Host)
	}
	return fmt.Sprintf("ssh -p %s %s@%s", l.Port, l.Login, l.Host)
}

func (l *letter) port() string {
	if l.Port == "" {
		return "22"
	}
	return l.Port
}

// Document lays the letter out, in the language of whoever is invited.
func (l *letter) Document() minutes.Document {
	d := minutes.Document{Title: l.words.T("An invitation for %s", l.Name), Words: l.words}
	if l.Record != "" {
		d.Add(minutes.Paragraph(d.T("%s invites you to the team of “%s”.", l.From, l.Record)))
	} else {
		d.Add(minutes.Paragraph(d.T("%s invites you to oneplan, the service that they look after.", l.From)))
	}
	if l.Meeting != "" {
		d.Add(minutes.Pairs{
			{Name: d.T("Meeting"), Value: fmt.Sprintf("%s (%s)", d.T(l.Kind.Heading()), l.Meeting)},
			{Name: d.T("When"), Value: meeting.TimeIn(l.words, l.At, "")},
			{Name: d.T("Where"), Value: l.Place},
		})
	}
	d.Add(
		minutes.Heading{Level: 2, Text: d.T("1. Type one line")},
		minutes.Paragraph(d.T("On your computer, type this and press Enter:")),
		minutes.Typed(l.command()),
		minutes.Pairs{
			{Name: d.T("Windows 10 or 11"), Value: d.T("open Terminal or PowerShell from the start menu, and type it there")},
			{Name: d.T("Windows with PuTTY"), Value: d.T("Host Name: %s@%s, Port: %s, Connection type: SSH, then Open", l.Login, l.Host, l.port())},
			{Name: "Mac", Value: d.T("open Terminal (in Applications, Utilities), and type it there")},
			{Name: "Linux", Value: d.T("open a terminal, and type it there")},
			{Name: d.T("Phone or tablet"), Value: d.T("an ssh app, such as Termius or Blink; Host: %s, Port: %s, User name: %s", l.Host, l.port(), l.Login)},
		},
		minutes.Heading{Level: 2, Text: d.T("2. Compare, and answer yes")},
		minutes.Paragraph(d.T("The first time, you are shown a fingerprint and asked whether to go on. It has to be this one:")),
		minutes.Typed(l.Fingerprint),
		minutes.Paragraph(d.T("If it is, type yes and press Enter. If it is another one, stop there and ring us.")),
		minutes.Heading{Level: 2, Text: d.T("3. Type the code")},
		minutes.Typed(l.Code),
		minutes.Paragraph(d.T("Read out: %s. Small letters will do, and so will leaving the dash out.", spell(l.Code))),
		minutes.Paragraph(d.T("The code works once, until %s. After five wrong tries it ends: ask for a new one.", meeting.TimeWhen(l.Expires, ""))),
	)
	if l.Meeting == "" {
		d.Add(minutes.Paragraph(d.T("You need an ssh key for this. If you have none, type ssh-keygen -t ed25519 first and press Enter at each question. " +
			"From then on the key lets you in, without the code.")))
	} else {
		d.Add(minutes.Paragraph(d.T("With an ssh key on your computer, the key lets you in from then on. Without one, the code is your pass for this meeting. " +
			"On somebody else's computer, type ssh -o PubkeyAuthentication=no in place of ssh, so that their key is not taken for yours.")))
	}
	ring := l.Ring
	if ring == "" {
		ring = l.From
	}
	if l.Meeting != "" {
		d.Add(minutes.Heading{Level: 2, Text: d.T("Without a computer")},
			minutes.Paragraph(d.T("Come as you are: by phone, or to the screen that everyone in the room sees. Somebody writes for you, and reads it back.")))
	}
	d.Add(minutes.Heading{Level: 2, Text: d.T("Questions")}, minutes.Paragraph(d.T("Ring %s.", ring)))
	return d
}
