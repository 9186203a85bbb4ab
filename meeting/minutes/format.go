package minutes

import (
	"encoding/json"
	"fmt"
	"io"
)

// Format is a form that a paper can take.
type Format string

// The formats.
const (
	Markdown Format = "md"   // CommonMark with the tables of GitHub Flavored Markdown
	Text     Format = "txt"  // plain text for terminals and mail, 78 columns wide
	HTML     Format = "html" // one self-contained file that prints well
	PDF      Format = "pdf"  // tagged
	DOCX     Format = "docx" // for Word and those like it
	JSON     Format = "json" // the facts, for machines
)

// Paper is facts that can be laid out: *Minutes or *Plan.
type Paper interface {
	// Document lays the facts out.
	Document() Document
}

// Binary reports whether a file of the format is not text.
func (f Format) Binary() bool { return f == PDF || f == DOCX }

// Sheet is how a paper is printed, in the formats that have pages, and how large its words are, in these and as HTML. The zero Sheet is A4 in usual print.
type Sheet struct {
	Letter bool // of that American size
	Large  bool // print for those who see little: the words 18 points high, headings more
}

// Usual and large print, in points.
const (
	usualPrint = 11
	largePrint = 18
)

// size is how high the words of a document are, in points.
func (s Sheet) size(doc Document) float64 {
	if s.Large || doc.Large {
		return largePrint
	}
	return usualPrint
}

// Write writes the paper to w, on the usual Sheet. It fails with w's error, and on a format that is none.
func Write(w io.Writer, p Paper, f Format) error { return Sheet{}.Write(w, p, f) }

// Write writes the paper to w. It fails with w's error, and on a format that is none.
func (s Sheet) Write(w io.Writer, p Paper, f Format) error {
	var out []byte
	switch f {
	case Markdown:
		out = markdown(laidOut(p))
	case Text:
		out = plain(laidOut(p))
	case HTML:
		d := laidOut(p)
		d.Large = d.Large || s.Large
		out = page(d)
	case PDF:
		b, err := s.printed(laidOut(p))
		if err != nil {
			return fmt.Errorf("paper as PDF: %w", err)
		}
		out = b
	case DOCX:
		b, err := s.word(laidOut(p))
		if err != nil {
			return fmt.Errorf("paper as a Word document: %w", err)
		}
		out = b
	case JSON:
		b, err := json.MarshalIndent(p, "", "  ")
		if err != nil {
			return fmt.Errorf("paper as JSON: %w", err)
		}
		out = append(withNumber(b, Number(p)), '\n')
	default:
		return fmt.Errorf("paper: there is no format %q", f)
	}
	_, err := w.Write(out)
	return err
}
