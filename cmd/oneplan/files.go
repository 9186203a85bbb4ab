package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"oneplan/cmd/oneplan/command"
	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
)

// files is the tree of papers that somebody may copy by scp or sftp: /RECORD/plan.pdf, /RECORD/MEETING/minutes.docx. Each file is what a
// command of theirs prints, with its permissions and its trace, so that there is one way to a paper.
type files struct {
	ask func(ctx context.Context, args ...string) ([]byte, error)
	now func() time.Time
}

// fileForms are the forms of papers by the ends of their names.
var fileForms = []struct{ end, format string }{
	{"pdf", "pdf"}, {"docx", "docx"}, {"html", "html"}, {"md", "md"}, {"txt", "txt"}, {"json", "json"}, {"fhir.json", "fhir"},
}

// easyRead ends the name of a paper's easy-read copy.
const easyRead = "-easy-read"

// topFiles are those that are of no one record, with what prints them.
var topFiles = []struct {
	name string
	args []string
}{
	{"actions.csv", []string{"actions", "--format", "csv"}},
	{"actions.ics", []string{"actions", "--format", "ics"}},
	{"actions.xlsx", []string{"actions", "--format", "xlsx"}},
	{"calendar.ics", []string{"calendar", "--format", "ics"}},
}

// files returns the tree of whoever opened a session.
func (s *service) files(c *sshd.Command) sshd.Files {
	return &files{now: time.Now, ask: func(ctx context.Context, args ...string) ([]byte, error) {
		var out, told bytes.Buffer
		if command.Run(ctx, s.envOf(c.Identity, c.Environ, args, nil, &out, &told)) != command.Done {
			return nil, fmt.Errorf("%s: %w", strings.TrimSpace(told.String()), fs.ErrNotExist)
		}
		return out.Bytes(), nil
	}}
}

// named is a record or a meeting in a list.
type named struct {
	Name   string    `json:"name"`
	Status string    `json:"status"`
	At     time.Time `json:"at"`
}

func (f *files) list(ctx context.Context, args ...string) ([]named, error) {
	out, err := f.ask(ctx, append(args, "--format", "json")...)
	if err != nil {
		return nil, err
	}
	var list []named
	if err := json.Unmarshal(out, &list); err != nil {
		return nil, err
	}
	return list, nil
}

// List is sshd.Files.
func (f *files) List(ctx context.Context, folder string) ([]sshd.File, error) {
	if strings.Contains(folder, ".") { // no record has a dot in its name, and every file has: nothing is asked about one, which would leave a trace
		return nil, fs.ErrNotExist
	}
	now := f.now()
	parts := strings.FieldsFunc(folder, func(r rune) bool { return r == '/' })
	var out []sshd.File
	papers := func(name string, at time.Time, but ...string) {
		for _, x := range fileForms {
			if !slices.Contains(but, x.format) {
				out = append(out, sshd.File{Name: name + "." + x.end, Modified: at})
			}
		}
	}
	switch len(parts) {
	case 0:
		records, err := f.list(ctx, "record", "list")
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			out = append(out, sshd.File{Name: r.Name, Folder: true, Modified: now})
		}
		for _, x := range topFiles {
			out = append(out, sshd.File{Name: x.name, Modified: now})
		}
		return out, nil
	case 1:
		records, err := f.list(ctx, "record", "list")
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(records, func(r named) bool { return r.Name == parts[0] }) {
			break
		}
		meetings, err := f.meetings(ctx, parts[0])
		if err != nil {
			return nil, err
		}
		for _, m := range meetings {
			out = append(out, sshd.File{Name: m.Name, Folder: true, Modified: heldOn(m.At, now)})
		}
		papers("plan", now)
		papers("plan"+easyRead, now, "fhir", "json")
		papers("handover", now, "fhir")
		return out, nil
	case 2:
		meetings, err := f.meetings(ctx, parts[0])
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(meetings, func(m named) bool { return m.Name == parts[1] }); i >= 0 {
			papers("minutes", heldOn(meetings[i].At, now))
			papers("minutes"+easyRead, heldOn(meetings[i].At, now), "fhir", "json")
			return out, nil
		}
	}
	return nil, fs.ErrNotExist
}

// heldOn is when a paper of a meeting was made, as far as a list shows it.
func heldOn(at, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}

// meetings are those of a record, whose names begin with its own, that have minutes.
func (f *files) meetings(ctx context.Context, record string) ([]named, error) {
	all, err := f.list(ctx, "meeting", "list")
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(m named) bool {
		i := strings.LastIndexByte(m.Name, '-')
		return i < 0 || m.Name[:i] != record || m.Status == string(meeting.CalledOff)
	}), nil
}

// Read is sshd.Files.
func (f *files) Read(ctx context.Context, file string) ([]byte, error) {
	parts := strings.FieldsFunc(file, func(r rune) bool { return r == '/' })
	if len(parts) == 1 {
		for _, x := range topFiles {
			if x.name == parts[0] {
				return f.ask(ctx, x.args...)
			}
		}
	}
	if len(parts) < 2 || len(parts) > 3 || strings.HasPrefix(parts[0], "-") || strings.HasPrefix(parts[1], "-") {
		return nil, fs.ErrNotExist
	}
	paper, end, _ := strings.Cut(path.Base(file), ".")
	i := slices.IndexFunc(fileForms, func(x struct{ end, format string }) bool { return x.end == end })
	if i < 0 {
		return nil, fs.ErrNotExist
	}
	flags := []string{"--format", fileForms[i].format}
	paper, easy := strings.CutSuffix(paper, easyRead)
	if easy {
		flags = append(flags, "--easy-read")
	}
	switch {
	case len(parts) == 2 && (paper == "plan" || paper == "handover" && !easy):
		return f.ask(ctx, append([]string{paper, parts[0]}, flags...)...)
	case len(parts) == 3 && paper == "minutes" && strings.HasPrefix(parts[1], parts[0]+"-"):
		return f.ask(ctx, append([]string{paper, parts[1]}, flags...)...)
	}
	return nil, fs.ErrNotExist
}
