package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"oneplan/meeting"
)

var _ meeting.Stays = (*Store)(nil)

// Stay returns when somebody was last in a record's rooms; the zero Stay if that is not known.
func (s *Store) Stay(ctx context.Context, record string, who meeting.PersonID) (stay meeting.Stay, err error) {
	var at string
	var before sql.NullString
	err = s.read(func(d *database) error {
		return d.readers.QueryRowContext(ctx, "SELECT seq, at, before_seq, before_at FROM stay WHERE record = ? AND person = ?", record, string(who)).
			Scan(&stay.Last.Seq, &at, &stay.Before.Seq, &before)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return meeting.Stay{}, nil
	}
	if err == nil {
		stay.Last.At, err = time.Parse(timeLayout, at)
	}
	if err == nil && before.Valid {
		stay.Before.At, err = time.Parse(timeLayout, before.String)
	}
	if err != nil {
		return meeting.Stay{}, fmt.Errorf("when somebody was last in %s cannot be read: %w", record, err)
	}
	return stay, nil
}

// KeepStay keeps when somebody was last in a record's rooms. It gives way to commits.
func (s *Store) KeepStay(ctx context.Context, record string, who meeting.PersonID, stay meeting.Stay) error {
	if s.readOnly {
		return errReadOnly
	}
	before := sql.NullString{String: formatTime(stay.Before.At), Valid: !stay.Before.At.IsZero()}
	return s.do(ctx, func(w *writer) (bool, error) {
		_, err := w.conn.ExecContext(w.ctx, "INSERT OR REPLACE INTO stay (record, person, seq, at, before_seq, before_at) VALUES (?, ?, ?, ?, ?, ?)",
			record, string(who), int64(stay.Last.Seq), formatTime(stay.Last.At), int64(stay.Before.Seq), before)
		if err != nil {
			return true, w.fail(err, true, nil)
		}
		w.wrote(1)
		return true, nil
	})
}
