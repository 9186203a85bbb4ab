package tui_test

import (
	"fmt"
	"testing"

	"oneplan/meeting/meetingtest"
	"oneplan/meeting/words"
	"oneplan/tui"
)

// TestGoldenWelsh keeps home and the room as they were looked at in Welsh.
func TestGoldenWelsh(t *testing.T) {
	tb := meetingtest.New(t)
	tb.Opens()
	bo := tb.Sit("ben")
	fill(t, bo)
	welsh := func(o *tui.Options) {
		o.Words = func() *words.Language { return words.In("cy") }
	}
	for _, size := range [][2]int{{80, 24}, {110, 34}} {
		w, h := size[0], size[1]
		ben := sit(t, tb, "ben", w, h, welsh)
		ben.Sees("cadwyd ✓", "Sleep", "yn fyw")
		ben.Golden(fmt.Sprintf("welsh-room-%dx%d", w, h))
		home := sit(t, tb, "nia", w, h, func(o *tui.Options) {
			welsh(o)
			o.Record = ""
		})
		home.Sees("oneplan", "l English", "cadwyd ✓")
		home.Golden(fmt.Sprintf("welsh-home-%dx%d", w, h))
	}
}
