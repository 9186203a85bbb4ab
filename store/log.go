package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	sqlite3 "modernc.org/sqlite/lib"

	"oneplan/meeting"
)

var (
	errClosed   = fmt.Errorf("%w: the service is stopping", meeting.ErrRefused)
	errReadOnly = fmt.Errorf("%w: the data folder was opened for reading only", meeting.ErrRefused)
)

// Append makes c durable in one transaction, perhaps together with what other rooms append at the same time; each
// of them fails for itself. A batch whose command id is in the log already is a conflict.
//
// When ctx ends before the transaction has begun, nothing is written (meeting.ErrRefused); after that Append waits
// for the outcome, whatever ctx says.
func (s *Store) Append(ctx context.Context, c meeting.Commit) error {
	if s.readOnly {
		return errReadOnly
	}
	r, err := s.newRequest(c)
	if err != nil {
		return err
	}
	if err = s.enqueue(ctx, r); err == nil {
		s.sealer.appended(c.Stream, c.Record)
	}
	return err
}

// enqueue has the writer commit r, and waits for what becomes of it.
func (s *Store) enqueue(ctx context.Context, r *request) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	s.queue = append(s.queue, r)
	s.wakeWriter()
	s.mu.Unlock()
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
	}
	s.mu.Lock()
	for i, q := range s.queue {
		if q == r {
			s.queue = append(s.queue[:i:i], s.queue[i+1:]...)
			s.mu.Unlock()
			return fmt.Errorf("%w: %w", meeting.ErrRefused, ctx.Err())
		}
	}
	s.mu.Unlock()
	return <-r.done
}

// loadPage is how many rows Load reads at a time. No read lasts longer: a long one would keep the write-ahead
// log from starting anew.
const loadPage = 256

// Load yields the stream's rows after a Seq, up to its end at the time of the call or later, and checks each against the
// chain and the last against the head. The sequence ends with a *DamageError where they disagree.
func (s *Store) Load(ctx context.Context, stream string, after meeting.Seq) iter.Seq2[meeting.Row, error] {
	return func(yield func(meeting.Row, error) bool) {
		walk := &walk{stream: stream, seq: after}
		if err := s.read(func(d *database) error { return walk.begin(ctx, d.readers) }); err != nil {
			yield(meeting.Row{}, err)
			return
		}
		var rests vouched
		for more := walk.end > after; more; {
			var lines []line
			err := s.read(func(d *database) (err error) {
				lines, more, err = walk.page(ctx, d.readers)
				return err
			})
			if bad := rests.see(stream, lines); err == nil {
				err = bad
			}
			for i := range lines {
				row, bad := lines[i].row(stream)
				if bad != nil {
					yield(meeting.Row{}, bad)
					return
				}
				if !yield(row, nil) {
					return
				}
			}
			if err != nil {
				yield(meeting.Row{}, err)
				return
			}
		}
		if err := rests.end(stream); err != nil {
			yield(meeting.Row{}, err)
		}
	}
}

// walk reads a stream page by page and checks its chain.
type walk struct {
	stream string
	seq    meeting.Seq // the last row read
	hash   hash        // its hash
	end    meeting.Seq // where the stream ended when the walk began; 0: it has no rows
	last   []byte      // the hash of that row
	sealed []line      // rows of a segment that are still to come
}

// querier is what a walk reads with: a pool, or a transaction.
type querier interface {
	queryer
	rowQuerier
}

// begin reads where the stream ends, and the hash of the row that the walk starts after.
func (k *walk) begin(ctx context.Context, q querier) error {
	err := q.QueryRowContext(ctx, "SELECT seq, hash FROM head WHERE stream = ?", k.stream).Scan(&k.end, &k.last)
	if errors.Is(err, sql.ErrNoRows) {
		var headless bool
		err = q.QueryRowContext(ctx, headlessQuery, k.stream).Scan(&headless)
		if headless {
			return damageAt(k.stream, 1, "the stream has rows and no head")
		}
	}
	if err != nil {
		return k.failed(err)
	}
	if k.seq > k.end {
		return damageAt(k.stream, k.end+1, fmt.Sprintf("rows up to %d were promised", k.seq))
	}
	if k.seq == 0 {
		return nil
	}
	var h []byte
	err = q.QueryRowContext(ctx, "SELECT hash FROM log WHERE stream = ? AND seq = ?", k.stream, int64(k.seq)).Scan(&h)
	if errors.Is(err, sql.ErrNoRows) {
		var g *segment
		if g, err = segmentAfter(ctx, q, k.stream, k.seq-1); err == nil && g != nil {
			if _, k.hash = g.after(k.seq); k.seq >= g.lines[0].seq {
				return nil
			}
		}
		if err == nil {
			return damageAt(k.stream, k.seq, "the row is missing")
		}
	}
	if err == nil && len(h) != len(k.hash) {
		return damageAt(k.stream, k.seq, "the row is missing")
	}
	if err != nil {
		return k.failed(err)
	}
	copy(k.hash[:], h)
	return nil
}

// page reads the next rows. With an error come the rows before it.
func (k *walk) page(ctx context.Context, q querier) (lines []line, more bool, err error) {
	if len(k.sealed) == 0 {
		lines, more, err = k.hot(ctx, q)
		if !errors.Is(err, errSealed) {
			return lines, more, err
		}
		g, err := segmentAfter(ctx, q, k.stream, k.seq)
		if err != nil {
			return nil, false, k.failed(err)
		}
		if g == nil {
			return nil, false, damageAt(k.stream, k.seq+1, "the row is missing")
		}
		k.sealed, _ = g.after(k.seq)
	}
	n := min(len(k.sealed), loadPage)
	lines, k.sealed = k.sealed[:n], k.sealed[n:]
	for i := range lines {
		if lines[i].seq != k.seq+1 {
			return lines[:i], false, damageAt(k.stream, k.seq+1, "the row is missing")
		}
		h, err := lines[i].check(k.hash, k.stream)
		if err != nil {
			return lines[:i], false, err
		}
		if lines[i].seq == k.end && string(h[:]) != string(k.last) {
			return lines[:i], false, damageAt(k.stream, k.end, "it is not the row that the head names")
		}
		k.seq, k.hash = lines[i].seq, h
	}
	return lines, true, nil
}

// errSealed says that the next row is not in the table log.
var errSealed = errors.New("the row is sealed")

// hot is page for rows that are not sealed. With errSealed come no rows.
func (k *walk) hot(ctx context.Context, q querier) (lines []line, more bool, err error) {
	rows, err := q.QueryContext(ctx, "SELECT "+lineColumns+" FROM log WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?",
		k.stream, int64(k.seq), loadPage)
	if err != nil {
		return nil, false, k.failed(err)
	}
	defer rows.Close()
	for rows.Next() {
		var l line
		if err := l.scan(rows); err != nil {
			return lines, false, damageAt(k.stream, k.seq+1, err.Error())
		}
		if l.seq != k.seq+1 {
			if len(lines) == 0 {
				return nil, true, errSealed
			}
			return lines, true, nil // the next page tells
		}
		h, err := l.check(k.hash, k.stream)
		if err != nil {
			return lines, false, err
		}
		if l.seq == k.end && string(h[:]) != string(k.last) {
			return lines, false, damageAt(k.stream, l.seq, "it is not the row that the head names")
		}
		k.seq, k.hash = l.seq, h
		lines = append(lines, l)
	}
	if err := rows.Err(); err != nil {
		return lines, false, k.failed(err)
	}
	more = len(lines) == loadPage
	if len(lines) == 0 && k.seq < k.end {
		var sealed bool
		err := q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM segment WHERE stream = ? AND last > ?)", k.stream, int64(k.seq)).Scan(&sealed)
		if err != nil {
			return nil, false, k.failed(err)
		}
		if sealed {
			return nil, true, errSealed
		}
	}
	if !more && k.seq < k.end {
		return lines, false, damageAt(k.stream, k.seq+1, fmt.Sprintf("the log stops before row %d", k.end))
	}
	if !more && k.seq > k.end { // written since the walk began, so the head has moved on with them
		if err := q.QueryRowContext(ctx, "SELECT seq FROM head WHERE stream = ?", k.stream).Scan(&k.end); err != nil {
			return lines, false, k.failed(err)
		}
		if k.seq > k.end {
			return lines, false, damageAt(k.stream, k.end+1, "it comes after the end that the head names")
		}
	}
	return lines, more, nil
}

// failed says where reading failed; a row that cannot be read is damage.
func (k *walk) failed(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if c := code(err) & 0xff; c == sqlite3.SQLITE_CORRUPT || c == sqlite3.SQLITE_NOTADB {
		return damageAt(k.stream, k.seq+1, err.Error())
	}
	return fmt.Errorf("reading %s after row %d: %s: %w", k.stream, k.seq, because(err), err)
}

// RecordsOf returns the names of the records of which this person is a member now, sorted.
func (s *Store) RecordsOf(ctx context.Context, person meeting.PersonID) (names []string, err error) {
	return s.names(ctx, "SELECT DISTINCT record FROM member WHERE person = ? AND until IS NULL ORDER BY record", person)
}

// RecordsLeft returns the names of the records of which this person was a member and is not now, sorted.
func (s *Store) RecordsLeft(ctx context.Context, person meeting.PersonID) (names []string, err error) {
	return s.names(ctx, "SELECT record FROM member WHERE person = ? GROUP BY record HAVING count(*) = count(until) ORDER BY record", person)
}

func (s *Store) names(ctx context.Context, sql string, person meeting.PersonID) (names []string, err error) {
	err = s.read(func(d *database) (err error) {
		names, err = column[string](ctx, d.readers, sql, string(person))
		return err
	})
	return names, err
}
