package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"oneplan/meeting"
)

// code returns SQLite's extended result code in err's chain, 0 if there is none.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// refusal reports whether SQLite failed with err without anything being wrong with the disk: then a
// transaction that failed was rolled back, which is to be proved all the same.
func refusal(err error) bool {
	switch code(err) & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
		sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT:
		return true
	}
	return false
}

// isConstraint reports whether a statement failed on a constraint of its table; nothing but that statement
// was undone then.
func isConstraint(err error) bool { return code(err)&0xff == sqlite3.SQLITE_CONSTRAINT }

// because says in words why SQLite failed.
func because(err error) string {
	switch code(err) & 0xff {
	case sqlite3.SQLITE_FULL:
		return "the disk is full"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return "the data folder may not be written to"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "another program holds the database"
	case sqlite3.SQLITE_NOMEM:
		return "there is no memory left"
	case sqlite3.SQLITE_IOERR:
		return "the disk failed"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the database file is damaged"
	}
	return "the database failed"
}

func refused(err error) error {
	return fmt.Errorf("%w: %s: %w", meeting.ErrRefused, because(err), err)
}

// fail ends a transaction that failed with err, and returns what its commits are answered. Once SQLite was
// told to commit, an error of the disk leaves open whether it did.
func (w *writer) fail(err error, committing bool, touched map[string]*tail) error {
	if refusal(err) {
		if back := w.rolledBack(touched); back != nil {
			w.s.poison(back)
			return fmt.Errorf("%w: %s: %w", meeting.ErrDoubt, because(err), errors.Join(err, back))
		}
		return refused(err)
	}
	w.s.poison(err)
	if committing {
		return fmt.Errorf("%w: %s: %w", meeting.ErrDoubt, because(err), err)
	}
	_, _ = w.rollback.ExecContext(w.ctx) // SQLite may have done it; the connection is closed before it writes again
	return refused(err)
}

// rolledBack ends the transaction and proves that it left nothing: every stream it touched ends where it
// did before.
func (w *writer) rolledBack(touched map[string]*tail) error {
	_, _ = w.rollback.ExecContext(w.ctx) // an error here says that SQLite has rolled back by itself
	for stream := range touched {
		was := w.tails[stream]
		if was == nil {
			continue // it failed before its end was read, so before anything of it was written
		}
		is, err := w.readTail(stream)
		if err != nil {
			return err
		}
		if is.seq != was.seq || is.hash != was.hash {
			return fmt.Errorf("%s ends at row %d after a rollback to row %d", stream, is.seq, was.seq)
		}
	}
	if w.audit == nil {
		return nil
	}
	is, err := readAuditTail(w.ctx, w.conn)
	if err == nil && is != *w.audit {
		err = fmt.Errorf("the audit ends at look %d after a rollback to look %d", is.number, w.audit.number)
	}
	return err
}

// poison keeps the store from writing until Recover: err is why.
func (s *Store) poison(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault == nil {
		s.fault = err
		s.log.Error("the store stops writing", "because", because(err), "error", err)
	}
}

// faulted returns why the store does not write, nil if it does.
func (s *Store) faulted() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault
}

// recovery is one running Recover, shared by all who ask meanwhile.
type recovery struct {
	done chan struct{}
	err  error
}

// Recover makes sure that writing works. After an error of the disk it closes the file, opens it again, has
// SQLite take the whole write-ahead log into the file, checks that every chain ends where it was
// promised to end (or later: a commit in doubt can turn out to be written), and then writes. Calls that
// come while one is running share its answer. It fails with a sentence while the fault lasts; call it again then.
func (s *Store) Recover(ctx context.Context) error {
	if s.readOnly {
		return errReadOnly
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	r := s.recovery
	if r == nil {
		r = &recovery{done: make(chan struct{})}
		s.recovery = r
		s.urgent = append(s.urgent, func(w *writer) {
			err := w.recover()
			s.mu.Lock()
			s.recovery = nil
			s.mu.Unlock()
			r.err = err
			close(r.done)
		})
		s.wakeWriter()
	}
	s.mu.Unlock()
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return fmt.Errorf("%w: finding out whether the disk works takes too long: %w", meeting.ErrRefused, ctx.Err())
	}
}

// recover runs in the writer's goroutine, so that nothing is written meanwhile.
func (w *writer) recover() error {
	s := w.s
	if fault := s.faulted(); fault != nil {
		if err := w.reopen(); err != nil {
			return fmt.Errorf("%w: %s: %w", meeting.ErrRefused, because(err), err)
		}
	}
	if err := w.probe(); err != nil {
		return err
	}
	s.mu.Lock()
	s.fault = nil
	s.mu.Unlock()
	return nil
}

// reopen closes the file and opens it again. The store has no file while it fails.
func (w *writer) reopen() error {
	s := w.s
	if d := s.data(); d != nil {
		d.cancel() // or a long reader would hold the lock below
	}
	s.dbMu.Lock()
	defer s.dbMu.Unlock()
	w.detach()
	if s.db != nil {
		_ = s.db.close() // what the disk refused to do now is done at opening, and noticed there
		s.db = nil
	}
	d, err := openDatabase(w.ctx, s.dir, false)
	if err != nil {
		return err
	}
	err = func() error {
		// From here on every page that counts has been written and synced anew: what the kernel believes it wrote before the
		// fault no longer matters.
		m, err := checkpoint(w.ctx, d.writer, "TRUNCATE")
		if err != nil {
			return err
		}
		if m.busy {
			return errors.New("another program is reading the database and has to end first")
		}
		if err := d.preallocate(); err != nil {
			return err
		}
		if err := w.attach(d); err != nil {
			return err
		}
		return w.checkTails()
	}()
	if err != nil {
		w.detach()
		return errors.Join(err, d.close())
	}
	s.db = d
	return nil
}

// checkTails compares every chain's end with what was promised, and takes on what a commit in doubt has
// written after all.
func (w *writer) checkTails() error {
	streams, err := column[string](w.ctx, w.conn, "SELECT stream FROM head ORDER BY stream")
	if err != nil {
		return err
	}
	is := map[string]*tail{}
	for _, stream := range streams {
		t, err := w.readTail(stream)
		if err != nil {
			return err
		}
		is[stream] = t
	}
	for stream, was := range w.tails {
		if was.seq == 0 {
			continue
		}
		t := is[stream]
		lost := damageAt(stream, was.seq, "it was written and is not there any more")
		if t == nil || t.seq < was.seq {
			return lost
		}
		l, err := w.readLine(stream, was.seq)
		if err != nil {
			return err
		}
		if l == nil || string(l.hash) != string(was.hash[:]) {
			return lost
		}
	}
	end, err := readAuditTail(w.ctx, w.conn)
	var d *DamageError
	if err != nil && !errors.As(err, &d) {
		return err
	}
	if was := w.audit; was != nil && was.number > 0 {
		var h []byte
		err := w.conn.QueryRowContext(w.ctx, "SELECT hash FROM audit WHERE number = ?", int64(was.number)).Scan(&h)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if string(h) != string(was.hash[:]) {
			return damageAt(auditName, meeting.Seq(was.number), "it was written and is not there any more")
		}
	}
	if w.tails, w.audit = is, &end; d != nil {
		w.audit = nil // every Note finds out, and is refused
	}
	return nil
}

// probeSize is how much a probe writes: more than a commit usually does, so that a disk with hardly any room
// left does not count as well.
const probeSize = 64 << 10

// probe finds out whether writing works, by writing.
func (w *writer) probe() error {
	_, err := w.conn.ExecContext(w.ctx, `INSERT INTO probe (id, at, noise) VALUES (1, strftime('%Y-%m-%dT%H:%M:%fZ'), randomblob(?))
		ON CONFLICT (id) DO UPDATE SET at = excluded.at, noise = excluded.noise`, probeSize)
	if err == nil {
		return nil
	}
	if !refusal(err) {
		w.s.poison(err)
	}
	return refused(err)
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// column returns what a query of one column yields.
func column[T any](ctx context.Context, q queryer, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
