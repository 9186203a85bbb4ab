package room

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
)

// Room is the one live copy of an open record.
type Room struct {
	stream
	own  *source // of what the service itself asks for
	keep keeper
	past past

	// the writer's own
	site     text.Site // of the service itself, once it has written
	snapshot meeting.Seq
	want     bool               // a snapshot is due at the next quiet
	changed  time.Time          // the last commit
	synced   meeting.Seq        // the state that Log.Sync was last given, or nothingKnown
	settled  map[meeting.ID]day // when a meeting's minutes were last tried to be made final, or access to a closed plan to be ended

	erasing atomic.Bool // it ends since something of the record is erased

	ready chan struct{} // closed when it is open, or could not be opened
	err   error         // why it could not

	// guarded by hub.mu
	holds   int       // seats and calls that need it open
	empty   time.Time // since when there are none
	retired bool      // nobody may have it any more

	mu      sync.Mutex
	leaving bool   // somebody has left since the last Log.Sync
	n       uint64 // counts what could change somebody's Update
	state   *meeting.State
	seats   []*Seat // in order of Conn
	classes map[meeting.Viewer]*class
	conns   uint32
	sites   text.Site // the newest one given
	presence
}

type day = meeting.Day

func newRoom(h *Hub, name string) *Room {
	r := &Room{
		own: newSource(), synced: nothingKnown, settled: map[meeting.ID]day{}, ready: make(chan struct{}),
		classes: map[meeting.Viewer]*class{},
	}
	r.init(h, name, r)
	r.keep = keeper{hub: h, name: name}
	r.past = newPast()
	r.begin(r)
	return r
}

// open loads the record and then is its writer.
func (r *Room) open() {
	l, err := r.load(r.hub.ctx, nothingKnown)
	if err != nil {
		r.err = err
		r.hub.opt.Log.Error("a record cannot be opened", "stream", r.name, "error", err)
		r.hub.forget(r)
		close(r.ready)
		close(r.ended)
		return
	}
	r.model, r.seq, r.at = l.model, l.seq, l.at
	r.record().Under(r.hub.Directory().Standing())
	r.publish(nil, true)
	close(r.ready)
	r.run()
}

func (r *Room) record() *meeting.Record {
	rec, _ := r.model.(*meeting.Record)
	return rec
}

func (r *Room) load(ctx context.Context, known meeting.Seq) (loaded, error) {
	snap, ok, err := r.hub.log.LoadSnapshot(ctx, r.name)
	if err == nil && ok {
		var rec *meeting.Record
		if rec, err = meeting.RestoreRecord(snap); err == nil {
			var l loaded
			if l, err = r.hub.replay(ctx, r.name, rec, snap.Seq, known); err == nil {
				r.snapshot = snap.Seq
				return l, nil
			}
		}
	}
	if err != nil { // a snapshot is only a shorter way to the same state
		r.hub.opt.Log.Warn("a snapshot is of no use", "stream", r.name, "error", err)
	}
	r.snapshot = 0
	return r.hub.replay(ctx, r.name, meeting.NewRecord(), 0, known)
}

func (r *Room) commands(b *batch) []meeting.Command {
	if b.ask != nil {
		return b.ask(r.record().State())
	}
	return b.cmds
}

func (r *Room) authorise(b *batch, c meeting.Command, at time.Time) (meeting.Authority, meeting.Command, error) {
	r.record().Under(r.hub.Directory().Standing())
	if b.system {
		if r.site == 0 {
			r.site = r.newSite()
		}
		return meeting.Authority{System: true, Site: r.site, Spare: r.spare(c), At: at}, c, nil
	}
	a, err := authority(r.hub.Directory(), b.who)
	if err != nil {
		return a, c, err
	}
	a.At, a.Spare = at, r.spare(c)
	if b.seat != nil {
		a.Site, c = b.seat.own(c)
	}
	if said, ok := c.(meeting.RaiseConcern); ok {
		said.Leads = r.hub.Directory().Settings.LeadsFor(a.Agency)
		c = said
	}
	if t, ok := c.(meeting.TakeChair); ok && t.Away && !r.chairAway(t.Meeting) && r.chaired(t.Meeting) {
		return a, c, errThere
	}
	return a, c, nil
}

// chaired reports whether somebody who is on the team chairs a meeting.
func (r *Room) chaired(id meeting.ID) bool {
	s := r.record().State()
	m := s.Meeting(id)
	if m == nil {
		return false
	}
	chair := s.Member(m.Chair)
	return chair != nil && chair.Current()
}

// refused says to somebody whose membership has ended that it has.
func (r *Room) refused(b *batch, err error) error {
	if b.seat != nil && meeting.CodeOf(err) == meeting.NotFound && r.record().State().MemberOf(b.who.Person) == nil {
		return ended(r.record().State(), b.who.Person)
	}
	return err
}

// newSite returns a site that nobody has had on this record.
func (r *Room) newSite() text.Site {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sites++
	return r.sites
}

// spare returns a site for words written on behalf of somebody, if the command may need one.
func (r *Room) spare(c meeting.Command) text.Site {
	if p, ok := c.(meeting.AddPassage); ok && p.For != 0 {
		return r.newSite()
	}
	return 0
}

func (r *Room) complete(c *meeting.Commit) { c.Record = r.record().State() }

// factual reports whether an event changes more than a text.
func factual(e meeting.Event) bool {
	switch e.(type) {
	case meeting.TextEdited, meeting.SiteOpened:
		return false
	}
	return true
}

func (r *Room) publish(done []*batch, reloaded bool) {
	now := r.hub.opt.now()
	facts := reloaded
	r.mu.Lock()
	old := r.state
	r.state = r.record().State()
	r.sites = max(r.sites, r.state.NextSite()-1)
	for _, b := range done {
		for _, e := range b.result.Events {
			facts = facts || factual(e)
			if b.seat == nil {
				continue
			}
			switch e := e.(type) {
			case meeting.SiteOpened:
				b.seat.wrote = b.seat.wrote || e.Site == b.seat.site
			case meeting.TextEdited:
				r.typed(b.seat, e.Field, now)
				r.carry(b.seat, e)
			}
		}
	}
	if reloaded {
		r.resite()
	}
	if facts {
		r.follow(old, now)
		for _, b := range done {
			r.narrowed(old, b)
		}
	}
	r.wake(now)
	state := r.state
	r.mu.Unlock()
	r.changed = now
	if facts && old != nil { // opening a room changes nothing
		r.want = r.want || old.Live() != nil && state.Live() == nil
		r.hub.homes.touch(r.name, old, state)
	}
}

// resite gives a new site to whoever has one that somebody at another node has taken meanwhile.
func (r *Room) resite() {
	if p, _ := r.state.AuthorOf(r.site); p != "" {
		r.site = 0
	}
	for _, s := range r.seats {
		if p, _ := r.state.AuthorOf(s.site); p != "" && !s.wrote {
			r.sites++
			s.former = append(s.former, s.site)
			s.site = r.sites
		}
	}
}

func (r *Room) shown() {
	now := r.hub.opt.now()
	r.mu.Lock()
	r.wake(now)
	r.mu.Unlock()
}

// wake tells every seat to look. It is called with mu held.
func (r *Room) wake(now time.Time) {
	r.n++
	r.woken, r.stale = now, false
	for _, s := range r.seats {
		s.poke()
	}
}

// front is everything that an Update is made from.
type front struct {
	n        uint64
	state    *meeting.State
	presence *everyone
	service  *meeting.Service
	saved    meeting.Saved
	stopping bool
}

func (r *Room) front() front {
	r.mu.Lock()
	r.state = r.state.Under(r.hub.Directory().Standing())
	f := front{n: r.n, state: r.state, presence: r.everyone()}
	r.mu.Unlock()
	f.service, f.saved, f.stopping = r.hub.Directory(), r.saved.get(), r.hub.stopping.Load()
	return f
}

// tend brings the plain tables up to date, keeps a snapshot, makes minutes final, ends access to closed plans and closes the room, each
// when it is due.
func (r *Room) tend(now time.Time) time.Time {
	if r.model == nil {
		return time.Time{}
	}
	retire, due := r.hub.retire(r, now)
	if retire {
		r.close()
		return time.Time{}
	}
	due = earliest(due, earliest(r.tendTables(now), r.tendMinutes(now)))
	due = earliest(due, earliest(r.tendAccess(now), r.tendUrgent(now)))
	return earliest(due, r.tendParts(now))
}

func (r *Room) tendTables(now time.Time) time.Time {
	quiet := r.changed.Add(r.hub.opt.QuietAfter)
	rows, every := int(r.seq-r.snapshot), r.hub.opt.SnapshotEvery
	later := now.Before(quiet)
	var due time.Time
	switch {
	case !r.want && rows < every:
	case later && rows < 4*every:
		due = quiet
	default:
		r.takeSnapshot()
	}
	if r.seq == r.synced || r.seq == 0 {
		return due
	}
	r.mu.Lock()
	leaving := r.leaving
	r.leaving = false
	r.mu.Unlock()
	if later && !leaving && r.synced != nothingKnown {
		return quiet
	}
	r.synced = r.seq
	r.keep.sync(r.record().State())
	return due
}

func (r *Room) takeSnapshot() {
	s, err := r.record().Snapshot()
	if err != nil {
		r.hub.opt.Log.Warn("no snapshot was made", "stream", r.name, "error", err)
	} else if s.Seq != 0 {
		r.keep.snapshot(s)
	}
	r.want, r.snapshot = false, r.seq // after an error, the next try is as many rows away
}

// tendMinutes makes sent minutes final once the day until which people could reply is over.
func (r *Room) tendMinutes(now time.Time) (due time.Time) {
	today := meeting.DayOf(now.In(r.hub.opt.Zone))
	for _, m := range r.record().State().Meetings {
		if m.Stage != meeting.Sent {
			continue
		}
		over := m.ReplyBy.Time(r.hub.opt.Zone).AddDate(0, 0, 1)
		if now.Before(over) {
			due = earliest(due, over)
			continue
		}
		if r.settled[m.ID] != today {
			r.settled[m.ID] = today
			r.ask(meeting.FinaliseMinutes{Meeting: m.ID, Today: today})
		}
		due = earliest(due, now.Add(24*time.Hour))
	}
	if tomorrow := now.Add(24 * time.Hour); due.After(tomorrow) { // a machine may have slept
		due = tomorrow
	}
	return due
}

// ask lines up what the service itself wants.
func (r *Room) ask(c meeting.Command) {
	r.askIf(func(*meeting.State) []meeting.Command { return []meeting.Command{c} })
}

// askIf lines up what the service itself wants, to be said when its turn has come.
func (r *Room) askIf(commands func(*meeting.State) []meeting.Command) {
	b := &batch{id: r.hub.newID(), system: true, ask: commands, from: r.own, done: make(chan outcome, 1)}
	if err := r.queue.put(b); err != nil && !errors.Is(err, ErrStopping) {
		r.hub.opt.Log.Warn("the service could not ask", "stream", r.name, "error", err)
	}
}

// end keeps what closes with the room.
func (r *Room) end() {
	if r.model != nil && r.seq > 0 {
		if r.snapshot != r.seq {
			r.takeSnapshot()
		}
		if r.synced != r.seq {
			r.keep.sync(r.record().State())
		}
	}
	r.keep.wait()
	r.mu.Lock()
	r.over = true
	r.alarm.off()
	r.mu.Unlock()
	r.hub.forget(r)
}
