package room

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	"oneplan/meeting"
)

// keepHome is how long a home that nobody looks at is remembered.
const keepHome = 10 * time.Minute

// homes are the homes that somebody looks at. It is only told what may have changed; each home is computed by the
// calls that wait for it.
type homes struct {
	hub *Hub

	mu     sync.Mutex
	byWho  map[Identity]*home
	people map[meeting.PersonID][]*home
	rev    meeting.Rev // the newest given, of any home
}

// home is what one person sees before any meeting.
type home struct {
	who Identity

	// guarded by homes.mu
	calls   int
	left    time.Time       // when the last call ended
	stale   bool            // something may have changed
	records map[string]bool // of these records
	news    chan struct{}   // closed when there are some

	mu    sync.Mutex // one call computes
	is    meeting.Home
	names []string                      // of the records that the person may know of
	told  int                           // of how much urgent access the service knew then
	last  map[string]meeting.HomeRecord // what they see of each; without a View where that is nothing
	moved time.Time                     // when is last changed

	ended    []meeting.PartEnd
	confided map[string][]meeting.Confidence // what they were told of records that they do not see
}

func (o *homes) init(h *Hub) {
	o.hub, o.byWho, o.people = h, map[Identity]*home{}, map[meeting.PersonID][]*home{}
}

// touch notes that something of a record may have changed for its members before (old may be nil) and now.
func (o *homes) touch(record string, old, state *meeting.State) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.people) == 0 {
		return
	}
	for _, s := range []*meeting.State{old, state} {
		if s == nil {
			continue
		}
		people := append(s.Visitors(), s.Confidants()...)
		for _, m := range s.Members {
			people = append(people, m.Person)
		}
		for _, p := range people {
			for _, h := range o.people[p] {
				if !h.records[record] {
					h.records[record] = true
					h.tell()
				}
			}
		}
	}
}

// touchAll notes that the service may have changed.
func (o *homes) touchAll() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, h := range o.byWho {
		h.tell()
	}
}

// forget notes that nothing is left of what was known of a record.
func (o *homes) forget(record string) {
	o.mu.Lock()
	all := slices.Collect(maps.Values(o.byWho))
	o.mu.Unlock()
	for _, h := range all {
		h.mu.Lock()
		delete(h.last, record)
		h.mu.Unlock()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, h := range all {
		h.records[record] = true
		h.tell()
	}
}

// tell lets the calls know that there are news. It is called with homes.mu held.
func (h *home) tell() {
	h.stale = true
	close(h.news)
	h.news = make(chan struct{})
}

// enter returns the home of somebody for one call.
func (o *homes) enter(who Identity) *home {
	now := o.hub.opt.now()
	o.mu.Lock()
	defer o.mu.Unlock()
	h := o.byWho[who]
	if h == nil {
		for _, old := range o.byWho {
			if old.calls == 0 && now.Sub(old.left) > keepHome {
				o.drop(old)
			}
		}
		h = &home{who: who, stale: true, records: map[string]bool{}, news: make(chan struct{})}
		o.byWho[who] = h
		o.people[who.Person] = append(o.people[who.Person], h)
	}
	h.calls++
	return h
}

func (o *homes) drop(h *home) {
	delete(o.byWho, h.who)
	rest := slices.DeleteFunc(o.people[h.who.Person], func(x *home) bool { return x == h })
	if len(rest) == 0 {
		delete(o.people, h.who.Person)
	} else {
		o.people[h.who.Person] = rest
	}
}

func (o *homes) leave(h *home) {
	now := o.hub.opt.now()
	o.mu.Lock()
	defer o.mu.Unlock()
	h.calls--
	h.left = now
}

// Home returns everything of somebody's, over all records, as soon as it differs from what it was at the Rev after; with 0,
// at once. It follows facts and who is in the rooms, not every letter, and moves about once a second at most. It fails
// with a *meeting.Error with code Ended once the access has ended, and with ErrStopping or ctx's error.
func (h *Hub) Home(ctx context.Context, who Identity, after meeting.Rev) (meeting.Home, error) {
	if who.Shared {
		return meeting.Home{}, errShared
	}
	o := h.homes.enter(who)
	defer h.homes.leave(o)
	for {
		select {
		case <-h.service.ended:
			return meeting.Home{}, ErrStopping
		default:
		}
		is, news, pause, err := h.homes.look(ctx, o)
		if err != nil {
			return meeting.Home{}, err
		}
		if is.Rev != after {
			return is, nil
		}
		stop := func() bool { return true }
		if pause > 0 {
			rang := make(chan struct{})
			stop = h.opt.AfterFunc(pause, func() { close(rang) })
			news = rang
		}
		select {
		case <-news:
		case <-h.service.ended:
		case <-ctx.Done():
		}
		stop()
		if err := ctx.Err(); err != nil {
			return meeting.Home{}, err
		}
	}
}

// look brings a home up to date, unless it moved only just now: then pause says how long to wait before the next look.
// news is closed when there is something to look for.
func (o *homes) look(ctx context.Context, h *home) (is meeting.Home, news <-chan struct{}, pause time.Duration, err error) {
	hub := o.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	dir := hub.Directory()
	a, err := authority(dir, h.who)
	if err != nil {
		return is, nil, 0, err
	}
	now := hub.opt.now()
	o.mu.Lock()
	news = h.news
	stale, records := h.stale, h.records
	stopping := hub.stopping.Load()
	pause = h.moved.Add(hub.opt.HomeEvery).Sub(now)
	wait := stale && h.is.Rev != 0 && pause > 0 && stopping == h.is.Stopping
	if stale && !wait {
		h.stale, h.records = false, map[string]bool{}
	}
	o.mu.Unlock()
	if wait {
		return h.is, news, pause, nil
	}
	if !stale {
		is = h.is
		is.Now = now
		return is, news, 0, nil
	}
	next, err := o.compute(ctx, h, dir, a, records)
	if err != nil { // somebody else's call will have to do it
		o.mu.Lock()
		h.stale = true
		maps.Copy(h.records, records)
		o.mu.Unlock()
		return is, nil, 0, err
	}
	next.Stopping, next.Rev, next.Now = stopping, h.is.Rev, now
	if h.is.Rev == 0 || !sameHome(next, h.is) {
		o.mu.Lock()
		o.rev++
		next.Rev = o.rev
		o.mu.Unlock()
		h.moved = now
	}
	h.is = next
	return next, news, 0, nil
}

// compute makes a home from what the last one had of the records that have not changed.
func (o *homes) compute(ctx context.Context, h *home, dir *meeting.Service, a meeting.Authority, changed map[string]bool) (meeting.Home, error) {
	hub := o.hub
	out := meeting.Home{Agencies: dir.Agencies, Saved: hub.service.saved.get()}
	if acc := dir.Account(h.who.Person); acc != nil {
		out.Me = *acc
		out.Me.Keys = nil
		if a.Manager {
			out.Told = dir.TellsOf(acc.ID)
		}
		if a.Admin && a.Meeting == 0 {
			out.Settings = dir.SettingsNow()
		}
	}
	support(&out, dir, a)
	if h.is.Rev == 0 || len(changed) > 0 || len(dir.Told) != h.told {
		h.told = len(dir.Told)
		names, err := hub.recordsOf(ctx, h.who)
		if err != nil {
			return out, err
		}
		h.names = names
	}
	last := map[string]meeting.HomeRecord{}
	for _, name := range h.names {
		rec, ok := h.last[name]
		if !ok || changed[name] {
			fresh, err := hub.homeRecord(ctx, name, a, rec.View)
			if ctx.Err() != nil {
				return out, ctx.Err()
			}
			if err != nil { // one damaged record must not hide the others
				hub.opt.Log.Warn("a record is missing from a home", "stream", name, "error", err)
			}
			if !sameRecord(fresh, rec) {
				rec = fresh
			}
		}
		last[name] = rec
		if rec.View != nil {
			out.Records = append(out.Records, rec)
		}
	}
	h.last = last
	if out.Work != nil {
		out.Advice = dir.AdviceFor(a.Person, func(name string) bool { return last[name].View != nil })
	}
	if h.is.Rev == 0 || len(changed) > 0 {
		ended, err := hub.partsEnded(ctx, h.who)
		if err != nil {
			return out, err
		}
		h.ended = ended
	}
	out.Ended = h.ended
	var err error
	out.Confided, err = o.confided(ctx, h, dir, changed)
	return out, err
}

// support fills in what supports somebody as a keyworker.
func support(out *meeting.Home, dir *meeting.Service, a meeting.Authority) {
	if !dir.KeepsWork(a, a.Person) {
		return
	}
	out.Work, out.Weeks, out.Advisers = dir.WorkOf(a.Person), dir.Settings.SupervisionEvery(), dir.Advisers(a.Person)
	out.Team = dir.SeesTeam(a) == nil
}

// confided returns what somebody was told in confidence about records that their home does not show.
func (o *homes) confided(ctx context.Context, h *home, dir *meeting.Service, changed map[string]bool) (out []meeting.Confidence, err error) {
	if h.who.pass() {
		return nil, nil
	}
	now := map[string][]meeting.Confidence{}
	for _, name := range dir.ConfidedTo(h.who.Person) {
		if h.last[name].View != nil {
			continue
		}
		told, known := h.confided[name]
		if !known || changed[name] {
			told, err = o.hub.confided(ctx, name, h.who.Person)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil { // one damaged record must not hide the others
				o.hub.opt.Log.Warn("a record is missing from a home", "stream", name, "error", err)
			}
		}
		now[name] = told
		out = append(out, told...)
	}
	h.confided = now
	return out, nil
}

// sameRecord reports whether a record's facts, and who is in its rooms, are what they were. What has only been written since is left for
// the next of them: a home that took it up as soon as something hidden happens would tell that it has happened.
func sameRecord(a, b meeting.HomeRecord) bool {
	return a.View.SameFacts(b.View) && (a.View == nil || samePresence(a.Presence, b.Presence))
}

// homeRecord returns what one person sees of a record from outside its rooms.
func (h *Hub) homeRecord(ctx context.Context, name string, a meeting.Authority, prev *meeting.View) (meeting.HomeRecord, error) {
	r, err := h.open(ctx, name)
	if err != nil {
		return meeting.HomeRecord{}, err
	}
	defer h.release(r)
	f := r.front()
	v := f.state.View(f.state.ViewerOf(a), prev)
	if v == nil || !f.state.Admits(a.Person, h.opt.now()) {
		return meeting.HomeRecord{}, nil
	}
	return meeting.HomeRecord{View: v, Presence: fromOutside(f.presence.seen(v, nil))}, nil
}

// fromOutside leaves out of a presence what moves at every key.
func fromOutside(p *meeting.Presence) *meeting.Presence {
	out := &meeting.Presence{Hands: p.Hands, Left: p.Left, ChairAway: p.ChairAway, Here: slices.Clone(p.Here)}
	out.Here = slices.DeleteFunc(out.Here, func(h meeting.Here) bool { return h.Meeting == 0 }) // who reads between meetings
	for i := range out.Here {
		at := &out.Here[i]
		at.Pointer = meeting.Pointer{Meeting: at.Meeting}
		at.Typed = time.Time{}
	}
	return out
}

// sameWork reports whether two are the same; of somebody of whom nothing was said there is a new one each time.
func sameWork(a, b *meeting.Work) bool { return a == b || reflect.DeepEqual(a, b) }

func sameHome(a, b meeting.Home) bool {
	return a.Saved == b.Saved && a.Stopping == b.Stopping && slices.Equal(a.Agencies, b.Agencies) && slices.Equal(a.Told, b.Told) && slices.Equal(a.Settings, b.Settings) &&
		slices.Equal(a.Ended, b.Ended) && sameWork(a.Work, b.Work) && a.Weeks == b.Weeks && a.Team == b.Team && slices.Equal(a.Advisers, b.Advisers) &&
		slices.EqualFunc(a.Advice, b.Advice, meeting.Consulted.Same) && slices.EqualFunc(a.Confided, b.Confided, meeting.Confidence.Same) &&
		a.Me.ID == b.Me.ID && a.Me.Name == b.Me.Name && a.Me.Title == b.Me.Title && a.Me.Agency == b.Me.Agency &&
		a.Me.Admin == b.Me.Admin && a.Me.Manager == b.Me.Manager &&
		slices.EqualFunc(a.Records, b.Records, func(x, y meeting.HomeRecord) bool {
			return x.View.Same(y.View) && samePresence(x.Presence, y.Presence)
		})
}
