// Package meeting is oneplan's domain: the record of a child, the plan on it, the meetings about
// it, who takes part, and what each of them may see and do.
//
// It is pure. It must not know of files, SQL, SSH, screens, clocks or chance: a command
// carries its time, and Decide and Apply depend on nothing but their arguments. That makes every state a
// function of the log, on every machine, for ever.
//
// The flow: a Command by somebody with an Authority goes to Decide, which answers with Events
// or with a refusal (*Error). Events go to the Log first, then to Apply, which cannot fail. The
// resulting State is immutable and shared; what one person may see of it is its View, and
// there is no other way to the screen, to paper, or to a count.
//
// There are two kinds of stream: a Record (one child, or brothers and sisters, with everything about
// them), and the one Service (people, keys, invitations, agencies, the list of records).
//
// Read in this order: event.go, state.go, decide.go and its fellows, view.go.
package meeting
