//go:build !linux

package main

// volume cannot tell on this system whether a folder's volume is encrypted.
func volume(_, _ string) encryption { return cannotTell }
