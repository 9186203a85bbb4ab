package main

import "log/slog"

// encryption is what can be told of a volume.
type encryption int

const (
	cannotTell encryption = iota
	unencrypted
	encrypted
)

// lookAround says in the log what whoever runs the service should know of where it runs. SQLite does not encrypt.
func lookAround(log *slog.Logger, data string) {
	if isRoot() {
		log.Warn("the service runs as root: give it a user of its own, as cmd/oneplan/oneplan.service does")
	}
	switch volume("/", data) {
	case encrypted:
		log.Info("the data folder is on an encrypted volume")
	case unencrypted:
		log.Warn("the data folder is on a volume that is not encrypted: whoever takes the disk, or a copy of it, can read every record; move it to an encrypted volume before it holds a real one")
	case cannotTell:
		log.Warn("this machine does not tell whether the data folder is on an encrypted volume: it has to be, before it holds a real record")
	}
}
