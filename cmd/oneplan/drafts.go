package main

import (
	"strings"
	"sync"

	"oneplan/meeting"
)

// drafts are what people had typed and not saved when they left or their line was lost, for when they come back.
// They live as long as the process, since they are not part of any record.
type drafts struct {
	mu   sync.Mutex
	lost map[meeting.PersonID]map[string]string
}

// desk is what has been typed and not saved at one connection. As long as the connection lasts it is nobody
// else's: at another terminal of the same person it would be added a second time. The lock of drafts guards it.
type desk struct {
	text    map[string]string
	flights int  // what is on its way to the log, and may be saved yet
	gone    bool // the connection is
}

// The most that is kept for one connection, and for one person.
const (
	maxDrafts    = 64
	maxDraftSize = 64 << 10
)

// get returns what was typed under a name: at this desk, or else at one that is gone, which this desk takes over.
func (d *drafts) get(k *desk, p meeting.PersonID, name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := k.text[name]; ok || k.gone {
		return s
	}
	s := d.lost[p][name]
	if s != "" {
		d.put(nil, p, name, "")
		d.put(k, p, name, s)
	}
	return s
}

// keep keeps text under a name; an empty text forgets it.
func (d *drafts) keep(k *desk, p meeting.PersonID, name, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.put(k, p, name, text)
}

// settle takes text, which is saved now, off the front of what is kept under a name.
func (d *drafts) settle(k *desk, p meeting.PersonID, name, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := k.text
	if k.gone && k.flights == 0 {
		kept, k = d.lost[p], nil
	}
	if rest, ok := strings.CutPrefix(kept[name], text); ok && text != "" {
		d.put(k, p, name, rest)
	}
}

// begin and end say that something is on its way to the log, and what became of it is known.
func (d *drafts) begin(k *desk) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k.flights++
}

func (d *drafts) end(k *desk, p meeting.PersonID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k.flights--
	d.hand(k, p)
}

// leave says that the connection is gone: what is left at its desk is for when the person comes back, once it is
// known what became of what was on its way.
func (d *drafts) leave(k *desk, p meeting.PersonID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k.gone = true
	d.hand(k, p)
}

func (d *drafts) hand(k *desk, p meeting.PersonID) {
	if !k.gone || k.flights > 0 {
		return
	}
	for name, text := range k.text {
		d.put(nil, p, name, text)
	}
	k.text = nil
}

// put sets what is kept under a name: at a desk, or for the person if k is nil. The lock is held.
func (d *drafts) put(k *desk, p meeting.PersonID, name, text string) {
	kept := d.lost[p]
	if k != nil {
		kept = k.text
	}
	if _, have := kept[name]; text != "" && !have && len(kept) >= maxDrafts {
		return
	}
	if len(text) > maxDraftSize {
		text = strings.ToValidUTF8(text[:maxDraftSize], "")
	}
	switch {
	case text == "":
		delete(kept, name)
	case kept == nil:
		kept = map[string]string{name: text}
	default:
		kept[name] = text
	}
	switch {
	case k != nil:
		k.text = kept
	case len(kept) == 0:
		delete(d.lost, p)
	case d.lost == nil:
		d.lost = map[meeting.PersonID]map[string]string{p: kept}
	default:
		d.lost[p] = kept
	}
}
