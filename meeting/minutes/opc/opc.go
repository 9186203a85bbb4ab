// Package opc packs the parts of an Office Open XML file into its archive (Open Packaging Conventions, ISO/IEC 29500-2). The same parts
// give the same bytes: nothing in the archive says when it was packed. It knows nothing of what the parts say.
package opc

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"
)

// The beginnings of names that every such file uses.
const (
	Office  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	Content = "application/vnd.openxmlformats-officedocument."

	packages = "http://schemas.openxmlformats.org/package/2006/"
	header   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// Part is one part of a file.
type Part struct {
	Name string // "word/document.xml"
	Type string // of its content; "" for a picture, which is a PNG
	Body string // of one that is XML, without the declaration
	To   []Link // to other parts
}

// Link is a relationship to another part: the name it goes by, of what kind it is, and where that part is, from the one that refers to
// it.
type Link struct{ ID, Type, Target string }

// Properties say what a file is.
type Properties struct {
	Title, Author, Language string
	Created, Changed        time.Time // zero: not said
}

// Pack packs parts, of which the first is the main one, with what the file is.
func Pack(p Properties, parts ...Part) ([]byte, error) {
	root := Part{To: []Link{
		{"main", Office + "/officeDocument", parts[0].Name},
		{"core", packages + "relationships/metadata/core-properties", "docProps/core.xml"},
		{"app", Office + "/extended-properties", "docProps/app.xml"},
	}}
	all := append([]Part{
		{Name: "docProps/core.xml", Type: "application/vnd.openxmlformats-package.core-properties+xml", Body: p.core()},
		{Name: "docProps/app.xml", Type: Content + "extended-properties+xml", Body: `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
			`<Application>oneplan</Application></Properties>`},
	}, parts...)
	var out bytes.Buffer
	a := archive{to: zip.NewWriter(&out)}
	a.put("[Content_Types].xml", header+types(all)) // the first part is what the others are told by
	a.put(root.links())
	for _, part := range all {
		if part.Type == "" {
			a.put(part.Name, part.Body)
			continue
		}
		a.put(part.Name, header+part.Body)
		if len(part.To) > 0 {
			a.put(part.links())
		}
	}
	if err := cmp.Or(a.err, a.to.Close()); err != nil {
		return nil, fmt.Errorf("office file: %w", err)
	}
	return out.Bytes(), nil
}

// archive is an archive being written.
type archive struct {
	to  *zip.Writer
	err error // the first
}

// first is the day of all parts: the first that an archive can have. The file's own days stand in it.
var first = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func (a *archive) put(name, body string) {
	if a.err != nil {
		return
	}
	w, err := a.to.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: first})
	if err == nil {
		_, err = w.Write([]byte(body))
	}
	a.err = err
}

// types says of what kind each part is.
func types(parts []Part) string {
	var b strings.Builder
	b.WriteString(`<Types xmlns="` + packages + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>`)
	for _, p := range parts {
		if p.Type != "" {
			fmt.Fprintf(&b, `<Override PartName="/%s" ContentType="%s"/>`, p.Name, p.Type)
		}
	}
	b.WriteString(`</Types>`)
	return b.String()
}

// links is the part that says which parts this one refers to.
func (p Part) links() (name, body string) {
	var b strings.Builder
	b.WriteString(header + `<Relationships xmlns="` + packages + `relationships">`)
	for _, l := range p.To {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s" Target="%s"/>`, l.ID, l.Type, l.Target)
	}
	b.WriteString(`</Relationships>`)
	folder, file := path.Split(p.Name)
	return folder + "_rels/" + file + ".rels", b.String()
}

// core says what the file is (ISO/IEC 29500-2, 11).
func (p Properties) core() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<cp:coreProperties xmlns:cp="%smetadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" `+
		`xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`, packages)
	fmt.Fprintf(&b, `<dc:title>%s</dc:title><dc:creator>%s</dc:creator><cp:lastModifiedBy>%[2]s</cp:lastModifiedBy><dc:language>%s</dc:language>`,
		Escape(p.Title), Escape(p.Author), Escape(p.Language))
	for _, x := range []struct {
		name string
		at   time.Time
	}{{"created", p.Created}, {"modified", p.Changed}} {
		if !x.at.IsZero() {
			fmt.Fprintf(&b, `<dcterms:%s xsi:type="dcterms:W3CDTF">%s</dcterms:%[1]s>`, x.name, x.at.UTC().Format("2006-01-02T15:04:05Z"))
		}
	}
	b.WriteString(`</cp:coreProperties>`)
	return b.String()
}

// Printable makes of a text what can be set: without control characters, a tab and a line end as a space.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
}

// Escape is a printable text as XML has it; a character that XML cannot hold becomes U+FFFD.
func Escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(Printable(text))) // a Builder takes everything
	return b.String()
}
