package meeting

import "slices"

// unknown is somebody at the table of whom nothing is known: a substitute, say. Only what is for everyone is for them.
var unknown = Viewer{Person: noAccount}

// tableOf returns who sit before a shared screen: everybody who attends the live meeting (with a pass, that one meeting), with or without an
// account or a screen of their own. It is empty for any other viewer, and while nobody attends.
func (s *State) tableOf(v Viewer) []Viewer {
	if !v.Shared {
		return nil
	}
	m := s.Live()
	if m == nil || v.Meeting != 0 && m.ID != v.Meeting {
		return nil
	}
	var out []Viewer
	for _, a := range m.Attendance {
		if !a.Here() {
			continue
		}
		who := unknown
		if x := s.Member(a.Member); x != nil && a.Way != Substitute && s.belongs(x) {
			who = x.viewerOf()
		}
		if !slices.Contains(out, who) {
			out = append(out, who)
		}
	}
	return out
}

// admitsTable reports whether an audience admits a viewer; a shared screen, if it admits all who sit before it, and the one
// whose screen it is.
func admitsTable(a Audience, v Viewer, table []Viewer) bool {
	if !v.Shared || a == Everyone {
		return a.Admits(v)
	}
	alone := v
	alone.Shared = false
	return len(table) > 0 && a.Admits(alone) && !slices.ContainsFunc(table, func(w Viewer) bool { return !a.Admits(w) })
}
