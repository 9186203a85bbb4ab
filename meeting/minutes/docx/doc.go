// Package docx writes text as a Word document (Office Open XML, ISO/IEC 29500-1 and -4) that looks as if a careful person made it:
// real styles for the title and the headings, lists that are lists, tables whose header is repeated on every page, page numbers in the
// foot, what is written from right to left marked as such, and the author, the dates and the language that it was given. The same
// calls give the same bytes.
//
// It writes the few parts that it needs by itself. The libraries there are begin with a document of somebody else's, whose author,
// language, styles, paper and foot would all have to be replaced: nothing of them would be left but the archive.
//
// It knows nothing of meetings or plans, nor who may see what: what it is given it shows.
package docx
