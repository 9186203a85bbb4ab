package command

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
	"oneplan/meeting/plain"
	"oneplan/meeting/words"
)

type plainCommand struct {
	What   string `arg:"" optional:"" help:"A record, for its plan, or a meeting, for its minutes, as the family reads them; without one, the text is read from standard input."`
	Format string `enum:"table,json" default:"table" help:"The form of the answer."`
}

// maxPlain is the longest text that is read, in bytes.
const maxPlain = 256 << 10

// Run says how hard a text is to read. It only advises.
func (c *plainCommand) Run(ctx context.Context, s *session) error {
	text, err := c.text(ctx, s)
	if err != nil {
		return err
	}
	r := plain.Read(text)
	terms := s.Hub.Directory().Glossary().In(text, s.reads())
	if c.Format == "json" {
		return s.json(struct {
			plain.Reading
			Terms []meeting.Term `json:"terms"`
		}{r, append([]meeting.Term{}, terms...)})
	}
	switch {
	case strings.TrimSpace(text) == "":
		s.say("There is nothing to read yet.")
	case !r.English:
		s.say("This does not look like English, and only English can be judged here.")
	case r.Age == 0:
		s.say("A text of one sentence is too short to say for what age it reads.")
	default:
		s.say("Reads like for age %d: %s, %s.", r.Age, s.things(r.Sentences, "1 sentence", "%s sentences"), s.things(r.Words, "1 word", "%s words"))
	}
	if len(r.Hard) > 0 {
		t := minutes.Table{Head: s.heads("hard word", "simpler", "times")}
		for _, h := range r.Hard {
			t.Rows = append(t.Rows, []string{cell(h.Word), h.Simpler, strconv.Itoa(h.Times)})
		}
		s.write("")
		s.out.WriteString(t.Plain(0))
	}
	if len(terms) > 0 {
		t := minutes.Table{Head: s.heads("short for, or a term", "what it means")}
		for _, x := range terms {
			t.Rows = append(t.Rows, []string{x.Word, x.Meaning})
		}
		s.write("")
		s.out.WriteString(t.Plain(0))
	}
	if len(r.Hard) > 0 || len(terms) > 0 {
		s.say("\nThis is advice: your own words are yours.")
	}
	return nil
}

// text is what is to be judged.
func (c *plainCommand) text(ctx context.Context, s *session) (string, error) {
	if c.What == "" {
		if s.Stdin == nil {
			return "", wrong("Give a text on standard input, as in “plain < letter.txt”, or name a record or a meeting")
		}
		b, err := io.ReadAll(io.LimitReader(s.Stdin, maxPlain+1))
		if err != nil {
			return "", fmt.Errorf("the text could not be read from standard input: %w", err)
		}
		if len(b) > maxPlain {
			return "", wrong("That text is longer than %d KB: give a part of it", maxPlain>>10)
		}
		return decodeText(b)
	}
	if _, n, ok := cutLast(c.What, "-"); ok && n != "" {
		f, err := s.meeting(ctx, c.What)
		if err != nil {
			return "", err
		}
		return strings.Join(f.view.For(meeting.Everyone).WrittenMinutes(f.ID), "\n\n"), nil
	}
	v, err := s.record(ctx, c.What)
	if err != nil {
		return "", err
	}
	return strings.Join(v.For(meeting.Everyone).WrittenPlan(), "\n\n"), nil
}

// things counts: "1 word", "3 words".
func (s *session) things(n int, one, other words.Msg) string {
	if n == 1 {
		return s.T(one)
	}
	return s.T(other, thousands(n))
}
