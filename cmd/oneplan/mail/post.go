package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
	"oneplan/meeting/words"
)

// Options are what a Post needs. Each is needed, but for those that say otherwise.
type Options struct {
	Mails   meeting.Mails
	Hub     *room.Hub
	Records func(context.Context, meeting.PersonID) ([]string, error) // of whose teams somebody is
	Server  Server
	// Paper is a paper as somebody gets it who asks for it with these words, which leaves the same trace.
	Paper  func(ctx context.Context, p meeting.PersonID, words ...string) ([]byte, error)
	Line   func(words string) string                 // what somebody types at home to ask for something
	UID    func(record string, id meeting.ID) string // what calendar programs know a meeting by
	Words  func(meeting.PersonID) *words.Language    // what somebody reads
	Zone   *time.Location                            // where mornings and Mondays are
	Now    func() time.Time
	Log    *slog.Logger
	Secret []byte // known to the service alone, and the same for ever

	Told func(became meeting.MailState) // hears what became of each try; may be nil
	// Delay is how long mail waits before it is sent, so that what was done by mistake can be taken back; 2 minutes if zero.
	Delay time.Duration
	// Quiet is how long nothing of a record changes before it is asked what mail it wants; 2 seconds if zero.
	Quiet time.Duration
	// Pace is the least time between two records when all are asked; 20 ms if zero.
	Pace time.Duration
}

// Post sends the service's mail. Its methods are safe for concurrent use.
type Post struct {
	opt Options

	boxing  sync.Mutex // one mailbox is changed at a time
	unasked unasked
	owed    []meeting.Mail // what became of mail, where it could not be written down yet; of Run alone

	mu      sync.Mutex
	changed map[string]change // records that are to be asked what mail they want
	all     bool              // every record is, and it was not yet looked up which there are
	rest    []string          // those of all records that are still to be asked
	down    time.Time         // since when the server takes no mail; zero: it does
	why     words.Msg         // then why
	wait    time.Duration     // how long the server was left alone last
	until   time.Time         // it is left alone until then
	news    chan struct{}     // has one thing in it if Run is to look
}

// change is when a record has changed for the first and for the last time since it was asked, and how often.
type change struct {
	first, last time.Time
	times       int
}

// The times of a Post.
const (
	delay     = 2 * time.Minute
	quiet     = 2 * time.Second
	longest   = 20 * time.Second // a record that never rests is asked after that
	pace      = 20 * time.Millisecond
	again     = 24 * time.Hour       // every record is asked that often, whether it has changed or not: time passes there, too
	kept      = 400 * 24 * time.Hour // what was sent is known for that long, lest it is sent again
	batch     = 50
	faultWait = time.Minute // after something failed that is not the mail server's
)

// New returns a Post. It sends nothing before Run.
func New(o Options) (*Post, error) {
	if err := o.Server.Check(); err != nil {
		return nil, err
	}
	o.Delay, o.Quiet, o.Pace = cmp.Or(o.Delay, delay), cmp.Or(o.Quiet, quiet), cmp.Or(o.Pace, pace)
	if o.Told == nil {
		o.Told = func(meeting.MailState) {}
	}
	return &Post{opt: o, changed: map[string]change{}, all: true, news: make(chan struct{}, 1)}, nil
}

// Changed says that something of a record has changed.
func (p *Post) Changed(record string) {
	now := p.opt.Now()
	p.mu.Lock()
	c, known := p.changed[record]
	c.times++
	if c.last = now; !known {
		c.first = now
	}
	p.changed[record] = c
	p.mu.Unlock()
	if !known { // else Run looks when the record may have come to rest
		p.poke()
	}
}

// poke has Run look.
func (p *Post) poke() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// Run sends mail until ctx ends. What is on its way then has a moment to arrive.
func (p *Post) Run(ctx context.Context) {
	r := &runner{Post: p}
	for ctx.Err() == nil {
		next, err := r.round(ctx)
		if err != nil && ctx.Err() == nil && !errors.Is(err, room.ErrStopping) {
			p.opt.Log.Error("mail waits: what there is to send cannot be looked up now, and is again in a moment", "err", err)
		}
		if err != nil {
			next = p.opt.Now().Add(faultWait)
		}
		t := time.NewTimer(max(0, next.Sub(p.opt.Now())))
		select {
		case <-ctx.Done():
		case <-p.news:
		case <-t.C:
		}
		t.Stop()
	}
}

// runner is what Run keeps from one round to the next.
type runner struct {
	*Post
	asked time.Time // when it was begun to ask all records last
	paced time.Time // when one of them was asked, by the clock on the wall
	swept time.Time // when old mail was forgotten last
}

// round does what is due, and returns when there is more to do.
func (r *runner) round(ctx context.Context) (time.Time, error) {
	now := r.opt.Now()
	if now.Sub(r.swept) > again {
		if err := r.opt.Mails.ForgetMail(ctx, "", now.Add(-kept)); err != nil {
			return time.Time{}, err
		}
		r.swept = now
	}
	boxes, err := r.boxes(ctx)
	if err != nil {
		return time.Time{}, err
	}
	next, err := r.want(ctx, now, boxes)
	if err != nil {
		return time.Time{}, err
	}
	monday, err := r.remind(ctx, now, boxes)
	if err != nil {
		return time.Time{}, err
	}
	sending, err := r.deliver(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return soonest(next, monday, sending, r.asked.Add(again), r.swept.Add(again)), nil
}

// soonest returns the first of the times that are not zero.
func soonest(ts ...time.Time) time.Time {
	ts = slices.DeleteFunc(ts, time.Time.IsZero)
	if len(ts) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(ts, time.Time.Compare)
}

// boxes are the mailboxes that mail goes to, by their people.
func (p *Post) boxes(ctx context.Context) (map[meeting.PersonID]meeting.Mailbox, error) {
	all, err := p.opt.Mails.Mailboxes(ctx)
	if err != nil {
		return nil, err
	}
	out := map[meeting.PersonID]meeting.Mailbox{}
	for _, b := range all {
		if !b.Proved.IsZero() {
			out[b.Person] = b
		}
	}
	return out, nil
}

// want notes what mail the records want that have changed and rest now, and the next of all records if all are asked. It returns when there
// are more.
func (r *runner) want(ctx context.Context, now time.Time, boxes map[meeting.PersonID]meeting.Mailbox) (next time.Time, err error) {
	if now.Sub(r.asked) >= again {
		names, err := r.records(ctx, boxes)
		if err != nil {
			return time.Time{}, err
		}
		r.mu.Lock()
		r.all, r.rest = false, names
		r.mu.Unlock()
		r.asked = now
	}
	ready := map[string]change{}
	r.mu.Lock()
	for name, c := range r.changed {
		if at := soonest(c.last.Add(r.opt.Quiet), c.first.Add(longest)); at.After(now) {
			next = soonest(next, at)
		} else {
			ready[name] = c
		}
	}
	rest := r.rest
	r.mu.Unlock()
	for name, c := range ready {
		if err := r.wantOf(ctx, name, now, boxes); err != nil {
			return time.Time{}, err
		}
		r.mu.Lock()
		if r.changed[name] == c {
			delete(r.changed, name)
		} else { // meanwhile
			r.changed[name] = change{first: now, last: r.changed[name].last, times: r.changed[name].times}
			next = soonest(next, now.Add(max(0, r.opt.Quiet)))
		}
		r.mu.Unlock()
	}
	if len(rest) == 0 || time.Since(r.paced) < r.opt.Pace {
		if len(rest) > 0 {
			next = soonest(next, now.Add(r.opt.Pace))
		}
		return next, nil
	}
	if err := r.wantOf(ctx, rest[0], now, boxes); err != nil {
		return time.Time{}, err
	}
	r.paced = time.Now()
	r.mu.Lock()
	r.rest = rest[1:]
	r.mu.Unlock()
	return soonest(next, now.Add(r.opt.Pace)), nil
}

// records are those on whose teams somebody is to whom mail goes.
func (p *Post) records(ctx context.Context, boxes map[meeting.PersonID]meeting.Mailbox) ([]string, error) {
	var out []string
	for who := range boxes {
		names, err := p.opt.Records(ctx, who)
		if err != nil {
			return nil, err
		}
		out = append(out, names...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// wantOf notes what mail a record wants, for those to whom it goes.
func (p *Post) wantOf(ctx context.Context, record string, now time.Time, boxes map[meeting.PersonID]meeting.Mailbox) error {
	if len(boxes) == 0 || record == meeting.ServiceStream {
		return nil
	}
	wanted, err := p.wanted(ctx, record)
	switch {
	case errors.As(err, new(unread)) && ctx.Err() == nil: // one damaged record must not hold up the mail about others
		p.opt.Log.Warn("what mail a record wants is not known, and is asked again in a day", "record", record, "err", err)
		return nil
	case err != nil:
		return err
	}
	wanted = slices.DeleteFunc(wanted, func(m meeting.Mail) bool { return !boxes[m.Person].Gets(m.Kind) })
	if len(wanted) == 0 {
		return nil
	}
	_, err = p.opt.Mails.WantMail(ctx, wanted, now, now.Add(p.opt.Delay))
	return err
}

// unread is why it is not known what mail a record wants.
type unread struct{ error }

func (u unread) Unwrap() error { return u.error }

// wanted is what mail a record wants now; none, if it is not there any more. It fails with unread if the record cannot be read.
func (p *Post) wanted(ctx context.Context, record string) ([]meeting.Mail, error) {
	had, err := p.opt.Mails.MailOf(ctx, record, 0)
	if err != nil {
		return nil, err
	}
	wanted, err := p.opt.Hub.MailWanted(ctx, record, had)
	switch {
	case meeting.CodeOf(err) == meeting.NotFound:
		return nil, nil
	case err != nil && !errors.Is(err, room.ErrStopping):
		return nil, unread{err}
	}
	return wanted, err
}

// remind notes the reminders of this week, from Monday at eight until Wednesday evening, and returns when it is to be asked next.
func (r *runner) remind(ctx context.Context, now time.Time, boxes map[meeting.PersonID]meeting.Mailbox) (time.Time, error) {
	local := now.In(r.opt.Zone)
	y, m, d := monday(local).Date()
	at := func(days, hour int) time.Time { return time.Date(y, m, d+days, hour, 0, 0, 0, r.opt.Zone) }
	from, until, next := at(0, 8), at(2, 20), at(7, 8)
	if local.Before(from) {
		return from, nil
	}
	if !local.Before(until) {
		return next, nil
	}
	var wanted []meeting.Mail
	for who, b := range boxes {
		if b.Gets(meeting.MailReminder) {
			wanted = append(wanted, meeting.Mail{MailKey: meeting.MailKey{Kind: meeting.MailReminder, Person: who}, Of: weekOf(local)})
		}
	}
	if len(wanted) == 0 {
		return next, nil
	}
	_, err := r.opt.Mails.WantMail(ctx, wanted, now, now)
	return next, err
}

// monday is the midnight with which the week of a time begins (ISO 8601).
func monday(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location())
}

// weekOf names the week of a time (ISO 8601).
func weekOf(t time.Time) string {
	y, w := t.ISOWeek()
	return fmt.Sprintf("%d-W%02d", y, w)
}
