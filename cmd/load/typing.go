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

// A line of one's own begins with one of these letters, Cherokee ones, which are no marks.
const firstOwn = 0x13a0

// beginLines has each of a crowd begin a line of their own, one after the other: who comes to an empty line at the same time shares
// it. Where there are no lines, as in tmux, all type behind each other.
func beginLines(ctx context.Context, p *place, clients []*client) error {
	if p.begin == "" {
		return nil
	}
	for i, c := range clients {
		if err := begin(ctx, p, clients[i:i+1]); err != nil {
			return err
		}
		own := string(rune(firstOwn + i))
		if err := c.types("\r" + own + " "); err != nil { // deleting a word does not go beyond the blank
			return err
		}
		for _, o := range clients {
			if err := o.screen.sees(ctx, own); err != nil {
				return err
			}
		}
	}
	return nil
}

// alike has everybody stop to write and waits until all screens show the same: what all have typed, and nothing else.
func alike(ctx context.Context, p *place, clients []*client) error {
	if p.end == "" {
		return nil
	}
	for _, c := range clients {
		if err := c.types(p.end); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		first, other := clients[0].screen.String(), ""
		for _, c := range clients[1:] {
			if other = c.screen.String(); other != first {
				break
			}
		}
		if other == first {
			return nil
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return fmt.Errorf("%s: two screens stay different: %w\n%s\n%s", p.name, err, first, other)
		}
	}
}

// meter measures stretches of time at one place.
type meter struct {
	place   *place
	clients []*client
	began   time.Time
	at      usage // when the stretch began
	total   usage // of the stretches that are over
	took    time.Duration
}

// usage is what has been used up to now, or in some stretches of time.
type usage struct {
	server, own  time.Duration
	bytes, reads int64
}

func (m *meter) now() (u usage, err error) {
	u.bytes, u.reads = received(m.clients)
	if u.server, err = m.place.cpu(); err == nil {
		u.own, err = ownCPU()
	}
	return u, err
}

// start begins a stretch.
func (m *meter) start() (err error) {
	m.began = time.Now()
	m.at, err = m.now()
	return err
}

// stop ends it.
func (m *meter) stop() error {
	now, err := m.now()
	if err != nil {
		return err
	}
	m.took += time.Since(m.began)
	m.total.server += now.server - m.at.server
	m.total.own += now.own - m.at.own
	m.total.bytes += now.bytes - m.at.bytes
	m.total.reads += now.reads - m.at.reads
	return nil
}

// tell fills in what was used for a number of keys.
func (m *meter) tell(l *line, keys int) {
	l.cores = m.total.server.Seconds() / m.took.Seconds()
	l.ownCores = m.total.own.Seconds() / m.took.Seconds()
	if keys > 0 {
		each := float64(keys * len(m.clients))
		l.rate = float64(keys) / m.took.Seconds()
		l.bytes, l.reads = float64(m.total.bytes)/each, float64(m.total.reads)/each
		l.each = m.total.server.Seconds() * 1e3 / float64(keys)
	}
}

// table is a meeting where one person types while everybody watches.
type table struct {
	place   *place
	clients []*client
	marks   marker
	result  *result
	meter   *meter
	keys    int // typed while it was measured
}

// sit has n people sit down at a place.
func sit(ctx context.Context, p *place, what string, n, height int) (*table, error) {
	clients, err := dialAll(ctx, p, same(n, p.join, height))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	return &table{place: p, clients: clients, result: newResult(p, what, n), meter: &meter{place: p, clients: clients}}, nil
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
		t, err := sit(ctx, p, fmt.Sprintf("1 of %d types", b.watchers), b.watchers, rows)
		if err != nil {
			return err
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
		if err := t.meter.start(); err != nil {
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
		if err := t.meter.stop(); err != nil {
			return err
		}
		t.meter.tell(&t.result.line, b.keys+b.keys/word)
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

// turns is how often a crowd types at each place.
const turns = 5

// crowd has everybody type into one meeting at once. The first letter of every word is timed. With several places they take turns:
// whatever else the machine does hits them all alike, and each has what is left of it to itself.
func (b *bench) crowd(ctx context.Context, places ...*place) error {
	var tables []*table
	defer func() {
		for _, t := range tables {
			closeAll(t.clients)
		}
	}()
	for _, p := range places {
		height := crowdRows(b.typists)
		t, err := sit(ctx, p, fmt.Sprintf("%d all type, %dx%d", b.typists, columns, height), b.typists, height)
		if err != nil {
			return err
		}
		tables = append(tables, t)
		if err := beginLines(ctx, p, t.clients); err != nil {
			return err
		}
	}
	for turn := range turns {
		for _, t := range tables {
			b.say("%s: %d people all type, %d of %d", t.place.name, b.typists, turn+1, turns)
			if err := b.turn(ctx, t); err != nil {
				return err
			}
		}
	}
	for _, t := range tables {
		if err := alike(ctx, t.place, t.clients); err != nil {
			return err
		}
		t.meter.tell(&t.result.line, t.keys)
		b.report.typed(t.result)
		b.report.add(t.place.name, fmt.Sprintf("%d-cores", b.typists), t.result.cores)
	}
	return nil
}

// turn has a crowd type for its share of the time.
func (b *bench) turn(ctx context.Context, t *table) error {
	if err := pause(ctx, time.Second); err != nil { // what the others have set off is over
		return err
	}
	if err := t.meter.start(); err != nil {
		return err
	}
	keys, err := b.all(ctx, t.place, [][]*client{t.clients}, len(t.clients), b.typingTime/turns, t.result)
	if err != nil {
		return err
	}
	t.keys += keys
	return t.meter.stop()
}

// all has the first so many people of every room type at once for some time, and returns how many keys they pressed. Rooms whose
// screens nobody looks at are typed into and not timed.
func (b *bench) all(ctx context.Context, p *place, rooms [][]*client, typists int, lasts time.Duration, r *result) (keys int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var marks marker
	var mu sync.Mutex // keys, err and r
	var typing, settling sync.WaitGroup
	end := time.Now().Add(lasts)
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
