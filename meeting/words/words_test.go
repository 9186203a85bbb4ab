package words_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"oneplan/meeting/words"
)

func TestIn(t *testing.T) {
	for tag, want := range map[string]string{
		"": "en", "en": "en", "cy": "cy", "cy-GB": "cy", "cy_GB.UTF-8": "cy", "CY": "cy", "cymru": "en", "C.UTF-8": "en", "fr": "en",
	} {
		if got := words.In(tag).Tag(); got != want {
			t.Errorf("In(%q) is %s, not %s", tag, got, want)
		}
	}
}

func TestSaying(t *testing.T) {
	cy, en := words.In("cy"), words.In("en")
	for _, c := range []struct{ got, want string }{
		{en.T("no such message"), "no such message"},
		{cy.T("no such message"), "no such message"}, // rather in English than not at all
		{(*words.Language)(nil).T("a %s", words.Msg("b")), "a b"},
		{en.List([]string{"Jo", "Tom", "Sara"}), "Jo, Tom and Sara"},
		{cy.List([]string{"Jo", "Tom", "Sara"}), "Jo, Tom a Sara"},
		{cy.List([]string{"Jo", "Anna"}), "Jo ac Anna"},
		{cy.List([]string{"Jo"}) + cy.List(nil), "Jo"},
		{cy.N(3, "%d keyworker so far", "%d keyworkers so far"), "3 gweithiwr allweddol hyd yma"},
		{en.N(1, "%d thing", "%d things"), "1 thing"},
		{en.N(0, "%d thing of %s", "%d things of %s", "Kit"), "0 things of Kit"},
		{cy.N(2, "%d day", "%d days"), "2 ddiwrnod"},
		{cy.N(3, "%d day", "%d days"), "3 diwrnod"}, // the catalogue has no form of its own for it
		{words.P("%s: %d", words.P("in"), 2).String(), "in: 2"},
		{en.T("need:\x04open"), "open"},
		{en.N(1, "need:\x04%d open", "need:\x04%d open ones"), "1 open"},
		{words.Made("x", func(m words.Msg) string { return "<" + string(m) + ">" }).T("%s of %s", words.Msg("a"), "b"), "<<a> of b>"},
	} {
		if c.got != c.want {
			t.Errorf("%q, not %q", c.got, c.want)
		}
	}
	var wg sync.WaitGroup // a language serves every session
	for range 8 {
		wg.Go(func() { cy.N(3, "%d thing", "%d things"); cy.T("yes") })
	}
	wg.Wait()
}

func TestDays(t *testing.T) {
	cy := words.In("cy")
	day := time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)
	made := words.Made("x", func(m words.Msg) string { return strings.ToUpper(string(m)) })
	for _, c := range []struct{ got, want string }{
		{(*words.Language)(nil).Time(day, "Monday 2 January 2006, 15:04"), "Tuesday 24 November 2026, 14:05"},
		{cy.Time(day, "Monday 2 January 2006, 15:04"), "dydd Mawrth 24 Tachwedd 2026, 14:05"},
		{cy.Time(day, "Mon 2 Jan"), "Maw 24 Tach"},
		{cy.Time(day.AddDate(0, 1, -2), "2 Jan 06"), "22 Rhag 26"},
		{made.Time(day, "Mon 2 Jan"), "TUE 24 NOV"},
		{cy.T("%s", words.When{At: day, Layout: "2 January"}), "24 Tachwedd"},
		{words.P("%s", words.When{At: day, Layout: "2 January"}).String(), "24 November"},
		{words.When{Layout: "2 January"}.String(), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, not %q", c.got, c.want)
		}
	}
}
