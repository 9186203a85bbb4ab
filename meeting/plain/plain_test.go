package plain_test

import (
	"strings"
	"testing"

	"oneplan/meeting/plain"
)

// TestSyllables counts words whose syllables a dictionary gives.
func TestSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"a": 1, "the": 1, "school": 1, "hoped": 1, "hopes": 1, "hope": 1, "wanted": 2, "houses": 2, "watches": 2, "table": 2, "people": 2,
		"little": 2, "simple": 2, "something": 2, "meeting": 2, "agreement": 3, "statement": 2, "family": 3, "referral": 3, "assessment": 3,
		"information": 4, "social": 2, "education": 4, "psychological": 5, "multidisciplinary": 7, "autism": 3, "area": 3, "quiet": 2, "idea": 3,
		"commence": 2, "occupational": 5, "child's": 1, "through": 1, "Clinic": 2, "girl": 1, "used": 1, "tired": 1,
	} {
		if got := plain.Syllables(word); got != want {
			t.Errorf("%s: %d syllables, want %d", word, got, want)
		}
	}
}

// TestReadingAge compares with the formula done by hand, and easy with hard.
func TestReadingAge(t *testing.T) {
	easy := plain.Read("Kit sleeps well now. He likes his new bed. Mum reads to him at night.")
	if easy.Sentences != 3 || easy.Words != 15 || !easy.English || easy.Age != 5 || len(easy.Hard) != 0 {
		t.Errorf("%+v", easy)
	}
	r := plain.Read("The cat sat on the mat. It was a big cat.") // 11 words of one syllable, 2 sentences
	if want := 0.39*11/2 + 11.8 - 15.59; r.Grade < want-1e-9 || r.Grade > want+1e-9 {
		t.Errorf("grade %v, want %v", r.Grade, want)
	}
	hard := plain.Read(`The multidisciplinary assessment, which commenced prior to the summer, identified significant difficulties with
emotional regulation. It is anticipated that subsequent interventions will facilitate participation.`)
	if hard.Age < 16 {
		t.Errorf("hard text reads like for age %d", hard.Age)
	}
	said := words(hard)
	for _, want := range []string{"commenced → start", "prior to → before", "emotional regulation → calming down", "facilitate → help", "anticipated → expect", "interventions → help"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not among %s", want, said)
		}
	}
	if one := plain.Read("This is the only thing that we have to say to you about it all"); one.Age != 0 || !one.English {
		t.Errorf("one sentence has an age: %+v", one)
	}
	if got := words(plain.Read("We refer Kit to the clinic. The clinic is Occupational Therapy Northumberland.")); got != "refer → send on" {
		t.Errorf("names are hard words: %s", got)
	}
	if got := plain.Read("We commence. They commence! Then they commence."); len(got.Hard) != 1 || got.Hard[0].Times != 3 {
		t.Errorf("%+v", got.Hard)
	}
	if got := words(plain.Read("It is a multi-agency plan for the family. We said so.")); got != "multi-agency → of several services together" {
		t.Error(got)
	}
}

func words(r plain.Reading) string {
	var out []string
	for _, h := range r.Hard {
		out = append(out, h.String())
	}
	return strings.Join(out, ", ")
}

// TestOnlyEnglishIsRead: of other languages nothing is said but that.
func TestOnlyEnglishIsRead(t *testing.T) {
	for _, s := range []string{
		"", "   ", "123 456. 789!", "…",
		"Mae Kit yn cysgu'n dda nawr. Mae'n hoffi ei wely newydd. Rydym yn darllen iddo bob nos.",
		"Kit śpi teraz dobrze. Lubi swoje duże łóżko. Czytamy mu co wieczór przed snem.",
		"ينام كيت جيدا الآن. يحب سريره الجديد.", "基特现在睡得很好。他喜欢他的新床。",
	} {
		if r := plain.Read(s); r.English || r.Age != 0 || len(r.Hard) > 0 {
			t.Errorf("%q: %+v", s, r)
		}
	}
}

// TestTheTableIsRead: every line of the table is found in a text.
func TestTheTableIsRead(t *testing.T) {
	n := 0
	for _, h := range plain.Table() {
		n++
		got := plain.Read("We have to say that " + h.Word + " is not what we want.").Hard
		if len(got) != 1 || got[0].Word != h.Word || got[0].Simpler != h.Simpler {
			t.Errorf("%q is found as %v", h.Word, got)
		}
	}
	if n < 150 {
		t.Errorf("%d simpler words", n)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("The cat sat. It commenced prior to\xff the mat.")
	f.Fuzz(func(t *testing.T, s string) {
		r := plain.Read(s)
		if r.Age != 0 && (r.Age < 5 || r.Age > 20) || r.Grade != r.Grade {
			t.Errorf("%+v", r)
		}
	})
}
