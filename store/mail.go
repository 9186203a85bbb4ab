package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"oneplan/meeting"
)

var _ meeting.Mails = (*Store)(nil)

// instant turns a time into the text that a column holds, NULL for none.
func instant(t time.Time) sql.NullString {
	return sql.NullString{String: formatTime(t), Valid: !t.IsZero()}
}

// scanned reads times of columns, NULL as none.
type scanned struct {
	into *time.Time
}

func (s scanned) Scan(v any) (err error) {
	switch v := v.(type) {
	case nil:
		*s.into = time.Time{}
	case string:
		*s.into, err = time.Parse(timeLayout, v)
	default:
		err = fmt.Errorf("%T is no time", v)
	}
	return err
}

const mailboxColumns = "person, address, asked, wrong, proved, minutes, meetings, reminder, form"

func scanMailbox(row interface{ Scan(dest ...any) error }) (b meeting.Mailbox, err error) {
	err = row.Scan(&b.Person, &b.Address, scanned{&b.Asked}, &b.Wrong, scanned{&b.Proved}, &b.Minutes, &b.Meetings, &b.Reminder, &b.Form)
	return b, err
}

// Mailbox returns somebody's mailbox, with an empty address if they have none.
func (s *Store) Mailbox(ctx context.Context, p meeting.PersonID) (b meeting.Mailbox, err error) {
	err = s.read(func(d *database) (err error) {
		b, err = scanMailbox(d.readers.QueryRowContext(ctx, "SELECT "+mailboxColumns+" FROM mailbox WHERE person = ?", string(p)))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return meeting.Mailbox{Person: p}, nil
	}
	return b, unreadableMail(err)
}

// Mailboxes returns all mailboxes, in the order of their people.
func (s *Store) Mailboxes(ctx context.Context) ([]meeting.Mailbox, error) {
	return readAll(ctx, s, scanMailbox, "SELECT "+mailboxColumns+" FROM mailbox ORDER BY person")
}

// KeepMailbox keeps a mailbox in place of the person's earlier one. Nothing of the earlier address is left in the file.
func (s *Store) KeepMailbox(ctx context.Context, b meeting.Mailbox) error {
	return s.changeMail(ctx, func(_ *writer, exec execer) error {
		return exec("INSERT OR REPLACE INTO mailbox ("+mailboxColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", string(b.Person), b.Address,
			formatTime(b.Asked), b.Wrong, instant(b.Proved), b.Minutes, b.Meetings, b.Reminder, string(b.Form))
	})
}

// ForgetMailbox takes out somebody's mailbox and drops the mail that waits for them. Nothing of the address is left in the file, and
// after the next checkpoint nothing in the write-ahead log.
func (s *Store) ForgetMailbox(ctx context.Context, p meeting.PersonID) error {
	return s.changeMail(ctx, func(_ *writer, exec execer) error {
		return errors.Join(
			exec("DELETE FROM mailbox WHERE person = ?", string(p)),
			exec("UPDATE mail SET state = ? WHERE person = ? AND state = ?", string(meeting.MailDropped), string(p), string(meeting.MailWaiting)),
		)
	})
}

const mailColumns = "kind, person, record, meeting, edition, says, state, made, due, tried, tries, coalesce(why, '')"

func scanMail(row interface{ Scan(dest ...any) error }) (m meeting.Mail, err error) {
	err = row.Scan(&m.Kind, &m.Person, &m.Record, &m.Meeting, &m.Edition, &m.Of, &m.State, scanned{&m.Made}, scanned{&m.Due}, scanned{&m.Tried}, &m.Tries, &m.Why)
	return m, err
}

// ofKey chooses the mail of a key; keyOf are its arguments.
const ofKey = " WHERE record = ? AND meeting = ? AND kind = ? AND person = ?"

func keyOf(k meeting.MailKey, before ...any) []any {
	return append(before, k.Record, int64(k.Meeting), string(k.Kind), string(k.Person))
}

// WantMail notes mail to be sent at due, and returns how much of it is new: see meeting.Mails.
func (s *Store) WantMail(ctx context.Context, wanted []meeting.Mail, now, due time.Time) (n int, err error) {
	if len(wanted) == 0 {
		return 0, nil
	}
	err = s.changeMail(ctx, func(w *writer, exec execer) error {
		n = 0
		for _, m := range wanted {
			isNew, err := w.wantMail(exec, m, formatTime(now), formatTime(due))
			if err != nil {
				return err
			}
			if isNew {
				n++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (w *writer) wantMail(exec execer, m meeting.Mail, now, due string) (isNew bool, err error) {
	var edition int
	var of, state string
	var tried, back bool // back: what is wanted is what was sent before this one
	err = w.conn.QueryRowContext(w.ctx, `SELECT edition, says, state, tried IS NOT NULL, EXISTS (SELECT 1 FROM mail AS earlier WHERE state = 'sent' AND says = ?
		AND (earlier.record, earlier.meeting, earlier.kind, earlier.person, earlier.edition) = (mail.record, mail.meeting, mail.kind, mail.person, mail.edition - 1))
		FROM mail`+ofKey+" ORDER BY edition DESC LIMIT 1", keyOf(m.MailKey, m.Of)...).Scan(&edition, &of, &state, &tried, &back)
	none := errors.Is(err, sql.ErrNoRows)
	if err != nil && !none {
		return false, err
	}
	this := ofKey + " AND edition = ?"
	untried := state == string(meeting.MailWaiting) && !tried
	switch {
	case none || of != m.Of && !untried:
		return true, exec("INSERT INTO mail (state, made, due, says, tries, record, meeting, kind, person, edition) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
			append(keyOf(m.MailKey, string(meeting.MailWaiting), now, due, m.Of), edition+1)...)
	case of != m.Of && back:
		return false, exec("DELETE FROM mail"+this, append(keyOf(m.MailKey), edition)...)
	case of != m.Of:
		return true, exec("UPDATE mail SET says = ?, due = ?"+this, append(keyOf(m.MailKey, m.Of, due), edition)...)
	case state == string(meeting.MailDropped) && m.Kind != meeting.MailReminder:
		return true, exec("UPDATE mail SET state = ?, made = ?, due = ?, tried = NULL, tries = 0, why = NULL"+this,
			append(keyOf(m.MailKey, string(meeting.MailWaiting), now, due), edition)...)
	}
	return false, nil
}

// DueMail returns up to limit mails that wait and are due at now, those due first in front. A mail to which something happened last
// at a time that is yet to come, by more than a day, is due too: the clock was wrong then, and may be there again in years.
func (s *Store) DueMail(ctx context.Context, now time.Time, limit int) ([]meeting.Mail, error) {
	return readAll(ctx, s, scanMail, "SELECT "+mailColumns+` FROM mail WHERE state = 'waiting' AND (due <= ?1 OR coalesce(tried, made) > ?3)
		ORDER BY due, made, person, kind, record, meeting LIMIT ?2`, formatTime(now), max(limit, 0), formatTime(now.AddDate(0, 0, 1)))
}

// NextMail returns when the next mail that waits is due; zero if none waits.
func (s *Store) NextMail(ctx context.Context) (at time.Time, err error) {
	err = s.read(func(d *database) error {
		return d.readers.QueryRowContext(ctx, "SELECT min(due) FROM mail WHERE state = 'waiting'").Scan(scanned{&at})
	})
	return at, unreadableMail(err)
}

// SettleMail writes down what became of a try. There is nothing to write down of mail that is gone.
func (s *Store) SettleMail(ctx context.Context, m meeting.Mail) error {
	return s.changeMail(ctx, func(_ *writer, exec execer) error {
		return exec("UPDATE mail SET state = ?, due = ?, tried = ?, tries = ?, why = ?"+ofKey+" AND edition = ?",
			append(keyOf(m.MailKey, string(m.State), formatTime(m.Due), instant(m.Tried), m.Tries, word(m.Why)), m.Edition)...)
	})
}

// MailOf returns the newest edition of every mail about a record, or with a meeting about that; sorted by kind, then person.
func (s *Store) MailOf(ctx context.Context, record string, m meeting.ID) ([]meeting.Mail, error) {
	return readAll(ctx, s, scanMail, "SELECT "+mailColumns+` FROM mail AS this WHERE record = ?1 AND (?2 = 0 OR meeting = ?2) AND edition = (SELECT max(edition)
		FROM mail AS other WHERE (other.record, other.meeting, other.kind, other.person) = (this.record, this.meeting, this.kind, this.person))
		ORDER BY kind, person, meeting`, record, int64(m))
}

// MailTo returns the mail to somebody, the newest first, up to limit.
func (s *Store) MailTo(ctx context.Context, p meeting.PersonID, limit int) ([]meeting.Mail, error) {
	return readAll(ctx, s, scanMail, "SELECT "+mailColumns+" FROM mail WHERE person = ? ORDER BY made DESC, edition DESC, kind, record, meeting LIMIT ?", string(p), max(limit, 0))
}

// MailIn returns the mail in a state, the oldest first, up to limit, and how many there are.
func (s *Store) MailIn(ctx context.Context, state meeting.MailState, limit int) (mails []meeting.Mail, n int, err error) {
	err = s.read(func(d *database) error {
		return d.readers.QueryRowContext(ctx, "SELECT count(*) FROM mail WHERE state = ?", string(state)).Scan(&n)
	})
	if err != nil {
		return nil, 0, unreadableMail(err)
	}
	mails, err = readAll(ctx, s, scanMail, "SELECT "+mailColumns+" FROM mail WHERE state = ? ORDER BY made, edition, person, kind, record, meeting LIMIT ?", string(state), max(limit, 0))
	return mails, n, err
}

// ForgetMail removes all mail about a record, and mail that was settled before a time.
func (s *Store) ForgetMail(ctx context.Context, record string, before time.Time) error {
	return s.changeMail(ctx, func(_ *writer, exec execer) error {
		var errs []error
		if record != "" {
			errs = append(errs, exec("DELETE FROM mail WHERE record = ?", record))
		}
		if !before.IsZero() {
			errs = append(errs, exec("DELETE FROM mail WHERE state <> 'waiting' AND coalesce(tried, due) < ?", formatTime(before)))
		}
		return errors.Join(errs...)
	})
}

// changeMail changes mail and mailboxes in a transaction of its own, which gives way to commits. What is taken out of a page is overwritten.
func (s *Store) changeMail(ctx context.Context, f func(*writer, execer) error) error {
	if s.readOnly {
		return errReadOnly
	}
	return s.do(ctx, func(w *writer) (bool, error) {
		if _, err := w.conn.ExecContext(w.ctx, "PRAGMA secure_delete = ON"); err != nil {
			return true, w.fail(err, false, nil)
		}
		if err := w.alone(func(exec execer) error { return f(w, exec) }); err != nil {
			return true, err
		}
		if _, err := w.conn.ExecContext(w.ctx, "PRAGMA secure_delete = OFF"); err != nil { // elsewhere it would only cost time
			return true, w.fail(err, false, nil)
		}
		return true, nil
	})
}

// readAll reads every row of a query.
func readAll[T any](ctx context.Context, s *Store, scan func(interface{ Scan(dest ...any) error }) (T, error), query string, args ...any) (all []T, err error) {
	err = s.read(func(d *database) error {
		rows, err := d.readers.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scan(rows)
			if err != nil {
				return err
			}
			all = append(all, v)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, unreadableMail(err)
	}
	return all, nil
}

func unreadableMail(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("what is to be mailed cannot be read: %w", err)
}
