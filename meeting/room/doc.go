// Package room holds the live copy of every open record and of the service, and lets many people
// change one record at the same time.
//
// A Hub opens Rooms on demand, one for each record that somebody looks at. A Room has one
// writer, which is the only goroutine that touches the mutable record: it takes the batches of commands
// that wait, decides them one after the other, appends what they mean to the log in one commit, and only
// then shows the new state. A Seat is one connection's place in a Room: Do says what somebody wants,
// Wait pulls the newest of what they may see.
//
// What the package promises:
//   - Nothing is in an Update before the log has it. While the log cannot write, nothing changes, everybody is
//     told, and what was asked for waits.
//   - Who somebody is, and whether they may still come in, is asked anew for every command.
//   - A Rev moves for what its viewer may see, and for nothing else.
//   - A seat that does not Wait costs nobody anything.
//
// It must not know of SSH, SQL, screens or keys. The clock, the timers and the ids that it needs
// are given to it.
//
// Read hub.go, stream.go (the writer), recover.go, room.go, seat.go, presence.go, home.go.
package room
