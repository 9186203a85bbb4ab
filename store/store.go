package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"oneplan/meeting"
)

// Options say how a data folder is opened. The zero value is what a service wants.
type Options struct {
	// ReadOnly opens the folder for Load, RecordsOf and Verify only, changes nothing in it, and
	// needs data that is up to date. No service may be running on it.
	ReadOnly bool
	// Log is told what no caller hears of: that the store stopped writing, that a checkpoint or a plain table failed.
	// nil tells nobody.
	Log *slog.Logger
	// Grouped is told how many commits each transaction held, as a figure. It must not block; nil tells nobody.
	Grouped func(commits int)
}

// Store is an open data folder. It implements meeting.Log and is safe for concurrent use.
type Store struct {
	dir      string
	readOnly bool
	log      *slog.Logger
	grouped  func(commits int)
	lock     *os.File

	// The open file. Reads hold dbMu for reading while they last; Recover and Close take it to change db, which is
	// nil after a Recover that failed and after Close.
	dbMu sync.RWMutex
	db   *database

	mu       sync.Mutex
	queue    []*request      // commits that wait
	chores   []*chore        // what has time
	urgent   []func(*writer) // what comes before both
	recovery *recovery       // the running Recover
	fault    error           // why nothing is written until Recover
	closed   bool
	seeds    map[string]*seed     // of the salts of each stream's next rows
	written  map[string]time.Time // when each stream was last written to, since the start

	wake    chan struct{} // to the writer: there is something to do
	stopped chan struct{} // closed when the writer has ended

	checkpoints checkpointer
	sealer      sealer
	syncing     chan struct{} // holds one token: one Sync at a time
	sealing     chan struct{} // likewise: one Seal or Erase
}

// lockName is the file whose lock says that a process uses the folder. SQLite's own locks allow two.
const lockName = "lock"

// Open opens the data folder dir, which it makes (readable by its owner only) if it is not there, together with the
// database in it. Its errors are sentences for whoever runs the service: another oneplan has the folder, the data is of a newer
// oneplan, the disk does not let it.
func Open(ctx context.Context, dir string, o Options) (_ *Store, err error) {
	s := &Store{
		dir: dir, readOnly: o.ReadOnly, log: o.Log, grouped: o.Grouped,
		wake: make(chan struct{}, 1), stopped: make(chan struct{}), syncing: make(chan struct{}, 1),
		sealing: make(chan struct{}, 1), seeds: map[string]*seed{}, written: map[string]time.Time{},
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if o.ReadOnly {
		if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
			return nil, fmt.Errorf("there is no oneplan data in %s, so nothing was opened: %w", dir, err)
		}
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder could not be made: %w", err)
	}
	if s.lock, err = lockFolder(ctx, dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.unlock())
		}
	}()
	if s.db, err = openDatabase(ctx, dir, o.ReadOnly); err != nil {
		return nil, fmt.Errorf("the database in %s could not be opened (%s): %w", dir, because(err), err)
	}
	if o.ReadOnly {
		close(s.stopped)
		return s, nil
	}
	w := &writer{s: s, ctx: context.Background(), tails: map[string]*tail{}}
	if err := w.begun(ctx, s.db); err != nil {
		w.detach()
		return nil, errors.Join(fmt.Errorf("the database in %s could not be opened (%s): %w", dir, because(err), err), s.db.close())
	}
	go w.run()
	s.checkpoints.start(s)
	s.sealer.start(s)
	s.tellAudit(ctx)
	return s, nil
}

// tellAudit tells the log where the audit ends: whoever keeps the service's log elsewhere has its head there.
func (s *Store) tellAudit(ctx context.Context) {
	switch head, err := s.Head(ctx); {
	case err != nil:
		s.log.Error("the end of the audit cannot be read", "error", err)
	case head != "":
		s.log.Info("the audit ends", "head", head)
	}
}

// begun makes a newly opened file ready for commits.
func (w *writer) begun(ctx context.Context, d *database) error {
	// A full disk is no reason not to start: what is there can be read.
	m, err := checkpoint(ctx, d.writer, "TRUNCATE")
	switch {
	case err != nil && !refusal(err):
		return err
	case err != nil || m.busy:
		w.s.log.Warn("the write-ahead log could not be emptied", "error", err)
	default:
		if err := d.preallocate(); err != nil {
			return err
		}
	}
	if err := w.attach(d); err != nil {
		return err
	}
	return w.catchUp(ctx)
}

// lockWait is how long Open waits for the folder: the one before may be ending still.
const lockWait = time.Second

// lockFolder takes the folder for this process.
func lockFolder(ctx context.Context, dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder cannot be used: %w", err)
	}
	for deadline := time.Now().Add(lockWait); ; time.Sleep(20 * time.Millisecond) {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) || ctx.Err() != nil || time.Now().After(deadline) {
			break
		}
	}
	if err != nil {
		_ = f.Close() // nothing was written to it
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("another oneplan is using the data folder %s, so nothing was opened: stop that one first, or name another folder", dir)
		}
		return nil, fmt.Errorf("the data folder %s cannot be locked, so nothing was opened: %w", dir, err)
	}
	return f, nil
}

// unlock gives the folder back, also where a process that is just being started has inherited the descriptor. The file
// stays: removing it could take it from under the next one.
func (s *Store) unlock() error {
	return errors.Join(syscall.Flock(int(s.lock.Fd()), syscall.LOCK_UN), s.lock.Close())
}

// Close finishes the commits that wait, takes the write-ahead log into the file, closes it and gives the folder back.
// Appends that come later are refused. Closing again does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		<-s.stopped
		return nil
	}
	s.closed = true
	s.wakeWriter()
	s.mu.Unlock()
	s.sealer.stop()
	s.checkpoints.stop()
	<-s.stopped
	if !s.readOnly {
		s.tellAudit(context.Background())
	}
	if d := s.data(); d != nil {
		d.cancel()
	}
	s.dbMu.Lock()
	defer s.dbMu.Unlock()
	var errs []error
	if s.db != nil {
		if !s.readOnly && s.faulted() == nil {
			_, err := checkpoint(context.Background(), s.db.writer, "TRUNCATE")
			errs = append(errs, err)
		}
		errs = append(errs, s.db.close())
		s.db = nil
	}
	if err := errors.Join(append(errs, s.unlock())...); err != nil {
		return fmt.Errorf("the data folder was not closed cleanly; nothing saved is lost: %w", err)
	}
	return nil
}

// data returns the open file, nil if there is none.
func (s *Store) data() *database {
	s.dbMu.RLock()
	defer s.dbMu.RUnlock()
	return s.db
}

// read calls f with the open file, which stays open meanwhile.
func (s *Store) read(f func(*database) error) error {
	s.dbMu.RLock()
	defer s.dbMu.RUnlock()
	if s.db == nil {
		return fmt.Errorf("the database is not open: %w", errors.Join(s.faulted(), fs.ErrClosed))
	}
	return f(s.db)
}

var _ meeting.Log = (*Store)(nil)
