package words_test

import (
	"sync"
	"testing"

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
		{en.N(1, "%d thing", "%d things"), "1 thing"},
		{en.N(0, "%d thing of %s", "%d things of %s", "Kit"), "0 things of Kit"},
		{words.P("%s: %d", words.P("in"), 2).String(), "in: 2"},
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
