package room

import (
	"bytes"
	"context"
	"iter"
	"log/slog"
	"strings"
	"testing"
	"time"

	"oneplan/meeting"
)

// brokenModel panics on one command, with words of it.
type brokenModel struct{ *meeting.Directory }

func (m brokenModel) Decide(a meeting.Authority, c meeting.Command) ([]meeting.Event, error) {
	if r, ok := c.(meeting.ListRecord); ok && r.Name == "heron" {
		panic("a secret")
	}
	return m.Directory.Decide(a, c)
}

type brokenService struct{ service }

func (v *brokenService) load(ctx context.Context, known meeting.Seq) (loaded, error) {
	l, err := v.service.load(ctx, known)
	if err == nil {
		l.model = brokenModel{l.model.(*meeting.Directory)}
	}
	return l, err
}

func (v *brokenService) authorise(b *batch, c meeting.Command, at time.Time) (meeting.Authority, meeting.Command, error) {
	return meeting.Authority{System: true, At: at}, c, nil
}

func (v *brokenService) complete(c *meeting.Commit) { c.Service = v.model.(brokenModel).State() }

func (v *brokenService) publish([]*batch, bool) {}

// rows is as much of a log as the test needs.
type rows struct {
	meeting.Log
	all []meeting.Row
}

func (l *rows) Append(_ context.Context, c meeting.Commit) error {
	l.all = append(l.all, c.Rows...)
	return nil
}

func (l *rows) Load(_ context.Context, _ string, after meeting.Seq) iter.Seq2[meeting.Row, error] {
	return func(yield func(meeting.Row, error) bool) {
		for _, r := range l.all[after:] {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// A command that makes the domain panic is refused, and the batches beside it are not harmed: one mistake in one record must
// not end the service for everybody.
func TestABrokenCommandHarmsNobodyElse(t *testing.T) {
	var words bytes.Buffer
	log := &rows{}
	h := &Hub{log: log, opt: Options{Log: slog.New(slog.NewTextHandler(&words, nil))}.filled(), ctx: t.Context()}
	h.homes.init(h)
	v := &brokenService{}
	v.init(h, meeting.ServiceStream, v)
	h.service = &v.service
	l, err := v.load(t.Context(), nothingKnown)
	if err != nil {
		t.Fatal(err)
	}
	v.model, v.seq = l.model, l.seq

	var group []*batch
	for _, name := range []string{"kestrel", "heron", "wren"} {
		group = append(group, &batch{
			id: name, system: true, from: newSource(), cmds: []meeting.Command{meeting.ListRecord{Name: name}}, done: make(chan outcome, 1),
		})
	}
	v.commit(group)
	for _, b := range group {
		o := <-b.done
		if b.id == "heron" {
			if meeting.CodeOf(o.err) != meeting.Invalid {
				t.Errorf("%s: %v", b.id, o.err)
			}
		} else if o.err != nil {
			t.Errorf("%s: %v", b.id, o.err)
		}
	}
	if len(log.all) != 2 || log.all[0].Command != "kestrel" || log.all[1].Command != "wren" {
		t.Errorf("the log has %+v", log.all)
	}
	if s := words.String(); !strings.Contains(s, "ListRecord") || strings.Contains(s, "secret") {
		t.Errorf("the service's log says %s", s)
	}
}
