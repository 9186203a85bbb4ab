package screen

import (
	"errors"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/directory"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// The information bank: services, found as one types. It stands on a screen of its own, from home, and over the room and the record, where
// a service can be linked to an action or a wait.

type (
	// AskBank asks the information bank something. What it says comes as BankSaid.
	AskBank struct {
		Query   *directory.Query    // a search, or
		ID      string              // one service, or
		Suggest *meeting.Correction // a correction to suggest, or
		Read    []int               // the answers to corrections that were read
		page    *bankPage
		number  int
	}
	// BankSaid is what the information bank says.
	BankSaid struct {
		Ask     AskBank
		Found   directory.Found
		Terms   []directory.Term      // of all services
		Answers []*meeting.Correction // to this person's corrections, not read yet
		Service *directory.Service    // as accepted corrections have it
		Gone    meeting.Day           // since when the directory does not have the service any more
		Held    []*meeting.Correction // that hold for the service
		Err     error
	}
	// OpenBank goes to the information bank.
	OpenBank struct{}
)

func (AskBank) action()  {}
func (OpenBank) action() {}

// Deliver hands an answer to whoever asked.
func (l BankSaid) Deliver(env *Env) []Action { return l.Ask.page.looked(env, l) }

// Bank is the information bank as a screen.
type Bank struct {
	page  *bankPage
	title string
}

// NewBank returns the information bank, and asks for what it begins with.
func NewBank(env *Env) (*Bank, []Action) {
	p := newBankPage(env)
	return &Bank{p, env.T("information bank")}, p.search(env)
}

// Title is the window's title.
func (s *Bank) Title() string { return "oneplan: " + s.title }

// Sent does nothing: nothing here is sent to a record.
func (s *Bank) Sent(*Env, any, meeting.Result, error) []Action { return nil }

// Tick does nothing.
func (s *Bank) Tick(*Env) []Action { return nil }

// Update takes a key or a mouse message.
func (s *Bank) Update(env *Env, msg tea.Msg) []Action {
	acts, done := s.page.update(env, msg)
	if done {
		return append(acts, GoHome{})
	}
	return acts
}

// Draw draws the information bank.
func (s *Bank) Draw(env *Env, scr uv.Screen, area uv.Rectangle) {
	t, w := env.Theme, area.Dx()
	widget.Put(scr, area.Min.X, area.Min.Y, widget.Line(w, t.Header, widget.Run{Text: " " + env.T("Information bank"), Style: t.Strong}, widget.Gap(),
		widget.Run{Text: s.page.countWords(env), Style: t.Text}, widget.Run{Text: "   "}, widget.Run{Text: env.T("saved ✓") + " ", Style: t.Good}))
	s.page.bar.Theme, s.page.bar.Words, s.page.bar.Groups = t, env.Words, []widget.KeyGroup{{Keys: s.page.keys()}}
	n := min(s.page.bar.Height(w), 2)
	s.page.draw(env, scr, uv.Rect(area.Min.X, area.Min.Y+1, w, max(0, area.Dy()-1-n)))
	s.page.bar.Draw(scr, uv.Rect(area.Min.X, area.Max.Y-n, w, n))
}

// bankDialog is the information bank over the room or the record.
type bankDialog struct {
	page  *bankPage
	entry meeting.ID // the action or wait that a service can be linked to; 0: none
}

// listingWords says which service of the information bank an entry is about, and how sure that was when it was linked; "" for none.
func listingWords(env *Env, l meeting.Listing) string {
	if l.ID == "" {
		return ""
	}
	return env.T("in the directory: %s, %s", l.Name, directory.Freshness(env.Words, l.Checked, env.Today()))
}

// mayLink reports whether the viewer may say which service an entry is about.
func (r *Room) mayLink(entry meeting.ID) bool {
	if a := r.view().Action(entry); a != nil {
		return r.may(meeting.ChangePlan) || a.Owner == r.me().ID && r.may(meeting.OwnActions)
	}
	return entry != 0 && r.view().May(meeting.KeepRecord, nil)
}

// openBank shows the information bank over the room, for an action or a wait. One that names a service already shows that.
func (r *Room) openBank(env *Env, entry meeting.ID) []Action {
	d := &bankDialog{page: newBankPage(env), entry: entry}
	acts := append(r.show(d), d.page.search(env)...)
	if l := r.view().ListingOf(entry); l.ID != "" {
		d.page.listing = l
		acts = append(acts, d.page.open(l.ID)...)
	}
	if r.mayLink(entry) {
		d.page.link = func(_ *Env, l meeting.Listing) []Action {
			return []Action{Send{Commands: []meeting.Command{meeting.LinkService{Entry: entry, Listing: l}}, Tag: d}}
		}
	}
	return acts
}

// Update takes a message.
func (d *bankDialog) Update(env *Env, _ *Room, msg tea.Msg) ([]Action, bool) {
	return d.page.update(env, msg)
}

// Set follows what the entry names now.
func (d *bankDialog) Set(_ *Env, r *Room) ([]Action, bool) {
	d.page.listing = r.view().ListingOf(d.entry)
	return nil, false
}

// Sent closes the information bank once the service is linked.
func (d *bankDialog) Sent(env *Env, r *Room, _ meeting.Result, err error) ([]Action, bool) {
	if err != nil {
		d.page.said = r.refusal(err)
		return nil, false
	}
	r.Notice(env.T("It is in the record. u takes it back."))
	return nil, true
}

// Draw draws the information bank.
func (d *bankDialog) Draw(env *Env, _ *Room, scr uv.Screen, area uv.Rectangle) {
	in := box(scr, area, env.Theme, true, widget.Run{Text: env.T("Information bank"), Style: env.Theme.TitleFocus}, widget.Run{Text: "  " + d.page.countWords(env), Style: env.Theme.Muted})
	d.page.draw(env, scr, in)
}

// Keys are the keys that work now.
func (d *bankDialog) Keys() []key.Binding { return d.page.keys() }

// bankPage searches the information bank and shows its services.
type bankPage struct {
	input   *widget.LineInput
	query   directory.Query // the filters
	asked   string          // the words that were asked last
	number  int             // of the newest question
	found   directory.Found
	known   bool // an answer has come
	terms   []directory.Term
	answers []*meeting.Correction
	at, top int
	rows    []int // by row of the area: index into the hits, -1 for none
	area    uv.Rectangle

	card    *BankSaid // in front, if not nil
	cardTop int
	lines   [][]widget.Run
	width   int             // of lines
	words   *words.Language // of lines

	form    *widget.Form // in front, if not nil
	forms   func(env *Env) []Action
	heading string
	said    string
	bar     widget.KeyBar

	listing meeting.Listing                            // what the entry names already
	link    func(env *Env, l meeting.Listing) []Action // nil: there is nothing to link to
}

func newBankPage(env *Env) *bankPage {
	p := &bankPage{input: widget.NewLineInput("")}
	p.input.Theme = env.Theme
	return p
}

func (p *bankPage) countWords(env *Env) string {
	if !p.known {
		return ""
	}
	return env.N(p.found.All, "%d service", "%d services")
}

// ask numbers a question, so that an answer to an older one is dropped.
func (p *bankPage) ask(l AskBank) []Action {
	p.number++
	l.page, l.number = p, p.number
	return []Action{l}
}

func (p *bankPage) search(*Env) []Action {
	p.asked = p.input.Value()
	q := p.query
	q.Words, q.Limit = p.asked, 200
	return p.ask(AskBank{Query: &q})
}

func (p *bankPage) open(id string) []Action { return p.ask(AskBank{ID: id}) }

// looked takes an answer.
func (p *bankPage) looked(env *Env, x BankSaid) []Action {
	l := x.Ask
	switch {
	case l.Suggest != nil:
		if x.Err != nil {
			p.said = refusalIn(env.Words, x.Err)
			return nil
		}
		p.form, p.forms = nil, nil
		p.said = env.T("Thank you. An information officer looks at it, and you read here what became of it.")
		return nil
	case len(l.Read) > 0:
		if x.Err == nil {
			p.answers = nil
		}
		return nil
	case l.ID != "":
		if x.Err != nil && p.listing.ID == l.ID { // what a record names stays readable
			x.Err = nil
			x.Service = &directory.Service{
				ID: p.listing.ID, Name: p.listing.Name, Status: directory.Active, Modified: p.listing.Checked,
				Alert: env.T("The information bank does not have this service any more. It was called so when it was linked."),
			}
		}
		if x.Err != nil {
			p.said = refusalIn(env.Words, x.Err)
			return nil
		}
		p.card, p.cardTop, p.lines = &x, 0, nil
		return nil
	case x.Err != nil:
		p.said = refusalIn(env.Words, x.Err)
		return nil
	case l.Query.Words != p.asked:
		return nil
	}
	p.found, p.terms, p.answers, p.known = x.Found, x.Terms, x.Answers, true
	p.at, p.top = min(p.at, max(0, len(p.found.Hits)-1)), 0
	return nil
}

// The keys of the information bank. While it searches, letters belong to what is searched for.
var bankKeys = struct{ Open, Filter, Clear, Read, Wrong, Link, Unlink, Back, Leave key.Binding }{
	Open:   bind("⏎", "open", "enter"),
	Filter: bind("tab", "age, place, need", "tab"),
	Clear:  bind("ctrl+x", "without these", "ctrl+x"),
	Read:   bind("ctrl+o", "I have read this", "ctrl+o"),
	Wrong:  bind("w", "something is wrong", "w"),
	Link:   bind("l", "link it here", "l"),
	Unlink: bind("l", "take the link away", "l"),
	Back:   bind("esc", "back", "esc", "backspace", "left"),
	Leave:  bind("esc", "back", "esc", "ctrl+c"),
}

// bankKey goes to the information bank from home.
var bankKey = bind("d", "directory", "d")

// linkKey goes there from an action or a wait.
var linkKey = bind("D", "directory", "D")

// linkable returns the key to the information bank for an entry that can name a service; ok: there is one.
func (r *Room) linkable(id meeting.ID) (k key.Binding, ok bool) {
	v := r.view()
	_, waits := v.Entry(id).(*meeting.Wait)
	if v.Action(id) == nil && !waits {
		return linkKey, false
	}
	k = linkKey
	if v.ListingOf(id).ID != "" {
		k = bind("D", "its service", "D")
	}
	return k, true
}

// keys are the keys that work now.
func (p *bankPage) keys() []key.Binding {
	switch {
	case p.form != nil:
		return formKeys(p.form)
	case p.card != nil:
		out := []key.Binding{bind("↑↓", "scroll", "down")}
		if p.link != nil {
			if p.listing.ID == p.card.Service.ID {
				out = append(out, bankKeys.Unlink)
			} else {
				out = append(out, bankKeys.Link)
			}
		}
		if p.card.Gone == "" {
			out = append(out, bankKeys.Wrong)
		}
		return append(out, bankKeys.Back)
	}
	out := []key.Binding{bind("type", "to search", "")}
	if len(p.found.Hits) > 0 {
		out = append(out, bind("↑↓", "move", "down"), bankKeys.Open)
	}
	out = append(out, bankKeys.Filter)
	if p.filtered(nil) != "" {
		out = append(out, bankKeys.Clear)
	}
	if len(p.answers) > 0 {
		out = append(out, bankKeys.Read)
	}
	return append(out, bankKeys.Leave)
}

// update takes a message; done leaves the information bank.
func (p *bankPage) update(env *Env, msg tea.Msg) (acts []Action, done bool) {
	if c, ok := msg.(tea.MouseClickMsg); ok {
		if k, hit := p.bar.Click(c); hit && len(k.Keys()) > 0 {
			msg = widget.KeyPress(k)
		}
	}
	if _, ok := msg.(tea.KeyPressMsg); ok {
		p.said = ""
	}
	switch {
	case p.form != nil:
		return p.updateForm(env, msg), false
	case p.card != nil:
		return p.updateCard(env, msg), false
	}
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		p.step(map[bool]int{true: -1, false: 1}[msg.Button == tea.MouseWheelUp])
		return nil, false
	case tea.MouseClickMsg:
		if y := msg.Y - p.area.Min.Y; y >= 0 && y < len(p.rows) && p.rows[y] >= 0 {
			if p.at == p.rows[y] {
				return p.open(p.found.Hits[p.at].ID), false
			}
			p.at = p.rows[y]
		}
		return nil, false
	case tea.KeyPressMsg:
		switch k := msg.String(); {
		case k == "up":
			p.step(-1)
		case k == "down":
			p.step(1)
		case k == "pgup":
			p.step(-8)
		case k == "pgdown":
			p.step(8)
		case key.Matches(msg, bankKeys.Open):
			if p.at < len(p.found.Hits) {
				return p.open(p.found.Hits[p.at].ID), false
			}
		case key.Matches(msg, bankKeys.Filter):
			p.askFilters(env)
		case key.Matches(msg, bankKeys.Clear):
			p.query = directory.Query{}
			return p.search(env), false
		case key.Matches(msg, bankKeys.Read) && len(p.answers) > 0:
			var read []int
			for _, c := range p.answers {
				read = append(read, c.N)
			}
			return p.ask(AskBank{Read: read}), false
		case k == "esc" && p.input.Value() != "":
			p.input.SetValue("")
			return p.search(env), false
		case key.Matches(msg, bankKeys.Leave):
			return nil, true
		default:
			return p.typed(env, msg), false
		}
		return nil, false
	}
	return p.typed(env, msg), false
}

// typed edits the words, and searches for them.
func (p *bankPage) typed(env *Env, msg tea.Msg) []Action {
	p.input.TextBox.Update(msg, env.Now)
	if p.input.Value() == p.asked {
		return nil
	}
	p.at = 0
	return p.search(env)
}

func (p *bankPage) step(by int) { p.at = max(0, min(p.at+by, len(p.found.Hits)-1)) }

func (p *bankPage) updateCard(env *Env, msg tea.Msg) []Action {
	scroll := 0
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		scroll = map[bool]int{true: -2, false: 2}[msg.Button == tea.MouseWheelUp]
	case tea.KeyPressMsg:
		x := p.card.Service
		switch k := msg.String(); {
		case k == "up":
			scroll = -1
		case k == "down":
			scroll = 1
		case k == "pgup":
			scroll = -10
		case k == "pgdown" || k == "space":
			scroll = 10
		case key.Matches(msg, bankKeys.Wrong) && p.card.Gone == "":
			p.askWrong(env)
		case key.Matches(msg, bankKeys.Link) && p.link != nil:
			l := meeting.Listing{ID: x.ID, Name: x.Name, Checked: x.Checked()}
			if p.listing.ID == x.ID {
				l = meeting.Listing{}
			}
			return p.link(env, l)
		case key.Matches(msg, bankKeys.Back), k == "ctrl+c":
			p.card = nil
			return p.search(env) // corrections may have been answered meanwhile
		}
	}
	p.cardTop = max(0, p.cardTop+scroll)
	return nil
}

// updateForm gives the form a message.
func (p *bankPage) updateForm(env *Env, msg tea.Msg) []Action {
	switch p.form.Update(msg, env.Now) {
	case widget.Chosen:
		return p.forms(env)
	case widget.Cancelled:
		p.form, p.forms = nil, nil
	}
	return nil
}

// The fields of the filters and of a correction.
const (
	fieldAge   = "age"
	fieldNear  = "near"
	fieldTerm  = "need"
	fieldRuns  = "runs"
	fieldWrong = "wrong"
	fieldRight = "right"
	fieldHow   = "how"
)

// askFilters asks for whom, where and for which need.
func (p *bankPage) askFilters(env *Env) {
	needs := []widget.Option{{ID: nobody, Label: env.T("any")}}
	for _, t := range p.terms {
		needs = append(needs, widget.Option{ID: t.Name, Label: t.Name, Note: env.N(t.Services, "%d service", "%d services")})
	}
	p.form = widget.NewForm(env.Theme, "", env.T("Search"), "",
		&widget.Field{ID: fieldAge, Label: env.T("For what age"), Hint: env.T("in years: 7"), Kind: widget.LineField, Check: func(s string) (string, error) { _, err := ageOf(env, s); return "", err }},
		&widget.Field{ID: fieldNear, Label: env.T("Near"), Hint: env.T("a town, a postcode or its first half"), Kind: widget.LineField},
		&widget.Field{ID: fieldTerm, Label: env.T("For which need"), Hint: env.T("type to find"), Kind: widget.PickField, Options: needs},
		&widget.Field{ID: fieldRuns, Label: env.T("Which ones"), Kind: widget.ChoiceField, Options: []widget.Option{{ID: "open", Label: env.T("those that run")}, {ID: "all", Label: env.T("closed ones, too")}}})
	p.heading = env.T("Which services")
	if p.query.Age != nil {
		p.form.Set(fieldAge, strconv.FormatFloat(*p.query.Age, 'f', -1, 64))
	}
	p.form.Set(fieldNear, p.query.Near)
	p.form.Set(fieldTerm, orNobody(p.query.Need))
	if p.query.Closed {
		p.form.Set(fieldRuns, "all")
	}
	form := p.form
	p.forms = func(env *Env) []Action {
		age, err := ageOf(env, form.Value(fieldAge))
		if err != nil {
			return nil // the form has said so
		}
		p.query = directory.Query{
			Age: age, Near: strings.TrimSpace(form.Value(fieldNear)), Need: strings.TrimPrefix(form.Value(fieldTerm), nobody), Closed: form.Value(fieldRuns) == "all",
		}
		p.form, p.forms = nil, nil
		return p.search(env)
	}
	layOut(env, p.form)
}

// ageOf reads an age; nil for none.
func ageOf(env *Env, s string) (*float64, error) {
	if s = strings.TrimSpace(s); s == "" {
		return nil, nil //nolint:nilnil // no age is no mistake
	}
	a, err := strconv.ParseFloat(s, 64)
	if err != nil || !(a >= 0 && a <= 130) {
		words := env.T("Write an age in years, or leave it empty.")
		return nil, errors.New(words)
	}
	return &a, nil
}

// askWrong asks what of the service in front is wrong.
func (p *bankPage) askWrong(env *Env) {
	x := p.card.Service
	parts := []widget.Option{{ID: nobody, Label: env.T("something else, said below")}}
	for _, c := range meeting.CorrectionParts {
		parts = append(parts, widget.Option{ID: string(c), Label: env.T(c.Msg()), Note: widget.Truncate(strings.Join(strings.Fields(x.Says(c)), " "), 40)})
	}
	p.heading = env.T("What is wrong?")
	p.form = widget.NewForm(env.Theme, "", env.T("Suggest it"), "",
		&widget.Field{ID: fieldWrong, Label: env.T("What is wrong"), Hint: env.T("type to find"), Kind: widget.PickField, Options: parts},
		&widget.Field{ID: fieldRight, Label: env.T("What is right"), Hint: env.T("the new number, address or words"), Kind: widget.TextField, Rows: 2},
		&widget.Field{ID: fieldHow, Label: env.T("How you know, or what else"), Kind: widget.TextField, Rows: 2})
	p.form.Set(fieldWrong, nobody)
	form := p.form
	p.forms = func(env *Env) []Action {
		c := meeting.Correction{Service: x.ID, Name: x.Name, Words: form.Value(fieldHow), Part: meeting.CorrectionPart(strings.TrimPrefix(form.Value(fieldWrong), nobody))}
		right := strings.TrimSpace(form.Value(fieldRight))
		if c.Part == "" {
			c.Words = strings.TrimSpace(right + "\n" + c.Words)
		} else {
			is, err := directory.CheckCorrection(c.Part, right)
			if err != nil {
				p.said = refusalIn(env.Words, err)
				return nil
			}
			c.Is, c.Was = is, x.Says(c.Part)
		}
		return p.ask(AskBank{Suggest: &c})
	}
	layOut(env, p.form)
}
