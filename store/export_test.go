package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"oneplan/meeting"
)

// Pause keeps the writer from working until resume is called: what is appended meanwhile becomes one group.
func (s *Store) Pause() (resume func()) {
	paused, gate := make(chan struct{}), make(chan struct{})
	s.mu.Lock()
	s.urgent = append(s.urgent, func(*writer) {
		close(paused)
		<-gate
	})
	s.wakeWriter()
	s.mu.Unlock()
	<-paused
	return func() { close(gate) }
}

// Waiting returns how many appends wait.
func (s *Store) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// Poison makes the store stop writing, as an error of the disk does.
func (s *Store) Poison(err error) { s.poison(err) }

// Exec runs a statement on the writer's connection, behind the store's back.
func (s *Store) Exec(ctx context.Context, text string, args ...any) error {
	return s.do(ctx, func(w *writer) (bool, error) {
		_, err := w.conn.ExecContext(ctx, text, args...)
		return true, err
	})
}

// Query calls f with rows of a query on a reader's connection.
func (s *Store) Query(ctx context.Context, f func(*sql.Rows) error, text string, args ...any) error {
	return s.read(func(d *database) error {
		rows, err := d.readers.QueryContext(ctx, text, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := f(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// SealSome is Seal from so many rows on.
func (s *Store) SealSome(ctx context.Context, stream string, least int64) error {
	return s.seal(ctx, stream, least)
}

// SealQuiet packs the streams that have been quiet for so long.
func (s *Store) SealQuiet(ctx context.Context, after time.Duration) (again bool, err error) {
	return s.sealQuiet(ctx, after)
}

// EraseRows is the part of Erase that changes the log.
func (s *Store) EraseRows(ctx context.Context, stream string, seq meeting.Seq) error {
	e := newErasing(stream, []meeting.Rest{{Seq: seq}})
	err := s.read(func(d *database) error { return e.plan(ctx, d.readers) })
	if err == nil {
		err = s.do(ctx, e.dropSnapshot)
	}
	if err == nil {
		err = s.do(ctx, e.step)
	}
	return err
}

// SealRows packs one stream's rows from the first on, as a segment; bodies are by their rows.
func SealRows(stream string, rows []meeting.Row, key []byte) ([]byte, error) {
	g := &segment{seeds: []seed{{1, key}}}
	previous := g.before
	for _, r := range rows {
		if !g.seeds[len(g.seeds)-1].covers(r.Seq) {
			g.seeds = append(g.seeds, seed{r.Seq, key})
		}
		l := line{seq: r.Seq, actor: string(r.Actor), at: formatTime(r.At), command: r.Command, kinds: r.Kinds, salt: g.seeds[len(g.seeds)-1].salt(r.Seq), body: r.Body}
		previous = link(previous, stream, &l, digestOf(l.salt, l.body))
		l.hash = slices.Clone(previous[:])
		g.lines = append(g.lines, l)
	}
	return g.seal(stream)
}

// UnsealRows returns a segment's bodies by row, and the hash of its last row.
func UnsealRows(stream string, data []byte) (bodies [][]byte, last []byte, err error) {
	g, err := unpack(stream, data)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range g.lines {
		bodies = append(bodies, l.body)
		last = l.hash
	}
	return bodies, last, nil
}

// SplitCommand and JoinCommand take command ids apart and together.
var (
	SplitCommand = splitCommand
	JoinCommand  = joinCommand
)

// FileName and LockName are the names in the data folder.
const (
	FileName = fileName
	LockName = lockName
)
