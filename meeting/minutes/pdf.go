package minutes

import "oneplan/meeting/minutes/pdf"

// printed lays a document out as a tagged PDF on A4.
func printed(doc Document) ([]byte, error) {
	p := pdf.New(pdf.Options{Title: doc.Title, Language: "en-GB", Author: "oneplan", Foot: doc.Foot})
	p.Heading(1, doc.Title)
	for _, block := range doc.Blocks {
		switch b := block.(type) {
		case Heading:
			p.Heading(b.Level, b.Text)
		case Paragraph:
			p.Paragraph(string(b))
		case Quote:
			p.Quote(b)
		case Typed:
			p.Typed(string(b))
		case List:
			p.List(b)
		case Pairs:
			pairs := make([][2]string, len(b))
			for i, pair := range b {
				pairs[i] = [2]string{pair.Name, pair.Value}
			}
			p.Pairs(pairs)
		case Circle:
			groups := make([]pdf.Group, len(b.Around))
			for i, g := range b.Around {
				groups[i] = pdf.Group(g)
			}
			p.Circle(b.Middle, groups)
		case Table:
			p.Table(b.Head, b.Rows)
		}
	}
	return p.Bytes()
}
