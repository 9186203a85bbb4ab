package store

import (
	"context"
	"database/sql"
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

// FileName and LockName are the names in the data folder.
const (
	FileName = fileName
	LockName = lockName
)
