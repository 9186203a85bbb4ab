package command

import (
	"strings"

	"github.com/alecthomas/kong"

	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
)

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command to tell more about."`
}

func (c *helpCommand) Run(s *session) error { return s.help(c.Command) }

type versionCommand struct{}

func (versionCommand) Run(s *session) error {
	s.say("oneplan %s", s.Version)
	return nil
}

// help lists the commands under the words given, or tells about the one that they name.
func (s *session) help(about []string) error {
	if len(about) > 0 && about[0] == guideWord {
		return s.guide(about[1:])
	}
	k, _, err := parser()
	if err != nil {
		return err
	}
	node := k.Model.Node
	for _, w := range about {
		var next *kong.Node
		for _, c := range node.Children {
			if c.Name == w {
				next = c
			}
		}
		if next == nil {
			return wrong("There is no command “%s”: “help” lists them all.", strings.Join(about, " "))
		}
		node = next
	}
	if len(about) == 0 {
		s.say("What can be asked for, each as “ssh HOST COMMAND”; without a command you come to the screens.\n")
	}
	if len(node.Children) == 0 {
		s.detail(node)
		return nil
	}
	var rows [][]string
	for _, leaf := range leaves(node) {
		rows = append(rows, []string{line(leaf), s.helped(leaf.Help)})
	}
	s.out.WriteString(minutes.Table{Head: s.heads("command", "what it does"), Rows: rows}.Plain(0))
	s.say("\nA name may be shortened while it stays the only one. “help COMMAND” tells more about one, “help %s” what helps a keyworker, by situation.", guideWord)
	return nil
}

// helped is what the help says of a command, of an argument or of a flag: a message where it is declared.
func (s *session) helped(help string) string { return s.T(words.Msg(help)) }

// leaves are the commands under a node, in order.
func leaves(n *kong.Node) []*kong.Node {
	if len(n.Children) == 0 {
		return []*kong.Node{n}
	}
	var out []*kong.Node
	for _, c := range n.Children {
		out = append(out, leaves(c)...)
	}
	return out
}

// line is how a command is typed, without its flags.
func line(n *kong.Node) string {
	out := path(n)
	for _, p := range n.Positional {
		name := strings.ToUpper(p.Name)
		if !p.Required {
			name = "[" + name + "]"
		}
		out += " " + name
	}
	return out
}

// detail tells all about one command.
func (s *session) detail(n *kong.Node) {
	s.write("%s", line(n))
	s.write("  %s", s.helped(n.Help))
	var rows [][]string
	for _, p := range n.Positional {
		rows = append(rows, []string{strings.ToUpper(p.Name), s.helped(p.Help)})
	}
	for _, f := range n.Flags {
		name := "--" + f.Name
		if f.Tag.Negatable != "" {
			name = "--[no-]" + f.Name
		}
		if !f.IsBool() {
			value := f.PlaceHolder
			if value == "" {
				value = strings.ToUpper(f.Name)
			}
			if f.Enum != "" {
				value = strings.ReplaceAll(f.Enum, ",", "|")
			}
			name += " " + value
		}
		help := s.helped(f.Help)
		if f.Default != "" {
			help += s.T(" (%s unless you say otherwise)", f.Default)
		}
		if f.Required {
			help += s.T(" (needed)")
		}
		rows = append(rows, []string{name, help})
	}
	if len(rows) > 0 {
		s.write("")
		s.out.WriteString(minutes.Table{Head: s.heads("word", "what it says"), Rows: rows}.Plain(0))
		s.say("\nThe value of a flag may be several words: it goes on until the next --.")
	}
}
