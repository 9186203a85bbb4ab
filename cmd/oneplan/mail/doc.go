// Package mail writes to people: that minutes are final, that they are invited to a meeting, once a week how much is due.
//
// What there is to write follows from the records and stands in a meeting.Mails before anything is sent, so that nothing is lost and
// nothing is said twice when the service stops; what a mail says is made at the moment it is sent, of what that person may see then.
// A mail server that cannot be reached, or refuses, holds up nothing but the mail.
//
// The package must not know where mail is kept, nor screens, commands or ssh: papers to attach come from a function that it is given.
// No address, and no word of a record, goes into the log.
package mail
