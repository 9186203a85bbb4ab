package command

import (
	"fmt"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
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

// Document lays the letter out.
func (l *letter) Document() minutes.Document {
	d := minutes.Document{Title: "An invitation for " + l.Name}
	what := "to oneplan, the service that they look after"
	if l.Record != "" {
		what = "to the team of “" + l.Record + "”"
	}
	d.Add(minutes.Paragraph(fmt.Sprintf("%s invites you %s.", l.From, what)))
	if l.Meeting != "" {
		d.Add(minutes.Pairs{
			{Name: "Meeting", Value: fmt.Sprintf("%s (%s)", l.Kind.Title(), l.Meeting)},
			{Name: "When", Value: meeting.TimeWords(l.At, "")},
			{Name: "Where", Value: l.Place},
		})
	}
	d.Add(
		minutes.Heading{Level: 2, Text: "1. Type one line"},
		minutes.Paragraph("On your computer, type this and press Enter:"),
		minutes.Typed(l.command()),
		minutes.Pairs{
			{Name: "Windows 10 or 11", Value: "open Terminal or PowerShell from the start menu, and type it there"},
			{Name: "Windows with PuTTY", Value: fmt.Sprintf("Host Name: %s@%s, Port: %s, Connection type: SSH, then Open", l.Login, l.Host, l.port())},
			{Name: "Mac", Value: "open Terminal (in Applications, Utilities), and type it there"},
			{Name: "Linux", Value: "open a terminal, and type it there"},
			{Name: "Phone or tablet", Value: fmt.Sprintf("an ssh app, such as Termius or Blink; Host: %s, Port: %s, User name: %s", l.Host, l.port(), l.Login)},
		},
		minutes.Heading{Level: 2, Text: "2. Compare, and answer yes"},
		minutes.Paragraph("The first time, you are shown a fingerprint and asked whether to go on. It has to be this one:"),
		minutes.Typed(l.Fingerprint),
		minutes.Paragraph("If it is, type yes and press Enter. If it is another one, stop there and ring us."),
		minutes.Heading{Level: 2, Text: "3. Type the code"},
		minutes.Typed(l.Code),
		minutes.Paragraph("Read out: "+spell(l.Code)+". Small letters will do, and so will leaving the dash out."),
		minutes.Paragraph(fmt.Sprintf("The code works once, until %s. After five wrong tries it ends: ask for a new one.", meeting.TimeWords(l.Expires, ""))),
	)
	if l.Meeting == "" {
		d.Add(minutes.Paragraph("You need an ssh key for this. If you have none, type ssh-keygen -t ed25519 first and press Enter at each question. " +
			"From then on the key lets you in, without the code."))
	} else {
		d.Add(minutes.Paragraph("With an ssh key on your computer, the key lets you in from then on. Without one, the code is your pass for this meeting. " +
			"On somebody else's computer, type ssh -o PubkeyAuthentication=no in place of ssh, so that their key is not taken for yours."))
	}
	ring := l.Ring
	if ring == "" {
		ring = l.From
	}
	if l.Meeting != "" {
		d.Add(minutes.Heading{Level: 2, Text: "Without a computer"},
			minutes.Paragraph("Come as you are: by phone, or to the screen that everyone in the room sees. Somebody writes for you, and reads it back."))
	}
	d.Add(minutes.Heading{Level: 2, Text: "Questions"}, minutes.Paragraph("Ring "+ring+"."))
	return d
}
