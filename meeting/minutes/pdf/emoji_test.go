package pdf

import (
	"testing"

	"github.com/go-text/typesetting/shaping"
)

// TestEmojiAreDrawn looks at how many pictures are seen of what people type: one of a sequence that the font has, the parts of one
// that it has not, and never a box.
func TestEmojiAreDrawn(t *testing.T) {
	for text, want := range map[string]int{
		"😀": 1, "🎮🍕": 2, "✅": 1, "⏰": 1, "⚽️": 1, "❤️": 1, "☺️": 1, "™️": 1,
		"👍🏿": 1, "☝🏽": 1, "🏽": 1, // a skin tone, and one by itself
		"👨‍👩‍👧": 1, "👩🏽‍💻": 1, "🏃🏽‍♀️": 1, "❤️‍🔥": 1, "🏳️‍🌈": 1,
		"🇬🇧": 1, "🇵🇱🇵🇰": 2, "🇬": 1, "🏴󠁧󠁢󠁷󠁬󠁳󠁿": 1,
		"1️⃣": 1, "#⃣": 1, "*️⃣": 1,
		"😀‍😀": 2, "🏴󠁧󠁢󠁡󠁢󠁣󠁿": 1, "👨🏿‍👨🏻": 2, "😀︎": 1, // sequences that mean nothing
		"a🏽": 1, "😀\u0301": 1, // what is of two fonts
	} {
		for _, st := range []style{regular, bold, mono} {
			for _, among := range []string{text, "Kit likes " + text + " most", "محمد " + text + " محمد"} {
				pictures := 0
				d := New(Options{})
				outs, runes, _ := d.shape(among, st)
				for _, run := range outs {
					pictures += shows(t, d, run, runes)
				}
				if pictures != want {
					t.Errorf("%q shows %d pictures, not %d", among, pictures, want)
				}
			}
		}
	}
}

// shows counts the pictures of a run, and wants no box and no space among them.
func shows(t *testing.T, d *Document, run shaping.Output, text []rune) int {
	t.Helper()
	pictures := 0
	for _, g := range run.Glyphs {
		switch {
		case g.GlyphID == 0:
			t.Errorf("%q shows an empty box", string(text))
		case d.byFace[run.Face].name != emojiFont:
		case text[g.TextIndex()] == ' ':
			t.Errorf("%q: a space is as wide as a picture", string(text))
		case g.Advance != 0:
			pictures++
		}
	}
	return pictures
}

// TestSignsAreNoPictures: figures, signs and marks that papers set beside words look as they always did, and a selector that selects
// nothing shows nothing.
func TestSignsAreNoPictures(t *testing.T) {
	for _, text := range []string{"123 # * © ™", "☺ ◷ ⌂ ★ ✓ ● → ⚑ ❤", "☺︎", "1\ufe0f", "x\ufe0fy", "z\u200d", "王小明", "a\u20e3"} {
		d := New(Options{})
		outs, runes, _ := d.shape(text, regular)
		for _, run := range outs {
			if n := shows(t, d, run, runes); n > 0 {
				t.Errorf("%q has %d pictures", text, n)
			}
		}
	}
}
