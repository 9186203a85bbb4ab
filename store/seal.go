package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"oneplan/meeting"
)

const (
	// sealAfter is how long a stream has to be quiet before it is packed by itself.
	sealAfter = 2 * time.Minute
	// sealLeast is how many rows are worth it.
	sealLeast = 256
	// sealLeave is how many rows at a stream's end stay as they are: they are read and checked when it is next opened.
	sealLeave = 16
)

// saltsOf returns the seed for the salts of rows from seq on, n of them: the stream's, or a new one.
func (s *Store) saltsOf(stream string, seq meeting.Seq, n int) (*seed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if have := s.seeds[stream]; have != nil && have.covers(seq) && have.covers(seq+meeting.Seq(n)-1) {
		return have, nil
	}
	fresh := &seed{first: seq, key: make([]byte, saltSize)}
	if _, err := rand.Read(fresh.key); err != nil {
		return nil, err
	}
	if n <= saltRows {
		s.seeds[stream] = fresh
	}
	return fresh, nil
}

// forgetSalts makes the stream's next rows begin a new seed.
func (s *Store) forgetSalts(stream string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.seeds, stream)
}

// Seal packs the stream's rows, all but the last few, into sealed segments: a twentieth of their size or less, with every row and
// its hash as it was. A stream in which a meeting has closed, and one that stays quiet, are packed by themselves. Packing is done beside the
// writer, which is given steps of a few milliseconds, and at no moment is a row in neither place.
func (s *Store) Seal(ctx context.Context, stream string) error { return s.seal(ctx, stream, sealLeast) }

// seal is Seal from so many rows on.
func (s *Store) seal(ctx context.Context, stream string, least int64) error {
	if s.readOnly {
		return errReadOnly
	}
	if err := s.lockSealing(ctx); err != nil {
		return err
	}
	defer s.unlockSealing()
	for {
		more, err := s.sealOne(ctx, stream, least)
		if err != nil || !more {
			return err
		}
	}
}

func (s *Store) lockSealing(ctx context.Context) error {
	select {
	case s.sealing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Store) unlockSealing() { <-s.sealing }

// sealOne packs one segment. more says that there may be another.
func (s *Store) sealOne(ctx context.Context, stream string, least int64) (more bool, err error) {
	var g *segment
	err = s.read(func(d *database) (err error) {
		g, more, err = gather(ctx, d.readers, stream, least)
		return err
	})
	if err != nil || g == nil {
		return false, errors.Join(err, s.dropSealed(ctx, stream))
	}
	data, err := g.seal(stream)
	if err != nil {
		return false, err
	}
	p := &packing{stream: stream, segment: g, data: data, commands: commandRuns(g.lines)}
	if err := s.do(ctx, p.step); err != nil {
		return false, err
	}
	return more, s.dropSealed(ctx, stream)
}

// gather reads the rows of the stream's next segment; nil if there are too few.
func gather(ctx context.Context, q querier, stream string, least int64) (g *segment, more bool, err error) {
	var from, end int64
	err = q.QueryRowContext(ctx, `SELECT coalesce((SELECT max(last) FROM segment WHERE stream = ?1), 0),
		coalesce((SELECT seq FROM head WHERE stream = ?1), 0)`, stream).Scan(&from, &end)
	if err != nil || end-from < least+sealLeave {
		return nil, false, err
	}
	k := &walk{stream: stream, seq: meeting.Seq(from)}
	if err := k.begin(ctx, q); err != nil {
		return nil, false, err
	}
	g = &segment{before: k.hash}
	upTo := min(end-sealLeave, from+segmentRows)
	size := 0
	for k.seq < meeting.Seq(upTo) && size < segmentBytes {
		lines, _, err := k.page(ctx, q)
		if err != nil {
			return nil, false, err
		}
		for _, l := range lines {
			if l.seq <= meeting.Seq(upTo) {
				g.lines = append(g.lines, l)
				size += len(l.body)
			}
		}
	}
	last := g.lines[len(g.lines)-1].seq
	if g.seeds, err = seedsOf(ctx, q, stream, meeting.Seq(from)+1, last); err != nil {
		return nil, false, err
	}
	return g, end-int64(last) >= least+sealLeave, nil
}

// seedsOf returns the seeds that cover rows of a stream, in order.
func seedsOf(ctx context.Context, q queryer, stream string, first, last meeting.Seq) (out []seed, err error) {
	rows, err := q.QueryContext(ctx, "SELECT first, seed FROM salt WHERE stream = ? AND first > ? AND first <= ? ORDER BY first",
		stream, int64(first)-saltRows, int64(last))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s seed
		if err := rows.Scan(&s.first, &s.key); err != nil {
			return nil, err
		}
		if len(s.key) == saltSize {
			out = append(out, s)
		}
	}
	return out, rows.Err()
}

// commandRun is command ids of one prefix whose numbers follow each other.
type commandRun struct {
	prefix      string
	first, last int64
}

func commandRuns(lines []line) (out []commandRun) {
	numbers := map[string][]int64{}
	for i := range lines {
		prefix, n := splitCommand(lines[i].command)
		numbers[prefix] = append(numbers[prefix], n)
	}
	for prefix, ns := range numbers {
		slices.Sort(ns)
		for i, n := range ns {
			if i > 0 && n >= 0 && n == ns[i-1]+1 && n != 0 {
				out[len(out)-1].last = n
			} else {
				out = append(out, commandRun{prefix, n, n})
			}
		}
	}
	return out
}

// packing is a segment on its way into the file.
type packing struct {
	stream   string
	segment  *segment
	data     []byte
	commands []commandRun // what is left of them
}

// step notes command ids, and at last the segment itself: from then on its rows are sealed.
func (p *packing) step(w *writer) (done bool, err error) {
	if _, err := w.begin.ExecContext(w.ctx); err != nil {
		return true, w.fail(err, false, nil)
	}
	exec := func(text string, args ...any) error {
		_, err := w.conn.ExecContext(w.ctx, text, args...)
		return err
	}
	began, n := time.Now(), 0
	for ; n < len(p.commands) && time.Since(began) < choreTime && err == nil; n++ {
		c := p.commands[n]
		err = exec(`INSERT INTO sealed_command (prefix, first, last) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET last = max(last, excluded.last)`, c.prefix, c.first, c.last)
	}
	p.commands = p.commands[n:]
	if len(p.commands) == 0 && n == 0 && err == nil {
		l := &p.segment.lines[len(p.segment.lines)-1]
		sum := sha256.Sum256(p.data)
		err = exec("INSERT INTO segment (stream, last, first, hash, sum, data) VALUES (?, ?, ?, ?, ?, ?)",
			p.stream, int64(l.seq), int64(p.segment.lines[0].seq), l.hash, sum[:], p.data)
		if err == nil {
			err = exec("DELETE FROM salt WHERE stream = ? AND first <= ?", p.stream, int64(l.seq)-saltRows+1)
		}
		done = true
	}
	if err != nil {
		return true, w.fail(err, false, nil)
	}
	if _, err := w.commit.ExecContext(w.ctx); err != nil {
		return true, w.fail(err, true, nil)
	}
	w.sealed = true
	w.wrote(2 + n/16 + len(p.data)/4096)
	return done, nil
}

// dropSealed takes rows that are sealed out of the table log.
func (s *Store) dropSealed(ctx context.Context, stream string) error {
	return s.do(ctx, func(w *writer) (done bool, err error) {
		if _, err := w.begin.ExecContext(w.ctx); err != nil {
			return true, w.fail(err, false, nil)
		}
		frames := 2
		for began := time.Now(); time.Since(began) < choreTime && !done; {
			res, err := w.conn.ExecContext(w.ctx, `DELETE FROM log WHERE stream = ?1 AND seq IN (SELECT seq FROM log WHERE stream = ?1
				AND seq <= (SELECT max(last) FROM segment WHERE stream = ?1) ORDER BY seq LIMIT 32)`, stream)
			if err != nil {
				return true, w.fail(err, false, nil)
			}
			n, err := res.RowsAffected()
			if err != nil {
				return true, w.fail(err, false, nil)
			}
			done = n == 0
			frames += int(n)
		}
		if _, err := w.commit.ExecContext(w.ctx); err != nil {
			return true, w.fail(err, true, nil)
		}
		w.wrote(frames)
		return done, nil
	})
}

// segmentAfter returns the segment that holds the row after seq, nil if that row is not sealed.
func segmentAfter(ctx context.Context, q querier, stream string, seq meeting.Seq) (*segment, error) {
	var first, last meeting.Seq
	var h, sum, data []byte
	err := q.QueryRowContext(ctx, "SELECT first, last, hash, sum, data FROM segment WHERE stream = ? AND last > ? ORDER BY last LIMIT 1",
		stream, int64(seq)).Scan(&first, &last, &h, &sum, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	is := sha256.Sum256(data)
	if !bytes.Equal(is[:], sum) {
		return nil, damageAt(stream, first, fmt.Sprintf("the sealed rows up to %d are not what was written", last))
	}
	g, err := unpack(stream, data)
	if err != nil {
		return nil, damageAt(stream, first, fmt.Sprintf("the sealed rows up to %d cannot be read", last))
	}
	end := &g.lines[len(g.lines)-1]
	if g.lines[0].seq != first || end.seq != last || !bytes.Equal(end.hash, h) {
		return nil, damageAt(stream, first, fmt.Sprintf("the sealed rows up to %d are not those that their hash names", last))
	}
	return g, nil
}

// after returns the segment's lines after seq, and the hash of row seq.
func (g *segment) after(seq meeting.Seq) (lines []line, previous hash) {
	first := g.lines[0].seq
	if seq < first {
		return g.lines, g.before
	}
	n := int(seq - first + 1)
	copy(previous[:], g.lines[n-1].hash)
	return g.lines[n:], previous
}

// known reports whether a command id is that of a sealed row.
func (w *writer) known(command string) (known bool, err error) {
	if !w.sealed {
		return false, nil
	}
	prefix, number := splitCommand(command)
	var last int64
	err = w.getCommand.QueryRowContext(w.ctx, prefix, number).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil && number <= last, err
}

// sealer packs streams that have been quiet for a while, and at once those in which a meeting has closed.
type sealer struct {
	cancel context.CancelFunc
	ended  sync.WaitGroup
	wrote  chan struct{} // a commit has been made
	due    chan string   // a stream to pack at once

	mu       sync.Mutex
	meetings map[string]standing // by stream, since the start
}

// standing is where the meetings of a record stand.
type standing struct {
	live bool // one is going on
	done int  // rises when one closes, and when its minutes are final
}

func standingOf(r *meeting.State) (out standing) {
	for _, m := range r.Meetings {
		switch m.Stage {
		case meeting.Live:
			out.live = true
		case meeting.Tidying, meeting.Sent:
			out.done++
		case meeting.Final:
			out.done += 2
		}
	}
	return out
}

// maxDue is how many streams wait to be packed at once: any more are packed when they have been quiet.
const maxDue = 64

func (c *sealer) start(s *Store) {
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel, c.wrote, c.due, c.meetings = cancel, make(chan struct{}, 1), make(chan string, maxDue), map[string]standing{}
	c.ended.Go(func() { c.run(ctx, s) })
	c.ended.Go(func() { c.runDue(ctx, s) })
}

// appended is told of each commit: a meeting that has closed, or whose minutes are final, is packed beside what goes on.
func (c *sealer) appended(stream string, r *meeting.State) {
	if r == nil {
		return
	}
	now := standingOf(r)
	c.mu.Lock()
	was, known := c.meetings[stream]
	c.meetings[stream] = now
	c.mu.Unlock()
	if known && now.done > was.done {
		c.soon(stream)
	}
}

// left is told when a room has written down where it stands, as it does once everybody has left.
func (c *sealer) left(stream string) {
	c.mu.Lock()
	live := c.meetings[stream].live
	c.mu.Unlock()
	if !live {
		c.soon(stream)
	}
}

func (c *sealer) soon(stream string) {
	select {
	case c.due <- stream:
	default:
	}
}

// runDue packs what is due at once.
func (c *sealer) runDue(ctx context.Context, s *Store) {
	for {
		select {
		case <-ctx.Done():
			return
		case stream := <-c.due:
			if s.faulted() != nil {
				continue
			}
			if err := s.Seal(ctx, stream); err != nil && ctx.Err() == nil {
				s.log.Warn("rows of the log were not packed; they stay as they are", "stream", stream, "error", err)
			}
		}
	}
}

func (c *sealer) stop() {
	if c.cancel != nil {
		c.cancel()
		c.ended.Wait()
	}
}

// poke tells that something was written.
func (c *sealer) poke() {
	select {
	case c.wrote <- struct{}{}:
	default:
	}
}

func (c *sealer) run(ctx context.Context, s *Store) {
	for {
		// What a crash has left is seen to at the first chance, and then there is nothing to do until somebody writes.
		select {
		case <-ctx.Done():
			return
		case <-time.After(sealAfter):
		}
		again, err := s.sealQuiet(ctx, sealAfter)
		if err != nil && ctx.Err() == nil {
			s.log.Warn("rows of the log were not packed; they stay as they are", "error", err)
		}
		if again {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-c.wrote:
		}
	}
}

// sealQuiet packs every stream in which nothing was written for so long. again says that others are not quiet yet.
func (s *Store) sealQuiet(ctx context.Context, after time.Duration) (again bool, err error) {
	if fault := s.faulted(); fault != nil {
		return true, nil //nolint:nilerr // the fault is told where somebody writes; packing waits
	}
	var streams []string
	err = s.read(func(d *database) (err error) {
		streams, err = column[string](ctx, d.readers, `SELECT stream FROM head WHERE seq - coalesce((SELECT max(last) FROM segment
			WHERE segment.stream = head.stream), 0) >= ?1 OR EXISTS (SELECT 1 FROM log WHERE log.stream = head.stream AND seq <=
			(SELECT max(last) FROM segment WHERE segment.stream = head.stream))`, sealLeast+sealLeave)
		return err
	})
	for _, stream := range streams {
		if err != nil {
			break
		}
		s.mu.Lock()
		quiet := time.Since(s.written[stream]) >= after
		s.mu.Unlock()
		if quiet {
			err = s.Seal(ctx, stream)
		}
		again = again || !quiet
	}
	return again, err
}
