package directory

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// json reads a response, an array, a page, tables as JSON, or one object a line.
func (r *reader) json(in *bufio.Reader, file string) error {
	first, err := in.Peek(in.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return readError(err)
	}
	if lined(first) {
		if r.rep.Form == "" {
			r.rep.Form = "HSDS JSON, one object a line"
		}
		return r.lines(in, file)
	}
	w := &window{in: in}
	d := json.NewDecoder(w)
	d.UseNumber()
	j := &values{r: r, w: w, d: d, file: file}
	for {
		err := j.value()
		if errors.Is(err, io.EOF) && j.begun {
			return nil
		}
		if err != nil {
			return j.broken(err)
		}
		j.begun = true
	}
}

// lined reports whether a text has one whole object in its first line, and another in the next.
func lined(head []byte) bool {
	line, rest, found := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte("\n"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return found && len(rest) > 0 && rest[0] == '{' && line[0] == '{' && json.Valid(line)
}

// lines reads one object a line. A line that is broken is skipped: the next one is whole again.
func (r *reader) lines(in *bufio.Reader, file string) error {
	for n := 1; ; n++ {
		line, long, err := r.line(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return readError(err)
		}
		last, at := err != nil, Problem{File: file, Line: n}
		switch trimmed := bytes.TrimSpace(line); {
		case long:
			err = r.skip(at, "it is too long for one service")
		case len(trimmed) > 0:
			err = r.taken(trimmed, at)
		default:
			err = nil
		}
		if err != nil || last {
			return err
		}
	}
}

// taken takes the object of one line.
func (r *reader) taken(raw []byte, at Problem) error {
	o, why := r.object(raw)
	if why != "" {
		return r.skip(at, why)
	}
	r.misspelt(raw, at)
	return r.item(o, at)
}

// line reads one line, or all of one that is too long.
func (r *reader) line(in *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !long {
			line = append(line, part...)
		}
		if int64(len(line)) > r.lim.Item {
			line, long = nil, true
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, long, err
		}
	}
}

// object decodes one object; why is the reason if it is none.
func (r *reader) object(raw []byte) (o object, why string) {
	if deep(raw, r.lim.Depth) {
		return nil, fmt.Sprintf("it is nested more than %d deep", r.lim.Depth)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		return nil, "it is not JSON: something in it is missing or too much"
	}
	o, ok := v.(object)
	if !ok {
		return nil, "it is no object"
	}
	return o, ""
}

// misspelt warns of text that is no UTF-8: what could not be read stands as �.
func (r *reader) misspelt(raw []byte, at Problem) {
	if !utf8.Valid(raw) {
		at.Text = "some of its letters are not in UTF-8, and show as �"
		r.rep.Warned.add(at)
	}
}

// deep reports whether JSON is nested deeper than most.
func deep(raw []byte, most int) bool {
	depth, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// values reads a stream of JSON values, item by item.
type values struct {
	r     *reader
	w     *window
	d     *json.Decoder
	file  string
	begun bool
	at    Problem
}

// ahead is how far the decoder reads ahead of what it has given.
const ahead = 64 << 10

func (j *values) token() (json.Token, error) {
	j.w.allow(j.d.InputOffset(), j.r.lim.Item+ahead)
	return j.d.Token()
}

// next decodes the next value as it is written.
func (j *values) next() (json.RawMessage, error) {
	var raw json.RawMessage
	j.w.allow(j.d.InputOffset(), j.r.lim.Item+ahead)
	if err := j.d.Decode(&raw); err != nil {
		return nil, err
	}
	j.at = Problem{File: j.file, Line: j.w.lineOf(j.d.InputOffset() - int64(len(raw)))}
	return raw, nil
}

// value reads one value of the outermost level.
func (j *values) value() error {
	t, err := j.token()
	if err != nil {
		return err
	}
	var form string
	switch t {
	case json.Delim('['):
		form = "HSDS JSON, a list"
		err = j.items()
	case json.Delim('{'):
		form, err = j.fields()
	default:
		return damaged("That JSON is neither an object nor a list, so nothing was taken.")
	}
	if j.r.rep.Form == "" {
		j.r.rep.Form = form
	}
	return err
}

// objects reads the rest of an array and takes each object in it; whatever else is there is skipped with a problem.
func (j *values) objects(take func(raw json.RawMessage, o object) error) error {
	for j.d.More() {
		raw, err := j.next()
		if err != nil {
			return err
		}
		o, why := j.r.object(raw)
		if why != "" {
			err = j.r.skip(j.at, why)
		} else {
			err = take(raw, o)
		}
		if err != nil {
			return err
		}
	}
	_, err := j.token()
	return err
}

// items reads the rest of an array, each object in it an item.
func (j *values) items() error {
	return j.objects(func(raw json.RawMessage, o object) error {
		j.r.misspelt(raw, j.at)
		return j.r.item(o, j.at)
	})
}

// fields reads the rest of an outermost object.
func (j *values) fields() (form string, err error) {
	o := object{}
	begun := j.w.lineOf(j.d.InputOffset() - 1)
	var size int64
	var rows *tables
	listed := false
	for j.d.More() {
		t, err := j.token()
		if err != nil {
			return "", err
		}
		name, _ := t.(string)
		switch {
		case strings.HasSuffix(name, ".csv"):
			if rows == nil {
				rows = newTables(j.r)
			}
			if err := j.rows(rows, strings.TrimSuffix(name, ".csv")); err != nil {
				return "", err
			}
			continue
		case name == "contents" && !listed:
			if t, err = j.token(); err != nil {
				return "", err
			}
			if t != json.Delim('[') {
				return "", damaged("The page's contents are no list, so nothing was taken.")
			}
			listed = true
			if err := j.items(); err != nil {
				return "", err
			}
			continue
		}
		raw, err := j.next()
		if err != nil {
			return "", err
		}
		if size += int64(len(raw)); size > j.r.lim.Item {
			return "", errLongItem
		}
		if deep(raw, j.r.lim.Depth) {
			return "", damaged("The JSON is nested more than %d deep, so nothing was taken.", j.r.lim.Depth)
		}
		var v any
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			return "", err
		}
		j.r.misspelt(raw, j.at)
		o[name] = v
	}
	if _, err := j.token(); err != nil {
		return "", err
	}
	j.at = Problem{File: j.file, Line: begun}
	switch {
	case rows != nil:
		return "HSDS tables as JSON", rows.join()
	case listed:
		j.page(o)
		return "HSDS JSON, a page of a list", nil
	}
	form = "HSDS JSON, one object"
	switch kind := kindOf(o); kind {
	case "service", "organization":
		form = "HSDS JSON, one " + strings.Replace(kind, "z", "s", 1)
	case "service_at_location":
		form = "HSDS JSON, one service at one place"
	}
	return form, j.r.item(o, j.at)
}

// page says if a page is not the whole list.
func (j *values) page(o object) {
	u := &unread{rep: j.r.rep, at: j.at}
	number, pages, total := u.number(o, "page_number", 0, 1e9), u.number(o, "total_pages", 0, 1e9), u.number(o, "total_items", 0, 1e9)
	if pages != nil && *pages > 1 {
		j.r.rep.Partial = true
		page := 1.0
		if number != nil {
			page = *number
		}
		of := ""
		if total != nil {
			of = fmt.Sprintf(" of %v in all", *total)
		}
		u.warn("this is page %v of %v%s: the other pages are not in this file", page, *pages, of)
	}
}

// rows reads the rows of a table.
func (j *values) rows(t *tables, name string) error {
	tok, err := j.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('[') {
		return damaged("The table %s is no list, so nothing was taken.", quote(name))
	}
	return j.objects(func(_ json.RawMessage, o object) error { return t.object(name, o, j.at) })
}

// broken says where JSON is broken.
func (j *values) broken(err error) error {
	at := max(j.d.InputOffset()-1, 0)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		at = max(at, syntax.Offset-1)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		at = max(at, j.w.off-1)
	}
	line := j.w.lineOf(at)
	switch {
	case errors.Is(err, errLongItem):
		return damaged("The item that begins near line %d is too long for one service, so nothing was taken.", line)
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return damaged("The JSON is broken or ends too early near line %d, so nothing was taken: send it again, or ask its publisher.", line)
	}
	return readError(err)
}
