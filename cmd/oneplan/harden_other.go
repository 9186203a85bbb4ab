//go:build !unix

package main

// harden has nothing to do on this system: the folder's own permissions decide who may read it.
func harden() error { return nil }

// isRoot cannot tell on this system.
func isRoot() bool { return false }
