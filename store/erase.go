package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"oneplan/meeting"
)

// eraseWait is how long Erase waits for readers to end, so that no old page stays in the write-ahead log.
const eraseWait = 30 * time.Second

var errEraseService = fmt.Errorf("%w: the service's own rows say who may come in and are not erased", meeting.ErrRefused)

// Erase erases the words of rows of a record's log for ever: their salts and bodies, what was packed of them, what stands of them in
// snapshots and plain tables, and the pages of the file and of its write-ahead log that held them. Who wrote, when, and the
// hashes stay, so that the chain holds and Verify counts them as erased; and beside them what is left of each row, which a later row of the log
// has to vouch for already (meeting.RowsRedacted). It returns how many rows were changed; one that is erased already counts only where less is
// left of it now, and asking again is harmless, also after an error: then the words may be in some page of the file still. Of all the rows
// the log holds either the words or what is left, never some of both. Who may
// have something erased, and whether two have to agree, is the caller's business. So is the record's room: close it first, since it
// has the words in memory and would write them into the tables again.
//
// Erase makes the file anew (VACUUM), and meanwhile commits of every room wait: some seconds for each gigabyte.
func (s *Store) Erase(ctx context.Context, stream string, rests ...meeting.Rest) (n int, err error) {
	return s.erase(ctx, stream, newErasing(stream, rests))
}

// EraseRecord is Erase for every row that the record has, of which nothing is left, and for all mail about it. It goes on where an earlier one was stopped.
func (s *Store) EraseRecord(ctx context.Context, stream string) (n int, err error) {
	return s.erase(ctx, stream, &erasing{stream: stream, piecemeal: true, chosen: func(seq meeting.Seq) *meeting.Rest { return &meeting.Rest{Seq: seq} }})
}

func (s *Store) erase(ctx context.Context, stream string, e *erasing) (n int, err error) {
	switch {
	case s.readOnly:
		return 0, errReadOnly
	case stream == meeting.ServiceStream:
		return 0, errEraseService
	}
	if err := s.lockSealing(ctx); err != nil {
		return 0, err
	}
	defer s.unlockSealing()
	if err := s.read(func(d *database) error { return e.plan(ctx, d.readers) }); err != nil {
		return 0, err
	}
	s.forgetSalts(stream) // before anything is written under an old seed again
	for _, step := range []func(*writer) (bool, error){e.dropSnapshot, e.step} {
		if err := s.do(ctx, step); err != nil {
			return e.n, err
		}
	}
	if err := s.retable(ctx, stream); err != nil {
		return e.n, err
	}
	return e.n, s.scrub(ctx)
}

// erasing is an Erase on its way.
type erasing struct {
	stream    string
	chosen    func(meeting.Seq) *meeting.Rest // what is left of a row; nil: all of it
	piecemeal bool                            // in several transactions

	rows     []erasedRow // of the table log, that are still to be erased
	segments []repacked  // likewise
	seeds    []seed      // that are not to be kept
	n        int         // rows changed so far
}

func newErasing(stream string, rests []meeting.Rest) *erasing {
	by := map[meeting.Seq]*meeting.Rest{}
	for i := range rests {
		by[rests[i].Seq] = &rests[i]
	}
	return &erasing{stream: stream, chosen: func(seq meeting.Seq) *meeting.Rest { return by[seq] }}
}

// body returns what a row's body is to be, nil if it stays as it is.
func (e *erasing) body(l *line) []byte {
	rest := e.chosen(l.seq)
	d, _ := l.digest()
	if rest == nil || l.salt == nil && l.rest() == nil || l.salt == nil && rest.Body != nil && bytes.Equal(l.rest().Body, rest.Body) {
		return nil
	}
	return erased(d, *rest)
}

type erasedRow struct {
	seq  meeting.Seq
	body []byte
}

// repacked is a segment without the words of erased rows and without the seeds that would tell their salts.
type repacked struct {
	last meeting.Seq
	data []byte
	n    int // rows erased in it
}

// plan reads what there is to be done, and changes nothing.
func (e *erasing) plan(ctx context.Context, q querier) error {
	k := &walk{stream: e.stream}
	if err := k.begin(ctx, q); err != nil {
		return err
	}
	var gone []meeting.Seq // rows whose seeds must go
	var sealed meeting.Seq
	if err := q.QueryRowContext(ctx, "SELECT coalesce(max(last), 0) FROM segment WHERE stream = ?", e.stream).Scan(&sealed); err != nil {
		return err
	}
	for more := k.end > 0; more; {
		lines, again, err := k.page(ctx, q)
		if err != nil {
			return err
		}
		more = again
		for i := range lines {
			l := &lines[i]
			if e.chosen(l.seq) == nil {
				continue
			}
			gone = append(gone, l.seq)
			if body := e.body(l); body != nil && l.seq > sealed {
				e.rows = append(e.rows, erasedRow{l.seq, body})
			}
		}
	}
	exposed := func(s *seed) bool {
		i, _ := slices.BinarySearch(gone, s.first)
		return i < len(gone) && s.covers(gone[i])
	}
	all, err := seedsOf(ctx, q, e.stream, 1, 1<<62)
	if err != nil {
		return err
	}
	for i := range all {
		if exposed(&all[i]) {
			e.seeds = append(e.seeds, all[i])
		}
	}
	for at := meeting.Seq(0); at < sealed; {
		g, err := segmentAfter(ctx, q, e.stream, at)
		if err != nil || g == nil {
			return err
		}
		at = g.lines[len(g.lines)-1].seq
		p := repacked{last: at}
		for i := range g.lines {
			l := &g.lines[i]
			if body := e.body(l); body != nil {
				l.salt, l.body = nil, body
				p.n++
			}
		}
		kept := slices.DeleteFunc(slices.Clone(g.seeds), func(s seed) bool { return exposed(&s) })
		if p.n == 0 && len(kept) == len(g.seeds) {
			continue
		}
		g.seeds = kept
		if p.data, err = g.seal(e.stream); err != nil {
			return err
		}
		e.segments = append(e.segments, p)
	}
	return nil
}

// dropSnapshot takes the stream's snapshot away, and notes that its plain tables are those of no row: after a crash they are made
// anew at opening. Of a whole record the mail goes too: it says who was written to about what and when.
func (e *erasing) dropSnapshot(w *writer) (bool, error) {
	return e.transact(w, func(exec execer) error {
		if e.piecemeal {
			if err := exec("DELETE FROM mail WHERE record = ?", e.stream); err != nil {
				return err
			}
		}
		return errors.Join(
			exec("UPDATE head SET facts = 0, texts = 0 WHERE stream = ?", e.stream),
			exec("DELETE FROM snapshot WHERE stream = ?", e.stream),
			exec("DELETE FROM snapshot_part WHERE stream = ?", e.stream),
		)
	})
}

// step erases all the rows, or, piecemeal, some, or those of one segment with what is left of them in the table log.
func (e *erasing) step(w *writer) (done bool, err error) {
	n := 0
	if _, err := e.transact(w, func(exec execer) error {
		for _, s := range e.seeds {
			if err := exec("DELETE FROM salt WHERE stream = ? AND first = ?", e.stream, int64(s.first)); err != nil {
				return err
			}
		}
		e.seeds = nil
		for len(e.segments) > 0 {
			p := e.segments[0]
			e.segments = e.segments[1:]
			n += p.n
			sum := sha256.Sum256(p.data)
			err := errors.Join(
				exec("UPDATE segment SET data = ?, sum = ? WHERE stream = ? AND last = ?", p.data, sum[:], e.stream, int64(p.last)),
				exec("DELETE FROM log WHERE stream = ? AND seq <= ?", e.stream, int64(p.last)),
			)
			if err != nil || e.piecemeal {
				return err
			}
		}
		done := 0
		for began := time.Now(); done < len(e.rows) && (!e.piecemeal || time.Since(began) < choreTime); done++ {
			r := &e.rows[done]
			if err := exec("UPDATE log SET salt = NULL, body = ? WHERE stream = ? AND seq = ?", r.body, e.stream, int64(r.seq)); err != nil {
				return err
			}
		}
		e.rows = e.rows[done:]
		n += done
		return nil
	}); err != nil {
		return true, err
	}
	e.n += n
	return len(e.rows)+len(e.segments) == 0, nil
}

// transact does f in a transaction of its own.
func (e *erasing) transact(w *writer, f func(execer) error) (bool, error) {
	if err := w.alone(f); err != nil {
		return true, err
	}
	if t := w.tails[e.stream]; t != nil { // neither the tables' states nor the seed count any more
		w.tails[e.stream] = &tail{seq: t.seq, hash: t.hash}
	}
	return true, nil
}

// retable makes a record's plain tables anew from its log.
func (s *Store) retable(ctx context.Context, stream string) error {
	m := newReplay(stream)
	err := s.read(func(d *database) error {
		k := &walk{stream: stream}
		if err := k.begin(ctx, d.readers); err != nil {
			return err
		}
		for more := k.end > 0; more; {
			lines, again, bad := k.page(ctx, d.readers)
			for i := range lines {
				if err := m.apply(stream, &lines[i]); err != nil {
					return err
				}
			}
			if more = again; bad != nil {
				return bad
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if m.record.State().Seq == 0 {
		return nil
	}
	return s.Sync(ctx, stream, m.record.State())
}

// scrub makes the file anew without what was erased, and leaves nothing of it in the write-ahead log.
func (s *Store) scrub(ctx context.Context) error {
	deadline := time.Now().Add(eraseWait)
	return s.do(ctx, func(w *writer) (bool, error) {
		d := w.s.data()
		if d == nil {
			return true, refused(errClosing)
		}
		if _, err := w.conn.ExecContext(w.ctx, "VACUUM"); err != nil {
			return true, w.fail(err, false, nil)
		}
		for {
			m, err := checkpoint(w.ctx, w.conn, "TRUNCATE")
			switch {
			case err != nil:
				return true, s.moveFailed(err)
			case !m.busy:
				w.frames = 0
				return true, d.preallocate()
			case time.Now().After(deadline):
				return true, errors.New("what was erased is out of the record, but somebody reads the database still and keeps old pages of it: erase again once nobody does")
			}
		}
	})
}

// RecordHead returns the hash of the last row of a record, in hexadecimal: "" for one without rows. Erasing does not change it.
func (s *Store) RecordHead(ctx context.Context, record string) (head string, err error) {
	err = s.read(func(d *database) error {
		heads, err := column[[]byte](ctx, d.readers, "SELECT hash FROM head WHERE stream = ?", record)
		if err == nil && len(heads) > 0 {
			head = fmt.Sprintf("%x", heads[0])
		}
		return err
	})
	return head, err
}
