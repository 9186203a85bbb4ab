package meeting

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Seq is a row's position in its stream's log: 1 for the first row, 0 for "before
// everything".
type Seq uint64

// ServiceStream names the stream that holds people, keys, invitations, agencies and the
// list of records. Every other stream is one record, named by the record's short name.
const ServiceStream = "service"

// Row is one connection's batch of events in one commit, as the log keeps it. Body is
// what Encode made of the events; Events reads it.
type Row struct {
	Seq     Seq
	Actor   PersonID  // who; "" is the service itself
	At      time.Time // UTC, whole milliseconds
	Command string    // the batch's id, unique in the whole log: a batch sent twice is harmless
	Kinds   string    // the events' kinds with versions, comma separated, for readers of the table
	Body    []byte
	Erased  bool // the words were erased for ever: Body is nil, and the rest stays
}

// Commit is what one Append makes durable: rows in order, directly after After.
type Commit struct {
	Stream string
	After  Seq   // the stream's last Seq before Rows
	Rows   []Row // Seq After+1, After+2, …

	// What the stream's state is once Rows are applied, for projections to plain tables:
	// exactly one of the two is set.
	Record  *State
	Service *Service
}

// Snapshot is a stream's state at Seq, in a disposable format of Version: one of another
// version is ignored, never migrated.
type Snapshot struct {
	Seq     Seq
	Version int
	Data    []byte
}

// The ways in which Append fails. Anything else that Append returns is to be treated as
// ErrDoubt.
var (
	// ErrConflict: the stream has moved on; nothing was written. Load the rest, decide again.
	ErrConflict = errors.New("the log has moved on")
	// ErrRefused: the store refused (a full disk, say) and says that nothing was written.
	ErrRefused = errors.New("the store refused to write")
	// ErrDoubt: the commit failed in a way that leaves open whether it was written. Recover,
	// load, and settle each batch by looking for its command id.
	ErrDoubt = errors.New("the store cannot tell whether it wrote")
)

// Log is the append-only log of every stream, compare-and-append. It is safe for
// concurrent use.
type Log interface {
	// Append makes c durable, or fails with ErrConflict, ErrRefused or ErrDoubt (wrapped with
	// the cause). When it has returned nil, a power cut loses nothing of c. Commits of several
	// streams that arrive together may share one transaction.
	Append(ctx context.Context, c Commit) error
	// Load yields the stream's rows with Seq > after, in order. A damaged row or a broken chain ends
	// the sequence with an error. An unknown stream has no rows. A row whose words were erased comes
	// without them: see Row.Erased.
	Load(ctx context.Context, stream string, after Seq) iter.Seq2[Row, error]
	// LoadSnapshot returns the newest snapshot of the stream, if there is one.
	LoadSnapshot(ctx context.Context, stream string) (Snapshot, bool, error)
	// SaveSnapshot keeps s in place of older ones. Losing it loses nothing.
	SaveSnapshot(ctx context.Context, stream string, s Snapshot) error
	// Sync brings the text columns of the stream's plain tables up to state. It is called after
	// a second of quiet, on leaving and on opening; it stays off the path of commits.
	Sync(ctx context.Context, stream string, state *State) error
	// RecordsOf returns the names of the records that have this person as a member, sorted.
	RecordsOf(ctx context.Context, person PersonID) ([]string, error)
	// RecordsLeft returns the names of the records that had this person as a member and have not now, sorted.
	RecordsLeft(ctx context.Context, person PersonID) ([]string, error)
	// Recover is called after Append failed, and before the stream is loaded again: it reopens
	// what has to be reopened and checks that writing works. It fails while the fault lasts.
	Recover(ctx context.Context) error
}
