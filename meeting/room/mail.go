package room

import (
	"context"
	"slices"

	"oneplan/meeting"
)

// MailWanted returns the mail that a record asks for now, under the service's settings, to those who have access to the service still: see
// State.MailWanted. had is the newest edition of the mail about the record.
func (h *Hub) MailWanted(ctx context.Context, record string, had []meeting.Mail) ([]meeting.Mail, error) {
	r, err := h.open(ctx, record)
	if err != nil {
		return nil, err
	}
	defer h.release(r)
	dir := h.Directory()
	all := r.front().state.Under(dir.Standing()).MailWanted(h.opt.now().In(h.opt.Zone), had)
	return slices.DeleteFunc(all, func(m meeting.Mail) bool {
		a := dir.Account(m.Person)
		return a == nil || a.Revoked
	}), nil
}

// ThisWeek counts over all records of somebody's what home shows them as due, this week or before, and the meetings of this week: see
// View.ThisWeek.
func (h *Hub) ThisWeek(ctx context.Context, p meeting.PersonID) (due, meetings int, err error) {
	who := Identity{Person: p}
	a, err := authority(h.Directory(), who)
	if err != nil {
		return 0, 0, err
	}
	names, err := h.recordsOf(ctx, who)
	if err != nil {
		return 0, 0, err
	}
	now := h.opt.now().In(h.opt.Zone)
	for _, name := range names {
		rec, err := h.homeRecord(ctx, name, a, nil)
		switch {
		case ctx.Err() != nil:
			return 0, 0, ctx.Err()
		case err != nil: // one damaged record must not hide the others
			h.opt.Log.Warn("a record is missing from a reminder", "stream", name, "error", err)
		case rec.View != nil:
			d, m := rec.View.ThisWeek(now)
			due, meetings = due+d, meetings+m
		}
	}
	return due, meetings, nil
}

// forgetMailbox forgets the address of somebody whose access has ended, which is the only use that it had.
func (h *Hub) forgetMailbox(ctx context.Context, p meeting.PersonID) {
	if h.opt.Mails == nil {
		return
	}
	if err := h.opt.Mails.ForgetMailbox(ctx, p); err != nil { // the next start does it
		h.opt.Log.Error("a mailbox is not forgotten yet", "person", string(p), "error", err)
	}
}

// forgetMailboxes forgets the mailboxes of those whose access ended just before the service stopped, or for whom it failed.
func (h *Hub) forgetMailboxes(ctx context.Context) {
	if h.opt.Mails == nil {
		return
	}
	all, err := h.opt.Mails.Mailboxes(ctx)
	if err != nil {
		h.opt.Log.Error("the mailboxes cannot be read", "error", err)
	}
	for _, b := range all {
		if a := h.Directory().Account(b.Person); a == nil || a.Revoked {
			h.forgetMailbox(ctx, b.Person)
		}
	}
}
