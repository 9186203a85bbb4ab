package screen

import (
	"charm.land/bubbles/v2/key"

	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// help shows all keys of the page in front.
func (s *recordPages) help(r *Room) []Action {
	g := widget.KeyGroup{Title: "In the record", Keys: []key.Binding{bind("1-7", "go to a page", "")}}
	for _, b := range s.bindings(r) {
		h, k := b.key.Help(), b.key
		k.SetHelp(h.Key, string(recordWords(words.Msg(h.Desc))))
		g.Keys = append(g.Keys, k)
	}
	groups := []widget.KeyGroup{g}
	for i, g := range widget.EditorKeys.Groups() {
		if i == 0 {
			g.Title = "While writing"
		}
		groups = append(groups, g)
	}
	groups = append(groups, moreHelp(), widget.KeyGroup{Title: "Marks", Keys: []key.Binding{
		bind("!", "look at this now", ""), bind("●", "goes on", ""), bind("◌", "not yet", ""), bind("✓", "done, or taken on", ""),
		bind("⚑", "stuck", ""), bind(r.T("saved ✓"), "it is all on disk", ""),
	}})
	return r.show(&helpDialog{widget.Help{Title: r.T("Keys that work here"), Close: r.T("esc close"), Groups: groups}})
}

// recordWords says in full what a hint of the record says in a word.
func recordWords(does words.Msg) words.Msg {
	if s, ok := map[words.Msg]words.Msg{
		"add": "add something on this page", "meeting": "to the next meeting, or the last", "who sees": "who sees what is selected",
		"take out": "take what is selected out", "who looked": "who looked at all this", "history": "how it was, step by step", "undo": "undo your last change", "redo": "bring it back",
		"next page": "next page", "help": "all keys that work here",
	}[does]; ok {
		return s
	}
	return fullWords(does)
}
