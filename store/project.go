package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"weak"

	"oneplan/meeting"
)

// change is one statement on a plain table.
type change struct {
	kind changeKind
	row
}

type changeKind uint8

const (
	create changeKind = iota // facts and texts
	update                   // facts
	write                    // texts
	remove
)

// source reads the shared texts that go into created and written rows.
type source interface {
	Text(meeting.Field) string
}

// stateTexts is the source of a record; the service has no shared texts.
type stateTexts struct{ *meeting.State }

func (s stateTexts) Text(f meeting.Field) string {
	if s.State == nil {
		return ""
	}
	return s.State.Text(f).String()
}

func meetingName(record string, n int) string { return record + "-" + strconv.Itoa(n) }

// rowKey names a row within a stream.
type rowKey struct {
	*table
	key
}

// differ collects the rows that may have changed, and says what has.
type differ struct {
	was map[rowKey]row
	is  []row
}

func (d *differ) before(rows []row) {
	if d.was == nil {
		d.was = map[rowKey]row{}
	}
	for _, r := range rows {
		d.was[rowKey{r.table, r.key}] = r
	}
}

// changes returns the changes that make the one from the other: children go before their parents, and come after
// them.
func (d *differ) changes() []change {
	var out []change
	for _, r := range d.is {
		k := rowKey{r.table, r.key}
		old, ok := d.was[k]
		delete(d.was, k)
		switch {
		case !ok:
			out = append(out, change{create, r})
		case !slices.Equal(old.facts, r.facts):
			out = append(out, change{update, r})
		}
	}
	for _, r := range d.was {
		out = append(out, change{remove, r})
	}
	inOrder(out)
	return out
}

func inOrder(changes []change) {
	slices.SortStableFunc(changes, func(a, b change) int {
		if ra, rb := a.kind == remove, b.kind == remove; ra != rb {
			if ra {
				return -1
			}
			return 1
		} else if ra {
			a, b = b, a
		}
		return cmp.Compare(a.table.order, b.table.order)
	})
}

// same reports whether two lists of a state are one. States never write to a list that they share.
func same[E any](a, b []E) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// diff compares two lists of entries by their pointers: an unchanged entry has the same.
func diff[E any](d *differ, old, now []*E, rows func(*E) []row) {
	if same(old, now) {
		return
	}
	gone := make(map[*E]bool, len(old))
	for _, e := range old {
		gone[e] = true
	}
	for _, e := range now {
		if gone[e] {
			delete(gone, e)
		} else {
			d.is = append(d.is, rows(e)...)
		}
	}
	for e := range gone {
		d.before(rows(e))
	}
}

// diffRecord compares two states of a record; old may be the empty state.
func diffRecord(old, now *meeting.State) []change {
	var d differ
	if old.Seq == 0 || !old.Created.Equal(now.Created) {
		d.is = append(d.is, recordRow(now))
		if old.Seq != 0 {
			d.before([]row{recordRow(old)})
		}
	}
	if !same(old.Children, now.Children) {
		for _, c := range old.Children {
			d.before([]row{childRow(c)})
		}
		for _, c := range now.Children {
			d.is = append(d.is, childRow(c))
		}
	}
	diff(&d, old.Members, now.Members, memberRows)
	diff(&d, old.Needs, now.Needs, needRows)
	diff(&d, old.Outcomes, now.Outcomes, outcomeRows)
	diff(&d, old.Meetings, now.Meetings, meetingRows(now.Name))
	diff(&d, old.Actions, now.Actions, actionRows)
	diff(&d, old.Decisions, now.Decisions, decisionRows)
	diffShelf(&d, old, now)
	return d.changes()
}

// diffService compares two states of the service; old may be the empty state.
func diffService(old, now *meeting.Service) []change {
	var d differ
	diff(&d, old.Agencies, now.Agencies, agencyRows)
	diff(&d, old.People, now.People, personRows)
	if old.Standing() != now.Standing() || now.Standing() != nil && !same(old.People, now.People) { // some name people
		d.before(settingRows(old))
		d.is = append(d.is, settingRows(now)...)
	}
	return d.changes()
}

// diffStored compares what a stream's plain tables hold with what they should. Exactly one of record and service is
// not nil. Texts that differ are written too.
func diffStored(ctx context.Context, q queryer, stream string, record *meeting.State, service *meeting.Service) ([]change, error) {
	var want []change
	tables := serviceTables
	if record != nil {
		want, tables = diffRecord(&meeting.State{}, record), recordTables
	} else {
		want = diffService(&meeting.Service{}, service)
	}
	should := make(map[rowKey]row, len(want))
	for _, c := range want {
		should[rowKey{c.table, c.key}] = c.row
	}
	texts := stateTexts{record}
	var out []change
	for _, t := range tables {
		err := t.each(ctx, q, stream, func(is row, stored []any) {
			k := rowKey{t, is.key}
			r, ok := should[k]
			if !ok {
				out = append(out, change{remove, is})
				return
			}
			delete(should, k)
			if !slices.Equal(is.facts, r.facts) {
				out = append(out, change{update, r})
			}
			for i, f := range r.texts {
				if stored[i] != texts.Text(f) {
					out = append(out, change{write, r})
					break
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	for _, r := range should {
		out = append(out, change{create, r})
	}
	inOrder(out)
	return out, nil
}

// each calls f with every row that the table has of a stream.
func (t *table) each(ctx context.Context, q queryer, stream string, f func(r row, texts []any)) error {
	var args []any
	if t.stream != "" {
		args = append(args, stream)
	}
	rows, err := q.QueryContext(ctx, t.read, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		values := make([]any, len(t.key)+len(t.facts)+len(t.texts))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		r := row{table: t, facts: values[len(t.key) : len(t.key)+len(t.facts)]}
		for i, v := range values[:len(t.key)] {
			switch v := v.(type) {
			case string:
				r.key.word = v
			case int64:
				if i == 0 {
					r.key.a = v
				} else {
					r.key.b = v
				}
			}
		}
		f(r, values[len(t.key)+len(t.facts):])
	}
	return rows.Err()
}

// errNoRow says that a row that was to be changed is not there: somebody else has written to the file.
var errNoRow = errors.New("the row is missing")

// put makes one change of a plain table.
func (w *writer) put(stream string, c change, texts source) error {
	t := c.table
	var text string
	var args []any
	appendTexts := func() {
		for _, f := range c.texts {
			args = append(args, texts.Text(f))
		}
	}
	switch c.kind {
	case create:
		text = t.create
		args = append(c.appendKey(args, stream), c.facts...)
		appendTexts()
	case update:
		text = t.update
		args = c.appendKey(append(args, c.facts...), stream)
	case write:
		text = t.write
		appendTexts()
		args = c.appendKey(args, stream)
	case remove:
		text = t.remove
		args = c.appendKey(args, stream)
	}
	stmt, err := w.prepare(text) //nolint:sqlclosecheck // detach closes it
	if err != nil {
		return err
	}
	res, err := stmt.ExecContext(w.ctx, args...)
	if err != nil {
		return fmt.Errorf("%s of %s: %w", t.name, stream, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 && c.kind == update {
		return fmt.Errorf("%s of %s: %w", t.name, stream, cmp.Or(err, errNoRow))
	}
	return nil
}

// project brings the facts of the plain tables up to a commit, within its transaction. A table that does not take its
// change never keeps the commit from being made: the facts stay behind, and are compared anew at the
// next one. next becomes the stream's tail; was is the one before. n is how many rows changed.
func (w *writer) project(next, was *tail, c *meeting.Commit) (n int, err error) {
	next.record, next.service = weak.Pointer[meeting.State]{}, weak.Pointer[meeting.Service]{}
	changes, known := was.known(c)
	if known && len(changes) > 0 {
		err = w.putAll(c, changes)
	}
	if !known || errors.Is(err, errNoRow) {
		if changes, err = diffStored(w.ctx, w.conn, c.Stream, c.Record, c.Service); err != nil {
			return 0, err
		}
		changes = slices.DeleteFunc(changes, func(x change) bool { return x.kind == write }) // Sync does that
		err = w.putAll(c, changes)
	}
	if err != nil {
		if !isConstraint(err) && !errors.Is(err, errNoRow) {
			return 0, err
		}
		w.s.log.Error("the plain tables stay behind the log", "stream", c.Stream, "seq", next.seq, "error", err)
		return 0, nil
	}
	next.facts = next.seq
	if c.Record != nil {
		next.record = weak.Make(c.Record)
	} else {
		next.service = weak.Make(c.Service)
		next.texts = next.seq
	}
	return len(changes), nil
}

// known returns what a commit changes in the plain tables, if it is known what they hold.
func (t *tail) known(c *meeting.Commit) (changes []change, ok bool) {
	switch {
	case t.facts != t.seq:
		return nil, false
	case c.Record != nil:
		old := t.record.Value()
		if t.seq == 0 {
			old = &meeting.State{}
		}
		if old == nil {
			return nil, false
		}
		return diffRecord(old, c.Record), true
	default:
		old := t.service.Value()
		if t.seq == 0 {
			old = &meeting.Service{}
		}
		if old == nil {
			return nil, false
		}
		return diffService(old, c.Service), true
	}
}

// putAll makes changes of the plain tables: all, or none.
func (w *writer) putAll(c *meeting.Commit, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	if _, err := w.conn.ExecContext(w.ctx, "SAVEPOINT facts"); err != nil {
		return err
	}
	for _, x := range changes {
		err := w.put(c.Stream, x, stateTexts{c.Record})
		if err == nil {
			continue
		}
		if isConstraint(err) || errors.Is(err, errNoRow) {
			if _, back := w.conn.ExecContext(w.ctx, "ROLLBACK TO facts; RELEASE facts"); back != nil {
				return back
			}
		}
		return err
	}
	_, err := w.conn.ExecContext(w.ctx, "RELEASE facts")
	return err
}

// Sync brings the shared texts in the stream's plain tables up to state, in short transactions that give way to
// commits. The first time after a start it also compares everything that the tables hold, and puts right what is not so.
// A state that the log has left behind is fine; one that is older than what was synced before does nothing.
func (s *Store) Sync(ctx context.Context, stream string, state *meeting.State) error {
	if s.readOnly {
		return errReadOnly
	}
	select {
	case s.syncing <- struct{}{}:
		defer func() { <-s.syncing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var t tail
	err := s.do(ctx, func(w *writer) (bool, error) {
		is, err := w.tail(stream)
		if err == nil {
			t = *is
		}
		return true, err
	})
	if err != nil {
		return err
	}
	old := t.synced.Value()
	if old == state || t.texts > state.Seq {
		return nil
	}
	if state.Seq > t.seq {
		return fmt.Errorf("sync of %s: the log ends at row %d, before %d", stream, t.seq, state.Seq)
	}
	y := &syncing{stream: stream, state: state, exact: true}
	if old != nil && t.facts == t.seq {
		y.changes = diffTexts(old, state)
	} else {
		y.all = true
		err := s.read(func(d *database) error {
			tx, err := d.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
			if err != nil {
				return err
			}
			defer tx.Rollback()
			y.changes, err = diffStored(ctx, tx, stream, state, nil)
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.do(ctx, y.step)
}

// diffTexts returns the texts that differ between two states.
func diffTexts(old, now *meeting.State) []change {
	changed := map[meeting.Field]bool{}
	for f, v := range now.Texts {
		if old.Text(f) != v {
			changed[f] = true
		}
	}
	if len(changed) == 0 {
		return nil
	}
	var out []change
	for _, c := range diffRecord(&meeting.State{}, now) {
		if slices.ContainsFunc(c.texts, func(f meeting.Field) bool { return changed[f] }) {
			out = append(out, change{write, c.row})
		}
	}
	return out
}

// syncing is one Sync on its way.
type syncing struct {
	stream  string
	state   *meeting.State
	changes []change // what is left of them
	all     bool     // the facts were compared too
	exact   bool     // the log has not moved on so far: facts can be put right
}

func (y *syncing) step(w *writer) (done bool, err error) {
	t, err := w.tail(y.stream)
	if err != nil {
		return true, err
	}
	next := *t
	y.exact = y.exact && t.seq == y.state.Seq
	finish := func() {
		next.texts, next.synced = y.state.Seq, weak.Make(y.state)
		if y.all && y.exact {
			next.facts, next.record = next.seq, weak.Make(y.state)
		}
	}
	if len(y.changes) == 0 && t.texts == y.state.Seq && t.facts == t.seq {
		finish()
		w.tails[y.stream] = &next
		return true, nil
	}
	if _, err := w.begin.ExecContext(w.ctx); err != nil {
		return true, w.fail(err, false, nil)
	}
	began, n := time.Now(), 0
	for ; n < len(y.changes) && time.Since(began) < choreTime; n++ {
		c := y.changes[n]
		if c.kind != write && !y.exact {
			continue // a commit since then has put it right
		}
		if err := w.put(y.stream, c, stateTexts{y.state}); err != nil && !errors.Is(err, errNoRow) {
			return true, w.fail(err, false, nil)
		}
	}
	if y.changes = y.changes[n:]; len(y.changes) == 0 {
		finish()
		if _, err := w.setHead.ExecContext(w.ctx, y.stream, int64(next.seq), next.hash[:], int64(next.facts), int64(next.texts)); err != nil {
			return true, w.fail(err, false, nil)
		}
	}
	if _, err := w.commit.ExecContext(w.ctx); err != nil {
		return true, w.fail(err, true, nil)
	}
	w.tails[y.stream] = &next
	w.wrote(n + 2)
	return len(y.changes) == 0, nil
}
