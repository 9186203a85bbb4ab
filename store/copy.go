package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// copyPages is how many pages are copied between two looks at the progress.
const copyPages = 500

// Copied names the files that Copy makes.
var Copied = []string{fileName, bankName}

// Copy copies the databases of the data folder dir into the folder to, which must be there and must not hold them: each as it is at one
// moment, while a service may go on writing. progress, which may be nil, hears how many of how many pages are copied of a file. The
// copies are on the disk when Copy has returned nil; after an error what was copied is removed.
func Copy(ctx context.Context, dir, to string, progress func(file string, done, total int)) (err error) {
	var made []string
	defer func() {
		if err != nil {
			for _, f := range made {
				err = errors.Join(err, os.Remove(f))
			}
		}
	}()
	for _, name := range Copied {
		from, into := filepath.Join(dir, name), filepath.Join(to, name)
		if _, err := os.Stat(from); errors.Is(err, os.ErrNotExist) {
			if name == fileName {
				return fmt.Errorf("there is no oneplan data in %s, so nothing was copied: %w", dir, err)
			}
			continue // a service that was never started since there are information banks
		}
		switch _, err := os.Lstat(into); {
		case err == nil:
			return fmt.Errorf("%s is there already, so nothing was copied: %w", into, os.ErrExist)
		case !errors.Is(err, os.ErrNotExist):
			return err
		}
		if err := makeFile(into); err != nil {
			return err
		}
		made = append(made, into)
		if err := copyFile(ctx, from, into, func(done, total int) {
			if progress != nil {
				progress(name, done, total)
			}
		}); err != nil {
			return fmt.Errorf("%s could not be copied (%s): %w", name, because(err), err)
		}
	}
	return nil
}

func copyFile(ctx context.Context, from, into string, progress func(done, total int)) (err error) {
	path, err := filepath.Abs(from)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", dsn(path, "rw", "query_only(1)", "wal_autocheckpoint(0)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// Within one read transaction the copy sees one moment; without, every commit meanwhile would begin it anew.
	if _, err := conn.ExecContext(ctx, "BEGIN DEFERRED"); err != nil {
		return err
	}
	defer func() {
		_, rerr := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		err = errors.Join(err, rerr)
	}()
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n); err != nil { // the moment
		return err
	}
	if err := conn.Raw(func(driver any) error { return copyPagesOf(ctx, driver, into, progress) }); err != nil {
		return err
	}
	f, err := os.Open(into)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func copyPagesOf(ctx context.Context, driver any, into string, progress func(done, total int)) (err error) {
	c, ok := driver.(interface {
		NewBackup(to string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.New("the database driver makes no copies")
	}
	b, err := c.NewBackup(into)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Finish()) }()
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err = b.Step(copyPages); err != nil {
			return err
		}
		progress(b.PageCount()-b.Remaining(), b.PageCount())
	}
	return nil
}
