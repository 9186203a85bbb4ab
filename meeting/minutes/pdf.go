package minutes

import "oneplan/meeting/minutes/pdf"

// pages begins the pages of a document.
func (s Sheet) pages(doc Document) *pdf.Document {
	o := pdf.Options{Title: doc.Title, Language: doc.language(), Author: doc.author(), Foot: doc.Foot, Size: s.size(doc), PageOf: doc.pageOf()}
	if s.Letter {
		o.Paper = pdf.Letter
	}
	return pdf.New(o)
}

// printed lays a document out as a tagged PDF.
func (s Sheet) printed(doc Document) ([]byte, error) {
	p := s.pages(doc)
	p.Heading(1, doc.Title)
	for i, block := range doc.Blocks {
		if doc.begins(i) {
			p.Apart()
		}
		if doc.leads(i) {
			p.KeepNext()
		}
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
			p.Pairs(b.both())
		case Signs:
			p.Signs(Pairs(b).both())
		case Circle:
			p.Circle(b.Middle, b.groups())
		case Table:
			p.Table(b.Head, b.Rows)
		}
	}
	return p.Bytes()
}

// both are the pairs as the writers of pages take them.
func (p Pairs) both() [][2]string {
	out := make([][2]string, len(p))
	for i, pair := range p {
		out[i] = [2]string{pair.Name, pair.Value}
	}
	return out
}

// groups are those around, as the writers of pages take them.
func (c Circle) groups() []pdf.Group {
	out := make([]pdf.Group, len(c.Around))
	for i, g := range c.Around {
		out[i] = pdf.Group(g)
	}
	return out
}
