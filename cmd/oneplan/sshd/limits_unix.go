//go:build unix

package sshd

import (
	"math"
	"syscall"
)

// descriptors is how many files and sockets this process may have open. The
// Go runtime has raised the soft limit to the hard one by now.
func descriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 1024
	}
	return int(min(uint64(limit.Cur), math.MaxInt32)) //nolint:unconvert // the field's type differs between systems
}
