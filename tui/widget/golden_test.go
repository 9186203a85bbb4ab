package widget

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/tui/theme"
)

// TestMain keeps rapid from leaving files in the tree: a failure prints its seed.
func TestMain(m *testing.M) {
	flag.Parse()
	_ = flag.Set("rapid.nofailfile", "true")
	os.Exit(m.Run())
}

// dump returns what a surface shows, rows cut at their last mark.
func dump(s *Surface) string {
	var b strings.Builder
	for _, l := range s.lines {
		b.WriteString(strings.TrimRight(rowText(l), " ") + "\n")
	}
	return b.String()
}

func rowText(l uv.Line) string {
	row := ""
	for _, c := range l {
		row += c.Content
	}
	return row
}

// token names a style by the theme's token that has it.
func token(t *theme.Theme, s uv.Style) string {
	v := reflect.ValueOf(*t)
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && v.Field(i).Interface() == s {
			return f.Name
		}
	}
	for n := range theme.Agencies {
		switch s {
		case t.Agency(n):
			return fmt.Sprintf("Agency(%d)", n)
		case t.Caret(n):
			return fmt.Sprintf("Caret(%d)", n)
		}
	}
	return "another"
}

// golden compares a surface with testdata/NAME.golden: what it shows, then for
// every row that has any the styles, a letter for each, then the cursor.
// ONEPLAN_GOLDEN=rewrite writes it anew.
func golden(t *testing.T, name string, s *Surface) {
	t.Helper()
	var text, looks, legend strings.Builder
	letters := map[string]byte{}
	for y, l := range s.lines {
		fmt.Fprintf(&text, "%s|\n", rowText(l))
		row := make([]byte, len(l))
		styled := false
		for x, c := range l {
			row[x] = ' '
			if c.Style == (uv.Style{}) {
				continue
			}
			styled = true
			n := token(dark, c.Style)
			if letters[n] == 0 {
				letters[n] = byte('a' + len(letters))
				fmt.Fprintf(&legend, "%c %s\n", letters[n], n)
			}
			row[x] = letters[n]
		}
		if styled {
			fmt.Fprintf(&looks, "%2d %s\n", y, strings.TrimRight(string(row), " "))
		}
	}
	got := text.String() + "\n" + looks.String() + "\n" + legend.String()
	if at, ok := s.Cursor(); ok {
		got += fmt.Sprintf("cursor %d,%d\n", at.X, at.Y)
	}
	path := filepath.Join("testdata", name+".golden")
	if os.Getenv("ONEPLAN_GOLDEN") == "rewrite" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; ONEPLAN_GOLDEN=rewrite writes it anew.\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// sizes are the screens every widget must fit.
var sizes = []struct{ w, h int }{{1, 1}, {2, 2}, {5, 3}, {20, 4}, {60, 16}, {80, 24}, {110, 34}, {200, 60}, {300, 100}}

// fits draws a widget at every size and fails if it draws outside its area, or if
// a row's columns do not add up.
func fits(t *testing.T, draw func(scr uv.Screen, area uv.Rectangle)) {
	t.Helper()
	for _, size := range sizes {
		s := NewSurface(size.w+4, size.h+4)
		mark := Line(size.w+4, uv.Style{}, Run{Text: strings.Repeat("~", size.w+4)})
		for y := range s.lines {
			s.PutLine(0, y, mark)
		}
		area := uv.Rect(2, 2, size.w, size.h)
		draw(s, area)
		for y, l := range s.lines {
			if len(l) != size.w+4 {
				t.Fatalf("%dx%d: row %d has %d cells", size.w, size.h, y, len(l))
			}
			for x := range l {
				if !uv.Pos(x, y).In(area) && l[x].Content != "~" {
					t.Fatalf("%dx%d: drew %q outside, at %d,%d", size.w, size.h, l[x].Content, x-2, y-2)
				}
				for i := 1; i < l[x].Width; i++ {
					if x+i >= len(l) || l[x+i].Width != 0 {
						t.Fatalf("%dx%d: half a wide cell at %d,%d", size.w, size.h, x-2, y-2)
					}
				}
			}
		}
	}
}
