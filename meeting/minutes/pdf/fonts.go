package pdf

import (
	"bytes"
	"embed"
	"fmt"
	"sync"

	"github.com/boxesandglue/textshape/ot"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
)

// The Noto fonts, as Debian packs them, the one of emoji as Google Fonts does, and one font for Chinese, Japanese and Korean that is
// small enough to carry.
//
//go:embed fonts/*.ttf
var files embed.FS

// style is a way that text is set.
type style int

const (
	regular style = iota
	bold
	mono
	styles
)

// stacks are the fonts of each style, in the order in which a character is looked for.
var stacks = [styles][]string{
	regular: {
		"NotoSans-Regular", "NotoNaskhArabic-Regular", "NotoSansBengali-Regular", "NotoSansGurmukhi-Regular", "NotoSansDevanagari-Regular",
		"NotoSansGujarati-Regular", "NotoSansTamil-Regular", "NotoSansHebrew-Regular", "NotoSansEthiopic-Regular", "NotoSansThai-Regular",
		"NotoSansArmenian-Regular", "NotoSansGeorgian-Regular", "NotoSansSymbols2-Regular", "NotoSansSymbols-Regular", "DroidSansFallbackFull",
	},
	bold: {"NotoSans-Bold", "NotoNaskhArabic-Bold", "NotoSansBengali-Bold", "NotoSansGurmukhi-Bold"},
	mono: {"NotoSansMono-Regular"},
}

// symbols are the fonts of signs, whose lines are as high as those of words.
var symbols = map[string]bool{"NotoSansSymbols2-Regular": true, "NotoSansSymbols-Regular": true}

// urdu is set in the hand that Urdu readers expect.
const urdu = "NotoNastaliqUrdu-Regular"

// scriptFonts names the font to begin with for what is common to several scripts, such as a space, in the midst of one of them:
// a run then need not change its font at every word.
var scriptFonts = map[language.Script]string{
	language.Arabic: "NotoNaskhArabic", language.Bengali: "NotoSansBengali", language.Gurmukhi: "NotoSansGurmukhi",
	language.Devanagari: "NotoSansDevanagari", language.Gujarati: "NotoSansGujarati", language.Tamil: "NotoSansTamil",
	language.Hebrew: "NotoSansHebrew", language.Ethiopic: "NotoSansEthiopic", language.Thai: "NotoSansThai",
}

// A file is one font as it was read: what it is shaped with, and what it is cut down from.
type file struct {
	font *font.Font
	cut  *ot.Font
}

var (
	read   = map[string]*file{}
	readMu sync.Mutex
)

// load reads a font once for the whole process.
func load(name string) (*file, error) {
	readMu.Lock()
	defer readMu.Unlock()
	if f := read[name]; f != nil {
		return f, nil
	}
	raw, err := files.ReadFile("fonts/" + name + ".ttf")
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	face, err := font.ParseTTF(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	cut, err := ot.ParseFont(raw, 0)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	f := &file{font: face.Font, cut: cut}
	read[name] = f
	return f, nil
}

// typeface is a font in one document, with the glyphs that the document uses and what each says.
type typeface struct {
	*file
	name  string
	face  *font.Face
	index int
	says  map[font.GID]string
	more  []meaning // what else glyphs say, under codes after those of all glyphs
}

// typeface gives the font of that name, reading it when it is first needed.
func (d *Document) typeface(name string) *typeface {
	if t := d.byName[name]; t != nil {
		return t
	}
	f, err := load(name)
	if err != nil {
		d.fail(err)
		return d.faces[0]
	}
	t := &typeface{file: f, name: name, face: font.NewFace(f.font), index: len(d.faces), says: map[font.GID]string{}}
	d.faces = append(d.faces, t)
	d.byName[name], d.byFace[t.face] = t, t
	return t
}

// fontmap chooses the font for each character of a text.
type fontmap struct {
	d      *Document
	style  style
	urdu   bool
	script language.Script
}

func (m *fontmap) SetScript(s language.Script) { m.script = s }

func (m *fontmap) ResolveFace(r rune) *font.Face {
	if m.urdu && m.script == language.Arabic {
		if t := m.d.typeface(urdu); has(t, r) {
			return t.face
		}
	}
	for _, stack := range [][]string{stacks[m.style], stacks[regular]} {
		first := scriptFonts[m.script]
		if first != "" {
			for _, name := range stack {
				if len(name) > len(first) && name[:len(first)] == first {
					if t := m.d.typeface(name); has(t, r) {
						return t.face
					}
				}
			}
		}
		for _, name := range stack {
			if t := m.d.typeface(name); has(t, r) {
				return t.face
			}
		}
	}
	return m.d.typeface(stacks[m.style][0]).face
}

func has(t *typeface, r rune) bool {
	_, ok := t.face.NominalGlyph(r)
	return ok
}
