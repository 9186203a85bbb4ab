package line

import (
	"oneplan/meeting"
)

// form asks for the parts of something one after the other.
type form struct {
	intro  string
	fields []field
	done   func(p *Place, values []string) (act, error)
}

// field is one question of a form.
type field struct {
	ask     string
	choices []string // to choose one of by number; none: words are typed
	check   func(string) error
}

func (p *Place) actionForm() *form {
	return &form{}
}

func (p *Place) concernForm() *form {
	_ = meeting.RaiseConcern{}
	return &form{}
}
