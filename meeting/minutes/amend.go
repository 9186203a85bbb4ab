package minutes

import (
	"time"

	"oneplan/meeting"
)

// Amendment is what somebody added to the minutes once they were final.
type Amendment struct {
	Name      string    `json:"name"`
	WrittenBy string    `json:"written_by,omitempty"`
	At        time.Time `json:"at"`
	Words     string    `json:"words"`
}

// amendments are those of a meeting. Final minutes are of the row at which they became final: what was added since is in o.Since.
func amendments(v *meeting.View, m *meeting.Meeting, o Options) []Amendment {
	if o.Since != nil {
		v, m = o.Since, o.Since.Meeting(m.ID)
	}
	if m == nil {
		return nil
	}
	g := newGatherer(v, o)
	var out []Amendment
	for _, a := range m.Amendments {
		out = append(out, Amendment{g.name(a.Member), g.name(a.By), g.at(a.At), line(a.Words)})
	}
	return out
}

func (m *Minutes) layoutAmendments(d *Document) {
	if len(m.Amendments) == 0 {
		return
	}
	d.Add(Heading{2, d.T("Added since the minutes became final")}, Paragraph(d.T("What stands above is as it was then.")))
	for _, a := range m.Amendments {
		d.Add(Paragraph(d.T("%s, %s:", d.writtenBy(a.Name, a.WrittenBy), d.when(a.At))), quote(a.Words))
	}
}
