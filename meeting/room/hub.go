package room

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"oneplan/meeting"
)

// Hub holds every open stream of one log. Its methods are safe for concurrent use.
type Hub struct {
	log meeting.Log
	opt Options

	ctx    context.Context // ends when a Close has run out of time
	cancel context.CancelFunc

	service  *service
	stopping atomic.Bool
	homes    homes
	guesses  guesses // of records to open urgently
	taken    guesses // of names for a new record

	ids     sync.Mutex // NewID may count
	staying sync.Mutex // one stay is written down at a time

	mu      sync.Mutex
	rooms   map[string]*Room
	barred  map[string]chan struct{} // records that something is erased from: closed when that is over
	closing bool
	writers sync.WaitGroup
}

// NewHub opens the service stream of a log. Until Close, nobody else may append to the log, unless they can bear that both
// decide again after each conflict.
func NewHub(ctx context.Context, log meeting.Log, o Options) (*Hub, error) {
	h := &Hub{log: log, opt: o.filled(), rooms: map[string]*Room{}, barred: map[string]chan struct{}{}}
	h.ctx, h.cancel = context.WithCancel(context.WithoutCancel(ctx))
	h.homes.init(h)
	h.service = &service{}
	h.service.init(h, meeting.ServiceStream, h.service)
	l, err := h.service.load(ctx, nothingKnown)
	if err != nil {
		h.cancel()
		return nil, fmt.Errorf("the people and records of the service cannot be read: %w", err)
	}
	h.service.model, h.service.seq, h.service.at = l.model, l.seq, l.at
	h.service.publish(nil, true)
	h.writers.Go(h.service.run)
	h.forgetMailboxes(ctx)
	return h, nil
}

// Directory returns the newest state of the service: people, keys, invitations, agencies and the names of
// records.
func (h *Hub) Directory() *meeting.Service { return h.service.state.Load() }

func (h *Hub) newID() string {
	h.ids.Lock()
	defer h.ids.Unlock()
	return h.opt.NewID()
}

// authority says who somebody is, as the service has it now. A pass and a shared screen carry no rights over the service.
func authority(s *meeting.Service, who Identity) (meeting.Authority, error) {
	a := s.Account(who.Person)
	if who.Person == "" || a == nil || a.Revoked {
		return meeting.Authority{}, errEnded
	}
	alone := !who.pass() && !who.Shared
	return meeting.Authority{
		Person: a.ID, Name: a.Name, Agency: a.Agency, Admin: a.Admin && alone, Manager: a.Manager && alone,
		Shared: who.Shared, Meeting: who.Meeting,
	}, nil
}

// open returns the room of a record, held open until release. A record that is not on the service's list is not
// there.
func (h *Hub) open(ctx context.Context, name string) (*Room, error) {
	for {
		h.mu.Lock()
		if over := h.barred[name]; over != nil {
			h.mu.Unlock()
			select {
			case <-over:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			continue
		}
		if !h.Directory().HasRecord(name) {
			h.mu.Unlock()
			return nil, errNotFound
		}
		if h.closing {
			h.mu.Unlock()
			return nil, ErrStopping
		}
		r := h.rooms[name]
		if r != nil && r.retired {
			h.mu.Unlock()
			select { // it is written down first
			case <-r.ended:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			continue
		}
		if r == nil {
			r = newRoom(h, name)
			h.rooms[name] = r
			h.writers.Go(r.open)
		}
		r.holds++
		h.mu.Unlock()
		select {
		case <-r.ready:
		case <-ctx.Done():
			h.release(r)
			return nil, ctx.Err()
		}
		if r.err != nil {
			return nil, &told{"This record cannot be opened: nothing of it was changed, please tell whoever runs the service.", r.err}
		}
		return r, nil
	}
}

// release lets go of a room.
func (h *Hub) release(r *Room) {
	h.mu.Lock()
	r.holds--
	if r.holds == 0 {
		r.empty = h.opt.now()
	}
	h.mu.Unlock()
	r.queue.poke()
}

// retire reports whether a room has been empty for so long that it is to be closed: nobody gets it any more then. due is
// when to ask again.
func (h *Hub) retire(r *Room, now time.Time) (retire bool, due time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.holds > 0 || r.retired {
		return false, time.Time{}
	}
	if due = r.empty.Add(h.opt.IdleAfter); now.Before(due) {
		return false, due
	}
	r.retired = true
	return true, time.Time{}
}

// forget drops a room whose writer is done.
func (h *Hub) forget(r *Room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.retired = true
	if h.rooms[r.name] == r {
		delete(h.rooms, r.name)
	}
}

// aside does something that the hub's end waits for, unless that has begun.
func (h *Hub) aside(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closing {
		h.writers.Go(f)
	}
}

// Open returns how many records are open now: those that somebody is in, or that were asked for a moment ago.
func (h *Hub) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.rooms)
}

// opened returns the rooms that are open now.
func (h *Hub) opened() []*Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]*Room, 0, len(h.rooms))
	for _, r := range h.rooms {
		select {
		case <-r.ready:
			out = append(out, r)
		default:
		}
	}
	return out
}

// Sit gives somebody a seat in a record. Nobody sees them there until Point names a meeting. For whoever is not on its team the
// record does not exist: they get a *meeting.Error with code NotFound.
func (h *Hub) Sit(ctx context.Context, record string, who Identity) (*Seat, error) {
	a, err := authority(h.Directory(), who)
	if err != nil {
		return nil, err
	}
	if who.Record != "" && who.Record != record {
		return nil, errNotFound
	}
	r, err := h.visit(ctx, record, who)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	v := r.state.ViewerOf(a)
	if !r.state.Admits(who.Person, h.opt.now()) || v.Meeting != 0 && r.state.Meeting(v.Meeting) == nil {
		r.mu.Unlock()
		h.release(r)
		return nil, errNotFound
	}
	r.conns++
	r.sites++
	s := &Seat{
		room: r, who: who, conn: r.conns, came: h.opt.now(), site: r.sites, from: newSource(),
		news: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	r.seats = append(r.seats, s)
	r.mu.Unlock()
	return s, nil
}

// visit is open for somebody. Whose part in the record a withdrawal has ended is told so; for anybody else whose it is not, it is not
// there.
func (h *Hub) visit(ctx context.Context, record string, who Identity) (*Room, error) {
	names, err := h.recordsOf(ctx, who)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, record) {
		return nil, h.PartEnded(ctx, who, record)
	}
	return h.open(ctx, record)
}

// recordsOf returns the names of the records that somebody may know of, sorted.
func (h *Hub) recordsOf(ctx context.Context, who Identity) ([]string, error) {
	names, err := h.log.RecordsOf(ctx, who.Person)
	if err != nil {
		return nil, &told{"Your records cannot be looked up now: nothing was changed, please try again.", err}
	}
	for _, n := range h.Directory().UrgentFor(who.Person, h.opt.now()) {
		if i, found := slices.BinarySearch(names, n); !found {
			names = slices.Insert(slices.Clip(names), i, n)
		}
	}
	dir := h.Directory()
	return slices.DeleteFunc(names, func(n string) bool { return who.Record != "" && n != who.Record || !dir.HasRecord(n) }), nil
}

// Views returns every record that somebody may see, sorted by name, with who is in its rooms.
func (h *Hub) Views(ctx context.Context, who Identity) ([]meeting.HomeRecord, error) {
	a, err := authority(h.Directory(), who)
	if err != nil {
		return nil, err
	}
	names, err := h.recordsOf(ctx, who)
	if err != nil {
		return nil, err
	}
	var out []meeting.HomeRecord
	for _, name := range names {
		rec, err := h.homeRecord(ctx, name, a, nil)
		if err != nil {
			return nil, err
		}
		if rec.View != nil {
			out = append(out, rec)
		}
	}
	return out, nil
}

// Stopping tells everybody that the service is about to restart.
func (h *Hub) Stopping() {
	h.stopping.Store(true)
	for _, r := range h.opened() {
		r.shown()
	}
	h.homes.touchAll()
}

// Close ends the service: it takes nothing new, makes durable what was asked for, keeps snapshots, brings the
// plain tables up to date, and returns when all that is done. If ctx ends earlier, it gives up: what is in the log stays in
// the log.
func (h *Hub) Close(ctx context.Context) error {
	h.Stopping()
	h.mu.Lock()
	h.closing = true
	for _, r := range h.rooms {
		r.close()
	}
	h.mu.Unlock()
	h.service.close()
	done := make(chan struct{})
	go func() {
		h.writers.Wait()
		close(done)
	}()
	defer h.cancel()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the service did not end in time, what is in its log is safe: %w", ctx.Err())
	}
}
