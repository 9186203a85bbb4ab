package room

import (
	"context"
	"errors"
	"fmt"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

func isConflict(err error) bool { return errors.Is(err, meeting.ErrConflict) }

// replay applies a stream's rows to m. The rows up to the one m was restored from are read again as far as is
// needed to know the time of the last row and the command ids after known.
func (h *Hub) replay(ctx context.Context, stream string, m model, restored, known meeting.Seq) (loaded, error) {
	out := loaded{model: m, seq: restored, snapshot: restored, found: map[string]bool{}}
	from := min(restored, known)
	if from > 0 {
		from--
	}
	last := from
	for row, err := range h.log.Load(ctx, stream, from) {
		if err != nil {
			return loaded{}, err
		}
		if row.Seq != last+1 {
			return loaded{}, fmt.Errorf("the log of %s goes from row %d to row %d", stream, last, row.Seq)
		}
		last, out.at = row.Seq, row.At
		if row.Seq > known {
			out.found[row.Command] = true
		}
		if row.Seq <= restored {
			continue
		}
		events, err := row.Events()
		if err != nil {
			return loaded{}, fmt.Errorf("row %d of %s: %w", row.Seq, stream, err)
		}
		for _, e := range events {
			m.Apply(meeting.Meta{Seq: row.Seq, Actor: row.Actor, At: row.At}, e)
		}
		out.seq = row.Seq
	}
	if last < restored || last < known && known != nothingKnown {
		return loaded{}, fmt.Errorf("the log of %s ends at row %d, which is too early", stream, last)
	}
	return out, nil
}

// reload reads the stream anew, shows it, and answers those batches that the log turned out to have. It returns the others
// that somebody still waits for.
func (s *stream) reload(group []*batch) ([]*batch, error) {
	l, err := s.of.load(s.hub.ctx, s.seq)
	if err != nil {
		return group, fmt.Errorf("%w: %w", errUnread, err)
	}
	s.model, s.seq, s.at, s.fault = l.model, l.seq, l.at, nil
	var written, again []*batch
	for _, b := range group {
		switch {
		case l.found[b.id]:
			written = append(written, b)
		case b.gone.Load():
			b.answer(meeting.Result{}, ErrClosed)
		default:
			again = append(again, b)
		}
	}
	s.of.publish(written, true)
	for _, b := range written {
		b.answer(b.result, b.err)
	}
	return again, nil
}

// yield comes after a commit that another node was faster than: it reads what that node wrote. Nobody needs to be
// told.
func (s *stream) yield(conflicts int, group []*batch) []*batch {
	if conflicts > 2 { // leave the others room
		s.sleep(time.Millisecond << min(conflicts, 7))
	}
	again, err := s.reload(group)
	if err != nil {
		return s.regain(err, group)
	}
	return again
}

// without answers a batch that broke the model, and repairs the model for the others.
func (s *stream) without(group []*batch, broken *batch) []*batch {
	broken.answer(meeting.Result{}, errBroken)
	var rest []*batch
	for _, b := range group {
		if b != broken {
			rest = append(rest, b)
		}
	}
	again, err := s.reload(rest)
	if err != nil {
		return s.regain(err, rest)
	}
	return again
}

// regain comes after a commit that failed. The model has what the log may not have, so it is dropped; everybody is
// told why; the log is recovered, however long that takes, and read again; and each batch is settled by its command
// id. It returns the batches that are to be decided again: none when the stream is closing and the log stays
// broken.
func (s *stream) regain(cause error, group []*batch) []*batch {
	s.model, s.fault = nil, cause
	s.hub.opt.Log.Error("the log does not write", "stream", s.name, "error", cause)
	s.refuse(sentence(cause))
	wait := s.hub.opt.RetryAfter
	for {
		err := s.hub.log.Recover(s.hub.ctx)
		if err == nil {
			var again []*batch
			if again, err = s.reload(group); err == nil {
				s.hub.opt.Log.Info("the log writes again", "stream", s.name)
				s.refuse("")
				return again
			}
		}
		s.fault = err
		s.refuse(sentence(err))
		if !s.sleep(wait) {
			break
		}
		wait = min(2*wait, 50*s.hub.opt.RetryAfter)
	}
	for _, b := range group {
		b.answer(meeting.Result{}, &told{sentence(s.fault), s.fault})
	}
	return nil
}

// refuse says why nothing can be saved; "" that it can.
func (s *stream) refuse(why words.Msg) {
	s.saved.mu.Lock()
	said := (*words.Language)(nil).T(why)
	changed := s.saved.now.Refused != said
	s.saved.now.Refused = said
	s.saved.mu.Unlock()
	if changed {
		s.of.shown()
	}
}

// sleep waits; it reports false as soon as the stream is closing.
func (s *stream) sleep(d time.Duration) bool {
	rang := make(chan struct{})
	stop := s.hub.opt.AfterFunc(d, func() { close(rang) })
	defer stop()
	select {
	case <-rang:
		return true
	case <-s.closing:
		return false
	}
}
