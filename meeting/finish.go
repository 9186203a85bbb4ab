package meeting

import (
	"strings"

	"oneplan/meeting/text"
)

// FinishAction returns the commands that make an open action done, or with open a done one open again, and add a note to how it
// goes, on a line of its own. They are for a seat that has written nothing yet: site is its site. There are none for an action that
// the viewer does not see, and none but the note's where it is so already.
func FinishAction(v *View, site text.Site, id ID, note string, open bool) []Command {
	a := v.Action(id)
	if a == nil {
		return nil
	}
	var out []Command
	if (a.Status == Done) == open || a.Status == NoLongerFor && !open {
		out = append(out, ToggleAction{Action: id})
	}
	if note = strings.TrimSpace(text.Clean(note)); note != "" {
		f := Field{id, Progress}
		at := v.Text(f)
		if n := at.Len(); n > 0 && at.At(n-1) != '\n' {
			note = "\n" + note
		}
		// The first gesture of a site is the record's own, for the words that a new entry begins with.
		out = append(out, EditText{Field: f, Edit: at.InsertAt(text.Gesture{Site: site, N: 2}, at.Len(), note)})
	}
	return out
}
