package meeting

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Advice is what one practitioner asks another, or a service manager, about their work as a keyworker, and what came back. Only the two
// of them read it. It stands with the service and not with a record: whoever is asked may be on no team of the child, and gets the words
// and the name of whoever asks, nothing of the record.
type Advice struct {
	N      int       `json:"n"`
	By     PersonID  `json:"by"`
	To     PersonID  `json:"to"`
	Record string    `json:"record,omitempty"` // what it is about; shown only to whoever sees that record
	Words  string    `json:"words"`
	At     time.Time `json:"at"`
	Said   []Reply   `json:"said,omitempty"` // by either of the two, in order
	Closed time.Time `json:"closed,omitzero"`
	Read   int       `json:"read,omitempty"` // how much of Said whoever asked has read
}

// Reply is one thing that was said to a question.
type Reply struct {
	By    PersonID  `json:"by"`
	Words string    `json:"words"`
	At    time.Time `json:"at"`
}

// AdviceSet adds a question for advice, or says what it is from then on.
type AdviceSet struct {
	Advice Advice `json:"advice"`
}

func (AdviceSet) event() {}

// The commands about advice.
type (
	// AskAdvice asks a colleague. Record may be "". Whoever runs the service's rooms lets it through only for a record that the author
	// sees, and only without the children's names to somebody who does not.
	AskAdvice struct {
		To     PersonID
		Record string
		Words  string
	}
	// SayAdvice answers, or asks back.
	SayAdvice struct {
		N     int
		Words string
	}
	// CloseAdvice ends it, by either of the two. Both keep it.
	CloseAdvice struct{ N int }
	// ReadAdvice says that the author, who asked, has read what there is.
	ReadAdvice struct{ N int }
)

func (AskAdvice) command()   {}
func (SayAdvice) command()   {}
func (CloseAdvice) command() {}
func (ReadAdvice) command()  {}

// The bounds of advice.
const (
	maxAsked    = 50 // open questions of one person
	maxReplies  = 100
	longestTalk = 4000 // bytes of what is said at a time
)

// NoNamesInAdvice stands beside every question for advice.
const NoNamesInAdvice = "Leave the child's name out: whoever you ask gets your words, and nothing of the record unless they are on its team."

// Ends reports whether p is one of the two whose talk it is.
func (x *Advice) Ends(p PersonID) bool { return p != "" && (x.By == p || x.To == p) }

// WaitsFor reports whether it is p's turn: whoever is asked has not answered, or whoever asked has not read the answer.
func (x *Advice) WaitsFor(p PersonID) bool {
	switch p {
	case x.To:
		return x.Closed.IsZero() && (len(x.Said) == 0 || x.Said[len(x.Said)-1].By == x.By)
	case x.By:
		return slices.ContainsFunc(x.Said[min(x.Read, len(x.Said)):], func(r Reply) bool { return r.By == x.To })
	}
	return false
}

// Consulted is a question for advice as one of the two sees it.
type Consulted struct {
	No     int    // its number among those of the viewer, from 1: there are no gaps where others talk
	Advice Advice // without its Record, where the viewer does not see that record
	With   Person // the other of the two: what they are called
	Title  string // theirs
	Agency string // its name
	Mine   bool   // the viewer asked
	Waits  bool   // it is the viewer's turn

	of *Advice
}

// Same reports whether two say the same.
func (x Consulted) Same(o Consulted) bool {
	return x.of == o.of && x.Advice.Record == o.Advice.Record && x.With == o.With && x.Title == o.Title && x.Agency == o.Agency
}

// AdviceFor returns what p asked and was asked, what waits for them first and then the newest. sees says whether p sees a record.
func (s *Service) AdviceFor(p PersonID, sees func(record string) bool) []Consulted {
	var own []*Advice
	for _, x := range s.Advice {
		if x.Ends(p) {
			own = append(own, x)
		}
	}
	var waits, rest []Consulted
	for i, x := range slices.Backward(own) {
		a := Consulted{No: i + 1, Advice: *x, Mine: x.By == p, Waits: x.WaitsFor(p), of: x}
		if a.Advice.Record != "" && !sees(x.Record) {
			a.Advice.Record = ""
		}
		other := x.By
		if a.Mine {
			other = x.To
		}
		if o := s.Account(other); o != nil {
			a.With, a.Title = Person{Name: o.Name}, o.Title
			if g := s.Agency(o.Agency); g != nil {
				a.Agency = g.Name
			}
		}
		if a.Waits {
			waits = append(waits, a)
		} else {
			rest = append(rest, a)
		}
	}
	return append(waits, rest...)
}

// Adviser is somebody who can be asked.
type Adviser struct {
	ID                  PersonID
	Name, Title, Agency string // the agency's name
	Manager             bool   // a service manager
}

// Advisers returns whom p may expect to find when they look for somebody to ask: whoever supervises them, the service managers, and the
// practitioners of their own agency, in the order of their names. Colleagues of the same team are added by whoever knows the team.
func (s *Service) Advisers(p PersonID) []Adviser {
	me := s.Account(p)
	if me == nil || !s.keyworks(p) {
		return nil
	}
	var out []Adviser
	for _, a := range s.People {
		if a.ID == p || !s.keyworks(a.ID) || !a.Manager && a.Agency != me.Agency && s.WorkOf(p).Supervisor != a.ID {
			continue
		}
		x := Adviser{ID: a.ID, Name: a.Name, Title: a.Title, Manager: a.Manager}
		if g := s.Agency(a.Agency); g != nil {
			x.Agency = g.Name
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b Adviser) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out
}

var errNoAdvice = refuse(NotFound, "There is no such question of yours or to you.")

// decideAdvice decides what is about advice.
func (r *Directory) decideAdvice(a Authority, c Command) (events []Event, known bool, err error) {
	var x Advice
	switch c := c.(type) {
	case AskAdvice:
		x, err = r.askAdvice(a, c)
	case SayAdvice:
		x, err = r.sayAdvice(a, c)
	case CloseAdvice:
		if x, err = r.adviceOf(a, c.N); err == nil && !x.Closed.IsZero() {
			return nil, true, nil
		}
		x.Closed = a.At
	case ReadAdvice:
		if x, err = r.adviceOf(a, c.N); err == nil {
			if x.By != a.Person || x.Read == len(x.Said) {
				return nil, true, nil
			}
			x.Read = len(x.Said)
		}
	default:
		return nil, false, nil
	}
	if err != nil {
		return nil, true, err
	}
	return []Event{AdviceSet{x}}, true, nil
}

func (r *Directory) askAdvice(a Authority, c AskAdvice) (Advice, error) {
	if !a.System && (a.Meeting != 0 || !r.s.keyworks(a.Person)) {
		return Advice{}, refuse(Forbidden, "Practitioners with access of their own ask each other: ask the keyworker, in the record.")
	}
	if c.To == a.Person || !r.s.keyworks(c.To) {
		return Advice{}, refuse(NotFound, "There is nobody of that name whom you can ask.")
	}
	if c.Record != "" && !r.s.HasRecord(c.Record) {
		return Advice{}, refuse(NotFound, "There is no record of that name that you may see.")
	}
	said, err := talk(c.Words)
	if err != nil {
		return Advice{}, err
	}
	open, n := 0, 1
	for _, x := range r.s.Advice {
		if x.By == a.Person && x.Closed.IsZero() {
			open++
		}
		n = x.N + 1
	}
	if open >= maxAsked {
		return Advice{}, refuse(Invalid, "Many of your questions are open already: close those that were answered first.")
	}
	return Advice{N: n, By: a.Person, To: c.To, Record: c.Record, Words: said, At: a.At}, nil
}

func (r *Directory) sayAdvice(a Authority, c SayAdvice) (Advice, error) {
	x, err := r.adviceOf(a, c.N)
	if err != nil {
		return x, err
	}
	if !x.Closed.IsZero() {
		return x, refuse(Stage, "This question is closed: ask a new one.")
	}
	said, err := talk(c.Words)
	if err != nil {
		return x, err
	}
	if len(x.Said) >= maxReplies {
		return x, refuse(Invalid, "That is a long talk: close this question, and ring, or ask a new one.")
	}
	x.Said = append(slices.Clone(x.Said), Reply{a.Person, said, a.At})
	if x.By == a.Person {
		x.Read = len(x.Said)
	}
	return x, nil
}

// adviceOf returns the question with this number, of the author or to them.
func (r *Directory) adviceOf(a Authority, n int) (Advice, error) {
	i := slices.IndexFunc(r.s.Advice, func(x *Advice) bool { return x.N == n })
	if i < 0 || a.Meeting != 0 || !r.s.Advice[i].Ends(a.Person) {
		return Advice{}, errNoAdvice
	}
	return *r.s.Advice[i], nil
}

// talk checks what is said.
func talk(s string) (string, error) {
	s, err := cleanWords(s)
	switch {
	case err != nil:
		return "", err
	case s == "":
		return "", refuse(Invalid, "There are no words in it: say what you want to ask or answer.")
	case len(s) > longestTalk:
		return "", refuse(Invalid, "That is too long for a question: shorten it, or ring.")
	}
	return s, nil
}

// AskedWords says in the audit that somebody was asked for advice.
func AskedWords(s *Service, to PersonID) string {
	if a := s.Account(to); a != nil {
		return "asked " + a.Name + " for advice"
	}
	return "asked for advice"
}

// NamedIn returns a name of one of the children that the words have in them, as it is written there, or "".
func NamedIn(said string, children []Person) string {
	apart := func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsMark(c) }
	have := strings.FieldsFunc(said, apart)
	for _, c := range children {
		for _, n := range strings.FieldsFunc(c.KnownAs+" "+c.Name, apart) {
			if slices.Contains(have, n) || slices.Contains(have, n+"s") {
				return n
			}
		}
	}
	return ""
}
