package minutes

import (
	"cmp"
	"slices"
	"time"

	"oneplan/meeting/words"
)

// Document is a paper laid out: what a writer writes, whatever the format. All its strings are plain
// text; they hold no control characters, and no line ends but in a Quote.
type Document struct {
	Title  string
	Words  *words.Language // what it is laid out in; nil is English
	Foot   string          // at the foot of the paper, of each page where there are pages
	Author string          // who made it, an agency for most papers; "" is the service
	// Created and Changed are when what it shows began, and when it changed last: zero where it shows no such day. They come from
	// what is shown and from nothing else, or they would tell of what is not.
	Created, Changed time.Time
	Large            bool // for those who read little: in large print on every Sheet
	Blocks           []Block
}

// author is whose name stands in the file.
func (d *Document) author() string { return cmp.Or(d.Author, "oneplan") }

// language is the tag of the document's language, for readers that say it aloud (BCP 47).
func (d *Document) language() string {
	if d.Words.Tag() == words.English {
		return "en-GB"
	}
	return d.Words.Tag()
}

// pageOf says which page of how many, with a verb for each: the last number is known when all pages are.
func (d *Document) pageOf() string { return d.Words.T("Page %d of %d") }

// dated widens the days of the document by some of what it shows; zero ones count for nothing.
func (d *Document) dated(times ...time.Time) {
	for _, t := range times {
		if t.IsZero() {
			continue
		}
		if d.Created.IsZero() || t.Before(d.Created) {
			d.Created = t
		}
		if t.After(d.Changed) {
			d.Changed = t
		}
	}
}

// Block is one part of a Document, from top to bottom.
type Block interface{ block() }

// The blocks.
type (
	// Heading begins a section. Level is 2 to 4; the title of the document is the one of level 1.
	Heading struct {
		Level int
		Text  string
	}
	// Paragraph is a sentence or two of ours.
	Paragraph string
	// Quote is what people wrote, line by line, never empty. It is marked as such in every format.
	Quote []string
	// Typed is a line to type or to copy, as it is: never wrapped.
	Typed string
	// List is a list of short entries.
	List []string
	// Pairs are names with their values.
	Pairs []Pair
	// Circle is the team as a picture, where a format draws pictures: whom the plan is about in the middle, the groups around. What it
	// shows is said in words beside it.
	Circle struct {
		Middle string
		Around []Group
	}
	// Signs are short lines, one idea each, with a sign before each that says what kind of line it is: a symbol for Name. What the
	// line says it says without its sign.
	Signs []Pair
	// Table has a header, and rows of the same length. What the first column says is what its row is about.
	Table struct {
		Head []string
		Rows [][]string
	}
)

// Group is some people of a Circle, under one name.
type Group struct {
	Name   string
	People []string
}

// Pair is one name with its value.
type Pair struct{ Name, Value string }

func (Heading) block()   {}
func (Paragraph) block() {}
func (Quote) block()     {}
func (Typed) block()     {}
func (List) block()      {}
func (Pairs) block()     {}
func (Signs) block()     {}
func (Table) block()     {}
func (Circle) block()    {}

// Add puts blocks at the end, leaving out those that say nothing. Pairs that follow Pairs join them.
func (d *Document) Add(blocks ...Block) {
	for _, block := range blocks {
		empty := false
		if f, ok := block.(facts); ok {
			block = f.said(d)
		}
		switch b := block.(type) {
		case Paragraph:
			empty = b == ""
		case Quote:
			empty = len(b) == 0
		case Typed:
			empty = b == ""
		case List:
			empty = len(b) == 0
		case Pairs:
			kept := Pairs{}
			for _, p := range b {
				if p.Value != "" {
					kept = append(kept, p)
				}
			}
			if n := len(d.Blocks); n > 0 {
				if before, ok := d.Blocks[n-1].(Pairs); ok {
					d.Blocks[n-1] = append(before, kept...)
					continue
				}
			}
			block, empty = kept, len(kept) == 0
		case Signs:
			empty = len(b) == 0
		case Table:
			block, empty = b.filled(), len(b.Rows) == 0
		case Circle:
			empty = len(b.Around) == 0
		}
		if !empty {
			d.Blocks = append(d.Blocks, block)
		}
	}
}

// leads reports whether a block belongs on the page on which the next one begins: a sentence with what it introduces, and what somebody wrote with whose
// words they are, or with what is said of them.
func (d *Document) leads(i int) bool {
	after := func(i int) Block {
		if i < len(d.Blocks) {
			return d.Blocks[i]
		}
		return nil
	}
	switch d.Blocks[i].(type) {
	case Paragraph:
		switch next := after(i + 1).(type) {
		case Quote, List, Table, Typed:
			return true
		case Heading:
			return next.Level >= 4 // of the same part
		}
	case Signs:
		_, quoted := after(i + 1).(Quote)
		return quoted
	case Quote:
		switch next := after(i + 1).(type) {
		case Pairs:
			return true
		case Signs: // unless all that it says is whose the next words are
			_, quoted := after(i + 2).(Quote)
			return !quoted || len(next) > 1
		}
	}
	return false
}

// begins reports whether a block begins something else than what stands before it: the next who said or will do something, in an easy-read copy.
func (d *Document) begins(i int) bool {
	signs, _ := d.Blocks[i].(Signs)
	if len(signs) != 1 || i == 0 || i+1 >= len(d.Blocks) {
		return false
	}
	_, after := d.Blocks[i-1].(Heading)
	_, quoted := d.Blocks[i+1].(Quote)
	return quoted && !after
}

// filled is a table without the columns in which no row says anything.
func (t Table) filled() Table {
	var out Table
	var keep []int
	for i, name := range t.Head {
		if i == 0 || slices.ContainsFunc(t.Rows, func(row []string) bool { return row[i] != "" }) {
			keep, out.Head = append(keep, i), append(out.Head, name)
		}
	}
	for _, row := range t.Rows {
		var cells []string
		for _, i := range keep {
			cells = append(cells, row[i])
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}
