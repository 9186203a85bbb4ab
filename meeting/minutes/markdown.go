package minutes

import "strings"

// markdown writes a document as CommonMark, with tables as in GitHub Flavored Markdown, section 4.10.
func markdown(d Document) []byte {
	var b strings.Builder
	b.WriteString("# " + mark(d.Title) + "\n")
	for _, x := range d.Blocks {
		if _, picture := x.(Circle); picture {
			continue
		}
		b.WriteByte('\n')
		switch x := x.(type) {
		case Heading:
			b.WriteString(strings.Repeat("#", x.Level) + " " + mark(x.Text) + "\n")
		case Paragraph:
			b.WriteString(markLine(string(x)) + "\n")
		case Quote:
			markQuote(&b, x)
		case Typed:
			b.WriteString(typedIndent + string(x) + "\n")
		case List:
			for _, s := range x {
				b.WriteString("- " + markLine(s) + "\n")
			}
		case Pairs:
			for _, p := range x {
				b.WriteString("- **" + mark(p.Name) + ":** " + mark(p.Value) + "\n")
			}
		case Signs:
			for _, s := range x {
				b.WriteString("- " + mark(s.Name) + " " + mark(s.Value) + "\n")
			}
		case Table:
			markRow(&b, x.Head)
			b.WriteString("|" + strings.Repeat(" --- |", len(x.Head)) + "\n")
			for _, r := range x.Rows {
				markRow(&b, r)
			}
		}
	}
	if d.Foot != "" {
		b.WriteString("\n---\n\n" + markLine(d.Foot) + "\n")
	}
	return []byte(b.String())
}

// markQuote makes each line of a quote a paragraph of a block quote.
func markQuote(b *strings.Builder, q Quote) {
	first := true
	for _, s := range q {
		if strings.TrimSpace(s) == "" {
			continue
		}
		if !first {
			b.WriteString(">\n")
		}
		first = false
		b.WriteString("> " + markLine(s) + "\n")
	}
}

func markRow(b *strings.Builder, cells []string) {
	b.WriteByte('|')
	for _, c := range cells {
		// An entity: a table is cut into cells before backslashes count.
		b.WriteString(" " + strings.ReplaceAll(mark(c), `\|`, "&#124;") + " |")
	}
	b.WriteByte('\n')
}

// special are the characters that mean something to Markdown anywhere in a line: in CommonMark, its tables,
// strikethrough, footnotes, attributes, and mathematics.
const special = "\\`*_[]<>&~|#{}$"

// mark escapes s so that Markdown reads the characters themselves and nothing else, within a line. The
// backslash escapes are those of CommonMark, section 2.4.
func mark(s string) string {
	s = strings.TrimSpace(s)
	var b strings.Builder
	b.Grow(len(s) + 8)
	for _, r := range s {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// markLine is mark for what begins a line, where a few more characters would begin a block: a list, a
// heading's underline, a definition.
func markLine(s string) string {
	s = mark(s)
	rest := strings.TrimLeft(s, "0123456789")
	n := len(s) - len(rest)
	begins := "-+=:"
	if n > 0 {
		begins = ".)"
	}
	if rest != "" && strings.IndexByte(begins, rest[0]) >= 0 {
		return s[:n] + `\` + rest
	}
	return s
}
