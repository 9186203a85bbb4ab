package meeting

import (
	"fmt"
	"sync"

	"oneplan/meeting/text"
)

// storedText is a shared text as a snapshot has it. It is read when somebody first looks at it or writes in it: a record of many years has
// thousands of texts, and hardly any of them is opened again. Any goroutine may look; the engine is the writer's.
type storedText struct {
	field Field
	data  []byte // the engine's own binary form

	once   sync.Once
	engine *text.Text
	view   text.View
}

// read reads the text. Its data was checked as a whole when the snapshot was restored, so that an engine that cannot be read
// is a mistake of this program; going on with an empty text would show that everything was deleted.
func (k *storedText) read() {
	k.once.Do(func() {
		k.engine = text.New()
		if err := k.engine.UnmarshalBinary(k.data); err != nil {
			panic(fmt.Sprintf("the snapshot's text %d of entry %d: %v", k.field.Part, k.field.ID, err))
		}
		k.view = k.engine.View()
	})
}

// sharedText is a shared text as a state has it: a view, or one that is yet to be read.
type sharedText struct {
	view   text.View
	stored *storedText // nil once it has changed since the snapshot
}

func (t sharedText) get() text.View {
	if t.stored == nil {
		return t.view
	}
	t.stored.read()
	return t.stored.view
}

// same reports whether nothing that shows differs.
func (t sharedText) same(o sharedText) bool { return t == o || t.get() == o.get() }

// text returns the engine of a text, nil if nobody has written there.
func (r *Record) text(f Field) *text.Text {
	if t := r.engines[f]; t != nil {
		return t
	}
	k := r.s.texts.get(f).stored
	if k == nil {
		return nil
	}
	k.read()
	r.engines[f] = k.engine
	return k.engine
}
