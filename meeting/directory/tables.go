package directory

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"oneplan/meeting/text"
)

// links says what each table of the tabular package hangs on: the columns that name what its rows belong to, the first that is filled
// in counts most. Tables without any are joined by those that name them.
var links = map[string][]struct{ column, table string }{
	"services": {}, "organizations": {}, "programs": {}, "locations": {}, "taxonomy_terms": {},
	"service_at_location": {{"service_id", "services"}},
	"addresses":           {{"location_id", "locations"}},
	"accessibility":       {{"location_id", "locations"}},
	"phones": {
		{"contact_id", "contacts"},
		{"service_at_location_id", "service_at_location"},
		{"service_id", "services"},
		{"location_id", "locations"},
		{"organization_id", "organizations"},
	},
	"contacts": {
		{"service_at_location_id", "service_at_location"},
		{"service_id", "services"},
		{"location_id", "locations"},
		{"organization_id", "organizations"},
	},
	"schedules": {
		{"service_at_location_id", "service_at_location"}, {"service_id", "services"}, {"location_id", "locations"},
	},
	"service_areas":      {{"service_id", "services"}},
	"languages":          {{"service_id", "services"}, {"location_id", "locations"}, {"phone_id", "phones"}},
	"cost_options":       {{"service_id", "services"}},
	"required_documents": {{"service_id", "services"}},
	"attributes":         {{"link_id", "services"}},
}

// unneeded are the tables of HSDS that nothing is taken from.
var unneeded = []string{
	"funding", "metadata", "meta_table_descriptions", "organization_identifiers", "taxonomies", "urls", "service_capacities", "units",
}

// other names under which tables come.
var alsoTables = map[string]string{
	"service": "services", "organization": "organizations", "program": "programs", "location": "locations", "phone": "phones", "contact": "contacts",
	"schedule": "schedules", "service_at_locations": "service_at_location", "services_at_location": "service_at_location", "address": "addresses",
	"service_area": "service_areas", "language": "languages", "cost_option": "cost_options", "required_document": "required_documents",
	"attribute": "attributes", "taxonomy_term": "taxonomy_terms", "accessibilities": "accessibility",
}

// tableName returns the table that a file or resource is called after; "" if HSDS has none of that name.
func tableName(s string) string {
	s = strings.ToLower(s)
	if t, ok := alsoTables[s]; ok {
		s = t
	}
	if _, ok := links[s]; ok || slices.Contains(unneeded, s) {
		return s
	}
	return ""
}

// table is one table: rows as they were written, to be made objects when they are needed.
type table struct {
	name  string
	file  string
	head  []string
	rows  [][]string
	lines []int
	whole []object // of tables as JSON, in place of rows
	byID  map[string]int
	hangs map[string]map[string][]int // by the table they belong to and its id: which rows
}

func (t *table) size() int { return max(len(t.rows), len(t.whole)) }

// cell returns what stands in a column of a row.
func (t *table) cell(i int, column string) string {
	if t.whole != nil {
		switch v := t.whole[i][column].(type) {
		case string:
			return v
		case json.Number:
			return v.String()
		}
		return ""
	}
	if c := slices.Index(t.head, column); c >= 0 && c < len(t.rows[i]) {
		return t.rows[i][c]
	}
	return ""
}

// object returns a row as an object. Empty cells are left out.
func (t *table) object(i int) object {
	if t.whole != nil {
		return t.whole[i]
	}
	o := make(object, len(t.head))
	for c, s := range t.rows[i] {
		if c < len(t.head) && s != "" {
			o[t.head[c]] = s
		}
	}
	return o
}

func (t *table) at(i int) Problem { return Problem{File: t.file, Line: t.lines[i]} }

// tables are the tables of one package.
type tables struct {
	r  *reader
	by map[string]*table
}

func newTables(r *reader) *tables { return &tables{r: r, by: map[string]*table{}} }

// header cuts the first line of a table into its columns.
func header(line string) []string {
	line = strings.TrimRight(line, "\r\n")
	c := csv.NewReader(strings.NewReader(line))
	c.Comma, c.LazyQuotes = comma(line), true
	cells, err := c.Read()
	if err != nil {
		return nil
	}
	return columns(cells)
}

// columns puts the names of columns right.
func columns(cells []string) []string {
	out := make([]string, len(cells))
	for i, s := range cells {
		out[i] = strings.ToLower(strings.TrimSpace(text.CleanLine(s)))
	}
	return out
}

// comma returns what parts the cells of a line.
func comma(line string) rune {
	best, most := ',', strings.Count(line, ",")
	for _, c := range ";\t" {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// tableOf returns which table a lone file with these columns can be: one of services.
func tableOf(head []string) string {
	if slices.Contains(head, "id") && slices.Contains(head, "name") &&
		slices.ContainsFunc([]string{"status", "minimum_age", "eligibility_description", "application_process"}, func(s string) bool { return slices.Contains(head, s) }) {
		return "services"
	}
	return ""
}

// load reads a table from a CSV file (RFC 4180). Bytes that are no UTF-8 are read as Windows' own alphabet, which spreadsheets write.
func (t *tables) load(in *bufio.Reader, name, file string) error {
	r := t.r
	if slices.Contains(unneeded, name) {
		return nil
	}
	if t.by[name] != nil {
		return r.skip(Problem{File: file}, "there is another table "+name+", which was taken")
	}
	first, err := in.Peek(min(in.Size(), 16<<10))
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return readError(err)
	}
	line, _, _ := strings.Cut(string(first), "\n")
	w := &window{in: in, unlined: true}
	w.allow(0, r.lim.Item+ahead)
	c := csv.NewReader(w)
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = comma(line), true, -1
	out := &table{name: name, file: file}
	foreign := false
	for {
		w.allow(c.InputOffset(), r.lim.Item+ahead)
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, errLongItem) {
			return damaged("A row of %s is too long for one service, so nothing was taken: perhaps a quote is not closed.", fileOr(file, name))
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			if err := r.skip(Problem{File: file, Line: parse.Line}, "the row is broken: "+parse.Err.Error()); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return readError(err)
		}
		if out.head == nil {
			out.head = columns(cells)
			continue
		}
		for i, s := range cells {
			if !utf8.ValidString(s) {
				foreign = true
				if cells[i], err = charmap.Windows1252.NewDecoder().String(s); err != nil {
					cells[i] = strings.ToValidUTF8(s, "�")
				}
			}
		}
		if len(out.rows) >= maxRows*r.lim.Services {
			return errTooLarge
		}
		at, _ := c.FieldPos(0)
		out.rows, out.lines = append(out.rows, cells), append(out.lines, at)
	}
	if foreign {
		r.rep.Warned.add(Problem{File: fileOr(file, name), Text: "it is not in UTF-8, so it was read as Windows' Western European letters"})
	}
	t.by[name] = out
	return nil
}

// maxRows is how many rows a table may have for each service.
const maxRows = 20

func fileOr(file, table string) string {
	if file == "" {
		return table
	}
	return file
}

// object adds a row that came as JSON.
func (t *tables) object(name string, o object, at Problem) error {
	kind := tableName(name)
	if kind == "" {
		t.r.rep.other("row of an unknown table " + quote(name))
		return nil
	}
	if slices.Contains(unneeded, kind) {
		return nil
	}
	x := t.by[kind]
	if x == nil {
		x = &table{name: kind}
		t.by[kind] = x
	}
	if len(x.whole) >= maxRows*t.r.lim.Services {
		return errTooLarge
	}
	at.File = name + ".csv"
	x.file = at.File
	x.whole, x.lines = append(x.whole, o), append(x.lines, at.Line)
	return nil
}

// join puts the rows of all tables together, and takes the services.
func (t *tables) join() error {
	if t.by["services"] == nil {
		return damaged("There is no table of services in that, so nothing was taken.")
	}
	for _, x := range t.by {
		t.index(x)
	}
	for _, name := range sortedNames(t.by) {
		t.dangling(t.by[name])
	}
	services := t.by["services"]
	for _, name := range []string{"organizations", "service_at_location"} {
		if t.by[name] == nil {
			t.r.rep.Warned.add(Problem{Text: "there is no table " + name + ", so nothing of it is known of any service"})
		}
	}
	for i := range services.size() {
		if err := t.r.service(t.grown(services, i), services.at(i)); err != nil {
			return err
		}
	}
	return nil
}

func sortedNames(by map[string]*table) []string {
	var out []string
	for name := range by {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// index makes a table's rows findable.
func (t *tables) index(x *table) {
	x.byID, x.hangs = make(map[string]int, x.size()), map[string]map[string][]int{}
	for i := range x.size() {
		id := x.cell(i, "id")
		if id != "" {
			if _, again := x.byID[id]; again && x.name != "services" {
				at := x.at(i)
				at.ID, at.Text = clip(text.CleanLine(id), 80), "another row has this id: the first one counts where it is named"
				t.r.rep.Warned.add(at)
			} else if !again {
				x.byID[id] = i
			}
		}
	}
	for i := range x.size() {
		for _, l := range links[x.name] {
			key := x.cell(i, l.column)
			if key == "" || t.by[l.table] == nil {
				continue
			}
			m := x.hangs[l.table]
			if m == nil {
				m = map[string][]int{}
				x.hangs[l.table] = m
			}
			m[key] = append(m[key], i)
		}
	}
}

// dangling warns of rows that belong to nothing that is there.
func (t *tables) dangling(x *table) {
	lost := 0
	var first Problem
	for i := range x.size() {
		named, found := false, len(links[x.name]) == 0
		for _, l := range links[x.name] {
			key := x.cell(i, l.column)
			if key == "" {
				continue
			}
			named = true
			if of := t.by[l.table]; of != nil {
				_, there := of.byID[key]
				found = found || there
			}
		}
		if !found {
			if lost++; lost == 1 {
				first = x.at(i)
				if named {
					first.Text = "what it belongs to is not in the file"
				} else {
					first.Text = "it does not say what it belongs to"
				}
			}
		}
	}
	if lost > 0 {
		if lost > 1 {
			first.Text += fmt.Sprintf("; so it is with %d rows of this table, which were left out", lost)
		} else {
			first.Text += ", so it was left out"
		}
		t.r.rep.Warned.add(first)
	}
}

// branches are the lists of an object that come from other tables.
var branches = map[string][]struct{ field, table string }{
	"services": {
		{"service_at_locations", "service_at_location"},
		{"phones", "phones"},
		{"contacts", "contacts"},
		{"schedules", "schedules"},
		{"service_areas", "service_areas"},
		{"languages", "languages"},
		{"cost_options", "cost_options"},
		{"required_documents", "required_documents"},
		{"attributes", "attributes"},
	},
	"service_at_location": {{"phones", "phones"}, {"contacts", "contacts"}, {"schedules", "schedules"}},
	"locations": {
		{"addresses", "addresses"},
		{"accessibility", "accessibility"},
		{"phones", "phones"},
		{"contacts", "contacts"},
		{"schedules", "schedules"},
		{"languages", "languages"},
	},
	"organizations": {{"phones", "phones"}, {"contacts", "contacts"}},
	"contacts":      {{"phones", "phones"}},
}

// stems are the single objects that a row names in another table.
var stems = map[string][]struct{ field, column, table string }{
	"services":            {{"organization", "organization_id", "organizations"}, {"program", "program_id", "programs"}},
	"service_at_location": {{"location", "location_id", "locations"}},
	"attributes":          {{"taxonomy_term", "taxonomy_term_id", "taxonomy_terms"}},
}

// grown returns a row with all that hangs on it.
func (t *tables) grown(x *table, i int) object {
	o := without(x.object(i), "")
	id := x.cell(i, "id")
	for _, b := range branches[x.name] {
		from := t.by[b.table]
		if from == nil || id == "" {
			continue
		}
		var list []object
		for _, row := range from.hangs[x.name][id] {
			if len(list) > maxMany {
				break
			}
			list = append(list, t.grown(from, row))
		}
		if list != nil {
			o[b.field] = list
		}
	}
	for _, s := range stems[x.name] {
		key := x.cell(i, s.column)
		if key == "" {
			continue
		}
		of := t.by[s.table]
		if of == nil { // said once, for all rows
			continue
		}
		if row, ok := of.byID[key]; ok {
			o[s.field] = t.grown(of, row)
			continue
		}
		if s.table != "programs" {
			at := x.at(i)
			at.ID, at.Text = clip(text.CleanLine(id), 80), "its "+s.field+" is not in the file"
			t.r.rep.Warned.add(at)
		}
	}
	if x.name == "services" && len(t.by) > 1 {
		if _, has := o["phones"]; !has {
			o["phones"] = []object{} // the package is whole: there are none
		}
	}
	return o
}
