package widget

import "charm.land/bubbles/v2/key"

// KeyGroup is keys that belong together, under a title or none.
type KeyGroup struct {
	Title string
	Keys  []key.Binding
}
