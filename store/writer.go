package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
	"weak"

	sqlite3 "modernc.org/sqlite/lib"

	"oneplan/meeting"
)

// writer is the one goroutine that writes. It gathers the commits that wait into one transaction, so that one fsync
// serves them all; when none waits it does a step of a chore. Its fields are that goroutine's own.
type writer struct {
	s     *Store
	ctx   context.Context // never done: a transaction is not interrupted
	conn  *sql.Conn
	tails map[string]*tail // of the streams written to since the file was opened
	audit *auditTail       // nil until somebody looks

	sealed bool // there are sealed rows

	begin, commit, rollback          *sql.Stmt
	savepoint, release, rollbackTo   *sql.Stmt
	insert, setHead, getHead, getRow *sql.Stmt
	noteLook, setAuditHead           *sql.Stmt
	getCommand, setSalt              *sql.Stmt

	stmts map[string]*sql.Stmt // all that are prepared, by their text

	frames int       // about how many pages the write-ahead log holds that are not in the file
	chored time.Time // when the last step of a chore ended
}

// tail is where a stream ends, and what its plain tables show.
type tail struct {
	seq   meeting.Seq
	hash  hash
	salts meeting.Seq // the first row of the newest seed that is in the file
	facts meeting.Seq // the plain tables' facts are those of this seq
	texts meeting.Seq // the plain tables' texts are at least those of this seq

	// The states that the facts and the texts were last written from. They are the room's: once a room has
	// closed they may be gone, and what the tables hold is read instead.
	record  weak.Pointer[meeting.State]
	service weak.Pointer[meeting.Service]
	synced  weak.Pointer[meeting.State]
}

// request is one Append or one Note on its way.
type request struct {
	commit meeting.Commit
	lines  []line // the hash is still missing
	digest []hash
	seed   *seed   // of the lines' salts
	looks  []entry // of a Note, which has nothing else
	err    error   // why this one failed, whatever becomes of its neighbours
	done   chan error
}

func (s *Store) newRequest(c meeting.Commit) (*request, error) {
	r := &request{commit: c, done: make(chan error, 1)}
	if c.Stream == "" || len(c.Rows) == 0 || (c.Record == nil) == (c.Service == nil) {
		return nil, fmt.Errorf("%w: a commit has a stream, rows and one state", meeting.ErrRefused)
	}
	seed, err := s.saltsOf(c.Stream, c.After+1, len(c.Rows))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", meeting.ErrRefused, err)
	}
	r.seed = seed
	for i, row := range c.Rows {
		if row.Seq != c.After+meeting.Seq(i)+1 || row.Command == "" {
			return nil, fmt.Errorf("%w: row %d of a commit after %d has no command or is out of order", meeting.ErrRefused, row.Seq, c.After)
		}
		l := line{
			seq: row.Seq, actor: string(row.Actor), at: formatTime(row.At), command: row.Command, kinds: row.Kinds,
			salt: seed.salt(row.Seq), body: row.Body,
		}
		if l.body == nil {
			l.body = []byte{}
		}
		r.lines = append(r.lines, l)
		r.digest = append(r.digest, digestOf(l.salt, l.body))
	}
	return r, nil
}

// chore is low-priority work on the writer's connection, done in steps of a few milliseconds, each
// of which gives way to commits.
type chore struct {
	ctx  context.Context
	step func(*writer) (done bool, err error)
	done chan error
}

const (
	// groupLimit is how many commits share a transaction at most: beyond it a longer one makes the first wait.
	groupLimit = 256
	// choreGap is how long chores wait at most while commits never cease.
	choreGap = 50 * time.Millisecond
	// choreTime is how long one step of a chore may take before it commits.
	choreTime = 2 * time.Millisecond
)

// run works until the store is closed and nothing is left to do.
func (w *writer) run() {
	defer close(w.s.stopped)
	defer w.detach()
	for {
		group, job, urgent, more := w.s.next(w.chored)
		switch {
		case urgent != nil:
			urgent(w)
		case group != nil:
			w.commitGroup(group)
		case job != nil:
			w.work(job)
		case !more:
			return
		default:
			<-w.s.wake
		}
	}
}

// next takes what is to be done now: everything waiting to be committed, or one chore. more is false once the
// store is closed and nothing is left.
func (s *Store) next(chored time.Time) (group []*request, job *chore, urgent func(*writer), more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case len(s.urgent) > 0:
		urgent, s.urgent = s.urgent[0], s.urgent[1:]
	case len(s.queue) > 0 && (len(s.chores) == 0 || time.Since(chored) < choreGap):
		n := min(len(s.queue), groupLimit)
		group, s.queue = s.queue[:n:n], s.queue[n:]
	case len(s.chores) > 0:
		job, s.chores = s.chores[0], s.chores[1:]
	}
	return group, job, urgent, !s.closed
}

// wakeWriter tells the writer that there is something to do.
func (s *Store) wakeWriter() {
	select {
	case s.wake <- struct{}{}:
	default: // it has been told already
	}
}

// work does one step of a chore and queues the rest behind the others.
func (w *writer) work(c *chore) {
	done, err := true, c.ctx.Err()
	switch fault := w.s.faulted(); {
	case err != nil:
	case fault != nil:
		err = refused(fault)
	default:
		done, err = c.step(w)
	}
	w.chored = time.Now()
	if done || err != nil {
		c.done <- err
		return
	}
	w.s.mu.Lock()
	w.s.chores = append(w.s.chores, c)
	w.s.mu.Unlock()
}

// do has the writer do a chore, and waits for its end.
func (s *Store) do(ctx context.Context, step func(*writer) (done bool, err error)) error {
	c := &chore{ctx: ctx, step: step, done: make(chan error, 1)}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	s.chores = append(s.chores, c)
	s.wakeWriter()
	s.mu.Unlock()
	return <-c.done
}

// commitGroup commits what several rooms append in one transaction, and answers each.
func (w *writer) commitGroup(group []*request) {
	err := w.s.faulted()
	if err != nil {
		err = refused(err)
	} else {
		err = w.transact(group)
	}
	if err == nil && w.s.grouped != nil {
		w.s.grouped(len(group))
	}
	for _, r := range group {
		switch {
		case err != nil && r.err != nil:
			r.done <- refused(err) // it was compared with a commit that was not made
		case err != nil:
			r.done <- err
		default:
			r.done <- r.err
		}
	}
}

// transact writes and commits the group. An error is everybody's; a request that failed alone has its own.
func (w *writer) transact(group []*request) error {
	if _, err := w.begin.ExecContext(w.ctx); err != nil {
		return w.fail(err, false, nil)
	}
	staged := map[string]*tail{} // the streams touched, as they are if the transaction is committed
	var audit *auditTail         // likewise
	wrote, frames := false, 2
	for _, r := range group {
		if r.looks != nil {
			if audit == nil {
				at, err := w.auditTail()
				var d *DamageError
				if errors.As(err, &d) { // rooms can go on; looks are not granted until it is seen to
					r.err = refused(err)
					continue
				}
				if err != nil {
					return w.fail(err, false, staged)
				}
				audit = &at
			}
			at, err := w.note(*audit, r.looks)
			if err != nil {
				return w.fail(err, false, staged)
			}
			*audit, wrote = at, true
			frames += 3
			continue
		}
		n, err := w.stage(staged, r)
		switch {
		case err != nil:
			return w.fail(err, false, staged)
		case r.err == nil:
			wrote = true
			frames += n
		}
	}
	if !wrote {
		if _, err := w.rollback.ExecContext(w.ctx); err != nil {
			return w.fail(err, false, staged)
		}
		return nil
	}
	if _, err := w.commit.ExecContext(w.ctx); err != nil {
		return w.fail(err, true, staged)
	}
	w.s.mu.Lock()
	for stream, t := range staged {
		w.tails[stream] = t
		w.s.written[stream] = time.Now()
	}
	w.s.mu.Unlock()
	if len(staged) > 0 {
		w.s.sealer.poke()
	}
	if audit != nil {
		w.audit = audit
	}
	w.wrote(frames)
	return nil
}

// execer does a statement within a transaction.
type execer func(text string, args ...any) error

// alone does f in a transaction that no commit shares.
func (w *writer) alone(f func(execer) error) error {
	if _, err := w.begin.ExecContext(w.ctx); err != nil {
		return w.fail(err, false, nil)
	}
	frames := 2
	err := f(func(text string, args ...any) error {
		res, err := w.conn.ExecContext(w.ctx, text, args...)
		if err == nil {
			n, _ := res.RowsAffected() // SQLite always knows
			frames += int(n)
		}
		return err
	})
	if err != nil {
		return w.fail(err, false, nil)
	}
	if _, err := w.commit.ExecContext(w.ctx); err != nil {
		return w.fail(err, true, nil)
	}
	w.wrote(frames)
	return nil
}

// stage writes one request's rows, its head and its facts. The error is of the transaction; a conflict is r's own
// and leaves its neighbours alone. n is about how many pages it changed.
func (w *writer) stage(staged map[string]*tail, r *request) (n int, err error) {
	c := &r.commit
	t := staged[c.Stream]
	if t == nil {
		if t, err = w.tail(c.Stream); err != nil {
			return 0, err
		}
		staged[c.Stream] = t
	}
	if t.seq != c.After {
		r.err = fmt.Errorf("%w: %s ends at row %d, not %d", meeting.ErrConflict, c.Stream, t.seq, c.After)
		return 0, nil
	}
	next := *t
	if _, err := w.savepoint.ExecContext(w.ctx); err != nil {
		return 0, err
	}
	if next.salts != r.seed.first {
		if _, err := w.setSalt.ExecContext(w.ctx, c.Stream, int64(r.seed.first), r.seed.key); err != nil {
			return 0, err
		}
		next.salts = r.seed.first
	}
	for i := range r.lines {
		l := &r.lines[i]
		next.hash = link(next.hash, c.Stream, l, r.digest[i])
		next.seq = l.seq
		n += 3 + len(l.body)/4096
		known, err := w.known(l.command)
		if err == nil && !known {
			_, err = w.insert.ExecContext(w.ctx, c.Stream, int64(l.seq), l.actor, l.at, l.command, l.kinds, l.salt, l.body, next.hash[:])
		}
		if known || code(err) == sqlite3.SQLITE_CONSTRAINT_UNIQUE {
			r.err = fmt.Errorf("%w: the command %q is in it already", meeting.ErrConflict, l.command)
			if _, err := w.rollbackTo.ExecContext(w.ctx); err != nil {
				return 0, err
			}
			_, err := w.release.ExecContext(w.ctx)
			return 0, err
		}
		if err != nil {
			return 0, err
		}
	}
	changed, err := w.project(&next, t, c)
	if err != nil {
		return 0, err
	}
	_, err = w.setHead.ExecContext(w.ctx, c.Stream, int64(next.seq), next.hash[:], int64(next.facts), int64(next.texts))
	if err != nil {
		return 0, err
	}
	if _, err := w.release.ExecContext(w.ctx); err != nil {
		return 0, err
	}
	staged[c.Stream] = &next
	return n + changed, nil
}

// tail returns where a stream ends, reading it the first time.
func (w *writer) tail(stream string) (*tail, error) {
	if t := w.tails[stream]; t != nil {
		return t, nil
	}
	t, err := w.readTail(stream)
	if err == nil {
		w.tails[stream] = t
	}
	return t, err
}

// readTail reads where a stream ends, and checks its last row.
func (w *writer) readTail(stream string) (*tail, error) {
	t := &tail{}
	var h []byte
	err := w.getHead.QueryRowContext(w.ctx, stream).Scan(&t.seq, &h, &t.facts, &t.texts)
	if errors.Is(err, sql.ErrNoRows) {
		var headless bool
		if err := w.conn.QueryRowContext(w.ctx, headlessQuery, stream).Scan(&headless); err != nil {
			return nil, err
		} else if headless {
			return nil, damageAt(stream, 1, "the stream has rows and no head")
		}
		return t, nil
	}
	if err != nil {
		return nil, err
	}
	copy(t.hash[:], h)
	if l, err := w.readLine(stream, t.seq+1); err != nil {
		return nil, err
	} else if l != nil {
		return nil, damageAt(stream, l.seq, "it comes after the end that the head names")
	}
	var previous hash
	if t.seq > 1 {
		l, err := w.readLine(stream, t.seq-1)
		if err != nil {
			return nil, err
		}
		if l == nil || len(l.hash) != len(previous) {
			return nil, damageAt(stream, t.seq-1, "the row is missing")
		}
		copy(previous[:], l.hash)
	}
	l, err := w.readLine(stream, t.seq)
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, damageAt(stream, t.seq, "the last row is missing")
	}
	is, err := l.check(previous, stream)
	if err != nil {
		return nil, err
	}
	if is != t.hash {
		return nil, damageAt(stream, t.seq, "the last row is not the one that the head names")
	}
	return t, nil
}

// readLine reads one row, nil if there is none.
func (w *writer) readLine(stream string, seq meeting.Seq) (*line, error) {
	var l line
	err := l.scan(w.getRow.QueryRowContext(w.ctx, stream, int64(seq)))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &l, err
}

// lineColumns are what scan reads.
const lineColumns = "seq, actor, at, command, kinds, salt, body, hash"

func (l *line) scan(row interface{ Scan(dest ...any) error }) error {
	return row.Scan(&l.seq, &l.actor, &l.at, &l.command, &l.kinds, &l.salt, &l.body, &l.hash)
}

// attach takes the writer to an open file.
func (w *writer) attach(d *database) error {
	w.conn = d.writer
	w.stmts = map[string]*sql.Stmt{}
	for _, p := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&w.begin, "BEGIN IMMEDIATE"},
		{&w.commit, "COMMIT"},
		{&w.rollback, "ROLLBACK"},
		{&w.savepoint, "SAVEPOINT one"},
		{&w.release, "RELEASE one"},
		{&w.rollbackTo, "ROLLBACK TO one"},
		{&w.insert, "INSERT INTO log (stream, " + lineColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"},
		{&w.setHead, `INSERT INTO head (stream, seq, hash, facts, texts) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, facts = excluded.facts, texts = excluded.texts`},
		{&w.getHead, "SELECT seq, hash, facts, texts FROM head WHERE stream = ?"},
		{&w.getRow, "SELECT " + lineColumns + " FROM log WHERE stream = ? AND seq = ?"},
		{&w.getCommand, "SELECT last FROM sealed_command WHERE prefix = ? AND first <= ? ORDER BY first DESC LIMIT 1"},
		{&w.setSalt, "INSERT OR IGNORE INTO salt (stream, first, seed) VALUES (?, ?, ?)"},
		{&w.noteLook, "INSERT INTO audit (" + entryColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
		{&w.setAuditHead, "INSERT INTO audit_head (id, number, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET number = excluded.number, hash = excluded.hash"},
	} {
		var err error
		if *p.stmt, err = w.prepare(p.text); err != nil { //nolint:sqlclosecheck // detach closes it
			return err
		}
	}
	return w.conn.QueryRowContext(w.ctx, "SELECT EXISTS (SELECT 1 FROM sealed_command)").Scan(&w.sealed)
}

// headlessQuery asks whether a stream has rows and no head.
const headlessQuery = `SELECT (EXISTS (SELECT 1 FROM log WHERE stream = ?1) OR EXISTS (SELECT 1 FROM segment WHERE stream = ?1))
	AND NOT EXISTS (SELECT 1 FROM head WHERE stream = ?1)`

// prepare prepares a statement once.
func (w *writer) prepare(text string) (*sql.Stmt, error) {
	if stmt := w.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(w.ctx, text)
	if err == nil {
		w.stmts[text] = stmt
	}
	return stmt, err
}

// detach lets go of the file: a connection with statements left would not close.
func (w *writer) detach() {
	for _, stmt := range w.stmts {
		stmt.Close()
	}
	w.conn, w.stmts = nil, nil
}
