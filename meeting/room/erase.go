package room

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"

	"oneplan/meeting"
)

// Eraser erases words from the log for ever. The log's own store is one.
type Eraser interface {
	// Erase erases the words of rows of a record, but for what is left of them, and EraseRecord those of all its rows. They return how many rows
	// were changed now; asking again is harmless.
	Erase(ctx context.Context, record string, rests ...meeting.Rest) (int, error)
	EraseRecord(ctx context.Context, record string) (int, error)
	// RecordHead returns the hash at the end of the record's chain, in hexadecimal.
	RecordHead(ctx context.Context, record string) (string, error)
}

var (
	errErasing = refusal(meeting.Ended, "Something is being erased from this record: nothing more was written, open it again in a minute.")
	errBusy    = refusal(meeting.Stage, "Something is being erased from this record already: try again in a minute.")
	errKeeping = refusal(meeting.Forbidden, "How long a record is kept is for its keyworker, the deputy and administrators to say: ask one of them.")
)

// Erase closes the room of a record, does f, and lets the record be opened again, from its log alone. Nobody can open it meanwhile, and who
// sat in it is told. f is finished even if ctx ends, but for the hub's own end; it must not open the record itself.
func (h *Hub) Erase(ctx context.Context, record string, f func(context.Context) error) error {
	h.mu.Lock()
	switch {
	case h.closing:
		h.mu.Unlock()
		return ErrStopping
	case h.barred[record] != nil:
		h.mu.Unlock()
		return errBusy
	}
	over := make(chan struct{})
	h.barred[record] = over
	r := h.rooms[record]
	if r != nil {
		r.retired = true
		r.erasing.Store(true)
		r.close()
	}
	done := make(chan error, 1)
	h.writers.Go(func() {
		if r != nil {
			<-r.ended
			r.dropPast()
		}
		err := f(h.ctx)
		h.mu.Lock()
		delete(h.barred, record)
		h.mu.Unlock()
		close(over)
		h.homes.forget(record)
		done <- err
	})
	h.mu.Unlock()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// AskErasure asks for the erasing of a record, or of what one person wrote in it (words), or, where another administrator has asked for
// that already, agrees and does it. The Erasure that it returns is Done then. After an error on the way, asking again goes on.
func (h *Hub) AskErasure(ctx context.Context, who Identity, record string, words meeting.PersonID, reason string, by Eraser) (meeting.Erasure, error) {
	if _, err := h.DoService(ctx, who, meeting.AskErasure{Record: record, Words: words, Reason: reason}); err != nil {
		return meeting.Erasure{}, err
	}
	x := h.Directory().ErasureOf(record, words, h.opt.now())
	if x == nil {
		return meeting.Erasure{}, errNotFound
	}
	if x.Agreed == "" {
		return *x, nil
	}
	err := h.Erase(ctx, record, func(ctx context.Context) error { return h.erase(ctx, x, by) })
	if errors.As(err, new(*meeting.Error)) || errors.Is(err, ErrStopping) || err != nil && ctx.Err() != nil {
		return *x, err
	}
	if err != nil {
		h.opt.Log.Error("erasing is not finished", "stream", record, "error", err)
		return *x, &told{"The erasing was agreed to and has begun, but is not finished: ask for it again.", err}
	}
	for _, y := range h.Directory().Erasures {
		if y.N == x.N {
			return *y, nil
		}
	}
	return *x, nil
}

// erase does what was agreed, and writes down that it is done.
func (h *Hub) erase(ctx context.Context, x *meeting.Erasure, by Eraser) error {
	done := meeting.FinishErasure{N: x.N}
	var err error
	if x.Words == "" {
		_, err = by.EraseRecord(ctx, x.Record)
		for row, rerr := range h.log.Load(ctx, x.Record, 0) { // of an earlier try, too
			err = errors.Join(err, rerr)
			if row.Erased {
				done.Rows++
			}
		}
	} else {
		var rests []meeting.Rest
		if rests, err = h.redact(ctx, x.Record, x.Words); err == nil {
			done.Rows, err = by.Erase(ctx, x.Record, rests...)
		}
	}
	if err != nil {
		return err
	}
	if done.Head, err = by.RecordHead(ctx, x.Record); err != nil {
		return err
	}
	_, err = h.System(ctx, meeting.ServiceStream, done)
	return err
}

// restsInRow is for how many rows one row vouches at most.
const restsInRow = 1000

// redact returns what is left of the rows of a record that hold words of a person, and adds rows to its log that vouch for it.
func (h *Hub) redact(ctx context.Context, record string, p meeting.PersonID) ([]meeting.Rest, error) {
	m := meeting.NewRecord()
	was, err := h.replay(ctx, record, m, 0, nothingKnown)
	if err != nil {
		return nil, err
	}
	rests, err := m.State().Redact(h.log.Load(ctx, record, 0), p)
	if err != nil {
		return nil, err
	}
	var sums []meeting.RestSum
	for i := range rests {
		x := &rests[i]
		if x.Body == nil {
			continue
		}
		x.Salt = make([]byte, meeting.RestSalt)
		if _, err := rand.Read(x.Salt); err != nil {
			return nil, err
		}
		sum := x.Sum()
		sums = append(sums, meeting.RestSum{Seq: x.Seq, Sum: sum[:]})
	}
	c := meeting.Commit{Stream: record, After: was.seq}
	at := h.opt.now()
	if at.Before(was.at) {
		at = was.at
	}
	for some := range slices.Chunk(sums, restsInRow) {
		e := meeting.RowsRedacted{Rests: some}
		row := meeting.Row{Seq: c.After + meeting.Seq(len(c.Rows)) + 1, At: at, Command: h.newID()}
		if row.Body, row.Kinds, err = meeting.Encode([]meeting.Event{e}); err != nil {
			return nil, err
		}
		m.Apply(meeting.Meta{Seq: row.Seq, At: at}, e)
		c.Rows = append(c.Rows, row)
	}
	if len(c.Rows) == 0 {
		return rests, nil
	}
	c.Record = m.State()
	return rests, h.log.Append(ctx, c)
}

// Keep says how long a record is kept: by its keyworker, the deputy, or an administrator, who need not see it for that.
func (h *Hub) Keep(ctx context.Context, who Identity, record string, k meeting.Keeping) error {
	a, err := authority(h.Directory(), who)
	if err != nil {
		return err
	}
	c := meeting.SetKeeping{Record: record, Keeping: k, By: a.Person}
	if a.Admin {
		_, err := h.DoService(ctx, who, c)
		return err
	}
	r, err := h.visit(ctx, record, who)
	if err != nil {
		return err
	}
	defer h.release(r)
	if who.Shared || !r.front().state.May(a, meeting.LeadRecord, nil) {
		return errKeeping
	}
	_, err = h.System(ctx, meeting.ServiceStream, c)
	return err
}

// Due returns the names of the records that need not be kept any more on a day, for an administrator: nothing of what is in them.
func (h *Hub) Due(ctx context.Context, who Identity, today meeting.Day) ([]string, error) {
	dir := h.Directory()
	a, err := authority(dir, who)
	if err != nil {
		return nil, err
	}
	if !a.Admin {
		return nil, refusal(meeting.Forbidden, "Only an administrator can do that: ask them.")
	}
	var out []string
	for _, name := range dir.Records {
		k := dir.KeepingOf(name)
		if k == (meeting.Keeping{}) || k.Hold != "" {
			continue
		}
		r, err := h.open(ctx, name)
		if err != nil {
			return nil, err
		}
		due := meeting.DueForErasure(r.front().state, k)
		h.release(r)
		if due != "" && due <= today {
			out = append(out, name)
		}
	}
	return out, nil
}
