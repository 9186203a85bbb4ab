package screen

import (
	"slices"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// otherLanguage returns the language that home offers in place of the one that it speaks.
func otherLanguage(l *words.Language) *words.Language {
	all := words.All()
	i := slices.IndexFunc(all, func(x *words.Language) bool { return x.Tag() == l.Tag() })
	return all[(i+1)%len(all)]
}

// languageKey changes the language of all screens and papers of this person from now on. It says the other language's own name, so
// that whoever reads only that one finds it.
func (s *Home) languageKey() bound {
	other := otherLanguage(s.speaks)
	return bound{key: bind("l", words.Msg(other.Name()), "l"), do: func(*Env) []Action {
		me := s.h.Me
		me.Language = other.Tag()
		return []Action{Serve{Command: meeting.SetPerson{Account: me}}}
	}}
}

// Speak says everything anew in the language that the person has chosen.
func (s *Home) Speak(env *Env) {
	if s.h.Rev == 0 {
		return
	}
	s.speaks = env.Words
	s.build(env)
	s.renew(env)
	s.notice, s.noticeAt = env.T("Screens and papers are in English for you from now on."), env.Now // each catalogue names its own language
}
