package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// fileName is the database's name in the data folder.
const fileName = "oneplan.db"

// walSize is how many bytes of the write-ahead log are written out in advance. A commit that overwrites
// a file's bytes is synced in half the time of one that makes the file longer.
const walSize = 8 << 20

//go:embed migrations/*.sql
var migrations embed.FS

// database is the open file: one connection that writes, one that only moves pages from the write-ahead log into
// the file, and a pool that reads. All are opened and closed together.
type database struct {
	path    string
	rw      *sql.DB // holds writer and mover; nil if only reading
	writer  *sql.Conn
	mover   *sql.Conn
	readers *sql.DB

	closing context.Context // done when the file is about to be closed: long readers stop
	cancel  context.CancelFunc
}

// pragmas are asserted on every connection that is opened.
var pragmas = []struct{ name, value string }{
	{"journal_mode", "wal"},
	{"synchronous", "2"}, // FULL
	{"foreign_keys", "1"},
	{"busy_timeout", "5000"},
}

// dsn names the file for the driver. Every pragma stands here, since one sent later would reach one connection of a
// pool only.
func dsn(path, mode string, extra ...string) string {
	u := "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=" + mode +
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_txlock=immediate"
	for _, e := range extra {
		u += "&_pragma=" + e
	}
	return u
}

// openDatabase opens the file in dir, makes it if it is not there, and brings its tables up to date. With
// readOnly it only opens it.
func openDatabase(ctx context.Context, dir string, readOnly bool) (_ *database, err error) {
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return nil, err
	}
	d := &database{path: path}
	d.closing, d.cancel = context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	mode := "ro"
	if !readOnly {
		mode = "rw"
		if err := makeFile(path); err != nil {
			return nil, err
		}
		if d.rw, err = sql.Open("sqlite", dsn(path, mode, "wal_autocheckpoint(0)")); err != nil {
			return nil, err
		}
		d.rw.SetMaxOpenConns(1)
		if err := migrate(ctx, d.rw); err != nil {
			return nil, err
		}
		// What VACUUM and large sorts put aside holds everybody's words too: it must not leave the disk that was chosen for them.
		if _, err := d.rw.ExecContext(ctx, "PRAGMA temp_store_directory = '"+strings.ReplaceAll(filepath.Dir(path), "'", "''")+"'"); err != nil {
			return nil, err
		}
		d.rw.SetMaxOpenConns(2)
		for _, c := range []**sql.Conn{&d.writer, &d.mover} {
			if *c, err = d.rw.Conn(ctx); err != nil {
				return nil, err
			}
			if err := assertPragmas(ctx, *c); err != nil {
				return nil, err
			}
		}
	}
	if d.readers, err = sql.Open("sqlite", dsn(path, mode, "query_only(1)", "wal_autocheckpoint(0)")); err != nil {
		return nil, err
	}
	d.readers.SetMaxOpenConns(4)
	d.readers.SetMaxIdleConns(4)
	c, err := d.readers.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := assertPragmas(ctx, c); err != nil {
		return nil, err
	}
	if readOnly {
		have, err := fileVersion(ctx, c)
		if err != nil {
			return nil, err
		}
		if err := checkVersion(have); err != nil {
			return nil, err
		}
		if have < newestVersion() {
			return nil, fmt.Errorf("the data in %s is of an older oneplan: start the service once to bring it up to date", dir)
		}
	}
	return d, nil
}

// makeFile makes an empty file that only its owner can read, if there is none, and sees that nobody else can
// read one that is there.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return os.Chmod(path, 0o600)
	case err != nil:
		return err
	}
	return errors.Join(f.Sync(), f.Close(), SyncDir(filepath.Dir(path)))
}

// SyncDir makes the names in a folder durable.
func SyncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func assertPragmas(ctx context.Context, c *sql.Conn) error {
	for _, p := range pragmas {
		var got string
		if err := c.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil {
			return err
		}
		if got != p.value {
			return fmt.Errorf("the database did not take %s=%s (it says %s), so nothing was opened: the data folder must be on a local disk", p.name, p.value, got)
		}
	}
	return nil
}

// migrate brings the tables up to date, and refuses a file of a newer program.
func migrate(ctx context.Context, db *sql.DB) error {
	have, err := fileVersion(ctx, db)
	if err != nil {
		return err
	}
	if err := checkVersion(have); err != nil || have == newestVersion() {
		return err
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, sub, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx) // p.Close would close db
	return err
}

func checkVersion(have int64) error {
	if newest := newestVersion(); have > newest {
		return fmt.Errorf("the data is of a newer oneplan (version %d of its tables, this one knows %d), so nothing was opened: use the newer oneplan", have, newest)
	}
	return nil
}

// newestVersion is the version of the tables that this program makes.
func newestVersion() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	var newest int64
	for _, n := range names {
		v, err := goose.NumericComponent(n)
		if err != nil {
			panic(err) // the names are compiled in
		}
		newest = max(newest, v)
	}
	return newest
}

type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// fileVersion is the version of the tables in the file, 0 for an empty one.
func fileVersion(ctx context.Context, db rowQuerier) (v int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'").Scan(&v)
	if err != nil || v == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&v)
	return v, err
}

// moved is what one checkpoint did.
type moved struct {
	busy   bool
	frames int // in the write-ahead log
	inFile int // of them, how many are in the file too
}

// checkpoint moves pages from the write-ahead log into the file. A PASSIVE one waits for nobody and makes
// nobody wait; TRUNCATE leaves the write-ahead log empty, or says busy.
func checkpoint(ctx context.Context, c *sql.Conn, mode string) (m moved, err error) {
	err = c.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&m.busy, &m.frames, &m.inFile)
	return m, err
}

// preallocate writes the write-ahead log out to walSize, after a TRUNCATE checkpoint. Zeros end a write-ahead log like the
// end of the file does. No room for it is no error: commits are slower, that is all.
func (d *database) preallocate() error {
	// SQLite locks the database and the index of the write-ahead log, never this file: closing it drops no lock.
	f, err := os.OpenFile(d.path+"-wal", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	st, err := f.Stat()
	if err == nil && st.Size() == 0 {
		if _, err := f.WriteAt(make([]byte, walSize), 0); err != nil {
			return errors.Join(f.Truncate(0), f.Close())
		}
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// close closes every connection. SQLite then takes the write-ahead log into the file and removes it,
// if the disk lets it; if not, the next opening does.
func (d *database) close() error {
	d.cancel()
	var errs []error
	if d.readers != nil {
		errs = append(errs, d.readers.Close())
	}
	for _, c := range []*sql.Conn{d.mover, d.writer} {
		if c != nil {
			errs = append(errs, c.Close())
		}
	}
	if d.rw != nil {
		errs = append(errs, d.rw.Close())
	}
	return errors.Join(errs...)
}

// reading returns a context for a long read: it ends with ctx, and when the file is to be closed.
func (d *database) reading(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(d.closing, func() { cancel(errClosing) })
	return ctx, func() { stop(); cancel(nil) }
}

// errClosing ends what is still reading when the file is closed.
var errClosing = errors.New("the store is being closed or opened again: try once more")

// timeLayout is how times stand in the log: ISO 8601, UTC, whole milliseconds.
const timeLayout = "2006-01-02T15:04:05.000Z"

func formatTime(t time.Time) string { return t.UTC().Format(timeLayout) }
