package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/directory"
)

// ImportOptions say how a directory is imported.
type ImportOptions struct {
	Person meeting.PersonID // who sends it
	At     time.Time
	// Whole says that the file is the whole directory: services that are here and not in it are taken out.
	Whole bool
	// Dry tells what would happen, and changes nothing.
	Dry    bool
	Limits directory.Limits
	// Progress, if not nil, is told now and then how many services were read, and how many bytes.
	Progress func(services int, bytes int64)
}

// errImporting refuses a second import at the same time.
var errImporting = &meeting.Error{Code: meeting.Stage, Text: "Another import is under way, so nothing was taken: try again when it has ended."}

// errPart refuses to take services out because of a part of a directory.
var errPart = &meeting.Error{Code: meeting.Invalid, Text: "That file says that it is only a part of its directory, so it cannot say what is gone, and nothing was taken: import it without --whole, or the whole."}

// Import takes in a directory as directory.Read understands it, in one transaction: all that can be taken of it, or, on an error,
// nothing. A service that is here already is changed, never doubled. Searches go on meanwhile, over what was there before.
func (b *Bank) Import(ctx context.Context, in io.Reader, o ImportOptions) (_ *directory.Report, err error) {
	if !b.importing.TryLock() {
		return nil, errImporting
	}
	defer b.importing.Unlock()
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, notImported(err)
	}
	defer tx.Rollback()
	im := &importing{ctx: ctx, tx: tx, seen: map[int64]bool{}}
	if err := im.begin(o); err != nil {
		return nil, notImported(err)
	}
	rep, err := directory.Read(in, directory.Options{Limits: o.Limits, Progress: o.Progress}, im.take)
	if err == nil && o.Whole {
		if rep.Partial {
			err = errPart
		} else {
			err = im.sweep(meeting.DayOf(o.At))
		}
	}
	if err != nil {
		return rep, notImported(err)
	}
	rep.Taken, rep.Changed, rep.Same, rep.Gone = im.taken, im.changed, im.same, im.gone
	if o.Dry {
		return rep, nil
	}
	if err := im.end(rep); err != nil {
		return rep, notImported(err)
	}
	if err := tx.Commit(); err != nil {
		return rep, notImported(err)
	}
	// It is on disk: from here on the import has happened, whoever is still listening.
	if err := b.load(context.WithoutCancel(ctx), b.db); err != nil {
		return rep, fmt.Errorf("the directory was imported, but cannot be searched before the service is started again: %w", err)
	}
	if _, err := b.db.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		b.log.Warn("the information bank's write-ahead log could not be emptied", "error", err)
	}
	return rep, nil
}

// notImported says that nothing was taken, unless the error does.
func notImported(err error) error {
	var own *meeting.Error
	if errors.As(err, &own) {
		return err
	}
	return fmt.Errorf("the import failed, and nothing of it was taken: %w", err)
}

// importing is one import under way.
type importing struct {
	ctx     context.Context
	tx      *sql.Tx
	n       int64 // the import's number
	whole   bool
	seen    map[int64]bool // services of the file, where that matters
	taken   int
	changed int
	same    int
	gone    int

	find, add, set, forget, index *sql.Stmt
}

func (im *importing) begin(o ImportOptions) error {
	im.whole = o.Whole
	res, err := im.tx.ExecContext(im.ctx, "INSERT INTO import (at, person, report) VALUES (?, ?, '{}')", formatTime(o.At), string(o.Person))
	if err != nil {
		return err
	}
	if im.n, err = res.LastInsertId(); err != nil {
		return err
	}
	for _, s := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&im.find, "SELECT n, digest, gone IS NOT NULL FROM service WHERE id = ?"},
		{&im.add, "INSERT INTO service (name, organisation, status, minimum_age, maximum_age, checked, listed, body, digest, import, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
		{&im.set, "UPDATE service SET name = ?, organisation = ?, status = ?, minimum_age = ?, maximum_age = ?, checked = ?, listed = ?, body = ?, digest = ?, import = ?, gone = NULL WHERE id = ?"},
		{&im.forget, "DELETE FROM words WHERE rowid = ?"},
		{&im.index, "INSERT INTO words (rowid, name, terms, organisation, places, rest) VALUES (?, ?, ?, ?, ?, ?)"},
	} {
		if *s.to, err = im.tx.PrepareContext(im.ctx, s.query); err != nil { //nolint:sqlclosecheck // the transaction closes them
			return err
		}
	}
	return nil
}

// take takes one service.
func (im *importing) take(s *directory.Service) error {
	var n int64
	var digest []byte
	var gone bool
	err := im.find.QueryRowContext(im.ctx, s.ID).Scan(&n, &digest, &gone)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if known && s.Brief {
		before, _, err := service(im.ctx, im.tx, s.ID)
		if err != nil {
			return err
		}
		s = s.Merged(before)
	}
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	if known && im.whole {
		im.seen[n] = true
	}
	if known && !gone && bytes.Equal(digest, sum[:]) {
		im.same++
		return nil
	}
	listed, err := json.Marshal(s.List())
	if err != nil {
		return err
	}
	do := im.add
	if known {
		do = im.set
	}
	res, err := do.ExecContext(im.ctx, s.Name, s.Organisation.Name, string(s.Status), s.MinAge, s.MaxAge, string(s.Checked()), string(listed), string(body), sum[:], im.n, s.ID)
	if err != nil {
		return err
	}
	switch {
	case !known:
		im.taken++
		if n, err = res.LastInsertId(); err != nil {
			return err
		}
		if im.whole {
			im.seen[n] = true
		}
	case gone:
		im.taken++
	default:
		im.changed++
		if _, err := im.forget.ExecContext(im.ctx, n); err != nil {
			return err
		}
	}
	t := s.Texts()
	_, err = im.index.ExecContext(im.ctx, n, t.Name, t.Terms, t.Organisation, t.Places, t.Rest)
	return err
}

// sweep takes out what is here and was not in the file. It stays known by its id, for the records that name it.
func (im *importing) sweep(today meeting.Day) error {
	var out []int64
	err := each(im.ctx, im.tx, "SELECT n FROM service WHERE gone IS NULL", func(rows *sql.Rows) error {
		var n int64
		err := rows.Scan(&n)
		if !im.seen[n] {
			out = append(out, n)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, n := range out {
		if _, err := im.forget.ExecContext(im.ctx, n); err != nil {
			return err
		}
		if _, err := im.tx.ExecContext(im.ctx, "UPDATE service SET gone = ? WHERE n = ?", string(today), n); err != nil {
			return err
		}
	}
	im.gone = len(out)
	return nil
}

// end keeps the report.
func (im *importing) end(rep *directory.Report) error {
	b, err := json.Marshal(rep)
	if err != nil {
		return err
	}
	_, err = im.tx.ExecContext(im.ctx, "UPDATE import SET report = ? WHERE n = ?", string(b), im.n)
	return err
}
