// Package store keeps everything oneplan knows in one SQLite file: the log of every stream, which is
// the truth, and beside it what can be made from the log again at any time: snapshots and
// plain tables that anybody can read with sqlite3.
//
// It implements meeting.Log and meeting.Audit and is the only package that imports SQL. It must not know of rooms,
// connections or screens, and decides nothing about who may do what.
//
// # The promise
//
// When Append has returned nil, the rows are on disk (write-ahead log, synchronous=FULL). When it
// failed, it says whether nothing was written (meeting.ErrConflict, meeting.ErrRefused) or
// whether it cannot tell (meeting.ErrDoubt). After an error of the disk nothing more is
// written until Recover has closed the file, opened it again, compared the end of every chain
// with what was promised, and written for real: a write that is merely tried again after a failed fsync
// "succeeds" falsely.
//
// # The chain
//
// Every row carries the hash of the row before it, its envelope, and a digest of its body:
//
//	digest = SHA-256("oneplan body 1" ‖ n(salt) ‖ salt ‖ n(body) ‖ body)
//	hash   = SHA-256("oneplan row 1" ‖ n(previous) ‖ previous ‖ n(stream) ‖ stream ‖ 8 bytes of seq ‖
//	         n(actor) ‖ actor ‖ n(at) ‖ at ‖ n(command) ‖ command ‖ n(kinds) ‖ kinds ‖ n(digest) ‖ digest)
//
// where n(x) is the length of x and every number is 8 bytes, big-endian; texts are their UTF-8 bytes as the
// columns hold them; previous is the hash of the row before, 32 zero bytes for the first. The salt is 16 random
// bytes, so that the digest of a short body says nothing of it.
//
// A body is erased by setting salt to NULL and body to the row's digest: the words are gone, and the chain
// still holds. Where others would miss something else that the row said, that stays: the digest is followed by a salt and the body of what is left,
// and a later row of the chain, RowsRedacted, vouches for them by their sum. Nothing else in a row can change unnoticed. Erase does that, also within sealed segments, does away with the seed
// that the salt was made from, and then makes the file anew, so that no page of it or of its write-ahead log holds the words. Backups
// and what the disk itself keeps of freed blocks are beyond it.
//
// The table head has the last seq and hash of each stream, written in the same transaction as the rows, so that rows missing at
// the end are noticed too. Somebody who can write the file can of course write a whole new chain: to notice that, keep the
// heads that Verify prints somewhere else.
//
// # Sealed rows
//
// A row for each key takes some 200 bytes. Once a stream has been quiet for two minutes (or when Seal is called) its rows, all but the
// last few, are packed into segments: columns of all their fields, which give every row back byte for byte, so that every hash is made
// and checked as before. What would not pack are the salts, so they are made from seeds: salt = the first 16 bytes of
// HMAC-SHA-256(seed, "oneplan salt 1" ‖ 8 bytes of seq), one random seed for up to 4,096 rows. A segment is there before its rows are taken out of
// the table log, and reading prefers the table, so that a crash between any two statements loses nothing. The table sealed_command
// keeps a sealed batch from being taken in a second time.
//
// # The audit
//
// Who looked at what is a chain of its own, the table audit. A look's hash is
//
//	SHA-256("oneplan look 1" ‖ n(previous) ‖ previous ‖ 8 bytes of number ‖ n(at) ‖ at ‖ n(record) ‖ record ‖ n(person) ‖ person ‖
//	        n(agency) ‖ agency ‖ n(conn) ‖ conn ‖ n(kind) ‖ kind ‖ n(about) ‖ about ‖ 8 bytes of seq ‖ n(reason) ‖ reason)
//
// and the table audit_head names the last one, so that a last look that was taken away is missed. None of the hashes is keyed:
// whoever can write the file, and knows all this, can take away the last looks or change any of them and make every hash after
// it anew. That shows only beside a head that was noted elsewhere: oneplan verify prints it, and the service's log has it at each start
// and end, so that keeping that log on another machine is enough.
//
// # Reading it
//
// Read log.go, then writer.go (one goroutine writes, and gathers what several rooms append into one
// transaction), fault.go, project.go and verify.go.
package store
