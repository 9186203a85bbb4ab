package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"time"

	"oneplan/meeting"
)

// auditName is what damage of the audit is said to be of. No record can have this name.
const auditName = "the audit"

// entry is a look as its table holds it.
type entry struct {
	number                                                uint64
	at, record, person, agency, conn, kind, about, reason string
	seq                                                   meeting.Seq
	hash                                                  []byte
}

func newEntry(l meeting.Look) (entry, error) {
	l = l.Cleaned()
	if l.At.IsZero() || l.Kind == "" || l.Seq > 1<<63-1 {
		return entry{}, fmt.Errorf("%w: a look has a time and a kind", meeting.ErrRefused)
	}
	return entry{
		at: formatTime(l.At), record: l.Record, person: string(l.Person), agency: string(l.Agency), conn: string(l.Conn),
		kind: string(l.Kind), about: l.About, reason: l.Reason, seq: l.Seq,
	}, nil
}

// texts returns the entry's texts in the order of the hash and of the columns before seq.
func (e *entry) texts() []string {
	return []string{e.at, e.record, e.person, e.agency, e.conn, e.kind, e.about}
}

// link is the hash of an entry, given that of the one before.
func (e *entry) link(previous hash) hash {
	b := make([]byte, 0, 512)
	b = append(b, "oneplan look 1"...)
	b = appendField(b, previous[:])
	b = binary.BigEndian.AppendUint64(b, e.number)
	for _, t := range e.texts() {
		b = appendField(b, t)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(e.seq))
	b = appendField(b, e.reason)
	return sha256.Sum256(b)
}

func (e *entry) look() (meeting.Look, error) {
	at, err := time.Parse(timeLayout, e.at)
	if err != nil {
		return meeting.Look{}, damageAt(auditName, meeting.Seq(e.number), "its time cannot be read")
	}
	return meeting.Look{
		Number: e.number, At: at, Record: e.record, Person: meeting.PersonID(e.person), Agency: meeting.AgencyID(e.agency),
		Conn: meeting.Conn(e.conn), Kind: meeting.LookKind(e.kind), About: e.about, Seq: e.seq, Reason: e.reason,
	}, nil
}

// entryColumns are what scan reads, and what noteLook writes.
const entryColumns = "number, at, record, person, agency, conn, kind, about, seq, reason, hash"

func (e *entry) scan(row interface{ Scan(dest ...any) error }, more ...any) error {
	return row.Scan(append([]any{
		&e.number, &e.at, &e.record, &e.person, &e.agency, &e.conn, &e.kind, &e.about, &e.seq, &e.reason, &e.hash,
	}, more...)...)
}

// auditTail is where the audit ends.
type auditTail struct {
	number uint64
	hash   hash
}

// Note makes the looks durable, in one transaction with what rooms append at the same time, and with its promise. It implements
// meeting.Audit.
func (s *Store) Note(ctx context.Context, looks ...meeting.Look) error {
	if s.readOnly {
		return errReadOnly
	}
	if len(looks) == 0 {
		return nil
	}
	r := &request{done: make(chan error, 1)}
	for _, l := range looks {
		e, err := newEntry(l)
		if err != nil {
			return err
		}
		r.looks = append(r.looks, e)
	}
	return s.enqueue(ctx, r)
}

// note writes looks, and returns where the audit ends then.
func (w *writer) note(at auditTail, looks []entry) (auditTail, error) {
	for i := range looks {
		e := &looks[i]
		e.number = at.number + 1
		h := e.link(at.hash)
		_, err := w.noteLook.ExecContext(w.ctx, int64(e.number), e.at, e.record, e.person, e.agency, e.conn, e.kind, e.about, int64(e.seq), e.reason, h[:])
		if err != nil {
			return at, err
		}
		at = auditTail{e.number, h}
	}
	_, err := w.setAuditHead.ExecContext(w.ctx, int64(at.number), at.hash[:])
	return at, err
}

// auditTail returns where the audit ends, reading it the first time.
func (w *writer) auditTail() (auditTail, error) {
	if w.audit != nil {
		return *w.audit, nil
	}
	t, err := readAuditTail(w.ctx, w.conn)
	if err == nil {
		w.audit = &t
	}
	return t, err
}

// readAuditTail reads where the audit ends, and checks its last look.
func readAuditTail(ctx context.Context, q rowQuerier) (t auditTail, err error) {
	var h []byte
	err = q.QueryRowContext(ctx, "SELECT number, hash FROM audit_head").Scan(&t.number, &h)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t, err
	}
	var last entry
	err = last.scan(q.QueryRowContext(ctx, "SELECT "+entryColumns+" FROM audit ORDER BY number DESC LIMIT 1"))
	switch {
	case errors.Is(err, sql.ErrNoRows) && t.number == 0:
		return t, nil
	case errors.Is(err, sql.ErrNoRows) || err == nil && last.number < t.number:
		return t, damageAt(auditName, meeting.Seq(t.number), "the last look is missing")
	case err != nil:
		return t, err
	case last.number > t.number:
		return t, damageAt(auditName, meeting.Seq(last.number), "it comes after the end that the head names")
	case string(last.hash) != string(h) || len(h) != len(t.hash):
		return t, damageAt(auditName, meeting.Seq(last.number), "the last look is not the one that the head names")
	}
	copy(t.hash[:], h)
	return t, nil
}

// Head implements meeting.Audit.
func (s *Store) Head(ctx context.Context) (head string, err error) {
	err = s.read(func(d *database) error {
		t, err := readAuditTail(ctx, d.readers)
		if t.number > 0 {
			head = t.String()
		}
		return err
	})
	return head, err
}

func (t auditTail) String() string { return fmt.Sprintf("%d %x", t.number, t.hash) }

// Looks implements meeting.Audit. Each look is checked against the one before it; with record "" also that none is missing up to
// the end.
func (s *Store) Looks(ctx context.Context, record string, after uint64) iter.Seq2[meeting.Look, error] {
	return func(yield func(meeting.Look, error) bool) {
		k := &auditWalk{record: record, number: after}
		for more := true; more; {
			var page []entry
			err := s.read(func(d *database) (err error) {
				page, more, err = k.page(ctx, d.readers)
				return err
			})
			for i := range page {
				l, bad := page[i].look()
				if bad != nil {
					yield(meeting.Look{}, bad)
					return
				}
				if !yield(l, nil) {
					return
				}
			}
			if err != nil {
				yield(meeting.Look{}, err)
				return
			}
		}
	}
}

// auditWalk reads looks page by page and checks their chain.
type auditWalk struct {
	record string
	number uint64 // the last one read
	hash   hash   // its hash
}

// page reads the next looks. With an error come the looks before it.
func (k *auditWalk) page(ctx context.Context, q querier) (page []entry, more bool, err error) {
	where := ""
	args := []any{int64(k.number), loadPage}
	if k.record != "" {
		where = " AND a.record = ?3"
		args = append(args, k.record)
	}
	rows, err := q.QueryContext(ctx, `SELECT a.number, a.at, a.record, a.person, a.agency, a.conn, a.kind, a.about, a.seq, a.reason, a.hash, p.hash
		FROM audit a LEFT JOIN audit p ON p.number = a.number - 1 WHERE a.number > ?1`+where+` ORDER BY a.number LIMIT ?2`, args...)
	if err != nil {
		return nil, false, k.failed(err)
	}
	defer rows.Close()
	for rows.Next() {
		var e entry
		var before []byte
		if err := e.scan(rows, &before); err != nil {
			return page, false, damageAt(auditName, meeting.Seq(k.number+1), err.Error())
		}
		bad := func(what string) error { return damageAt(auditName, meeting.Seq(e.number), what) }
		var previous hash
		switch {
		case k.record == "" && e.number != k.number+1:
			return page, false, damageAt(auditName, meeting.Seq(k.number+1), "the look is missing")
		case e.number > 1 && len(before) != len(previous):
			return page, false, damageAt(auditName, meeting.Seq(e.number-1), "the look is missing")
		}
		copy(previous[:], before)
		if h := e.link(previous); string(h[:]) != string(e.hash) {
			return page, false, bad("its hash is not that of its content and of the look before it")
		}
		k.number = e.number
		copy(k.hash[:], e.hash)
		page = append(page, e)
	}
	if err := rows.Err(); err != nil {
		return page, false, k.failed(err)
	}
	if len(page) == loadPage {
		return page, true, nil
	}
	var end int64
	err = q.QueryRowContext(ctx, "SELECT coalesce((SELECT number FROM audit_head), 0)").Scan(&end)
	if err == nil && k.record == "" && k.number < uint64(end) {
		// Looks noted since the page was read have moved the head; what is missing is missing still when it is read again.
		var there bool
		err = q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM audit WHERE number = ?)", int64(k.number+1)).Scan(&there)
		if err == nil && !there {
			return page, false, damageAt(auditName, meeting.Seq(k.number+1), fmt.Sprintf("the audit stops before look %d", end))
		}
		return page, true, err
	}
	return page, false, err
}

func (k *auditWalk) failed(err error) error {
	return (&walk{stream: auditName, seq: meeting.Seq(k.number)}).failed(err)
}

// audit checks the audit's whole chain.
func (v *verifier) audit(ctx context.Context) error {
	k := &auditWalk{}
	defer func() {
		v.report.Audit.Looks = k.number
		if k.number > 0 {
			v.report.Audit.Head = fmt.Sprintf("%x", k.hash)
		}
	}()
	for more := true; more; {
		var err error
		if _, more, err = k.page(ctx, v.tx); err != nil {
			return err
		}
	}
	_, err := readAuditTail(ctx, v.tx)
	return err
}

var _ meeting.Audit = (*Store)(nil)
