package directory

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"oneplan/meeting/text"
)

// tar reads a tar archive, which has to be read in its own order: tables wait until all are there, and so does what is no table.
func (r *reader) tar(in io.Reader, form string) error {
	p := &pack{r: r, form: form, tables: newTables(r)}
	a := tar.NewReader(in)
	for n := 0; ; n++ {
		h, err := a.Next()
		if errors.Is(err, io.EOF) {
			return p.end()
		}
		switch {
		case errors.Is(err, tar.ErrHeader):
			return damaged("The tar file is broken, so nothing was taken: send it again.")
		case errors.Is(err, tar.ErrInsecurePath): // names are not used as paths here
		case err != nil:
			return readError(err)
		}
		if n >= r.lim.Files {
			return damaged("There are more than %d files in that archive, so nothing was taken.", r.lim.Files)
		}
		if h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		if h.Typeflag != tar.TypeReg {
			if err := r.skip(Problem{File: clip(text.CleanLine(h.Name), 80)}, "it is a link or device, not a file"); err != nil {
				return err
			}
			continue
		}
		if err := p.file(h.Name, a); err != nil {
			return err
		}
	}
}

// zip reads a zip archive. Its list of files stands at its end, so it is held as a whole.
func (r *reader) zip(in io.Reader) error {
	whole, err := io.ReadAll(io.LimitReader(in, r.lim.Packed+1))
	if err != nil {
		return readError(err)
	}
	if int64(len(whole)) > r.lim.Packed {
		return errTooLarge
	}
	a, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return damaged("The zip file is broken or not all here, so nothing was taken: send it again.")
	}
	if len(a.File) > r.lim.Files {
		return damaged("There are more than %d files in that archive, so nothing was taken.", r.lim.Files)
	}
	p := &pack{r: r, form: "zip", tables: newTables(r)}
	for _, f := range a.File {
		switch mode := f.Mode(); {
		case f.Name == "[Content_Types].xml":
			return damaged("That is a spreadsheet or a document, so nothing was taken: save its tables as CSV, and send them as a zip.")
		case mode.IsDir():
			continue
		case !mode.IsRegular():
			if err := r.skip(Problem{File: clip(text.CleanLine(f.Name), 80)}, "it is a link or device, not a file"); err != nil {
				return err
			}
			continue
		case f.Flags&1 != 0:
			return damaged("The zip file has a password, so nothing was taken: send it without.")
		}
		b, err := f.Open()
		if err != nil {
			return damaged("The zip file cannot be unpacked, so nothing was taken: send it again.")
		}
		err = p.file(f.Name, r.metered(b))
		if closed := b.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return zipError(err)
		}
	}
	return p.end()
}

func zipError(err error) error {
	if errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrAlgorithm) {
		return damaged("The zip file is damaged, so nothing was taken: send it again.")
	}
	return readError(err)
}

// pack is an archive being read.
type pack struct {
	r      *reader
	form   string
	tables *tables
	paths  map[string]string // by the file's name in the package: its table, as datapackage.json says
	later  []held            // what came before datapackage.json, or is JSON
}

// held is a file that waits: only JSON does.
type held struct {
	name string
	data []byte
}

// file reads one file of the archive.
func (p *pack) file(name string, in io.Reader) error {
	shown := clip(text.CleanLine(name), 80)
	base := path.Base(path.Clean("/" + strings.ReplaceAll(name, `\`, "/")))
	stem, kind := strings.ToLower(base), strings.ToLower(path.Ext(base))
	stem = strings.TrimSuffix(stem, kind)
	switch {
	case strings.HasPrefix(base, ".") || strings.Contains(name, "__MACOSX"): // left by the machines that pack
		return nil
	case base == "datapackage.json":
		return p.resources(shown, in)
	case kind == ".csv" || kind == ".tsv" || kind == ".txt":
		table := p.paths[base]
		if table == "" {
			table = tableName(stem)
		}
		if table == "" {
			p.r.rep.other("file that is no table of HSDS, " + quote(base))
			return nil
		}
		return p.tables.load(decoded(in), table, shown)
	case kind == ".json" || kind == ".ndjson" || kind == ".jsonl":
		return p.hold(shown, in)
	}
	p.r.rep.other("file that is no table of HSDS, " + quote(base))
	return nil
}

// hold keeps JSON until it is known whether there are tables.
func (p *pack) hold(name string, in io.Reader) error {
	data, err := io.ReadAll(in)
	if err != nil {
		return readError(err)
	}
	size := int64(len(data))
	for _, h := range p.later {
		size += int64(len(h.data))
	}
	if size > p.r.lim.Packed {
		return damaged("There is too much JSON in one archive, so nothing was taken: send its files one by one.")
	}
	p.later = append(p.later, held{name, data})
	return nil
}

// resources reads which file is which table (Frictionless Data, "Data Package").
func (p *pack) resources(name string, in io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(in, p.r.lim.Item))
	if err != nil {
		return readError(err)
	}
	var d struct {
		Resources []struct {
			Name string `json:"name"`
			Path any    `json:"path"`
		} `json:"resources"`
	}
	if deep(raw, p.r.lim.Depth) || json.Unmarshal(raw, &d) != nil {
		p.r.rep.Warned.add(Problem{File: name, Text: "it cannot be read, so the tables go by the names of their files"})
		return nil //nolint:nilerr // the tables are there all the same
	}
	p.paths = map[string]string{}
	for _, x := range d.Resources {
		file, _ := x.Path.(string)
		if table := tableName(x.Name); table != "" && file != "" {
			p.paths[path.Base(file)] = table
		}
	}
	return nil
}

// end takes what has been gathered.
func (p *pack) end() error {
	if len(p.tables.by) > 0 {
		p.r.rep.Form = "HSDS tables in a " + p.form
		for _, h := range p.later {
			p.r.rep.other("file of JSON beside the tables, " + quote(path.Base(h.name)))
		}
		return p.tables.join()
	}
	if len(p.later) == 0 {
		return damaged("There are neither tables nor JSON of a directory in that archive, so nothing was taken.")
	}
	p.r.rep.Form = "HSDS JSON in a " + p.form
	slices.SortFunc(p.later, func(a, b held) int { return strings.Compare(a.name, b.name) })
	for i := range p.later {
		h := p.later[i]
		p.later[i].data = nil
		in := decoded(bytes.NewReader(h.data))
		head, err := in.Peek(min(len(h.data), 64))
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return readError(err)
		}
		if t := bytes.TrimLeft(head, " \t\r\n"); len(t) == 0 || t[0] != '{' && t[0] != '[' {
			if err := p.r.skip(Problem{File: h.name}, "it is not JSON"); err != nil {
				return err
			}
			continue
		}
		if err := p.r.json(in, h.name); err != nil {
			return fmt.Errorf("%s: %w", h.name, err)
		}
	}
	return nil
}
