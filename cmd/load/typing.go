package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// A word is as many letters, then the key that ends it.
const word = 6

// begin has typists start to write.
func begin(ctx context.Context, p *place, typists []*client) error {
	if p.begin == "" {
		return nil
	}
	for _, c := range typists {
		if err := c.types(p.begin); err != nil {
			return err
		}
		if err := c.screen.sees(ctx, p.begun); err != nil {
			return err
		}
	}
	return nil
}

// meter measures a stretch of time at one place.
type meter struct {
	place       *place
	clients     []*client
	began       time.Time
	server, own time.Duration
	bytes       int64
	reads       int64
}

func (b *bench) meter(p *place, clients []*client) (*meter, error) {
	m := &meter{place: p, clients: clients, began: time.Now()}
	m.bytes, m.reads = received(clients)
	var err error
	if m.server, err = p.cpu(); err != nil {
		return nil, err
	}
	m.own, err = ownCPU()
	return m, err
}

// stop fills in what was used since the meter was made, for a number of keys.
func (m *meter) stop(l *line, keys int) error {
	took := time.Since(m.began).Seconds()
	server, err := m.place.cpu()
	if err != nil {
		return err
	}
	own, err := ownCPU()
	if err != nil {
		return err
	}
	l.cores = (server - m.server).Seconds() / took
	l.ownCores = (own - m.own).Seconds() / took
	if keys > 0 {
		bytes, reads := received(m.clients)
		each := float64(keys * len(m.clients))
		l.rate = float64(keys) / took
		l.bytes, l.reads = float64(bytes-m.bytes)/each, float64(reads-m.reads)/each
	}
	return nil
}

// table is a meeting where one person types while everybody watches.
type table struct {
	place   *place
	clients []*client
	marks   marker
	result  *result
	meter   *meter
}

// one has one person type while everybody watches. With several places, a key is typed at each of them in turn: whatever else the
// machine does hits them all alike.
func (b *bench) one(ctx context.Context, places ...*place) (err error) {
	b.say("%d people, one of them types %d keys", b.watchers, b.keys)
	var tables []*table
	defer func() {
		for _, t := range tables {
			closeAll(t.clients)
		}
	}()
	for _, p := range places {
		t := &table{place: p, result: newResult(p, fmt.Sprintf("1 of %d types", b.watchers), b.watchers)}
		if t.clients, err = dialAll(ctx, p, same(b.watchers, p.join, rows)); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		tables = append(tables, t)
		if err := begin(ctx, p, t.clients[:1]); err != nil {
			return err
		}
	}
	if err := pause(ctx, time.Second); err != nil { // what connecting set off is over
		return err
	}
	for _, t := range tables {
		if t.meter, err = b.meter(t.place, t.clients); err != nil {
			return err
		}
	}
	for k := range b.keys {
		for _, t := range tables {
			if err := b.oneKey(ctx, t, k); err != nil {
				return err
			}
		}
	}
	for _, t := range tables {
		if err := t.meter.stop(&t.result.line, b.keys+b.keys/word); err != nil {
			return err
		}
		b.report.typed(t.result)
	}
	return nil
}

// oneKey types the k-th key at a table, and a blank after it where a word ends, and pauses.
func (b *bench) oneKey(ctx context.Context, t *table, k int) error {
	s, err := press(t.clients, 0, t.marks.next())
	if err != nil {
		return err
	}
	t.result.add(s, s.settle(ctx, t.clients))
	if err := pause(ctx, b.gap); err != nil || k%word != word-1 {
		return err
	}
	if err := t.clients[0].types(" "); err != nil {
		return err
	}
	return pause(ctx, b.gap)
}

// crowd has everybody type into one meeting at once. The first letter of every word is timed.
func (b *bench) crowd(ctx context.Context, places ...*place) error {
	for _, p := range places {
		if err := b.crowdAt(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) crowdAt(ctx context.Context, p *place) error {
	b.say("%s: %d people all type for %v", p.name, b.typists, b.typingTime)
	clients, err := dialAll(ctx, p, same(b.typists, p.join, crowdRows(b.typists)))
	if err != nil {
		return err
	}
	defer closeAll(clients)
	if err := begin(ctx, p, clients); err != nil {
		return err
	}
	for _, c := range clients { // a place of one's own, that deleting a word does not go beyond
		if err := c.types(" "); err != nil {
			return err
		}
	}
	if err := pause(ctx, time.Second); err != nil {
		return err
	}
	m, err := b.meter(p, clients)
	if err != nil {
		return err
	}
	r := newResult(p, fmt.Sprintf("%d all type, %dx%d", b.typists, columns, crowdRows(b.typists)), b.typists)
	keys, err := b.all(ctx, p, [][]*client{clients}, len(clients), r)
	if err != nil {
		return err
	}
	if err := m.stop(&r.line, keys); err != nil {
		return err
	}
	b.report.typed(r)
	b.report.add(p.name, fmt.Sprintf("%d-cores", b.typists), r.cores)
	return nil
}

// all has the first so many people of every room type at once for the time of the crowd, and returns how many keys they pressed. Rooms
// whose screens nobody looks at are typed into and not timed.
func (b *bench) all(ctx context.Context, p *place, rooms [][]*client, typists int, r *result) (keys int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var marks marker
	var mu sync.Mutex // keys, err and r
	var typing, settling sync.WaitGroup
	end := time.Now().Add(b.typingTime)
	for _, clients := range rooms {
		for i := range typists {
			typing.Go(func() {
				n, err2 := b.person(ctx, p, clients, i, end, &marks, func(s *sample) {
					settling.Go(func() {
						missed := s.settle(ctx, clients)
						mu.Lock()
						defer mu.Unlock()
						r.add(s, missed)
					})
				})
				mu.Lock()
				defer mu.Unlock()
				keys += n
				if err == nil && err2 != nil {
					err = err2
					cancel()
				}
			})
		}
	}
	typing.Wait()
	settling.Wait()
	return keys, err
}

// person types as one of the clients until end, and returns how many keys that were.
func (b *bench) person(ctx context.Context, p *place, clients []*client, i int, end time.Time, marks *marker, timed func(*sample)) (keys int, err error) {
	if err := pause(ctx, rand.N(b.pace)); err != nil { //nolint:gosec // people do not type in step; nothing is secret here
		return 0, err
	}
	tick := time.NewTicker(b.pace)
	defer tick.Stop()
	for ; time.Now().Before(end); keys++ {
		switch k := keys % (word + 1); {
		case k == word:
			err = clients[i].types(p.endOfWord)
		case k == 0 && clients[i].screen != nil:
			var s *sample
			if s, err = press(clients, i, marks.next()); err == nil {
				timed(s)
			}
		default:
			err = clients[i].types(string(rune('a' + rand.N(26)))) //nolint:gosec // any letter will do
		}
		if err != nil {
			return keys, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return keys, ctx.Err()
		}
	}
	return keys, nil
}

// same is the same job for each of n clients whose screens are looked at.
func same(n int, command string, height int) []job {
	out := make([]job, n)
	for i := range out {
		out[i] = job{command: command, look: true, rows: height}
	}
	return out
}

// pause waits for d, or fails once ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
