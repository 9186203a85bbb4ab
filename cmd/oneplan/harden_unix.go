//go:build unix

package main

import (
	"os"
	"syscall"
)

// harden keeps what this process writes to its own user: no file that others can read, and no image of its memory on
// the disk when it breaks.
func harden() error {
	syscall.Umask(0o077)
	return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}

// isRoot reports whether this process may do everything on this machine.
func isRoot() bool { return os.Geteuid() == 0 }
