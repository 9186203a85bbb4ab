package minutes

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Columns is how wide plain text is, in the columns of a terminal.
const Columns = 78

// quoteMark begins every line of what people wrote, so that none of it can look like ours.
const quoteMark = "  | "

// typedIndent begins a line to type; to Markdown it is a block of code.
const typedIndent = "    "

// plain writes a document as plain text.
func plain(d Document) []byte {
	var b strings.Builder
	underline(&b, d.Title, "=")
	for _, x := range d.Blocks {
		if _, picture := x.(Circle); picture {
			continue
		}
		b.WriteByte('\n')
		switch x := x.(type) {
		case Heading:
			switch x.Level {
			case 2:
				b.WriteByte('\n')
				underline(&b, x.Text, "-")
			default:
				put(&b, "", "", x.Text)
			}
		case Paragraph:
			put(&b, "", "", string(x))
		case Quote:
			for _, s := range x {
				put(&b, quoteMark, quoteMark, s)
			}
		case Typed:
			b.WriteString(typedIndent + string(x) + "\n")
		case List:
			for _, s := range x {
				put(&b, "  - ", "    ", s)
			}
		case Pairs:
			names := 0
			for _, p := range x {
				names = max(names, Width(p.Name))
			}
			for _, p := range x {
				put(&b, pad(p.Name+":", names+2), strings.Repeat(" ", names+2), p.Value)
			}
		case Signs:
			for _, s := range x {
				put(&b, "  "+s.Name+" ", strings.Repeat(" ", 3+Width(s.Name)), s.Value)
			}
		case Table:
			b.WriteString(x.Plain(Columns))
		}
	}
	if d.Foot != "" {
		b.WriteString("\n\n")
		put(&b, "", "", d.Foot)
	}
	return []byte(b.String())
}

func underline(b *strings.Builder, s, with string) {
	widest := 0
	for _, l := range wrap(s, Columns) {
		b.WriteString(l + "\n")
		widest = max(widest, Width(l))
	}
	b.WriteString(strings.Repeat(with, widest) + "\n")
}

// put writes s wrapped, the first line after one prefix and the others after another of the same width.
func put(b *strings.Builder, first, rest, s string) {
	for i, l := range wrap(s, Columns-Width(first)) {
		if i > 0 {
			first = rest
		}
		b.WriteString(strings.TrimRight(first+l, " ") + "\n")
	}
}

// Width returns how many columns of a terminal s takes. It is the one measure everywhere.
func Width(s string) int { return ansi.GraphemeWidth.StringWidth(s) }

// wrap cuts s into lines of at most width columns, between words where it can. A character that is wider than
// that stands on a line of its own.
func wrap(s string, width int) []string {
	var lines []string
	at, used := "", 0
	for _, word := range strings.Fields(s) {
		if w := Width(word); used > 0 && used+1+w <= width {
			at, used = at+" "+word, used+1+w
			continue
		}
		if used > 0 {
			lines = append(lines, at)
		}
		at, used = "", 0
		for word != "" { // too long for a line, perhaps
			cluster, w := ansi.FirstGraphemeCluster(word, ansi.GraphemeWidth)
			if used > 0 && used+w > width {
				lines = append(lines, at)
				at, used = "", 0
			}
			at, used, word = at+cluster, used+w, word[len(cluster):]
		}
	}
	return append(lines, at)
}

// pad fills s with spaces up to width columns.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

// gap is what stands between two columns of a table.
const gap = "  "

// Plain returns the table as plain text with straight columns: wrapped into width columns, or as wide as it
// comes for width 0.
func (t Table) Plain(width int) string {
	widths := t.fit(width)
	var b strings.Builder
	airy := false // some row takes several lines
	row := func(cells []string) {
		lines := make([][]string, len(cells))
		high := 0
		for i, c := range cells {
			lines[i] = wrap(c, widths[i])
			high = max(high, len(lines[i]))
		}
		airy = airy || high > 1
		for n := range high {
			out := ""
			for i := range cells {
				l := ""
				if n < len(lines[i]) {
					l = lines[i][n]
				}
				if i > 0 {
					out += gap
				}
				out += pad(l, widths[i])
			}
			b.WriteString(strings.TrimRight(out, " ") + "\n")
		}
	}
	row(t.Head)
	rules := make([]string, len(widths))
	for i, w := range widths {
		rules[i] = strings.Repeat("-", w)
	}
	row(rules)
	airy = false
	for i, r := range t.Rows {
		if i > 0 && airy {
			b.WriteByte('\n')
		}
		row(r)
	}
	return b.String()
}

// narrowest is what a column keeps when a table has to fit, in columns of the terminal.
const narrowest = 8

// fit returns the widths of the columns: those of the widest cells, the widest ones made narrower until
// everything fits.
func (t Table) fit(width int) []int {
	widths := make([]int, len(t.Head))
	sum := len(gap) * (len(t.Head) - 1)
	for i := range widths {
		widths[i] = max(1, Width(t.Head[i]))
		for _, r := range t.Rows {
			widths[i] = max(widths[i], Width(r[i]))
		}
		sum += widths[i]
	}
	for width > 0 && sum > width {
		widest := 0
		for i := range widths {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= narrowest {
			break
		}
		widths[widest]--
		sum--
	}
	return widths
}
