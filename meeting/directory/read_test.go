package directory_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/directory"
)

// read reads a directory and returns its services by id.
func read(t *testing.T, in string, lim directory.Limits) (map[string]*directory.Service, *directory.Report, error) {
	t.Helper()
	got := map[string]*directory.Service{}
	rep, err := directory.Read(strings.NewReader(in), directory.Options{Limits: lim}, func(s *directory.Service) error {
		if got[s.ID] != nil {
			t.Errorf("%s came twice", s.ID)
		}
		got[s.ID] = s
		return nil
	})
	return got, rep, err
}

const full = `{
  "id": "s1", "name": "Sleep <b>Tight</b>", "alternate_name": "The sleep clinic", "status": "active",
  "description": "<p>Help with sleep.</p><p>For families &amp; carers</p>", "url": "www.sleep.example", "email": "hello@sleep.example",
  "eligibility_description": "Any child with a long-term need", "minimum_age": 2, "maximum_age": "17.5", "assured_date": "2026-08-01",
  "last_modified": "2026-05-03T10:30:45.123Z", "application_process": "Ask your GP", "fees_description": "Free",
  "phones": [{"id": "p1", "number": "\"01234 567890\"", "extension": 12, "type": "voice"}],
  "schedules": [{"id": "c1", "byday": "TU,TH", "freq": "WEEKLY", "opens_at": "09:30:00", "closes_at": "12:00:00"}],
  "service_areas": [{"id": "a1", "name": "Northtown"}],
  "service_at_locations": [{"id": "l1", "location": {"id": "o1", "location_type": "physical", "name": "Hill Clinic", "latitude": 51.5, "longitude": -3.2,
    "addresses": [{"id": "d0", "address_1": "PO Box 1", "city": "Elsewhere", "postal_code": "ZZ1 1ZZ", "address_type": "postal"},
      {"id": "d1", "address_1": "1 Hill Road", "city": "Northtown", "postal_code": "nt1 2ab", "address_type": "physical"}]}}],
  "attributes": [{"id": "t1", "taxonomy_term": {"id": "x", "code": "sleep", "name": "Sleep"}}],
  "cost_options": [{"id": "k1", "option": "A session", "amount": 7.5, "currency": "gbp"}],
  "organization": {"id": "org1", "name": "Hill Trust", "description": "d", "website": "https://hill.example"},
  "surprise": 1
}`

func TestReadService(t *testing.T) {
	got, rep, err := read(t, full, directory.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	s := got["s1"]
	if s == nil {
		t.Fatalf("nothing was taken: %+v", rep)
	}
	for what, is := range map[string][2]string{
		"name":        {s.Name, "Sleep Tight"},
		"description": {s.Description, "Help with sleep.\n\nFor families & carers"},
		"url":         {s.URL, "https://www.sleep.example"},
		"ages":        {s.Ages(), "age 2 to 17.5"},
		"checked":     {string(s.Checked()), "2026-08-01"},
		"phone":       {s.Phone(), "01234 567890, extension 12"},
		"times":       {s.Schedules[0].Words(), "Tuesday and Thursday, 09:30 to 12:00"},
		"place":       {s.Locations[0].Words(), "Hill Clinic, 1 Hill Road, Northtown, NT1 2AB"},
		"term":        {strings.Join(s.Terms, "|"), "Sleep"},
		"cost":        {s.Costs[0].Words(), "A session: £7.50"},
		"who":         {s.Organisation.Name, "Hill Trust"},
		"form":        {rep.Form, "HSDS JSON, one service"},
		"unknown":     {strings.Join(directory.Counts(rep.Unknown), "|"), "service.surprise (1)"},
	} {
		if is[0] != is[1] {
			t.Errorf("%s is %q, not %q", what, is[0], is[1])
		}
	}
	if rep.Read != 1 || rep.Skipped.Count != 0 || rep.Warned.Count != 0 {
		t.Errorf("%+v", rep)
	}
}

// service returns one line of JSON.
func service(id, name string) string {
	return fmt.Sprintf(`{"id": %q, "name": %q, "status": "active", "description": "Help"}`, id, name)
}

func TestReadForms(t *testing.T) {
	two := service("a", "One") + "," + service("b", "Two")
	for name, x := range map[string]struct {
		in, form string
		partial  bool
	}{
		"array":          {"\ufeff [" + two + "]\n", "HSDS JSON, a list", false},
		"page":           {`{"total_items": 2, "total_pages": 1, "page_number": 1, "contents": [` + two + `]}`, "HSDS JSON, a page of a list", false},
		"part":           {`{"contents": [` + two + `], "total_pages": 3, "page_number": 2, "total_items": 6}`, "HSDS JSON, a page of a list", true},
		"lines":          {service("a", "One") + "\n\n" + service("b", "Two") + "\n", "HSDS JSON, one object a line", false},
		"organisation":   {`{"id": "o", "name": "Trust", "website": "https://t.example", "services": [` + two + `]}`, "HSDS JSON, one organisation", false},
		"tables":         {`{"services.csv": [` + two + `], "funding.csv": [{"id": "f"}]}`, "HSDS tables as JSON", false},
		"table":          {"id,name,status\na,One,active\nb,\"Two, too\",active\n", "one HSDS table", false},
		"semicolons":     {"\ufeffid;name;status\r\na;One;active\r\nb;Two;active\r\n", "one HSDS table", false},
		"place by place": {`[{"id": "1", "service": ` + service("a", "One") + `, "location": {"id": "x", "name": "Hall"}}, {"id": "2", "service": ` + service("a", "One") + `, "location": {"id": "y", "name": "School"}}, ` + service("b", "Two") + `]`, "HSDS JSON, a list", false},
	} {
		t.Run(name, func(t *testing.T) {
			got, rep, err := read(t, x.in, directory.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 2 || got["a"].Name != "One" || rep.Read != 2 || rep.Form != x.form || rep.Partial != x.partial {
				t.Errorf("%d services, %+v", len(got), rep)
			}
			if name == "place by place" && len(got["a"].Locations) != 2 {
				t.Errorf("%d places", len(got["a"].Locations))
			}
		})
	}
	utf16 := []byte{0xff, 0xfe}
	for _, c := range []byte("[" + two + "]") {
		utf16 = append(utf16, c, 0)
	}
	if got, _, err := read(t, string(utf16), directory.Limits{}); err != nil || len(got) != 2 {
		t.Errorf("UTF-16: %d services, %v", len(got), err)
	}
}

// The tables of a small package, in which one organisation and one place are missing.
var tables = map[string]string{
	"organizations.csv":       "id,name,description,website\no1,Hill Trust,d,https://hill.example\n",
	"services.csv":            "id,organization_id,name,status,minimum_age,fax\ns1,o1,Caf\xe9 club,active,3,12\ns2,o9,Second,defunct,,\n",
	"service_at_location.csv": "id,service_id,location_id\nl1,s1,p1\nl2,s1,p9\nl3,s7,p1\n",
	"locations.csv":           "id,name,location_type,latitude,longitude\np1,Hill Clinic,physical,51.5,-3.2\n",
	"addresses.csv":           "id,location_id,address_1,city,postal_code\nd1,p1,1 Hill Road,Northtown,NT1 2AB\n",
	"phones.csv":              "id,service_id,location_id,number\n1,s1,,01234 1\n2,,p1,01234 2\n3,,,01234 3\n",
	"schedules.csv":           "id,service_at_location_id,byday,opens_at,closes_at\nc,l1,\"MO,TU,WE,TH,FR\",09:00,17:00\n",
	"attributes.csv":          "id,link_id,link_entity,taxonomy_term_id\nt,s1,service,x\n",
	"taxonomy_terms.csv":      "id,code,name\nx,play,Play and leisure\n",
	"datapackage.json":        `{"resources": [{"name": "services", "path": "services.csv"}]}`,
	"notes.csv":               "a,b\n",
}

func tarOf(t *testing.T, files map[string]string, prefix string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for name, data := range files {
		if err := w.WriteHeader(&tar.Header{Name: prefix + name, Mode: 0o644, Size: int64(len(data)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.WriteHeader(&tar.Header{Name: "link.csv", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, data := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipOf(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReadPackages(t *testing.T) {
	for name, in := range map[string]string{
		"tar": tarOf(t, tables, "../../hsds/"), "tar.gz": gzipOf(t, tarOf(t, tables, "/")), "zip": zipOf(t, tables),
	} {
		t.Run(name, func(t *testing.T) {
			got, rep, err := read(t, in, directory.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 2 || rep.Form != "HSDS tables in a "+name {
				t.Fatalf("%d services, %+v", len(got), rep)
			}
			s := got["s1"]
			if s.Name != "Café club" || s.Organisation.Name != "Hill Trust" || s.Locations[0].Words() != "Hill Clinic, 1 Hill Road, Northtown, NT1 2AB" ||
				len(s.Phones) != 2 || s.Schedules[0].Words() != "Monday to Friday, 09:00 to 17:00" || s.Terms[0] != "Play and leisure" {
				t.Errorf("%+v", s)
			}
			if got["s2"].Status != directory.Defunct || rep.Unknown["service.fax"] != 1 {
				t.Errorf("%+v %+v", got["s2"], rep)
			}
			var warned strings.Builder
			for _, p := range rep.Warned.First {
				fmt.Fprintln(&warned, p)
			}
			for _, want := range []string{
				"s2: its organization is not in the file", "l2: its location is not in the file", "service_at_location.csv, line 4: what it belongs to is not in the file",
				"phones.csv, line 4: it does not say what it belongs to", "not in UTF-8",
			} {
				if !strings.Contains(warned.String(), want) {
					t.Errorf("nothing says %q:\n%s", want, warned.String())
				}
			}
		})
	}
}

func TestReadSkips(t *testing.T) {
	in := "[" + strings.Join([]string{
		service("a", "One"), "\n" + service("a", "Another"), "\n" + service("", "No id"), "\n" + `{"id": "c", "status": "active"}`, "\n17",
		"\n" + `{"id": "d", "name": "Odd", "status": "sleeping", "minimum_age": 30, "maximum_age": "x", "url": "javascript:alert(1)", "email": "no", "phones": "none", "assured_date": "yesterday"}`,
		"\n" + `{"id": "o", "name": "Trust", "legal_status": "charity"}`,
	}, ",") + "]"
	got, rep, err := read(t, in, directory.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || rep.Skipped.Count != 4 || rep.Others["organisation without services"] != 1 {
		t.Errorf("%d services, %+v", len(got), rep)
	}
	if p := rep.Skipped.First[0]; p.Line != 2 || p.ID != "a" || !strings.Contains(p.Text, "in line 1 already") {
		t.Errorf("%v", p)
	}
	if d := got["d"]; d.URL != "" || d.Email != "" || d.Status != directory.Active || d.MaxAge != nil || rep.Warned.Count != 6 {
		t.Errorf("%+v %+v", d, rep.Warned)
	}
	// A broken line among lines is one service less, not a broken file.
	got, rep, err = read(t, service("a", "One")+"\n{\"id\": \"b\", \"na\n"+service("c", "Three"), directory.Limits{})
	if err == nil && len(got) == 1 { // the second line did not look like another object
		t.Errorf("%+v", rep)
	}
	if err != nil || len(got) != 2 || rep.Skipped.First[0].Line != 2 {
		t.Errorf("%d services, %+v, %v", len(got), rep, err)
	}
}

// TestReadBroken sees to it that what is no directory, or was made to hurt, is refused as a whole with a sentence.
func TestReadBroken(t *testing.T) {
	small := directory.Limits{Bytes: 1 << 20, Packed: 64 << 10, Item: 16 << 10, Files: 20, Services: 50, Depth: 16}
	many := map[string]string{}
	for i := range 30 {
		many[fmt.Sprint(i, ".csv")] = "a\n"
	}
	var lots []string
	for i := range 100 {
		lots = append(lots, service(fmt.Sprint(i), "S"))
	}
	good := "[" + service("a", "One") + "," + service("b", "Two") + "]"
	for name, in := range map[string]string{
		"empty":              "",
		"white":              " \n\n",
		"web page":           "<!doctype html><html>",
		"prose":              "Dear all, please find attached",
		"another table":      "id,number\n1,2\n",
		"cut":                good[:len(good)-20],
		"cut gzip":           gzipOf(t, good)[:40],
		"not gzip":           "\x1f\x8b\x00\x00zzzz",
		"cut zip":            zipOf(t, tables)[:600],
		"cut tar":            tarOf(t, map[string]string{"services.csv": strings.Repeat("id,name,status\n", 100)}, "")[:900],
		"empty zip":          zipOf(t, map[string]string{"readme.md": "hello"}),
		"a spreadsheet":      zipOf(t, map[string]string{"[Content_Types].xml": "<x/>"}),
		"no services":        zipOf(t, map[string]string{"phones.csv": "id,number\n1,2\n"}),
		"bomb":               gzipOf(t, "["+strings.Repeat(" ", 8<<20)+"]"),
		"bomb in a zip":      zipOf(t, map[string]string{"services.csv": "id,name,status\n" + strings.Repeat("a,b,c\n", 1<<20)}),
		"bomb in a tar":      gzipOf(t, tarOf(t, map[string]string{"services.csv": "id,name,status\n" + strings.Repeat("a,b,c\n", 1<<20)}, "")),
		"many files":         zipOf(t, many),
		"many services":      "[" + strings.Join(lots, ",") + "]",
		"one huge item":      "[" + service("a", strings.Repeat("x", 200<<10)) + "]",
		"one huge row":       "id,name,status\na,\"" + strings.Repeat("x", 200<<10),
		"one huge key":       `{"` + strings.Repeat("k", 200<<10) + `": 1}`,
		"binary":             "\x00\x01\x02\x03",
		"a number":           "[17",
		"deep":               `{"name": ` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`,
		"contents no list":   `{"contents": 7}`,
		"a table that is no": `{"services.csv": 7}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, rep, err := read(t, in, small)
			var own *meeting.Error
			if !errors.As(err, &own) || !strings.Contains(own.Text, "othing was taken") && !strings.Contains(own.Text, "othing in that file") {
				t.Errorf("%v, %+v", err, rep)
			}
		})
	}
	// Deep within a list is one item less.
	_, rep, err := read(t, `[{"name": `+strings.Repeat("[", 500)+strings.Repeat("]", 500)+`}]`, small)
	if err != nil || rep.Skipped.Count != 1 {
		t.Errorf("%v, %+v", err, rep)
	}
}

// TestReadExamples reads every file of a folder with HSDS's own examples, where ONEPLAN_HSDS names one.
func TestReadExamples(t *testing.T) {
	dir := os.Getenv("ONEPLAN_HSDS")
	if dir == "" {
		t.Skip("ONEPLAN_HSDS names no folder with the examples of HSDS 3.0")
	}
	services := map[string]int{
		"service_full.json": 1, "service_list.json": 1, "organization_full.json": 1, "service_at_location_full.json": 1,
		"service_at_location_list.json": 1, "tabular.json": 1, "services.csv": 1,
	}
	whole := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := filepath.Base(path)
		if filepath.Base(filepath.Dir(path)) == "csv" {
			whole[name] = string(b)
		}
		got, rep, err := read(t, string(b), directory.Limits{})
		want := services[name]
		if lone := filepath.Ext(name) == ".csv" && want == 0; lone || name == "datapackage.json" {
			if err == nil {
				t.Errorf("%s alone is no directory, and was read: %+v", name, rep)
			}
			return nil
		}
		if err != nil || len(got) != want || rep.Skipped.Count > 0 || len(rep.Unknown) > 0 || want == 0 && len(rep.Others) == 0 {
			t.Errorf("%s: %d services, %v, %+v", name, len(got), err, rep)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{"tar": tarOf(t, whole, "csv/"), "zip": zipOf(t, whole)} {
		got, rep, err := read(t, in, directory.Limits{})
		if err != nil || len(got) != 1 || len(got["ac148810-d857-441c-9679-408f346de14b"].Schedules) != 1 {
			t.Errorf("%s: %d services, %v, %+v", name, len(got), err, rep)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte("[" + full + "," + full + "]"))
	f.Add([]byte("id,name,status\na,One,active\n\"b\",\"Two, too\",x\n"))
	f.Add([]byte(`{"services.csv": [{"id": "a", "name": "b"}], "phones.csv": [{"id": 1, "service_id": "a", "number": "1"}]}`))
	f.Add([]byte(`{"contents": [{"id": "1", "service": {"id": "a", "name": "b"}, "location": {"latitude": "91"}}], "total_pages": 2}`))
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	for name, data := range tables {
		if x, err := w.Create(name); err == nil {
			_, _ = io.WriteString(x, data)
		}
	}
	_ = w.Close()
	f.Add(z.Bytes())
	lim := directory.Limits{Bytes: 1 << 20, Packed: 1 << 20, Item: 64 << 10, Files: 50, Services: 500, Depth: 20}
	f.Fuzz(func(t *testing.T, in []byte) {
		n := 0
		rep, err := directory.Read(bytes.NewReader(in), directory.Options{Limits: lim}, func(s *directory.Service) error {
			n++
			if s.ID == "" || s.Name == "" || strings.ContainsAny(s.Name, "\n\x1b") {
				t.Errorf("%q %q", s.ID, s.Name)
			}
			return nil
		})
		if n != rep.Read {
			t.Errorf("%d taken, %d reported", n, rep.Read)
		}
		if err != nil && meeting.CodeOf(err) == "" {
			t.Errorf("no sentence: %v", err)
		}
	})
}
