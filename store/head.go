package store

import (
	"context"
	"fmt"

	"oneplan/meeting"
)

// HeadAt returns the hash of a row of a record, in hexadecimal: what the head of its log was when that row was the last one. It is ""
// for row 0, and fails for a row that there is not.
func (s *Store) HeadAt(ctx context.Context, record string, seq meeting.Seq) (string, error) {
	if seq == 0 {
		return "", nil
	}
	walk := &walk{stream: record, seq: seq}
	if err := s.read(func(d *database) error { return walk.begin(ctx, d.readers) }); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", walk.hash), nil
}
