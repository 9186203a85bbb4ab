package minutes

import (
	"fmt"
	"html"
	"strings"
)

// style prints black on white, keeps rows and headings together, and marks what people wrote. A browser in dark
// mode shows its own colours.
const style = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3, h4 { font-size: 1rem; }
blockquote { margin: .5rem 0; padding: .1rem 1rem; border-left: .25rem solid #888; overflow-wrap: anywhere; }
pre { font-size: 1.1em; white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #888; padding: .3rem .5rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
tbody th { font-weight: 400; }
footer { margin-top: 2rem; border-top: 1px solid #888; font-size: .9em; }
@page { margin: 2cm; }
@media print {
  body { font-size: 10pt; max-width: none; margin: 0; padding: 0; }
  h1, h2, h3, h4, thead { break-after: avoid; } tr, blockquote { break-inside: avoid; } thead { display: table-header-group; }
}
`

// largeStyle is for a document in large print.
const largeStyle = `
body { font-size: 1.5rem; } ul.signs { list-style: none; padding-left: 0; } ul.signs li { margin: .4rem 0 .4rem 1.6em; text-indent: -1.6em; }
ul.signs span { display: inline-block; width: 1.6em; text-indent: 0; }
@media print { body { font-size: 18pt; } }
`

// page writes a document as one HTML file that loads nothing and runs nothing. dir=auto lets names and words
// in any script read in their own direction.
func page(d Document) []byte {
	var b strings.Builder
	title, css := html.EscapeString(d.Title), style
	if d.Large {
		css += largeStyle
	}
	b.WriteString("<!doctype html>\n<html lang=\"" + d.language() + "\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n" +
		"<title>" + title + "</title>\n<style>" + css + "</style>\n</head>\n<body>\n<h1 dir=\"auto\">" + title + "</h1>\n")
	pageBlocks(&b, d.Blocks)
	if d.Foot != "" {
		b.WriteString("<footer>\n")
		element(&b, "p", d.Foot)
		b.WriteString("</footer>\n")
	}
	b.WriteString("</body>\n</html>\n")
	return []byte(b.String())
}

// pageBlocks writes blocks as HTML that is XML too.
func pageBlocks(b *strings.Builder, blocks []Block) {
	for _, x := range blocks {
		switch x := x.(type) {
		case Heading:
			fmt.Fprintf(b, "<h%[1]d dir=\"auto\">%[2]s</h%[1]d>\n", x.Level, html.EscapeString(x.Text))
		case Paragraph:
			element(b, "p", string(x))
		case Quote:
			b.WriteString("<blockquote>\n")
			for _, s := range x {
				if s != "" {
					element(b, "p", s)
				}
			}
			b.WriteString("</blockquote>\n")
		case Typed:
			b.WriteString("<pre>" + html.EscapeString(string(x)) + "</pre>\n")
		case List:
			b.WriteString("<ul>\n")
			for _, s := range x {
				element(b, "li", s)
			}
			b.WriteString("</ul>\n")
		case Pairs:
			b.WriteString("<dl>\n")
			for _, p := range x {
				element(b, "dt", p.Name)
				element(b, "dd", p.Value)
			}
			b.WriteString("</dl>\n")
		case Signs:
			b.WriteString("<ul class=\"signs\">\n")
			for _, s := range x {
				fmt.Fprintf(b, "<li dir=\"auto\"><span aria-hidden=\"true\">%s</span> %s</li>\n", html.EscapeString(s.Name), html.EscapeString(s.Value))
			}
			b.WriteString("</ul>\n")
		case Table:
			pageTable(b, x)
		}
	}
}

func pageTable(b *strings.Builder, t Table) {
	b.WriteString("<table>\n<thead>\n<tr>\n")
	for _, s := range t.Head {
		element(b, `th scope="col"`, s)
	}
	b.WriteString("</tr>\n</thead>\n<tbody>\n")
	for _, r := range t.Rows {
		b.WriteString("<tr>\n")
		for i, s := range r {
			if i == 0 {
				element(b, `th scope="row"`, s)
				continue
			}
			element(b, "td", s)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
}

// element writes one element with a text in it; tag may carry attributes.
func element(b *strings.Builder, tag, text string) {
	name, _, _ := strings.Cut(tag, " ")
	b.WriteString("<" + tag + " dir=\"auto\">" + html.EscapeString(text) + "</" + name + ">\n")
}
