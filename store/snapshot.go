package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	"oneplan/meeting"
)

// partSize is how much of a snapshot one statement writes, in bytes.
const partSize = 64 << 10

// snapshotSum is the check of a snapshot.
func snapshotSum(stream string, snap meeting.Snapshot) hash {
	h := sha256.New()
	h.Write(appendField(nil, stream))
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(snap.Seq))
	binary.BigEndian.PutUint64(n[8:], uint64(snap.Version))
	h.Write(n[:])
	h.Write(snap.Data)
	return hash(h.Sum(nil))
}

// SaveSnapshot keeps s in place of older ones, in short transactions that give way to commits. The old one is there until
// the new one is whole.
func (s *Store) SaveSnapshot(ctx context.Context, stream string, snap meeting.Snapshot) error {
	if s.readOnly {
		return errReadOnly
	}
	old, ok, err := s.LoadSnapshot(ctx, stream)
	if err != nil {
		return err
	}
	if ok && old.Version == snap.Version && old.Seq >= snap.Seq {
		return nil
	}
	if err = s.do(ctx, (&saving{stream: stream, snap: snap}).step); err == nil {
		s.sealer.left(stream)
	}
	return err
}

// saving is a snapshot being written.
type saving struct {
	stream string
	snap   meeting.Snapshot
	part   int  // the next one
	done   bool // it is written; what is left is to remove older parts
}

func (v *saving) step(w *writer) (done bool, err error) {
	exec := func(text string, args ...any) (n int64, err error) {
		res, err := w.conn.ExecContext(w.ctx, text, args...)
		if err != nil {
			return 0, err
		}
		return res.RowsAffected()
	}
	if _, err := w.begin.ExecContext(w.ctx); err != nil {
		return true, w.fail(err, false, nil)
	}
	frames := 0
	for began := time.Now(); !done && time.Since(began) < choreTime; frames += partSize / 4096 {
		from := v.part * partSize
		var n int64
		switch {
		case v.done:
			n, err = exec(`DELETE FROM snapshot_part WHERE rowid IN
				(SELECT rowid FROM snapshot_part WHERE stream = ?1 AND (seq != ?2 OR version != ?3) LIMIT 1)`,
				v.stream, int64(v.snap.Seq), v.snap.Version)
			done = n == 0
		case from < len(v.snap.Data):
			_, err = exec("INSERT OR REPLACE INTO snapshot_part (stream, seq, version, part, data) VALUES (?, ?, ?, ?, ?)",
				v.stream, int64(v.snap.Seq), v.snap.Version, v.part, v.snap.Data[from:min(from+partSize, len(v.snap.Data))])
			v.part++
		default:
			sum := snapshotSum(v.stream, v.snap)
			_, err = exec("INSERT OR REPLACE INTO snapshot (stream, seq, version, parts, sum) VALUES (?, ?, ?, ?, ?)",
				v.stream, int64(v.snap.Seq), v.snap.Version, v.part, sum[:])
			v.done = true
		}
		if err != nil {
			return true, w.fail(err, false, nil)
		}
	}
	if _, err := w.commit.ExecContext(w.ctx); err != nil {
		return true, w.fail(err, true, nil)
	}
	w.wrote(frames)
	return done, nil
}

// LoadSnapshot returns the stream's snapshot. A damaged one counts as none.
func (s *Store) LoadSnapshot(ctx context.Context, stream string) (snap meeting.Snapshot, ok bool, err error) {
	err = s.read(func(d *database) error {
		tx, err := d.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return err
		}
		defer tx.Rollback()
		snap, ok, err = loadSnapshot(ctx, tx, stream)
		return err
	})
	return snap, ok, err
}

func loadSnapshot(ctx context.Context, q querier, stream string) (snap meeting.Snapshot, ok bool, err error) {
	var parts int
	var sum []byte
	err = q.QueryRowContext(ctx, "SELECT seq, version, parts, sum FROM snapshot WHERE stream = ?", stream).
		Scan(&snap.Seq, &snap.Version, &parts, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		return meeting.Snapshot{}, false, nil
	}
	if err != nil {
		return meeting.Snapshot{}, false, err
	}
	data, err := column[[]byte](ctx, q, "SELECT data FROM snapshot_part WHERE stream = ? AND seq = ? AND version = ? ORDER BY part",
		stream, int64(snap.Seq), snap.Version)
	if err != nil {
		return meeting.Snapshot{}, false, err
	}
	for _, d := range data {
		snap.Data = append(snap.Data, d...)
	}
	is := snapshotSum(stream, snap)
	if len(data) != parts || string(is[:]) != string(sum) {
		return meeting.Snapshot{}, false, nil
	}
	return snap, true, nil
}
