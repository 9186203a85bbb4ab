package command

import (
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// guideWord is the topic of the help that is the starter guide to keyworking.
const guideWord = "keyworking"

// guide lists the situations of the starter guide, or tells what to do in one.
func (s *session) guide(words []string) error {
	if len(words) == 0 {
		t := minutes.Table{Head: s.heads("situation", "")}
		for _, g := range meeting.Guide {
			t.Rows = append(t.Rows, []string{g.Name, s.Words.T(g.Title)})
		}
		s.say("A starter guide to keyworking, by situation.\n")
		s.out.WriteString(t.Plain(0))
		s.say("\n“help %s SITUATION” tells what helps.", guideWord)
		return nil
	}
	var cs []candidate[meeting.Situation]
	for _, g := range meeting.Guide {
		cs = append(cs, candidate[meeting.Situation]{[]string{g.Name, s.Words.T(g.Title), string(g.Title)}, g})
	}
	g, err := pick("situation", strings.Join(words, " "), "help "+guideWord, cs)
	if err != nil {
		return err
	}
	var steps minutes.List
	for _, x := range g.Steps {
		steps = append(steps, s.Words.T(x))
	}
	return minutes.Write(&s.out, leaf(minutes.Document{Title: s.Words.T(g.Title), Blocks: []minutes.Block{steps}}), minutes.Text)
}
