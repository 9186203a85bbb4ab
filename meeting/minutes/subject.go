package minutes

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// Withheld stands on a SubjectAccess in place of what a person has to look at before it is handed over.
const Withheld = "[withheld for review: about somebody else]"

// SubjectAccess is everything that a record's viewer sees about one person, a child or somebody on the team, for the answer to that
// person's asking for it (UK GDPR, article 15). What names other people, and what others of the family or their supporters wrote, is
// withheld line by line. What practitioners wrote of the person in their work is not withheld for that alone (Data Protection Act 2018,
// schedule 2, paragraph 17). Names are recognised that the record knows: so somebody reads the paper beside the record before it leaves.
type SubjectAccess struct {
	Paper    string     `json:"paper"` // "subject-access/1": this shape; fields may be added
	Of       string     `json:"of"`    // whom it is about
	Withheld int        `json:"withheld"`
	Reach    []string   `json:"reach,omitempty"` // how to reach the person
	Record   *Record    `json:"record"`
	Meetings []*Minutes `json:"meetings"`
}

// OfPerson gathers everything about a child or a member of the team, as v's viewer sees it. It refuses (meeting.NotFound) an id that
// is neither's.
func OfPerson(v *meeting.View, id meeting.ID, o Options) (*SubjectAccess, error) {
	s := &subject{v: v, id: id, child: slices.ContainsFunc(v.Children, func(p meeting.Person) bool { return p.ID == id })}
	if !s.child && !slices.ContainsFunc(v.Members, func(m *meeting.Member) bool { return m.ID == id }) {
		return nil, meeting.Refuse(meeting.NotFound, "There is nobody of that name on the record.")
	}
	s.learn()
	if s.child {
		v = s.alone()
	}
	o.Whole, o.subject = true, s
	out := &SubjectAccess{Paper: "subject-access/1", Of: s.name, Meetings: []*Minutes{}}
	out.Record = OfRecord(v, o)
	for _, m := range v.Meetings {
		facts, err := OfMeeting(v, m.ID, o)
		if err != nil {
			return nil, err
		}
		out.Meetings = append(out.Meetings, facts)
	}
	for _, r := range v.ReachesOf(id) {
		out.Reach = append(out.Reach, fmt.Sprintf("%s: %s", r.Kind, line(r.Text)))
	}
	of, reach := out.Of, out.Reach
	clean, ok := s.value(reflect.ValueOf(out)).Interface().(*SubjectAccess)
	if !ok {
		return nil, fmt.Errorf("the paper about one person is not one any more")
	}
	clean.Of, clean.Reach, clean.Withheld = of, reach, s.withheld
	return clean, nil
}

// Document lays the paper out.
func (a *SubjectAccess) Document() Document {
	d := Document{Words: a.Record.Language, Author: a.Record.Keeper}
	d.Title = d.T("Everything about %s", a.Of)
	a.Record.dates(&d)
	d.Add(Paragraph(d.T("Before this is handed over, a person reads it beside the record: %d passages are marked “%s”, names that the "+
		"record does not know are not recognised, and what practitioners alone could see is in it.", a.Withheld, Withheld)))
	d.Add(List(a.Reach))
	d.Blocks = append(d.Blocks, a.Record.Document().Blocks...)
	for _, m := range a.Meetings {
		x := m.Document()
		d.Add(Heading{2, x.Title})
		d.Blocks = append(d.Blocks, x.Blocks...)
	}
	return d
}

// subject is whom a SubjectAccess is about, and what others are called.
type subject struct {
	v        *meeting.View
	id       meeting.ID
	child    bool
	name     string
	own      map[string]bool // words of the person's name, in small letters
	others   map[string]bool // words of other people's names
	phrases  []string        // names of others that are recognised as a whole only
	withheld int
}

// nameWords are the words of a name, in small letters, without titles and what a sentence would use as well.
func nameWords(name string) []string {
	var out []string
	for w := range strings.FieldsFuncSeq(name, notInWord) {
		r := []rune(w)
		if len(r) < 2 || unicode.IsLower(r[0]) || slices.Contains([]string{"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Sir", "The"}, w) {
			continue
		}
		out = append(out, strings.ToLower(w))
	}
	return out
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// learn finds out who is who.
func (s *subject) learn() {
	s.own, s.others = map[string]bool{}, map[string]bool{}
	own := func(names ...string) {
		for _, n := range names {
			for _, w := range nameWords(n) {
				s.own[w] = true
			}
		}
	}
	for _, c := range s.v.Children {
		if c.ID == s.id {
			s.name = line(c.Called())
			own(c.Name, c.KnownAs)
		}
	}
	for _, m := range s.v.Members {
		if m.ID == s.id {
			s.name = line(m.Name)
			own(m.Name)
		}
	}
	other := func(names ...string) {
		for _, n := range names {
			if n = line(n); n != "" && !s.isOwn(n) {
				words := nameWords(n)
				for _, w := range words {
					s.others[w] = true
				}
				if len(words) == 0 {
					s.phrases = append(s.phrases, strings.ToLower(n))
				}
			}
		}
	}
	for _, c := range s.v.Children {
		other(c.Name, c.KnownAs)
	}
	for _, m := range s.v.Members {
		other(m.Name)
	}
	for _, x := range s.v.Relations {
		other(x.Name)
	}
	whole := func(name string) {
		if n := strings.ToLower(line(name)); n != "" && !s.isOwn(name) {
			s.phrases = append(s.phrases, n)
		}
	}
	for _, x := range s.v.Involvements {
		whole(x.Who)
	}
	for _, x := range s.v.Assessments {
		whole(x.Who)
	}
	for _, x := range s.v.Mandates {
		whole(x.SignedBy)
	}
	for _, x := range s.v.Escalations {
		whole(x.Manager)
	}
	for w := range s.own {
		delete(s.others, w)
	}
}

// isOwn reports whether a name is one of the person's.
func (s *subject) isOwn(name string) bool {
	words := nameWords(name)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !s.own[w] })
}

// alone returns the view without what is about brothers and sisters.
func (s *subject) alone() *meeting.View {
	w := *s.v
	other := func(id meeting.ID) bool {
		return id != 0 && id != s.id && slices.ContainsFunc(s.v.Children, func(p meeting.Person) bool { return p.ID == id })
	}
	w.Children = slices.DeleteFunc(slices.Clone(w.Children), func(p meeting.Person) bool { return other(p.ID) })
	w.Plan = slices.DeleteFunc(slices.Clone(w.Plan), func(n meeting.NeedNode) bool { return other(n.About) })
	shelf := reflect.ValueOf(&w.Shelf).Elem()
	for i := range shelf.NumField() {
		list := shelf.Field(i)
		kept := reflect.MakeSlice(list.Type(), 0, list.Len())
		for j := range list.Len() {
			if head, ok := list.Index(j).Elem().FieldByName("Head").Interface().(meeting.Head); !ok || !other(head.About) {
				kept = reflect.Append(kept, list.Index(j))
			}
		}
		list.Set(kept)
	}
	return &w
}

// mentions reports whether a line names the person, names somebody else.
func (s *subject) mentions(l string) (own, other bool) {
	low := strings.ToLower(l)
	for w := range strings.FieldsFuncSeq(low, notInWord) {
		own, other = own || s.own[w], other || s.others[w]
	}
	return own, other || slices.ContainsFunc(s.phrases, func(p string) bool { return strings.Contains(low, p) })
}

// private reports whether words of this author are not handed over by themselves: those of others who are no practitioners, and of
// people whom the record does not know any more.
func (s *subject) private(a meeting.Author) (own, private bool) {
	m := a.Member
	if m == nil {
		return false, true
	}
	if m.ID == s.id || s.child && m.Role == meeting.Child && s.isOwn(m.Name) {
		return true, false
	}
	return false, m.Role.Family() || m.Role == meeting.Supporter || m.Agency == meeting.FamilyAgency
}

// words returns what is handed over of a text, line by line.
func (s *subject) words(t text.View) string {
	type part struct {
		words        string
		own, private bool
	}
	lines := []part{{}}
	for run := range t.Runs(0, t.Len()) {
		own, private := s.private(s.v.AuthorOf(run.Site))
		for i, words := range strings.Split(text.Clean(run.Text), "\n") {
			if i > 0 {
				lines = append(lines, part{})
			}
			l := &lines[len(lines)-1]
			l.words += words
			if strings.TrimSpace(words) != "" {
				l.own, l.private = l.own || own, l.private || private
			}
		}
	}
	var out []string
	for _, l := range lines {
		named, other := s.mentions(l.words)
		switch {
		case !s.child && !l.own && !named:
			continue // about somebody else altogether
		case strings.TrimSpace(l.words) != "" && (l.private || other):
			s.withheld++
			l.words = Withheld
		}
		out = append(out, l.words)
	}
	return strings.Join(out, "\n")
}

// value returns a copy of a part of the paper without what is about somebody else. Where the person is not a child, a line of a list
// that does not tell of them is left out.
func (s *subject) value(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || v.Type() == reflect.TypeFor[*words.Language]() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(s.value(v.Elem()))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), 0, v.Len())
		for i := range v.Len() {
			x := v.Index(i)
			if s.child || x.Kind() == reflect.String || s.told(x) {
				out = reflect.Append(out, s.value(x))
			}
		}
		return out
	case reflect.Struct:
		return s.fields(v)
	case reflect.String:
		if v.Type() != reflect.TypeFor[string]() {
			return v
		}
		if _, other := s.mentions(v.String()); !other || strings.Contains(v.String(), Withheld) {
			return v
		}
		s.withheld++
		return reflect.ValueOf(Withheld)
	}
	return v
}

// ofOthers are the fields of a line that are somebody's own words, or how to reach them, where its Name is theirs.
var ofOthers = []string{"Words", "Note", "Reach", "Remarks", "Order"}

func (s *subject) fields(v reflect.Value) reflect.Value {
	if v.Type() == reflect.TypeFor[time.Time]() {
		return v
	}
	if w, ok := v.Interface().(Words); ok {
		by := []Author{}
		for _, a := range w.By {
			if _, other := s.mentions(a.Name + " " + a.WrittenBy); !other {
				by = append(by, a)
			}
		}
		return reflect.ValueOf(Words{w.Text, by})
	}
	out := reflect.New(v.Type()).Elem()
	for i := range v.NumField() {
		out.Field(i).Set(s.value(v.Field(i)))
	}
	if name := v.FieldByName("Name"); name.IsValid() && name.Kind() == reflect.String && !s.isOwn(name.String()) {
		for _, f := range ofOthers {
			if x := out.FieldByName(f); x.IsValid() && x.Kind() == reflect.String && x.String() != "" && x.String() != Withheld {
				s.withheld++
				x.SetString(Withheld)
			}
		}
	}
	return out
}

// told reports whether anything in v names the person, or is withheld where it does.
func (s *subject) told(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return !v.IsNil() && v.Type() != reflect.TypeFor[*words.Language]() && s.told(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			if s.told(v.Index(i)) {
				return true
			}
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return false
		}
		for i := range v.NumField() {
			if s.told(v.Field(i)) {
				return true
			}
		}
	case reflect.String:
		own, _ := s.mentions(v.String())
		return own || strings.Contains(v.String(), Withheld)
	}
	return false
}
