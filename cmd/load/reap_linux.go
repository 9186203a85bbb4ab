package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// adopt makes this process the parent of whatever the servers that it starts leave behind, such as tmux's own server: in a
// container nobody else may be there to bury it.
func adopt() { _ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) } // untidy without, and no more

// bury waits a little for what was adopted to end. It is called when no other child is left.
func bury() {
	for deadline := time.Now().Add(2 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		for {
			pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
			if err != nil {
				return // no child is left
			}
			if pid == 0 {
				break
			}
		}
	}
}
