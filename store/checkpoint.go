package store

import (
	"context"
	"time"
)

const (
	// checkpointFrames is how many changed pages in the write-ahead log are enough to move them into the file.
	checkpointFrames = 1000
	// checkpointRest is how many may be left for the writer itself to move: a millisecond or two.
	checkpointRest = 64
	// checkpointQuiet is how long after the last commit even a few are moved.
	checkpointQuiet = 250 * time.Millisecond
	// checkpointAgain is how long to wait after one that failed, on a full disk say.
	checkpointAgain = time.Second
)

// checkpointer moves pages from the write-ahead log into the file, off the commits' path. Its own
// connection moves nearly all of them while commits go on; the writer, between two commits,
// only the few that came meanwhile, so that the next commit can begin the write-ahead log anew.
type checkpointer struct {
	due    chan struct{} // a commit asks for one soon (quiet) or now
	now    chan struct{}
	cancel context.CancelFunc
	ended  chan struct{}
}

func (c *checkpointer) start(s *Store) {
	c.due, c.now, c.ended = make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	go c.run(ctx, s)
}

func (c *checkpointer) stop() {
	if c.cancel != nil {
		c.cancel()
		<-c.ended
	}
}

// wrote counts the pages of a commit and asks for a checkpoint.
func (w *writer) wrote(frames int) {
	w.frames += frames
	c := &w.s.checkpoints
	ask := c.due
	if w.frames >= checkpointFrames {
		ask = c.now
	}
	select {
	case ask <- struct{}{}:
	default: // asked already
	}
}

func (c *checkpointer) run(ctx context.Context, s *Store) {
	defer close(c.ended)
	failing := false // and it has been said
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.now:
		case <-c.due:
			if !c.waitQuiet(ctx) {
				return
			}
		}
		var err error
		if s.faulted() == nil { // if not, Recover moves everything
			err = s.moveAll(ctx)
		}
		if err != nil && ctx.Err() == nil {
			if !failing {
				s.log.Warn("the write-ahead log could not be moved into the file; it grows until it can", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(checkpointAgain):
				select {
				case c.due <- struct{}{}:
				default:
				}
			}
		}
		failing = err != nil
		select {
		case <-c.now: // asked for by the commits that came while the pages were being moved, and done with them
		default:
		}
	}
}

// waitQuiet waits until no commit has come for a while, or enough have. It returns false when the store is closed.
func (c *checkpointer) waitQuiet(ctx context.Context) bool {
	quiet := time.NewTimer(checkpointQuiet)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-c.now:
			return true
		case <-c.due:
			quiet.Reset(checkpointQuiet)
		case <-quiet.C:
			return true
		}
	}
}

// moveAll moves everything into the file: first beside the commits, then the rest between two of them.
func (s *Store) moveAll(ctx context.Context) error {
	for range 4 {
		var m moved
		err := s.read(func(d *database) (err error) {
			m, err = checkpoint(context.WithoutCancel(ctx), d.mover, "PASSIVE")
			return err
		})
		if err != nil {
			return s.moveFailed(err)
		}
		if m.frames-m.inFile <= checkpointRest {
			break
		}
	}
	return s.do(ctx, func(w *writer) (bool, error) {
		m, err := checkpoint(w.ctx, w.conn, "PASSIVE")
		if err != nil {
			return true, s.moveFailed(err)
		}
		w.frames = m.frames - m.inFile
		return true, nil
	})
}

// moveFailed stops the store if the disk failed: what the kernel holds of the file may not be what is on the disk.
func (s *Store) moveFailed(err error) error {
	if code(err) != 0 && !refusal(err) {
		s.poison(err)
	}
	return err
}
