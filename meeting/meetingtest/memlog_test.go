package meetingtest_test

import (
	"errors"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

func TestLogInMemory(t *testing.T) {
	meetingtest.TestLog(t, func(*testing.T) meeting.Log { return meetingtest.NewLog() })
}

func TestFaultsInMemory(t *testing.T) {
	l := meetingtest.NewLog()
	s := meetingtest.NewStream("sunflower")
	next := func() meeting.Commit {
		return s.Commit("ann", time.Unix(1e9, 0), []meeting.Event{meeting.RecordCreated{Name: s.Name}})
	}
	c := next()
	l.FailNext(meeting.ErrRefused)
	if err := l.Append(t.Context(), c); !errors.Is(err, meeting.ErrRefused) || len(l.Rows(s.Name)) != 0 {
		t.Fatalf("refused: %v", err)
	}
	for i, written := range []bool{false, true} {
		l.DoubtNext(written)
		if err := l.Append(t.Context(), c); !errors.Is(err, meeting.ErrDoubt) || len(l.Rows(s.Name)) != i {
			t.Fatalf("in doubt: %v, %d rows", err, len(l.Rows(s.Name)))
		}
		if err := l.Append(t.Context(), c); !errors.Is(err, meeting.ErrRefused) {
			t.Fatalf("before Recover: %v", err)
		}
		if err := l.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Append(t.Context(), c); !errors.Is(err, meeting.ErrConflict) {
		t.Fatalf("written already: %v", err)
	}

	l.Break(meeting.ErrRefused)
	c = next()
	if err := errors.Join(l.Append(t.Context(), c), l.Recover(t.Context())); !errors.Is(err, meeting.ErrRefused) {
		t.Fatalf("broken: %v", err)
	}
	l.Mend()
	release := l.Hold()
	done := make(chan error)
	go func() { done <- l.Append(t.Context(), c) }()
	select {
	case err := <-done:
		t.Fatalf("held: %v", err)
	default:
	}
	release()
	release()
	if err := <-done; err != nil || len(l.Rows(s.Name)) != 2 {
		t.Fatalf("released: %v", err)
	}
}

func TestAuditInMemory(t *testing.T) {
	meetingtest.TestAudit(t, func(*testing.T) meeting.Audit { return meetingtest.NewLog() })
}
