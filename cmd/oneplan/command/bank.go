package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/directory"
	"oneplan/meeting/minutes"
	"oneplan/meeting/words"
	"oneplan/store"
)

// Bank is what the commands need of the information bank.
type Bank interface {
	// Search finds services.
	Search(ctx context.Context, q directory.Query) (directory.Found, error)
	// Service returns a service, and since when the directory does not have it any more.
	Service(ctx context.Context, id string) (*directory.Service, meeting.Day, error)
	// Names returns the ids that begin so.
	Names(ctx context.Context, begins string, most int) ([]string, error)
	// Terms returns the needs that services meet.
	Terms() []directory.Term
	// Import takes in a directory, or nothing of it.
	Import(ctx context.Context, in io.Reader, o store.ImportOptions) (*directory.Report, error)
	// Imports returns the last imports, the newest first.
	Imports(ctx context.Context, most int) ([]store.Imported, error)
}

// keepsBank refuses what only those who fill the information bank may do.
func (s *session) keepsBank() error {
	me := s.me()
	if !me.KeepsBank() || s.Identity.Limited() {
		return refuse(meeting.Forbidden, "Only an administrator or an information officer does that: ask them. “directory officers” lists them")
	}
	return nil
}

// progressAfter is how long an import may be silent, and how often it tells how far it is.
const progressAfter = 2 * time.Second

type directoryImport struct {
	Whole   bool   `help:"The file is the whole directory: services that are here and not in it are taken out."`
	Preview bool   `help:"Tell what would happen, and change nothing."`
	Quiet   bool   `help:"Do not tell how far it is."`
	Format  string `enum:"txt,json" default:"txt" help:"The form of the report."`
}

// Run imports what comes on standard input.
func (c *directoryImport) Run(ctx context.Context, s *session) error {
	if err := s.keepsBank(); err != nil {
		return err
	}
	if s.Stdin == nil {
		return wrong("Give the directory on standard input: directory import < FILE")
	}
	told := s.Now()
	rep, err := s.Bank.Import(ctx, s.Stdin, store.ImportOptions{
		Person: s.Identity.Person, At: s.now, Whole: c.Whole, Dry: c.Preview,
		Progress: func(services int, bytes int64) {
			if now := s.Now(); !c.Quiet && now.Sub(told) >= progressAfter {
				told = now
				fmt.Fprintln(s.Stderr, s.T("%s services so far, %s read …", thousands(services), megabytes(bytes)))
			}
		},
	})
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return s.json(rep)
	}
	s.report(rep, c.Preview)
	return nil
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// report tells what became of an import.
func (s *session) report(rep *directory.Report, preview bool) {
	head := words.Msg("This is what came of it.")
	if preview {
		head = "This is what would come of it. Nothing was changed."
	}
	s.say("That was %s. %s\n", rep.Form, head)
	t := minutes.Table{Head: s.heads("services", "")}
	for _, x := range []struct {
		n    int
		what words.Msg
	}{
		{rep.Taken, "new"}, {rep.Changed, "changed"}, {rep.Same, "the same as before"}, {rep.Gone, "taken out, since the file does not have them"}, {rep.Skipped.Count, "skipped"},
	} {
		if x.n > 0 || x.what == "new" || x.what == "skipped" {
			t.Rows = append(t.Rows, []string{thousands(x.n), s.T(x.what)})
		}
	}
	s.out.WriteString(t.Plain(0))
	problems := func(head words.Msg, ps directory.Problems) {
		if ps.Count == 0 {
			return
		}
		s.write("\n%s", s.T(head))
		for _, p := range ps.First {
			s.write("  %s", cell(p.String()))
		}
		if more := ps.Count - len(ps.First); more > 0 {
			s.say("  and %s more.", thousands(more))
		}
	}
	problems("Skipped, and why:", rep.Skipped)
	problems("Taken, with something odd about it:", rep.Warned)
	if len(rep.Others) > 0 {
		s.say("\nLeft out, since they are no services: %s.", cell(strings.Join(directory.Counts(rep.Others), ", ")))
	}
	if len(rep.Unknown) > 0 {
		s.say("\nFields that HSDS 3 does not have were left out: %s.", cell(strings.Join(directory.Counts(rep.Unknown), ", ")))
	}
}

type directorySearch struct {
	Words  []string `arg:"" optional:"" help:"What is looked for; the beginning of a word will do."`
	Age    string   `placeholder:"YEARS" help:"For somebody of this age."`
	Near   string   `placeholder:"PLACE" help:"In or near a town, or a postcode or its first half."`
	Need   string   `placeholder:"NEED" help:"That meet this need; “directory needs” lists them."`
	Closed bool     `help:"Those that do not run at present, too."`
	Most   int      `default:"20" help:"How many at most, up to 1000."`
	Format string   `enum:"table,json" default:"table" help:"The form of the list."`
}

// Run searches.
func (c *directorySearch) Run(ctx context.Context, s *session) error {
	q := directory.Query{Words: strings.Join(c.Words, " "), Near: c.Near, Need: c.Need, Closed: c.Closed, Limit: c.Most}
	if c.Age != "" {
		a, err := strconv.ParseFloat(strings.TrimSpace(c.Age), 64)
		if err != nil || a < 0 || a > 130 {
			return wrong("An age is a number of years: --age 7")
		}
		q.Age = &a
	}
	if c.Most < 1 || c.Most > directory.MaxLimit {
		return wrong("A list has 1 to %d services", directory.MaxLimit)
	}
	f, err := s.Bank.Search(ctx, q)
	if err != nil {
		return err
	}
	f.Correct(s.Hub.Directory().Corrections, c.Closed)
	t := minutes.Table{Head: s.heads("what", "who runs it", "where", "for", "ring", "checked", "id")}
	for i := range f.Hits {
		h := &f.Hits[i]
		name, where := cell(h.Name), cell(h.WhereIn(s.Words))
		if w := s.T(h.Status.Msg()); w != "" {
			name += " (" + w + ")"
		}
		if h.Miles != nil {
			where = s.T("%s (%.0f miles)", where, *h.Miles)
		}
		fresh := directory.Freshness(s.Words, h.Checked, s.today())
		if directory.Stale(h.Checked, s.today()) {
			fresh = "! " + fresh
		}
		t.Rows = append(t.Rows, []string{name, cell(h.Organisation), where, h.AgesIn(s.Words), cell(h.Phone), fresh, h.ID})
	}
	if err := list(s, c.Format, t, f.Hits, "The information bank has no such service."); err != nil || c.Format == "json" {
		return err
	}
	s.explain(f)
	return nil
}

// explain says how a search was understood.
func (s *session) explain(f directory.Found) {
	if more := f.Total - len(f.Hits); more > 0 && len(f.Hits) > 0 {
		if f.About {
			s.say("\nand about %s more: say more words, or --age, --near or --need.", thousands(more))
		} else {
			s.say("\nand %s more: say more words, or --age, --near or --need.", thousands(more))
		}
	}
	for _, typed := range sorted(f.Read) {
		s.say("\n“%s” was read as “%s”.", cell(typed), f.Read[typed])
	}
	if f.Loose && len(f.Hits) > 0 {
		s.say("\nNo service has all of these words: those above have some.")
	}
	if f.Nowhere {
		s.say("\nThe information bank knows no place of that name, so only the names of areas were looked through.")
	}
}

func sorted(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// listed finds a service by its id, the beginning of it, or its name.
func (s *session) listed(ctx context.Context, typed string) (*directory.Service, meeting.Day, error) {
	typed = cell(typed)
	if typed == "" {
		return nil, "", wrong("Say which service is meant, by the id that “directory search” shows, or by its name.")
	}
	x, gone, err := s.Bank.Service(ctx, typed)
	if meeting.CodeOf(err) != meeting.NotFound {
		return x, gone, err
	}
	ids, err := s.Bank.Names(ctx, typed, 2)
	if err != nil {
		return nil, "", err
	}
	if len(ids) == 1 {
		return s.Bank.Service(ctx, ids[0])
	}
	f, err := s.Bank.Search(ctx, directory.Query{Words: typed, Closed: true, Limit: 100})
	if err != nil {
		return nil, "", err
	}
	var cs []candidate[string]
	for _, h := range f.Hits {
		cs = append(cs, candidate[string]{[]string{h.Name + " (" + h.ID + ")", h.Name, h.ID}, h.ID})
	}
	id, err := pick("service", typed, "directory search", cs)
	if err != nil {
		return nil, "", err
	}
	return s.Bank.Service(ctx, id)
}

type directoryShow struct {
	Service []string `arg:"" help:"The service: its id, or its name."`
	Format  string   `enum:"txt,json" default:"txt" help:"The form."`
}

// shownService is a service with what people said of it.
type shownService struct {
	*directory.Service
	Gone        meeting.Day           `json:"gone,omitempty"`
	Corrections []*meeting.Correction `json:"corrections,omitempty"` // that hold
}

// Run shows all that is known of a service.
func (c *directoryShow) Run(ctx context.Context, s *session) error {
	x, gone, err := s.listed(ctx, strings.Join(c.Service, " "))
	if err != nil {
		return err
	}
	x, held := x.Corrected(s.Hub.Directory().CorrectionsOf(x.ID))
	if c.Format == "json" {
		return s.json(shownService{x, gone, held})
	}
	d := s.paper(x, gone)
	pairs := minutes.Pairs{{Name: "Id", Value: x.ID}}
	for _, p := range []minutes.Pair{{Name: s.T("Also called"), Value: x.AlsoCalled}, {Name: s.T("Programme"), Value: x.Programme}, {Name: s.T("Needs"), Value: strings.Join(x.Terms, ", ")}, {Name: s.T("Accreditation"), Value: x.Accredited}} {
		if p.Value != "" {
			pairs = append(pairs, p)
		}
	}
	d.Blocks = append(d.Blocks, minutes.Heading{Level: 2, Text: s.T("In the directory")}, pairs)
	if len(held) > 0 {
		var says minutes.List
		for _, h := range held {
			says = append(says, s.T("%s: corrected here %s, the directory says “%s”.", h.Part.Msg(), s.moment(h.Judged), cell(h.Was)))
		}
		d.Blocks = append(d.Blocks, minutes.Heading{Level: 2, Text: s.T("Corrected here")}, says)
	}
	return minutes.Write(&s.out, leaf(d), minutes.Text)
}

type directoryCard struct {
	Service []string `arg:"" help:"The service: its id, or its name."`
	Format  string   `enum:"txt,md,html" default:"txt" help:"The form."`
}

// Run prints the card of a service.
func (c *directoryCard) Run(ctx context.Context, s *session) error {
	x, gone, err := s.listed(ctx, strings.Join(c.Service, " "))
	if err != nil {
		return err
	}
	x, _ = x.Corrected(s.Hub.Directory().CorrectionsOf(x.ID))
	return minutes.Write(&s.out, leaf(s.paper(x, gone)), minutes.Format(c.Format))
}

// leaf is a document that is laid out already.
type leaf minutes.Document

// Document returns it.
func (l leaf) Document() minutes.Document { return minutes.Document(l) }

// paper makes a document of a service's card.
func (s *session) paper(x *directory.Service, gone meeting.Day) minutes.Document {
	d := minutes.Document{Title: x.Name}
	for _, p := range x.Card(nil, s.today(), gone) {
		d.Blocks = append(d.Blocks, minutes.Heading{Level: 2, Text: string(p.Head)})
		for _, l := range p.Lines {
			for para := range strings.SplitSeq(l, "\n") {
				if para = strings.TrimSpace(para); para != "" {
					d.Blocks = append(d.Blocks, minutes.Paragraph(para))
				}
			}
		}
	}
	return d
}

type directoryCorrect struct {
	Service []string `arg:"" help:"The service: its id, or its name."`
	Part    string   `placeholder:"PART" help:"What of it is wrong: phone, email, web page, what it is, who it is for, how to apply, cost, waiting time, or whether it runs."`
	Is      string   `placeholder:"WORDS" help:"What it should say."`
	Say     string   `placeholder:"WORDS" help:"What is wrong, in words, or how you know."`
}

// Run suggests a correction.
func (c *directoryCorrect) Run(ctx context.Context, s *session) error {
	x, _, err := s.listed(ctx, strings.Join(c.Service, " "))
	if err != nil {
		return err
	}
	x, _ = x.Corrected(s.Hub.Directory().CorrectionsOf(x.ID))
	n := meeting.Correction{Service: x.ID, Name: x.Name, Words: c.Say}
	if c.Part != "" || c.Is != "" {
		if c.Part == "" || c.Is == "" {
			return wrong("Say both what is wrong and what is right: --part phone --is 01234 567890")
		}
		if n.Part, err = choose("part of a service", c.Part, meeting.CorrectionParts, nil); err != nil {
			return err
		}
		if n.Is, err = directory.CheckCorrection(n.Part, c.Is); err != nil {
			return err
		}
		n.Was = x.Says(n.Part)
	}
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.SuggestCorrection{Correction: n}); err != nil {
		return err
	}
	s.say("Thank you. An information officer looks at it; “directory corrections” tells what became of it.")
	return nil
}

// correctionLine is one correction in a list.
type correctionLine struct {
	Number int                     `json:"number"`
	Name   string                  `json:"name"` // of the service
	Status meeting.CorrectionState `json:"status"`
	ID     string                  `json:"service"`
	Part   meeting.CorrectionPart  `json:"part,omitempty"`
	Was    string                  `json:"was,omitempty"`
	Is     string                  `json:"is,omitempty"`
	Words  string                  `json:"words,omitempty"`
	By     string                  `json:"by"`
	At     time.Time               `json:"at"`
	Reason string                  `json:"reason,omitempty"`
}

type correctionsList struct {
	All    bool   `help:"Those that were answered, too."`
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

// Run lists what waits, and the caller's own with what became of them.
func (c *correctionsList) Run(ctx context.Context, s *session) error {
	keeps := s.keepsBank() == nil
	var lines []correctionLine
	t := minutes.Table{Head: s.heads("no", "service", "what is wrong", "from", "when", "answer")}
	var read []meeting.Command
	for _, x := range s.Hub.Directory().Corrections {
		mine := x.By == s.Identity.Person && s.Identity.Record == ""
		waits := x.State == meeting.CorrectionWaiting
		if !mine && !keeps || !waits && !c.All && !(mine && !x.Seen) {
			continue
		}
		if mine && !waits && !x.Seen {
			read = append(read, meeting.SeeCorrection{N: x.N})
		}
		by := s.called(x.By)
		lines = append(lines, correctionLine{x.N, cell(x.Name), x.State, x.Service, x.Part, cell(x.Was), cell(x.Is), cell(x.Words), by, x.At.In(s.Zone), cell(x.Reason)})
		what := cell(x.Words)
		if x.Part != "" {
			what = strings.TrimSuffix(s.T("%s: not “%s”, but “%s”. %s", x.Part.Msg(), cell(x.Was), cell(x.Is), what), " ")
		}
		answer := s.T("waits")
		if !waits {
			answer = strings.TrimSuffix(s.word(correctionEnds, string(x.State))+": "+cell(x.Reason), ": ")
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(x.N), cell(x.Name), what, by, s.moment(x.At), answer})
	}
	if len(read) > 0 {
		if _, err := s.Hub.DoService(ctx, s.Identity, read...); err != nil {
			return err
		}
	}
	return list(s, c.Format, t, lines, "No correction waits.")
}

type correctionsAccept struct {
	Number int    `arg:"" help:"The correction's number."`
	Reason string `placeholder:"WORDS" help:"A word for whoever suggested it."`
}

// Run accepts a correction.
func (c *correctionsAccept) Run(ctx context.Context, s *session) error {
	return s.judge(ctx, meeting.AnswerCorrection{N: c.Number, Accept: true, Reason: c.Reason})
}

type correctionsRefuse struct {
	Number int    `arg:"" help:"The correction's number."`
	Reason string `required:"" placeholder:"WORDS" help:"Why, for whoever suggested it."`
}

// Run refuses a correction.
func (c *correctionsRefuse) Run(ctx context.Context, s *session) error {
	return s.judge(ctx, meeting.AnswerCorrection{N: c.Number, Reason: c.Reason})
}

func (s *session) judge(ctx context.Context, c meeting.AnswerCorrection) error {
	if _, err := s.Hub.DoService(ctx, s.Identity, c); err != nil {
		return err
	}
	x := s.Hub.Directory().Correction(c.N)
	switch {
	case !c.Accept:
		s.say("Refused. %s can read why.", s.called(x.By))
	case x.Part != "":
		s.say("Accepted: everybody sees it from now on, until the directory itself says something new. Tell whoever publishes it, too.")
	default:
		s.say("Accepted. Tell whoever publishes the directory: what is only in words changes nothing here.")
	}
	return nil
}

type directoryNeeds struct {
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

// needLine is one need in a list.
type needLine struct {
	Name   string `json:"name"`
	Status string `json:"status"` // how many services meet it, in words
	Count  int    `json:"services"`
}

// Run lists the needs that services meet.
func (c *directoryNeeds) Run(_ context.Context, s *session) error {
	var lines []needLine
	t := minutes.Table{Head: s.heads("need", "services")}
	for _, x := range s.Bank.Terms() {
		n := thousands(x.Services)
		lines = append(lines, needLine{cell(x.Name), n + " services", x.Services})
		t.Rows = append(t.Rows, []string{cell(x.Name), n})
	}
	return list(s, c.Format, t, lines, "The services here name no needs.")
}

type directoryImports struct {
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

// bankImportLine is one import in a list.
type bankImportLine struct {
	Name   string           `json:"name"`   // what it was
	Status string           `json:"status"` // what became of it, in words
	By     string           `json:"by"`
	At     time.Time        `json:"at"`
	Report directory.Report `json:"report"`
}

// Run lists the last imports.
func (c *directoryImports) Run(ctx context.Context, s *session) error {
	if err := s.keepsBank(); err != nil {
		return err
	}
	all, err := s.Bank.Imports(ctx, 50)
	if err != nil {
		return err
	}
	var lines []bankImportLine
	t := minutes.Table{Head: s.heads("when", "what", "from", "what became of it")}
	for _, x := range all {
		r := x.Report
		status := words.P("%s new, %s changed, %s the same, %s taken out, %s skipped", thousands(r.Taken), thousands(r.Changed), thousands(r.Same), thousands(r.Gone), thousands(r.Skipped.Count))
		lines = append(lines, bankImportLine{r.Form, status.String(), s.called(x.Person), x.At.In(s.Zone), r})
		t.Rows = append(t.Rows, []string{s.moment(x.At), r.Form, s.called(x.Person), s.Words.Say(status)})
	}
	return list(s, c.Format, t, lines, "Nothing was imported yet.")
}

type officersList struct {
	Format string `enum:"table,json" default:"table" help:"The form of the list."`
}

// officerLine is one information officer in a list.
type officerLine struct {
	Name   string `json:"name"`
	Status string `json:"status"` // administrator | information officer
	Agency string `json:"agency"`
}

// Run lists who fills the information bank.
func (c *officersList) Run(_ context.Context, s *session) error {
	var lines []officerLine
	t := minutes.Table{Head: s.heads("who", "agency", "as")}
	dir := s.Hub.Directory()
	for _, a := range dir.People {
		if !a.KeepsBank() {
			continue
		}
		x := officerLine{cell(a.Name), string(meeting.Informer), cell(agencyName(dir, a.Agency))}
		if !a.Informs {
			x.Status = string(meeting.Administrator)
		}
		lines = append(lines, x)
		t.Rows = append(t.Rows, []string{x.Name, x.Agency, s.word(officerRoles, x.Status)})
	}
	return list(s, c.Format, t, lines, "Nobody fills the information bank.")
}

type officersAdd struct {
	Name []string `arg:"" help:"Who is to fill the information bank and answer corrections."`
}

// Run names an information officer.
func (c *officersAdd) Run(ctx context.Context, s *session) error {
	return s.officer(ctx, strings.Join(c.Name, " "), true)
}

type officersRemove struct {
	Name []string `arg:"" help:"Who is not to any more."`
}

// Run ends that.
func (c *officersRemove) Run(ctx context.Context, s *session) error {
	return s.officer(ctx, strings.Join(c.Name, " "), false)
}

func (s *session) officer(ctx context.Context, name string, informs bool) error {
	if !s.admin() {
		return refuse(meeting.Forbidden, "Only an administrator names information officers: ask them")
	}
	p, err := s.somebody(ctx, name)
	if err != nil {
		return err
	}
	a := *p.account
	a.Informs = informs
	if _, err := s.Hub.DoService(ctx, s.Identity, meeting.SetPerson{Account: a}); err != nil {
		return err
	}
	if informs {
		s.say("%s can import directories and answer corrections now.", cell(a.Name))
	} else {
		s.say("%s is no information officer any more.", cell(a.Name))
	}
	return nil
}
