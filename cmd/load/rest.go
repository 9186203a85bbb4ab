package main

import (
	"context"
	"fmt"
	"time"
)

// emulated is in how many of the busy meetings the screens are looked at: emulating them all would be what is measured.
const emulated = 3

// settling is how long what connecting and typing set off may last: signs of who is typing fade, notices go, the store tidies up.
const settling = 10 * time.Second

// resting connects many clients that do nothing, to the rooms of live meetings and then to their homes.
func (b *bench) resting(ctx context.Context) error {
	b.say("oneplan: %d connections rest in the rooms of %d meetings", b.options.resting, b.meetings)
	p, names, err := b.service(ctx, b.meetings)
	if err != nil {
		return err
	}
	err = b.inRooms(ctx, p, names)
	p.close()
	if err != nil {
		return err
	}
	b.say("oneplan: %d connections rest at home", b.options.resting)
	if p, err = b.demo(ctx); err != nil {
		return err
	}
	defer p.close()
	clients, err := dialAll(ctx, p, make([]job, b.options.resting))
	if err != nil {
		return err
	}
	defer closeAll(clients)
	return b.idle(ctx, p, clients, "at home", "home")
}

// inRooms spreads the connections over the meetings. The one person who comes in everywhere chairs them all, and a chair's clock
// moves each second; so in every meeting one connection is the chair's own, and the others are screens that all may see, whose clocks
// move with the minute as everybody else's do.
func (b *bench) inRooms(ctx context.Context, p *place, names []string) error {
	jobs := make([]job, b.options.resting)
	for i := range jobs {
		m := i % len(names)
		jobs[i] = job{command: "join " + names[m], look: b.busy && m < emulated}
		if i >= len(names) {
			jobs[i].command += " --shared"
		}
	}
	clients, err := dialAll(ctx, p, jobs)
	if err != nil {
		return err
	}
	defer closeAll(clients)
	if b.busy {
		rooms := make([][]*client, len(names))
		for i, c := range clients {
			rooms[i%len(names)] = append(rooms[i%len(names)], c)
		}
		if err := b.busyRooms(ctx, p, rooms, clients); err != nil {
			return err
		}
	}
	return b.idle(ctx, p, clients, fmt.Sprintf("in %d live meetings", len(names)), "idle")
}

// busyRooms has one person type in every meeting.
func (b *bench) busyRooms(ctx context.Context, p *place, rooms [][]*client, clients []*client) error {
	for _, room := range rooms {
		if room[0].screen != nil {
			if err := begin(ctx, p, room[:1]); err != nil {
				return err
			}
		} else if err := room[0].types(p.begin); err != nil {
			return err
		}
	}
	if err := pause(ctx, 2*time.Second); err != nil {
		return err
	}
	m := &meter{place: p, clients: clients}
	if err := m.start(); err != nil {
		return err
	}
	r := newResult(p, fmt.Sprintf("1 types in each of %d meetings of %d", len(rooms), len(rooms[0])), 0)
	keys, err := b.all(ctx, p, rooms, 1, b.typingTime, r)
	if err != nil {
		return err
	}
	if err := m.stop(); err != nil {
		return err
	}
	m.tell(&r.line, keys)
	r.bytes, r.reads = r.bytes*float64(len(rooms)), r.reads*float64(len(rooms)) // a key goes to its own meeting
	r.name = fmt.Sprintf("%dx%d", len(rooms), len(rooms[0]))
	b.report.typed(r)
	b.report.add(p.name, r.name+"-cores", r.cores)
	return nil
}

// idle measures what connections cost that do nothing.
func (b *bench) idle(ctx context.Context, p *place, clients []*client, where, figure string) error {
	if err := pause(ctx, settling); err != nil {
		return err
	}
	m := &meter{place: p, clients: clients}
	if err := m.start(); err != nil {
		return err
	}
	before, _ := received(clients)
	if err := pause(ctx, b.rest); err != nil {
		return err
	}
	l := line{place: p.name, what: fmt.Sprintf("%d rest %s", len(clients), where)}
	if err := m.stop(); err != nil {
		return err
	}
	m.tell(&l, 0)
	after, _ := received(clients)
	for _, c := range clients {
		select {
		case <-c.gone:
			return fmt.Errorf("a connection ended while it rested %s", where)
		default:
		}
	}
	var err error
	if l.megabytes, err = p.memory(); err != nil {
		return err
	}
	b.report.rested(l, float64(after-before)/b.rest.Seconds())
	b.report.add(p.name, fmt.Sprintf("%d-%s-cores", len(clients), figure), l.cores)
	b.report.add(p.name, fmt.Sprintf("%d-%s-mb", len(clients), figure), l.megabytes)
	return nil
}
