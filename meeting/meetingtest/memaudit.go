package meetingtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"slices"
	"time"

	"oneplan/meeting"
)

var _ meeting.Audit = (*Log)(nil)

// Note implements meeting.Audit. The faults ordered for Append are not its own; Break is.
func (l *Log) Note(ctx context.Context, looks ...meeting.Look) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, k := range looks {
		looks = slices.Clone(looks)
		if k = k.Cleaned(); k.At.IsZero() || k.Kind == "" {
			return fmt.Errorf("%w: a look has a time and a kind", meeting.ErrRefused)
		}
		looks[i] = k
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", meeting.ErrRefused, err)
	}
	if l.broken != nil {
		return fmt.Errorf("%w: %w", meeting.ErrRefused, l.broken)
	}
	for _, k := range looks {
		k.Number = uint64(len(l.looks)) + 1
		l.looks = append(l.looks, k)
	}
	return nil
}

// Looks implements meeting.Audit.
func (l *Log) Looks(ctx context.Context, record string, after uint64) iter.Seq2[meeting.Look, error] {
	return func(yield func(meeting.Look, error) bool) {
		l.mu.Lock()
		all := slices.Clone(l.looks)
		l.mu.Unlock()
		for _, k := range all {
			if k.Number <= after || record != "" && k.Record != record {
				continue
			}
			if err := ctx.Err(); err != nil {
				yield(meeting.Look{}, err)
				return
			}
			if !yield(k, nil) {
				return
			}
		}
	}
}

// Head implements meeting.Audit.
func (l *Log) Head(ctx context.Context) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.looks) == 0 || ctx.Err() != nil {
		return "", ctx.Err()
	}
	var sum [sha256.Size]byte
	for _, k := range l.looks {
		sum = sha256.Sum256(fmt.Appendf(sum[:], "%d %s %q %q %q %q %q %q %d %q", k.Number, k.At.Format(time.RFC3339Nano), k.Record, k.Person, k.Agency,
			k.Conn, k.Kind, k.About, k.Seq, k.Reason))
	}
	return fmt.Sprintf("%d %x", len(l.looks), sum), nil
}
