package meetingtest

import (
	"context"
	"fmt"
	"slices"

	"oneplan/meeting"
)

// Erase implements room.Eraser.
func (l *Log) Erase(ctx context.Context, record string, rests ...meeting.Rest) (int, error) {
	return l.erase(ctx, record, func(s meeting.Seq) *meeting.Rest {
		if i := slices.IndexFunc(rests, func(x meeting.Rest) bool { return x.Seq == s }); i >= 0 {
			return &rests[i]
		}
		return nil
	})
}

// EraseRecord implements room.Eraser.
func (l *Log) EraseRecord(ctx context.Context, record string) (int, error) {
	n, err := l.erase(ctx, record, func(s meeting.Seq) *meeting.Rest { return &meeting.Rest{Seq: s} })
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.members, record)
	delete(l.left, record)
	return n, err
}

func (l *Log) erase(ctx context.Context, record string, rest func(meeting.Seq) *meeting.Rest) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return 0, l.broken
	}
	delete(l.snapshots, record)
	rows := slices.Clone(l.streams[record])
	for i := range rows {
		r := &rows[i]
		if x := rest(r.Seq); x != nil && (!r.Erased || r.Body != nil) {
			r.Body, r.Erased = x.Body, true
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
