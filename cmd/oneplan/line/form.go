package line

import (
	"bufio"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"

	"charm.land/huh/v2"
	"github.com/charmbracelet/x/ansi"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// form asks for the parts of something one after the other, with huh's accessible prompts.
type form struct {
	intro  []string
	fields []huh.Field
	done   func(p *Place) (act, error) // makes an act of what was answered
}

// question asks for words; check may be nil.
func (p *Place) question(title words.Msg, to *string, check func(string) error) huh.Field {
	f := huh.NewInput().Title(p.T(title)).Value(to)
	if check != nil {
		f = f.Validate(func(s string) error {
			if err := check(s); err != nil {
				return errors.New(Said(p.Words, err))
			}
			return nil
		})
	}
	return f
}

// choice asks for one of these, by number.
func (p *Place) choice(title words.Msg, to *string, options ...string) huh.Field {
	return huh.NewSelect[string]().Title(p.T(title)).Options(huh.NewOptions(options...)...).Value(to)
}

// needed refuses an answer without words.
func (p *Place) needed(s string) error {
	if strings.TrimSpace(s) == "" {
		return unclear("say it in a few words, or “cancel”")
	}
	return nil
}

// actionForm asks for an action.
func (p *Place) actionForm() *form {
	var c clauses
	whole := p.T("the plan as a whole")
	under := whole
	places := []string{whole}
	ids := map[string]string{}
	for _, n := range p.view().Plan {
		add := func(id meeting.ID) {
			name := capital(p.called(id)) + ": " + p.title(id)
			places, ids[name] = append(places, name), p.called(id)
		}
		add(n.ID)
		for _, o := range n.Outcomes {
			add(o.ID)
		}
	}
	check := func(read func(string) error) func(string) error {
		return func(s string) error {
			if strings.TrimSpace(s) == "" {
				return nil
			}
			return read(s)
		}
	}
	return &form{
		intro: []string{p.T("A new action. Each part is asked for; Enter alone leaves it open, “cancel” stops.")},
		fields: []huh.Field{
			p.question("What is to be done?", &c.what, p.needed),
			p.question("Who does it? A name, or nothing for nobody yet.", &c.owner, check(func(s string) error { _, err := p.ownerFrom(s); return err })),
			p.question("By when? Such as 12 May or in 2 weeks.", &c.day, check(func(s string) error { _, err := meeting.ParseDay(s, p.today()); return err })),
			p.choice("What is it for?", &under, places...),
		},
		done: func(p *Place) (act, error) {
			c.under = ids[under]
			return p.newAction(c)
		},
	}
}

// concernForm asks for a safeguarding concern.
func (p *Place) concernForm() *form {
	var c meeting.RaiseConcern
	yes, no := p.T(saidYes), p.T(saidNo)
	told := no
	return &form{
		intro: append(p.ringLines(), p.T("This is for you and the safeguarding leads alone. It is in no plan, notes or minutes. “cancel” stops.")),
		fields: []huh.Field{
			p.question("What worries you?", &c.Text, p.needed),
			p.question("Whom did you ring?", &c.Rung, nil),
			p.question("What did they advise?", &c.Advice, nil),
			p.choice("Was the family told?", &told, no, yes),
			p.question("If not, why not?", &c.WhyNot, nil),
		},
		done: func(p *Place) (act, error) {
			c.FamilyTold = told == yes
			return p.raiseConcern(c)
		},
	}
}

const (
	saidYes words.Msg = "yes"
	saidNo  words.Msg = "no"
)

// asking is a form that is being answered, in a goroutine of its own, since its prompts wait.
type asking struct {
	form  *form
	words *words.Language
	says  chan []string // what it asks
	lines chan string   // what is answered
	done  chan error
	stop  chan struct{}
	once  sync.Once

	said strings.Builder // of a prompt, by the form's goroutine alone
}

// errCancelled ends a form that was not answered to its end.
var errCancelled = errors.New("cancelled")

// ask begins to ask.
func ask(l *words.Language, f *form) *asking {
	a := &asking{form: f, words: l, says: make(chan []string), lines: make(chan string), done: make(chan error, 1), stop: make(chan struct{})}
	go func() {
		err := huh.NewForm(huh.NewGroup(f.fields...)).WithAccessible(true).WithShowHelp(false).WithInput(a).WithOutput((*prompts)(a)).Run()
		select {
		case <-a.stop:
			err = errCancelled
		default:
		}
		a.done <- err
	}()
	return a
}

// cancel ends it. What was answered is forgotten.
func (a *asking) cancel() { a.once.Do(func() { close(a.stop) }) }

// Read gives the form one line at a time, once what it asked has been said.
func (a *asking) Read(b []byte) (int, error) {
	var out []string
	for s := bufio.NewScanner(strings.NewReader(ansi.Strip(a.said.String()))); s.Scan(); {
		if l := flat(s.Text()); l != "" {
			out = append(out, a.inWords(l))
		}
	}
	a.said.Reset()
	select {
	case a.says <- out:
	case <-a.stop:
		return 0, io.EOF
	}
	select {
	case l := <-a.lines:
		return copy(b, l+"\n"), nil
	case <-a.stop:
		return 0, io.EOF
	}
}

// onlyOne is what huh says where there is nothing to choose.
const onlyOne = "There is only one option available; enter the number 1:"

// asksNumber is what huh says where there is something to choose.
var asksNumber = regexp.MustCompile(`^(Invalid: must be|Enter) a number between (\d+) and (\d+):?`)

// inWords says what huh says by itself as the person reads it: huh knows English alone.
func (a *asking) inWords(l string) string {
	if l == onlyOne {
		return a.words.T(onlyOne)
	}
	m := asksNumber.FindStringSubmatchIndex(l)
	if m == nil || a.words.Tag() == words.English {
		return l
	}
	asks := words.Msg("Enter a number between %s and %s:")
	if l[m[2]:m[3]] != "Enter" {
		asks = "Invalid: must be a number between %s and %s"
	}
	return a.words.T(asks, l[m[4]:m[5]], l[m[6]:m[7]]) + l[m[1]:]
}

// prompts is what a form writes to.
type prompts asking

// Write keeps a prompt until the form waits for its answer.
func (p *prompts) Write(b []byte) (int, error) { return p.said.Write(b) }
