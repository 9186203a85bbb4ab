package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pressly/goose/v3"

	"oneplan/meeting"
	"oneplan/meeting/directory"
)

// bankName is the information bank's file in the data folder.
const bankName = "directory.db"

//go:embed bank/*.sql
var bankTables embed.FS

// Bank keeps the information bank: services, found by their words. It has a file of its own beside the log, so that an import stops
// nobody's typing, and is safe for concurrent use.
type Bank struct {
	db  *sql.DB
	log *slog.Logger

	importing sync.Mutex // one import at a time
	mu        sync.RWMutex
	index     *directory.Index
}

// OpenBank opens the information bank of a data folder, and makes it if it is not there. The folder must be this process's, as
// after Open. log, which may be nil, is told what no caller hears of.
func OpenBank(ctx context.Context, dir string, log *slog.Logger) (_ *Bank, err error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	path, err := filepath.Abs(filepath.Join(dir, bankName))
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("the information bank in %s could not be opened (%s): %w", dir, because(err), err)
		}
	}()
	if err := makeFile(path); err != nil {
		return nil, err
	}
	b := &Bank{log: log}
	if b.db, err = sql.Open("sqlite", dsn(path, "rw")); err != nil {
		return nil, err
	}
	b.db.SetMaxOpenConns(4)
	b.db.SetMaxIdleConns(4)
	if err := b.begin(ctx); err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	return b, nil
}

func (b *Bank) begin(ctx context.Context) error {
	have, err := fileVersion(ctx, b.db)
	if err != nil {
		return err
	}
	sub, err := fs.Sub(bankTables, "bank")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, b.db, sub, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if sources := p.ListSources(); have > sources[len(sources)-1].Version {
		return errors.New("it is of a newer oneplan, so nothing was opened: use the newer oneplan")
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	return b.load(ctx, b.db)
}

// Close closes the file. Searches that are under way fail.
func (b *Bank) Close() error { return b.db.Close() }

// asker is a database or one transaction.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// load reads what searches go by into memory.
func (b *Bank) load(ctx context.Context, db asker) error {
	var entries []directory.Entry
	err := each(ctx, db, "SELECT n, listed FROM service WHERE gone IS NULL ORDER BY n", func(rows *sql.Rows) error {
		var e directory.Entry
		var listed []byte
		if err := rows.Scan(&e.N, &listed); err != nil {
			return err
		}
		if err := json.Unmarshal(listed, &e.Listed); err != nil {
			return err
		}
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return err
	}
	var words []directory.Word
	err = each(ctx, db, "SELECT term, doc FROM vocabulary", func(rows *sql.Rows) error {
		var w directory.Word
		err := rows.Scan(&w.Word, &w.Services)
		words = append(words, w)
		return err
	})
	if err != nil {
		return err
	}
	x := directory.NewIndex(entries, words)
	b.mu.Lock()
	b.index = x
	b.mu.Unlock()
	return nil
}

// each calls f for every row of an answer.
func each(ctx context.Context, db asker, query string, f func(*sql.Rows) error, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
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
}

func (b *Bank) found() *directory.Index {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.index
}

// Running returns how many services of the information bank run.
func (b *Bank) Running() int { return b.found().Running() }

// Terms returns the needs that services meet, the most frequent first.
func (b *Bank) Terms() []directory.Term { return b.found().Terms() }

// Search finds services.
func (b *Bank) Search(ctx context.Context, q directory.Query) (directory.Found, error) {
	f, err := b.found().Search(q, func(match string, ranked bool, most int) ([]directory.Scored, error) {
		// bm25 is the smaller the better.
		query, args := "SELECT rowid, -bm25(words, 4, 3, 2, 1, 1) FROM words WHERE words MATCH ?", []any{match}
		if !ranked {
			query, args = "SELECT rowid, 0.0 FROM words WHERE words MATCH ? LIMIT ?", append(args, most)
		}
		var out []directory.Scored
		err := each(ctx, b.db, query, func(rows *sql.Rows) error {
			var s directory.Scored
			err := rows.Scan(&s.N, &s.Score)
			out = append(out, s)
			return err
		}, args...)
		return out, err
	})
	if err != nil {
		return f, fmt.Errorf("the information bank cannot be searched just now: %w", err)
	}
	return f, nil
}

// Service returns a service, and since when it is not in the information bank any more ("": it is). One that is not known at all is
// refused as meeting.NotFound.
func (b *Bank) Service(ctx context.Context, id string) (*directory.Service, meeting.Day, error) {
	return service(ctx, b.db, id)
}

func service(ctx context.Context, db asker, id string) (*directory.Service, meeting.Day, error) {
	var body []byte
	var gone sql.NullString
	err := db.QueryRowContext(ctx, "SELECT body, gone FROM service WHERE id = ?", id).Scan(&body, &gone)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", meeting.Refuse(meeting.NotFound, "There is no such service in the information bank: search for its name.")
	}
	s := &directory.Service{}
	if err == nil {
		err = json.Unmarshal(body, s)
	}
	if err != nil {
		return nil, "", fmt.Errorf("the service cannot be read just now: %w", err)
	}
	return s, meeting.Day(gone.String), nil
}

// Names returns the ids of services that begin so, in order, at most so many: for commands that are given part of one.
func (b *Bank) Names(ctx context.Context, begins string, most int) ([]string, error) {
	var out []string
	err := each(ctx, b.db, "SELECT id FROM service WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT ?2", func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, begins, most)
	return out, err
}

// Imported is when a directory was last imported, and by whom.
type Imported struct {
	At     time.Time
	Person meeting.PersonID
	Report directory.Report
}

// Imports returns the last imports, the newest first.
func (b *Bank) Imports(ctx context.Context, most int) ([]Imported, error) {
	var out []Imported
	err := each(ctx, b.db, "SELECT at, person, report FROM import ORDER BY n DESC LIMIT ?", func(rows *sql.Rows) error {
		var x Imported
		var at string
		var person string
		var report []byte
		if err := rows.Scan(&at, &person, &report); err != nil {
			return err
		}
		x.Person = meeting.PersonID(person)
		var err error
		if x.At, err = time.Parse(timeLayout, at); err != nil {
			return err
		}
		out = append(out, x)
		return json.Unmarshal(report, &out[len(out)-1].Report)
	}, most)
	return out, err
}

// VerifyBank checks the file of the information bank in a data folder that no service is using, if there is one, and changes nothing. Its
// error is a sentence for whoever runs the service. What the bank holds comes from elsewhere, and can be imported again.
func VerifyBank(ctx context.Context, dir string) (err error) {
	path, err := filepath.Abs(filepath.Join(dir, bankName))
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := sql.Open("sqlite", dsn(path, "rw", "query_only(1)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	said, err := column[string](ctx, db, "PRAGMA integrity_check(1)")
	if err == nil && (len(said) != 1 || said[0] != "ok") {
		err = fmt.Errorf("%v", said)
	}
	if err != nil {
		return fmt.Errorf("the information bank is damaged (%s), and no record is: move %s away and import the services again: %w", because(err), bankName, err)
	}
	return nil
}
