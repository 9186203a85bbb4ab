package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"oneplan/meeting"
)

// Report is what Verify found.
type Report struct {
	Streams []StreamReport // sorted by name
	Audit   AuditReport
	Damage  []DamageError // none: everything is as it was written
}

// StreamReport is one stream of a Report.
type StreamReport struct {
	Name   string
	Rows   int         // that were read and are whole
	Erased int         // of them, how many have had their words erased
	Sealed int         // of them, how many are packed in sealed segments
	Head   string      // the hash of the last of them, in hexadecimal
	Behind meeting.Seq // how many rows the shared texts in the plain tables are behind: a second's worth, while somebody types
}

// AuditReport is the audit of a Report.
type AuditReport struct {
	Looks uint64 // that were read and are whole
	Head  string // the hash of the last of them, in hexadecimal; "": nobody has looked
}

// String lists the heads, one line for each stream and one for the audit, and then the damage.
func (r Report) String() string {
	var b strings.Builder
	for _, s := range r.Streams {
		fmt.Fprintf(&b, "%s: %d rows, head %s", s.Name, s.Rows, s.Head)
		if s.Sealed > 0 {
			fmt.Fprintf(&b, ", %d sealed", s.Sealed)
		}
		if s.Erased > 0 {
			fmt.Fprintf(&b, ", %d erased", s.Erased)
		}
		b.WriteByte('\n')
	}
	if r.Audit.Looks > 0 {
		fmt.Fprintf(&b, "audit: %d looks, head %s\n", r.Audit.Looks, r.Audit.Head)
	}
	for _, d := range r.Damage {
		fmt.Fprintf(&b, "%s\n", d.Error())
	}
	return b.String()
}

// Verify walks every chain, reads every row, makes the states, snapshots and plain tables anew and compares them with
// what is stored. What is wrong is in the Report, for each stream the first damaged row, and then the error is the
// first *DamageError; any other error means that Verify could not find out. It reads one moment's data while commits
// go on, and changes nothing.
func (s *Store) Verify(ctx context.Context) (report Report, err error) {
	err = s.read(func(d *database) error {
		ctx, cancel := d.reading(ctx)
		defer cancel()
		tx, err := d.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return err
		}
		defer tx.Rollback()
		v := &verifier{tx: tx}
		err = v.all(ctx)
		report = v.report
		if err != nil && context.Cause(ctx) != nil {
			err = context.Cause(ctx)
		}
		return err
	})
	if err == nil && len(report.Damage) > 0 {
		err = &report.Damage[0]
	}
	return report, err
}

type verifier struct {
	tx     *sql.Tx
	report Report
}

// damage notes what is wrong with the file or with the log as a whole.
func (v *verifier) damage(place, format string, args ...any) {
	v.report.Damage = append(v.report.Damage, DamageError{Stream: place, What: fmt.Sprintf(format, args...)})
}

// lesser notes what is wrong with what is made from the log.
func (v *verifier) lesser(stream, format string, args ...any) {
	v.report.Damage = append(v.report.Damage, DamageError{Stream: stream, What: fmt.Sprintf(format, args...), Lesser: true})
}

// note takes damage into the report; it returns every other error.
func (v *verifier) note(err error) error {
	var d *DamageError
	if errors.As(err, &d) {
		v.report.Damage = append(v.report.Damage, *d)
		return nil
	}
	return err
}

// damaged is note for what reads more than rows: what the disk gives and nobody can make sense of is damage too.
func (v *verifier) damaged(ctx context.Context, what string, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	if err = v.note(err); err == nil {
		return nil
	}
	switch code(err) & 0xff {
	case 0, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		v.damage(what, "%v", err)
		return nil
	}
	return err
}

func (v *verifier) all(ctx context.Context) error {
	streams, err := column[string](ctx, v.tx, "SELECT stream FROM head UNION SELECT stream FROM log UNION SELECT stream FROM segment ORDER BY stream")
	if err := v.damaged(ctx, "the list of streams", err); err != nil {
		return err
	}
	for _, stream := range streams {
		if err := v.damaged(ctx, stream, v.stream(ctx, stream)); err != nil {
			return err
		}
	}
	if err := v.damaged(ctx, auditName, v.audit(ctx)); err != nil {
		return err
	}
	if err := v.damaged(ctx, "the database file", v.file(ctx)); err != nil {
		return err
	}
	return v.damaged(ctx, "the plain tables", v.strays(ctx))
}

// stream checks one stream.
func (v *verifier) stream(ctx context.Context, stream string) error {
	k := &walk{stream: stream}
	report := StreamReport{Name: stream}
	defer func() {
		report.Head = fmt.Sprintf("%x", k.hash)
		v.report.Streams = append(v.report.Streams, report)
	}()
	m := newReplay(stream)
	snap, ok, err := v.snapshot(ctx, stream)
	if err != nil {
		return err
	}
	if err := k.begin(ctx, v.tx); err != nil {
		return err
	}
	if report.Sealed, err = v.segments(ctx, stream); err != nil {
		return err
	}
	if ok && snap.Seq > k.end {
		v.lesser(stream, "its snapshot is of row %d, after its end", snap.Seq)
	}
	seeds, err := seedsOf(ctx, v.tx, stream, 1, 1<<62)
	if err != nil {
		return err
	}
	var rests vouched
	for more := k.end > 0; more; {
		var lines []line
		var bad error
		lines, more, bad = k.page(ctx, v.tx)
		if err := rests.see(stream, lines); bad == nil {
			bad = err
		}
		for i := range lines {
			report.Rows++
			v.seeded(stream, seeds, &lines[i])
			if lines[i].salt == nil {
				report.Erased++
			}
			if err := m.apply(stream, &lines[i]); err != nil {
				return err
			}
			if ok && lines[i].seq == snap.Seq {
				v.compareSnapshot(stream, m, snap)
			}
		}
		if bad != nil {
			return bad
		}
	}
	if err := rests.end(stream); err != nil {
		return err
	}
	var facts, texts meeting.Seq
	if err := v.tx.QueryRowContext(ctx, "SELECT facts, texts FROM head WHERE stream = ?", stream).Scan(&facts, &texts); err != nil {
		return err
	}
	report.Behind = k.end - texts
	switch {
	case facts > k.end || texts > k.end:
		v.lesser(stream, "its plain tables claim rows after its end")
	case facts < k.end:
		v.lesser(stream, "its plain tables are those of row %d and not of its end", facts)
	default:
		return v.compareTables(ctx, stream, m, texts == k.end)
	}
	return nil
}

// seeded checks a seed against the first row whose salt was made from it.
func (v *verifier) seeded(stream string, seeds []seed, l *line) {
	for i := range seeds {
		if s := &seeds[i]; s.first == l.seq && l.salt != nil && !bytes.Equal(s.salt(l.seq), l.salt) {
			v.lesser(stream, "the seed of its salts from row %d on is not what was written", l.seq)
		}
	}
}

// segments checks the stream's sealed rows: that every segment is what was written, that each begins where the one before ends, that what
// is left of their rows in the table log is the same, and that their command ids are known. n is how many rows are sealed.
func (v *verifier) segments(ctx context.Context, stream string) (n int, err error) {
	at := hash{}
	for {
		g, err := segmentAfter(ctx, v.tx, stream, meeting.Seq(n))
		if err != nil || g == nil {
			return n, err
		}
		first, last := g.lines[0].seq, g.lines[len(g.lines)-1].seq
		if first != meeting.Seq(n)+1 || g.before != at {
			return n, damageAt(stream, meeting.Seq(n)+1, "the sealed rows do not follow on those before")
		}
		left, err := v.leftOver(ctx, stream, first, last)
		if err != nil {
			return n, err
		}
		for _, l := range left {
			if !bytes.Equal(l.hash, g.lines[l.seq-first].hash) {
				return n, damageAt(stream, l.seq, "what is left of a sealed row is not that row")
			}
		}
		for _, c := range commandRuns(g.lines) {
			var to int64
			err := v.tx.QueryRowContext(ctx, "SELECT last FROM sealed_command WHERE prefix = ? AND first <= ? ORDER BY first DESC LIMIT 1",
				c.prefix, c.first).Scan(&to)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return n, err
			}
			if err != nil || to < c.last {
				v.damage(stream, "the command ids of its sealed rows are not all known: a batch could be taken in twice")
				break
			}
		}
		at, n = hash(g.lines[len(g.lines)-1].hash), int(last)
	}
}

// leftOver reads rows of the table log that are sealed too, or were to be taken out.
func (v *verifier) leftOver(ctx context.Context, stream string, first, last meeting.Seq) (out []line, err error) {
	rows, err := v.tx.QueryContext(ctx, "SELECT "+lineColumns+" FROM log WHERE stream = ? AND seq BETWEEN ? AND ?", stream, int64(first), int64(last))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l line
		if err := l.scan(rows); err != nil {
			return nil, damageAt(stream, first, err.Error())
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// compareTables says which rows of the plain tables are not what the log makes of them.
func (v *verifier) compareTables(ctx context.Context, stream string, m *replay, texts bool) error {
	record, service := m.state()
	changes, err := diffStored(ctx, v.tx, stream, record, service)
	if err != nil {
		return err
	}
	for _, c := range changes {
		if c.kind == write && !texts {
			continue
		}
		args := c.appendKey(nil, stream)
		if c.table.stream != "" {
			args = args[1:]
		}
		v.lesser(stream, "its row %v in the table %s is not what the log makes of it", args, c.table.name)
	}
	return nil
}

// snapshot reads the stream's snapshot. One that does not match its own sum is damage, if only of something
// that the log can make again; one of another version is not read at all.
func (v *verifier) snapshot(ctx context.Context, stream string) (snap meeting.Snapshot, ok bool, err error) {
	var stored bool
	if err := v.tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM snapshot WHERE stream = ?)", stream).Scan(&stored); err != nil {
		return snap, false, err
	}
	snap, ok, err = loadSnapshot(ctx, v.tx, stream)
	if err == nil && stored && !ok {
		v.lesser(stream, "its snapshot is not what was written")
	}
	return snap, ok && snap.Version == meeting.SnapshotVersion && stream != meeting.ServiceStream, err
}

func (v *verifier) compareSnapshot(stream string, m *replay, snap meeting.Snapshot) {
	is, err := m.record.Snapshot()
	if err != nil || !bytes.Equal(is.Data, snap.Data) {
		v.lesser(stream, "its snapshot of row %d is not what the log makes of it", snap.Seq)
	}
}

// file has SQLite check its own structures, indexes and references. Flipped bits in values it does not see: the
// chain does.
func (v *verifier) file(ctx context.Context) error {
	for _, check := range []string{"PRAGMA integrity_check(10)", "SELECT 'a row of ' || \"table\" || ' has no ' || parent FROM pragma_foreign_key_check"} {
		found, err := column[string](ctx, v.tx, check)
		if err != nil {
			return err
		}
		for _, f := range found {
			if f != "ok" {
				v.damage("the database file", "%s", f)
			}
		}
	}
	return nil
}

// strays looks for rows of streams that there are not.
func (v *verifier) strays(ctx context.Context) error {
	names, err := column[string](ctx, v.tx, `SELECT DISTINCT stream FROM (SELECT name AS stream FROM record UNION ALL SELECT stream FROM snapshot
		UNION ALL SELECT stream FROM snapshot_part UNION ALL SELECT stream FROM salt) WHERE stream NOT IN (SELECT stream FROM head)`)
	if err != nil {
		return err
	}
	for _, n := range names {
		v.damage(n, "it is in the plain tables, snapshots or salts, and has no log")
	}
	var service bool
	err = v.tx.QueryRowContext(ctx, `SELECT (EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM agency))
		AND NOT EXISTS (SELECT 1 FROM head WHERE stream = ?)`, meeting.ServiceStream).Scan(&service)
	if service {
		v.damage(meeting.ServiceStream, "there are people or agencies, and no log")
	}
	return err
}

// replay makes a stream's state from its rows.
type replay struct {
	record    *meeting.Record    // nil for the service
	directory *meeting.Directory // nil for a record
}

func newReplay(stream string) *replay {
	if stream == meeting.ServiceStream {
		return &replay{directory: meeting.NewDirectory()}
	}
	return &replay{record: meeting.NewRecord()}
}

func (m *replay) apply(stream string, l *line) (err error) {
	r, err := l.row(stream)
	if err != nil {
		return err
	}
	events, err := r.Events()
	if err != nil {
		return damageAt(stream, l.seq, err.Error())
	}
	defer func() {
		// The chain holds, so this is what was written; but a log that makes the domain panic is to be named, not to end the check.
		if p := recover(); p != nil {
			err = damageAt(stream, l.seq, fmt.Sprintf("it cannot be applied: %v", p))
		}
	}()
	meta := meeting.Meta{Seq: r.Seq, Actor: r.Actor, At: r.At}
	for _, e := range events {
		if m.record != nil {
			m.record.Apply(meta, e)
		} else {
			m.directory.Apply(meta, e)
		}
	}
	return nil
}

// state returns the one of the two that there is.
func (m *replay) state() (*meeting.State, *meeting.Service) {
	if m.record != nil {
		return m.record.State(), nil
	}
	return nil, m.directory.State()
}

// catchUp makes the plain tables anew of every stream whose tables are behind its log: after a crash, or
// after a migration that added a table.
func (w *writer) catchUp(ctx context.Context) error {
	streams, err := column[string](ctx, w.conn, "SELECT stream FROM head WHERE facts < seq OR texts < seq ORDER BY stream")
	if err != nil {
		return err
	}
	for _, stream := range streams {
		err := w.rebuild(ctx, stream)
		var d *DamageError
		if errors.As(err, &d) || refusal(err) {
			w.s.log.Error("the plain tables stay behind the log", "stream", stream, "error", err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rebuild makes one stream's plain tables anew.
func (w *writer) rebuild(ctx context.Context, stream string) error {
	m, k := newReplay(stream), &walk{stream: stream}
	if m.record != nil {
		snap, ok, err := loadSnapshot(ctx, w.conn, stream)
		if err != nil {
			return err
		}
		if r, err := meeting.RestoreRecord(snap); ok && err == nil {
			m.record, k.seq = r, snap.Seq
		}
	}
	if err := k.begin(ctx, w.conn); err != nil {
		return err
	}
	for more := k.end > k.seq; more; {
		lines, again, bad := k.page(ctx, w.conn)
		more = again
		for i := range lines {
			if err := m.apply(stream, &lines[i]); err != nil {
				return err
			}
		}
		if bad != nil {
			return bad
		}
	}
	record, service := m.state()
	changes, err := diffStored(ctx, w.conn, stream, record, service)
	if err != nil {
		return err
	}
	tx, err := w.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, c := range changes {
		if err := w.put(stream, c, stateTexts{record}); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE head SET facts = seq, texts = seq WHERE stream = ?", stream); err != nil {
		return err
	}
	return tx.Commit()
}
