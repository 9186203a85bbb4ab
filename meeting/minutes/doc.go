// Package minutes makes papers: the minutes of a meeting and the plan of a record, as
// Markdown, plain text, HTML and JSON.
//
// A paper is gathered from a [meeting.View] limited to the paper's audience, so that it holds nothing its
// readers may not see, then laid out as a [Document], which the writers write. The facts themselves
// ([Minutes], [Plan]) are what JSON writes; their shape is documented there and only ever grows.
//
// The package knows no files, no ssh and no clock: the same state, viewer, audience and format give
// the same bytes. What people wrote is cleaned of controls when it is gathered, stands in quotes of its own, and is
// escaped by every writer: no note can pass for a heading, a table or a signature.
package minutes
