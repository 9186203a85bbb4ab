package minutes

import (
	"oneplan/meeting/minutes/docx"
	"oneplan/meeting/minutes/pdf"
)

// word lays a document out for Word. What is as wide as its words, a label or a column, is measured as it is for a PDF.
func (s Sheet) word(doc Document) ([]byte, error) {
	ruler := s.pages(doc)
	o := docx.Options{
		Title: doc.Title, Language: doc.language(), Author: doc.author(), Created: doc.Created, Changed: doc.Changed, Size: s.size(doc), Foot: doc.Foot,
		PageOf: doc.pageOf(),
	}
	if s.Letter {
		o.Paper = docx.Letter
	}
	d := docx.New(o)
	d.Heading(1, doc.Title)
	for i, block := range doc.Blocks {
		if doc.begins(i) {
			d.Apart()
		}
		if doc.leads(i) {
			d.KeepNext()
		}
		switch b := block.(type) {
		case Heading:
			d.Heading(b.Level, b.Text)
		case Paragraph:
			d.Paragraph(string(b))
		case Quote:
			d.Quote(b)
		case Typed:
			d.Typed(string(b))
		case List:
			d.List(b)
		case Pairs:
			d.Pairs(b.both(), ruler.Label(b.both()))
		case Signs:
			d.Pairs(Pairs(b).both(), s.size(doc)*pdf.SignWidth)
		case Circle:
			p, err := ruler.Picture(b.Middle, b.groups())
			if err != nil {
				return nil, err
			}
			if p != nil {
				d.Picture(p.PNG, p.Wide, p.High, p.Says)
			}
		case Table:
			d.Table(b.Head, b.Rows, ruler.Columns(b.Head, b.Rows))
		}
	}
	return d.Bytes()
}
