package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"filippo.io/age"
)

// keeping are the flags for backups that the service makes by itself.
type keeping struct {
	BackupTo        string        `placeholder:"FOLDER" help:"Make backups by itself, into this folder." type:"path"`
	BackupEvery     time.Duration `placeholder:"TIME" help:"How often." default:"24h"`
	BackupKeep      int           `placeholder:"N" help:"How many are kept; older ones of its own are removed once a new one is there." default:"14"`
	BackupRecipient []string      `placeholder:"KEY" help:"Who can read them, as with the command backup. Repeatable." sep:"none"`
	BackupPlain     bool          `help:"Do not encrypt them."`
}

// keeper makes backups of a data folder again and again, and keeps the newest.
type keeper struct {
	data, folder string
	every        time.Duration
	keep         int
	to           []age.Recipient
	log          *slog.Logger
}

// keeper returns nil if no backups are wanted.
func (k keeping) keeper(data string, log *slog.Logger) (*keeper, error) {
	if k.BackupTo == "" {
		return nil, nil
	}
	to, err := recipients(k.BackupRecipient)
	switch {
	case err != nil:
		return nil, err
	case len(to) == 0 && !k.BackupPlain:
		return nil, errors.New("backups hold every child's record, so they are encrypted: say with --backup-recipient whose key opens them, or say --backup-plain if the folder is encrypted itself")
	case k.BackupEvery < time.Minute || k.BackupKeep < 1:
		return nil, errors.New("backups are made once a minute at most, and at least one is kept")
	}
	if err := os.MkdirAll(k.BackupTo, 0o700); err != nil {
		return nil, fmt.Errorf("the folder for backups could not be made: %w", err)
	}
	return &keeper{data, k.BackupTo, k.BackupEvery, k.BackupKeep, to, log}, nil
}

// keptForm is what the service's own backups are called: in the order of their names they are in that of their times.
const keptForm = "oneplan-20060102T150405Z.backup"

// kept lists the backups of its own, the oldest first.
func (k *keeper) kept() []time.Time {
	var out []time.Time
	entries, err := os.ReadDir(k.folder)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if at, err := time.Parse(keptForm, e.Name()); err == nil && e.Type().IsRegular() {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// run makes a backup whenever one is due, until ctx ends.
func (k *keeper) run(ctx context.Context) {
	for {
		wait := time.Duration(0)
		if have := k.kept(); len(have) > 0 {
			wait = time.Until(have[len(have)-1].Add(k.every))
		}
		if !rest(ctx, wait) {
			return
		}
		if err := k.once(ctx, time.Now().UTC()); err != nil && ctx.Err() == nil {
			k.log.Error("no backup was made; the service goes on, and tries again", "err", err)
			if !rest(ctx, min(k.every, time.Hour)) {
				return
			}
		}
	}
}

// once makes one backup, and then removes those that are too many.
func (k *keeper) once(ctx context.Context, now time.Time) error {
	name := now.Format(keptForm)
	began := time.Now()
	size, err := backUp(ctx, k.data, filepath.Join(k.folder, name), k.to, func(float64) {})
	if err != nil {
		return err
	}
	k.log.Info("a backup was made", "file", name, "bytes", size, "took", time.Since(began).Round(time.Millisecond))
	have := k.kept()
	for _, at := range have[:max(0, len(have)-k.keep)] {
		err = cmp.Or(err, os.Remove(filepath.Join(k.folder, at.Format(keptForm))))
	}
	if err != nil {
		k.log.Warn("an old backup could not be removed", "err", err)
	}
	return nil
}

// rest waits, and returns false when ctx has ended.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(max(0, d))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// sweepBackups removes what backups that were cut off have left in a data folder.
func sweepBackups(data string) error {
	left, err := filepath.Glob(filepath.Join(data, asidePattern))
	if err != nil {
		return err
	}
	for _, dir := range left {
		err = errors.Join(err, os.RemoveAll(dir))
	}
	return err
}
