package directory

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// Options say how a directory is read. The zero value is the usual one.
type Options struct {
	Limits Limits
	// Progress, if not nil, is told now and then how many services were read, and how many bytes (unpacked). It is called from
	// Read's own goroutine.
	Progress func(services int, bytes int64)
}

// Read reads a directory from in, whatever its form, and calls take for every service that can be taken, once for each id. It
// returns what became of the rest; Taken, Changed, Same and Gone are for whoever keeps the services to fill in. An error means that the
// file is broken, too large or no directory, or is take's own: then nothing of it should be kept. A file that is broken is a
// *meeting.Error, a sentence for whoever sent it.
func Read(in io.Reader, opt Options, take func(*Service) error) (*Report, error) {
	r := &reader{lim: opt.Limits.orDefault(), rep: &Report{}, take: take, progress: opt.Progress, seen: map[string]Problem{}, sites: map[string]*Service{}}
	err := r.any(in)
	if err == nil {
		err = r.takeSites()
	}
	return r.rep, err
}

// reader reads one directory.
type reader struct {
	lim      Limits
	rep      *Report
	take     func(*Service) error
	progress func(services int, bytes int64)
	bytes    int64
	seen     map[string]Problem // where each service stood
	sites    map[string]*Service
	siteIDs  []string // in the order of the file
}

// damaged is a file of which nothing is taken.
func damaged(format string, args ...any) error {
	return &meeting.Error{Code: meeting.Invalid, Text: fmt.Sprintf(format, args...)}
}

var errTooLarge = damaged("That is more than a directory of one area can be, so nothing was taken: send it in parts.")

// any reads a stream of any form.
func (r *reader) any(in io.Reader) error {
	b := bufio.NewReaderSize(r.metered(in), 64<<10)
	head, err := b.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return readError(err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return r.zip(b)
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(b)
		if err != nil {
			return damaged("The gzip file is broken, so nothing was taken: send it again.")
		}
		inner := bufio.NewReaderSize(r.metered(z), 64<<10)
		if head, err = inner.Peek(512); err != nil && !errors.Is(err, io.EOF) {
			return readError(err)
		}
		if isTar(head) {
			return r.tar(inner, "tar.gz")
		}
		return r.text(inner, "")
	case isTar(head):
		return r.tar(b, "tar")
	}
	return r.text(b, "")
}

// isTar reports whether a file begins as a tar archive does (POSIX.1-2001, "ustar"; GNU's own mark begins so too).
func isTar(head []byte) bool { return len(head) >= 262 && string(head[257:262]) == "ustar" }

// text reads what is no archive.
func (r *reader) text(in io.Reader, file string) error {
	b := decoded(in)
	head, err := b.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return readError(err)
	}
	trimmed := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(trimmed) == 0 && file == "":
		return damaged("There was nothing in that file, so nothing was taken.")
	case len(trimmed) == 0:
		return nil
	case trimmed[0] == '{', trimmed[0] == '[':
		return r.json(b, file)
	case trimmed[0] == '<':
		return damaged("That is a web page or XML, not a directory, so nothing was taken: ask its publisher for the data as HSDS 3, in JSON or CSV.")
	case bytes.IndexByte(head, 0) >= 0:
		return damaged("That is neither JSON nor CSV nor a tar or zip of it, so nothing was taken.")
	}
	first, _, _ := strings.Cut(string(trimmed), "\n")
	if name := tableOf(header(first)); name != "" {
		t := newTables(r)
		if err := t.load(b, name, file); err != nil {
			return err
		}
		r.rep.Form = "one HSDS table"
		return t.join()
	}
	return damaged("That is neither HSDS JSON nor the HSDS tables, so nothing was taken: it begins with %s.", quote(first))
}

// decoded returns a stream as UTF-8, without its byte order mark, from UTF-16 where it has one of that.
func decoded(in io.Reader) *bufio.Reader {
	return bufio.NewReaderSize(transform.NewReader(in, unicode.BOMOverride(transform.Nop)), 64<<10)
}

// readError says why a stream could not be read to its end.
func readError(err error) error {
	var own *meeting.Error
	var corrupt flate.CorruptInputError
	switch {
	case errors.As(err, &own):
		return err
	case errors.As(err, &corrupt), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, tar.ErrHeader):
		return damaged("The file ends in the middle or is damaged, so nothing was taken: send it again.")
	}
	return fmt.Errorf("the file could not be read to its end, so nothing was taken: %w", err)
}

// metered bounds all that is read, packed or not.
func (r *reader) metered(in io.Reader) io.Reader { return &meter{r: r, in: in} }

type meter struct {
	r  *reader
	in io.Reader
	n  int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.n += int64(n)
	m.r.bytes += int64(n)
	if m.n > m.r.lim.Bytes || m.r.bytes > 2*m.r.lim.Bytes {
		return 0, errTooLarge
	}
	return n, err
}

// window bounds how far ahead one item may be read, and knows the line of every offset that is asked for in order.
type window struct {
	in       io.Reader
	unlined  bool  // nobody asks for lines
	off      int64 // read so far
	stop     int64 // reading past it fails
	line     int
	newlines []int64 // after the last offset asked for
}

var errLongItem = errors.New("one item is too long")

func (w *window) Read(p []byte) (int, error) {
	if w.off >= w.stop {
		return 0, errLongItem
	}
	p = p[:min(int64(len(p)), w.stop-w.off)]
	n, err := w.in.Read(p)
	for i, c := range p[:n] {
		if c == '\n' && !w.unlined {
			w.newlines = append(w.newlines, w.off+int64(i))
		}
	}
	w.off += int64(n)
	return n, err
}

// allow lets the next item begin at an offset.
func (w *window) allow(from, most int64) { w.stop = from + most }

// lineOf returns the line of an offset that is not before those asked for already.
func (w *window) lineOf(off int64) int {
	i, _ := slices.BinarySearch(w.newlines, off)
	w.line += i
	w.newlines = w.newlines[i:]
	return w.line + 1
}

// item takes one object, whatever it is.
func (r *reader) item(o object, at Problem) error {
	switch kind := kindOf(o); kind {
	case "service":
		return r.service(o, at)
	case "organization":
		return r.organisation(o, at)
	case "service_at_location":
		return r.site(o, at)
	default:
		r.rep.other(kind)
		return nil
	}
}

// organisation takes the services of an organisation.
func (r *reader) organisation(o object, at Problem) error {
	u := &unread{rep: r.rep, at: at}
	services := u.listed(o["services"])
	if len(services) == 0 {
		r.rep.other("organization")
		return nil
	}
	self := without(o, "services")
	for _, s := range services {
		if _, has := s["organization"]; !has {
			s["organization"] = self
		}
		if err := r.service(s, at); err != nil {
			return err
		}
	}
	return nil
}

// listed is many without a bound: an organisation may have any number of services.
func (u *unread) listed(v any) []object {
	var out []object
	switch v := v.(type) {
	case []object:
		return v
	case []any:
		for _, x := range v {
			if o, ok := x.(object); ok {
				out = append(out, o)
			} else {
				u.warn("one of the services is not an object, so it was left out")
			}
		}
	}
	return out
}

// service takes one service.
func (r *reader) service(o object, at Problem) error {
	u := &unread{rep: r.rep, at: at}
	s, why := u.service(o)
	if why != "" {
		return r.skip(u.at, why)
	}
	if first, again := r.seen[s.ID]; again {
		where := "earlier in the file"
		if first.Line > 0 {
			where = fmt.Sprintf("in line %d", first.Line)
		}
		if first.File != at.File {
			where = "in " + first.File
		}
		return r.skip(u.at, "a service with this id stands "+where+" already, which was taken")
	}
	r.seen[s.ID] = at
	return r.hand(&s)
}

func (r *reader) skip(at Problem, why string) error {
	at.Text = why
	r.rep.Skipped.add(at)
	return nil
}

func (r *reader) hand(s *Service) error {
	if r.rep.Read >= r.lim.Services {
		return errTooLarge
	}
	r.rep.Read++
	if r.progress != nil && r.rep.Read%100 == 0 {
		r.progress(r.rep.Read, r.bytes)
	}
	return r.take(s)
}

// site takes a service at one of its places: the places of a service are put together, and taken at the end.
func (r *reader) site(o object, at Problem) error {
	u := &unread{rep: r.rep, at: at}
	so, ok := o["service"].(object)
	if !ok {
		r.rep.other("service_at_location")
		return nil
	}
	u.count("service_at_location", o)
	s, why := u.service(so)
	if why != "" {
		return r.skip(u.at, why)
	}
	was := r.sites[s.ID]
	if was == nil {
		if len(r.sites) >= r.lim.Services {
			return errTooLarge
		}
		was = &s
		was.Brief = false
		r.sites[s.ID], r.siteIDs = was, append(r.siteIDs, s.ID)
	}
	if len(was.Locations) < maxMany {
		u.atLocation(without(o, "service"), was)
	}
	return nil
}

func (r *reader) takeSites() error {
	for _, id := range r.siteIDs {
		s := r.sites[id]
		if _, again := r.seen[id]; again {
			if err := r.skip(Problem{ID: clip(text.CleanLine(id), 80)}, "the same file has this service as a whole, which was taken"); err != nil {
				return err
			}
			continue
		}
		if err := r.hand(s); err != nil {
			return err
		}
	}
	return nil
}
