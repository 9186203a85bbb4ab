// Package meetingtest is for tests of what is built on the domain: a Table around which several people sit in one
// meeting, with a family, agencies and a record that are invented, a clock that moves only when told to, a log in
// memory that can be made to fail, and the conformance tests that every log has to pass.
//
// It must not know of screens, SSH or SQL, and no program may import it.
package meetingtest
