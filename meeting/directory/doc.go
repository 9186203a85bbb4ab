// Package directory is the local information bank: what services there are around families, as the Open Referral Human
// Services Data Specification (HSDS) 3.0 tells them. It reads directories in every form that HSDS knows, says how old what is
// known of a service is, what a search means, and makes the plain card that is read out or handed to a family.
//
// It holds nothing of any child and must not know of records, of the database that keeps the services, or of how
// somebody asks for them. It reads no clock: today comes from outside.
//
// # Reading
//
// [Read] takes one stream and tells by its content what it is: a full response for one service, organisation or service at
// location; an array or a page of such; one object a line; the tables of the tabular package as JSON, as a lone services.csv, or as
// a tar, tar.gz or zip. Everything in it is hostile: sizes, counts and depths are bounded ([Limits]), nothing is written
// anywhere, and each string is cleaned and cut before it is handed on. What cannot be taken is skipped with the reason and the place
// where it stands; what is odd but usable is a warning; a file that is broken as a whole is an error, and then nothing of it
// should be kept.
package directory
