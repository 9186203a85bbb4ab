package command

import (
	"io"
	"time"
)

// patience is how long the making of a paper may be silent.
const patience = 2 * time.Second

// patiently makes a paper, and says on standard error, ever more seldom, for how long it has been at it: the paper goes out in one piece when it is done.
func (s *session) patiently(write func() error) error {
	if s.After == nil {
		return write()
	}
	done, silent := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(silent)
		for waited, wait := time.Duration(0), patience; ; waited, wait = waited+wait, 2*wait {
			select {
			case <-done:
				return
			case <-s.After(wait):
			}
			said := s.Words.N(int((waited+wait)/time.Second), "The paper is being made: %d second so far.", "The paper is being made: %d seconds so far.")
			if _, err := io.WriteString(s.Stderr, said+"\n"); err != nil {
				return // nobody is listening any more
			}
		}
	}()
	defer func() { close(done); <-silent }()
	return write()
}
