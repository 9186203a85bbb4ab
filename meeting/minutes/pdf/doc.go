// Package pdf lays text out on the pages of a tagged PDF (ISO 32000-1) that prints well and can be read aloud: headings,
// paragraphs, lists and tables with their structure, in every script that the fonts beside it cover, right to left where
// that is how it is written. The same calls give the same bytes.
//
// It knows nothing of meetings or plans, nor who may see what: what it is given it shows.
package pdf
