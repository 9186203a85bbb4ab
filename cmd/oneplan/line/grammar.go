package line

import (
	"cmp"
	"slices"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// verb is one thing that can be said. The help, and what is understood, both come from the table of them, so neither can promise what
// the other does not keep.
type verb struct {
	words begin     // how it begins
	args  words.Msg // what follows, for the help
	does  words.Msg
	group group
	read  func(p *Place, rest string) (act, error)
}

// begin is how a sentence begins: "say", "add action"; other ways to begin it are parted by |. It is typed in English, or as the person
// reads it.
type begin words.Msg

// Msg returns the begin for people.
func (b begin) Msg() words.Msg { return words.Msg(b) }

// group parts the help.
type group words.Msg

// Msg returns the group for people.
func (g group) Msg() words.Msg { return words.Msg(g) }

// The groups of the help, in order.
const (
	listening group = "To hear how things are"
	talking   group = "To take part"
	planning  group = "The plan"
	deciding  group = "Decisions"
	leading   group = "Running the meeting"
	closing   group = "The end of the meeting and its minutes"
	privately group = "For fewer people"
)

var groups = []group{listening, talking, planning, deciding, leading, closing, privately, aboutRecord}

// act is what a sentence comes to.
type act struct {
	lines    []string                                // what to say at once
	command  []string                                // to run as over ssh, and to say what it printed
	data     []Entry                                 // the same, for programs
	commands []meeting.Command                       // to give
	hand     *hand                                   // to put up or down
	said     func(p *Place, r meeting.Result) string // what to say once they are saved
	then     func(p *Place, r meeting.Result) act    // what to do once they are saved
	own      func(r meeting.Result) []key            // what said has told
	undo     meeting.Command                         // takes it back; nil: as a change of the plan
	form     *form                                   // to ask for what is missing, one thing after the other
	leave    bool
	more     bool // read what was gathered
}

// hand is somebody's hand to put up or down.
type hand struct {
	member meeting.ID
	up     bool
}

// Entry is one thing that a sentence tells of, for programs.
type Entry struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	Kind   string `json:"kind"`
	Number int    `json:"number,omitempty"`
	Who    string `json:"who,omitempty"`
	Due    string `json:"due,omitempty"` // as ISO 8601
}

// mistake is a sentence that was not understood: nothing was asked for.
type mistake struct{ said words.Phrase }

func (m mistake) Error() string { return m.said.String() }

// In says it in a language.
func (m mistake) In(l *words.Language) string { return l.Say(m.said) }

func unclear(m words.Msg, args ...any) error { return mistake{words.P(m, args...)} }

func refuse(c meeting.Code, m words.Msg, args ...any) error { return meeting.Refuse(c, m, args...) }

// verbs is the grammar.
var verbs []verb

func init() {
	verbs = slices.Concat(listenVerbs, talkVerbs, planVerbs, decisionVerbs, leadVerbs, closeVerbs, fewVerbs, recordVerbs, []verb{
		{"help|?", "[WORDS, or all]", "what can be said, or how something is said", listening, help},
		{"leave|quit|bye|exit", "", "go; everything is saved", talking, func(*Place, string) (act, error) { return act{leave: true}, nil }},
	})
}

// name is what a verb goes by in the code: the first way to begin it in English.
func (v verb) name() string { return v.beginnings(nil)[0] }

// beginnings are the ways in which a verb can begin, those that whoever reads l is told of first. English is always understood.
func (v verb) beginnings(l *words.Language) []string {
	english := strings.Split((*words.Language)(nil).T(v.words.Msg()), "|")
	out := english
	if said := l.T(v.words.Msg()); l.Tag() != words.English {
		out = slices.Concat(strings.Split(said, "|"), english)
	}
	return out
}

// understand finds the verb that a sentence begins with, the one with the most words, and what follows it. l is what is understood beside
// English.
func understand(verbs []verb, l *words.Language, sentence string) (*verb, string, error) {
	typed := strings.Fields(sentence)
	var best *verb
	var rest string
	most := 0
	for i := range verbs {
		for _, b := range verbs[i].beginnings(l) {
			n := len(strings.Fields(b))
			if n <= most || n > len(typed) || !strings.EqualFold(strings.Join(typed[:n], " "), b) {
				continue
			}
			best, most, rest = &verbs[i], n, after(sentence, n)
		}
	}
	if best == nil {
		if slices.ContainsFunc(verbs, func(v verb) bool { return v.name() == "note" }) {
			return nil, "", unclear("“%s” is not understood, so nothing was done: “help” lists what can be said. To write in the notes, begin with “note”.", short(sentence))
		}
		return nil, "", unclear("“%s” is not understood, so nothing was done: “help” lists what can be said.", short(sentence))
	}
	return best, rest, nil
}

// after returns a sentence without its first n words.
func after(s string, n int) string {
	for range n {
		s = strings.TrimLeft(s, " \t")
		if i := strings.IndexAny(s, " \t"); i >= 0 {
			s = s[i:]
		} else {
			s = ""
		}
	}
	return strings.TrimSpace(s)
}

// short returns what was typed, not at length.
func short(s string) string {
	r := []rune(flat(s))
	if len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return string(r)
}

// read makes an act of a sentence.
func (p *Place) read(sentence string) (act, error) {
	v, rest, err := understand(p.grammar(), p.Words, sentence)
	if err != nil {
		return act{}, err
	}
	if p.Meeting != 0 && p.meeting() == nil {
		return act{}, refuse(meeting.NotFound, "This meeting is not there for you any more.")
	}
	a, err := v.read(p, rest)
	var m mistake
	if asMistake(err, &m) && m.said.IsZero() {
		return act{}, unclear("Say it as: %s", v.usage(p.Words))
	}
	return a, err
}

// usage is how a verb is said.
func (v verb) usage(l *words.Language) string {
	return strings.TrimSpace(v.beginnings(l)[0] + " " + l.T(v.args))
}

// errUsage says that something is missing: how it is said is told in its place.
var errUsage = mistake{}

func asMistake(err error, m *mistake) bool {
	x, ok := err.(mistake) //nolint:errorlint // never wrapped
	*m = x
	return ok
}

// help says in short what can be said, or all about what begins so; “help all” is everything.
func help(p *Place, rest string) (act, error) {
	var out []string
	verbs := p.grammar()
	rest = strings.ToLower(flat(rest))
	if rest == "" {
		for _, g := range groups {
			var names []string
			for _, v := range verbs {
				if v.group == g {
					names = append(names, v.beginnings(p.Words)[0])
				}
			}
			if len(names) > 0 {
				out = append(out, p.T(g.Msg())+": "+strings.Join(names, ", ")+".")
			}
		}
		return act{lines: append(out, p.T("“help note” tells how “note” is said, “help all” tells everything."))}, nil
	}
	if p.typed(rest, typedAll) {
		rest = ""
	}
	for _, g := range groups {
		head := false
		for _, v := range verbs {
			if v.group != g || !slices.ContainsFunc(v.beginnings(p.Words), func(b string) bool { return strings.HasPrefix(b, rest) }) {
				continue
			}
			if !head {
				out, head = append(out, p.T(g.Msg())+"."), true
			}
			out = append(out, v.usage(p.Words)+": "+p.T(v.does)+".")
		}
	}
	if len(out) == 0 {
		return act{}, unclear("Nothing that can be said begins with “%s”: “help” lists everything.", short(rest))
	}
	return act{lines: out}, nil
}

// Sentence is one thing that can be said.
type Sentence struct {
	Begins []string // the words that it can begin with
	Usage  string
	Does   string
}

// Sentences returns everything that can be said, in the order of the help, as whoever reads a language is told of it.
func Sentences(l *words.Language) []Sentence {
	var out []Sentence
	for _, g := range groups {
		for _, v := range verbs {
			if v.group == g {
				out = append(out, Sentence{v.beginnings(l), v.usage(l), l.T(v.does)})
			}
		}
	}
	return out
}

// saved is an act of commands that is answered with one sentence.
func saved(sentence string, own []key, cs ...meeting.Command) (act, error) {
	return act{
		commands: cs,
		said:     func(*Place, meeting.Result) string { return sentence },
		own:      func(meeting.Result) []key { return own },
	}, nil
}

// savedAll is saved for what answers with all there is to say of an entry that it adds.
func savedAll(said func(p *Place, id meeting.ID) string, cs ...meeting.Command) act {
	return act{
		commands: cs,
		said:     func(p *Place, r meeting.Result) string { return said(p, r.Added()) },
		own:      func(r meeting.Result) []key { return []key{{r.Added(), anything}} },
	}
}

// number reads a number that begins what follows.
func number(rest string) (int, string, bool) {
	word, more, _ := strings.Cut(rest, " ")
	n := 0
	for _, c := range strings.TrimRight(strings.TrimPrefix(word, "#"), ",:.") {
		if c < '0' || c > '9' || n > 1e6 {
			return 0, rest, false
		}
		n = n*10 + int(c-'0')
	}
	return n, strings.TrimSpace(more), n > 0
}

// entry reads which entry of a kind is meant, by its number, with or without the name of the kind before it.
func (p *Place) entry(k sort, rest string) (meeting.ID, string, error) {
	if word, more, ok := strings.Cut(rest, " "); ok && p.kind(word) == k {
		rest = strings.TrimSpace(more)
	}
	n, more, ok := number(rest)
	if !ok {
		return 0, "", errUsage
	}
	id := p.numbers.find(k, n)
	if id == 0 || p.sortOf(id) != k {
		return 0, "", refuse(meeting.NotFound, "There is no %s %d that you may see: “%s” reads them.", k.Msg(), n, words.Msg(readers[k]))
	}
	return id, more, nil
}

// readers are the sentences that read each kind of entry.
var readers = map[sort]begin{aNeed: "plan", anOutcome: "plan", anAction: "plan", aDecision: "decisions", aNote: "notes"}

// kind reads the name of a kind of entry; "" for anything else.
func (p *Place) kind(word string) sort {
	for _, x := range []struct {
		typed words.Msg
		sort  sort
	}{{typedNeed, aNeed}, {typedOutcome, anOutcome}, {typedAction, anAction}, {typedDecision, aDecision}, {typedNote, aNote}} {
		if p.typed(word, x.typed) {
			return x.sort
		}
	}
	return ""
}

// any reads which entry is meant: "outcome 2", and "3" for an action.
func (p *Place) any(rest string) (meeting.ID, string, error) {
	word, _, _ := strings.Cut(rest, " ")
	return p.entry(cmp.Or(p.kind(word), anAction), rest)
}

// agendaItem reads a place on the agenda.
func (p *Place) agendaItem(rest string) (meeting.ID, string, error) {
	rest, _ = p.without(rest, typedItem)
	n, more, ok := number(rest)
	if !ok {
		return 0, "", errUsage
	}
	m := p.meeting()
	if n > len(m.Agenda) {
		return 0, "", refuse(meeting.NotFound, "The agenda has %s: “agenda” reads them.", p.N(len(m.Agenda), "%d item", "%d items"))
	}
	return m.Agenda[n-1].ID, more, nil
}

// somebody finds a member of the team by the beginning of their name; "me" is oneself.
func (p *Place) somebody(typed string) (*meeting.Member, error) {
	want := strings.ToLower(flat(typed))
	if want == "" {
		return nil, errUsage
	}
	if p.typed(want, typedMe) {
		return p.me(), nil
	}
	var whole, begin []*meeting.Member
	for _, m := range p.view().Members {
		name := strings.ToLower(flat(m.Name))
		switch {
		case !m.Current() || m.Guest != 0 && m.Guest != p.Meeting:
		case name == want:
			whole = append(whole, m)
		case strings.HasPrefix(name, want):
			begin = append(begin, m)
		}
	}
	if len(whole) == 0 {
		whole = begin
	}
	switch len(whole) {
	case 1:
		return whole[0], nil
	case 0:
		return nil, refuse(meeting.NotFound, "Nobody on the team is called “%s”: “who” names them.", short(typed))
	}
	var names []string
	for _, m := range whole {
		names = append(names, strings.TrimSuffix(m.Name+" of "+m.AgencyName, " of "))
	}
	return nil, refuse(meeting.NotFound, "“%s” could be %s: say more of the name.", short(typed), p.listed(names))
}

// leading reads the member whose name what follows begins with, taking as many words as are a name.
func (p *Place) leading(rest string) (*meeting.Member, string, error) {
	typed := strings.Fields(rest)
	for n := min(len(typed), 5); n > 0; n-- {
		if m, err := p.somebody(strings.TrimRight(strings.Join(typed[:n], " "), ",:")); err == nil {
			return m, after(rest, n), nil
		}
	}
	if len(typed) == 0 {
		return nil, "", errUsage
	}
	_, err := p.somebody(typed[0])
	return nil, "", err
}

// cutWord parts what follows at a word of its own, the last one of these: "… because …". with is that word; "" is none.
func (p *Place) cutWord(rest string, these ...words.Msg) (before, after string, with words.Msg) {
	at, end := -1, 0
	lower := " " + strings.ToLower(rest) + " "
	if len(lower) != len(rest)+2 { // letters that are longer when small: leave it whole
		return rest, "", ""
	}
	for _, m := range these {
		for _, w := range p.ways(m) {
			if i := strings.LastIndex(lower, " "+w+" "); i > at {
				at, end, with = i, i+len(w)+1, m
			}
		}
	}
	if at < 0 {
		return rest, "", ""
	}
	return strings.TrimSpace(rest[:at]), strings.TrimSpace(rest[min(len(rest), end):]), with
}

// quotedFirst takes words in quotes off the front: “…” or "…".
func quotedFirst(rest string) (string, string, bool) {
	for _, q := range [][2]string{{`"`, `"`}, {"“", "”"}} {
		if more, ok := strings.CutPrefix(rest, q[0]); ok {
			if said, tail, ok := strings.Cut(more, q[1]); ok {
				return strings.TrimSpace(said), strings.TrimSpace(tail), true
			}
		}
	}
	return "", rest, false
}

// audienceFrom reads for whom something is: everyone, practitioners, me, my agency, an agency, or people by name, with "and" between them.
func (p *Place) audienceFrom(typed string) (meeting.Audience, error) {
	want := strings.ToLower(flat(typed))
	me := p.view().Viewer()
	switch {
	case want == "":
		return "", errUsage
	case p.typed(want, "typed:\x04everyone|everybody|all"):
		return meeting.Everyone, nil
	case p.typed(want, "typed:\x04practitioners"):
		return meeting.Practitioners, nil
	case p.typed(want, "typed:\x04me|only me"):
		return meeting.OnlyPeople(me.Person), nil
	case p.typed(want, "typed:\x04my agency"):
		return meeting.Agencies(me.Agency), nil
	case p.typed(want, "typed:\x04family|the family"):
		return meeting.Agencies(meeting.FamilyAgency), nil
	}
	for _, and := range p.ways(typedAnd) {
		want = strings.ReplaceAll(want, " "+and+" ", ",")
	}
	var agencies []meeting.AgencyID
	var people []meeting.PersonID
	for part := range strings.SplitSeq(want, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if i := slices.IndexFunc(p.view().Members, func(m *meeting.Member) bool {
			return m.Current() && (strings.EqualFold(flat(m.AgencyName), part) || strings.EqualFold(string(m.Agency), part))
		}); i >= 0 {
			agencies = append(agencies, p.view().Members[i].Agency)
			continue
		}
		m, err := p.somebody(part)
		if err != nil {
			return "", err
		}
		if m.Person == "" {
			return "", refuse(meeting.Invalid, "%s has no way to see it by themselves: choose somebody who has an account.", m.Name)
		}
		people = append(people, m.Person)
	}
	switch {
	case len(agencies) > 0 && len(people) > 0:
		return "", unclear("Say either agencies or people, not both.")
	case len(agencies) > 0:
		return meeting.Agencies(agencies...), nil
	}
	return meeting.OnlyPeople(people...), nil
}
