package meetingtest

import (
	"context"
	"fmt"
	"slices"

	"oneplan/meeting"
)

// Erase implements room.Eraser.
func (l *Log) Erase(ctx context.Context, record string, rows ...meeting.Seq) (int, error) {
	return l.erase(ctx, record, func(s meeting.Seq) bool { return slices.Contains(rows, s) })
}

// EraseRecord implements room.Eraser.
func (l *Log) EraseRecord(ctx context.Context, record string) (int, error) {
	n, err := l.erase(ctx, record, func(meeting.Seq) bool { return true })
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.members, record)
	delete(l.left, record)
	return n, err
}

func (l *Log) erase(ctx context.Context, record string, chosen func(meeting.Seq) bool) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return 0, l.broken
	}
	delete(l.snapshots, record)
	rows := slices.Clone(l.streams[record])
	for i := range rows {
		if r := &rows[i]; chosen(r.Seq) && !r.Erased {
			r.Body, r.Erased = nil, true
			n++
		}
	}
	l.streams[record] = rows
	return n, ctx.Err()
}

// RecordHead implements room.Eraser with something that is no hash: there is no chain.
func (l *Log) RecordHead(ctx context.Context, record string) (string, error) {
	return fmt.Sprintf("end of %s", record), ctx.Err()
}
