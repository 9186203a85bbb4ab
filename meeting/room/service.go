package room

import (
	"context"
	"iter"
	"slices"
	"sync/atomic"
	"time"

	"oneplan/meeting"
)

// service is the one live copy of the service stream: people, keys, invitations, agencies and the list of records.
type service struct {
	stream
	state atomic.Pointer[meeting.Service]
}

func (v *service) directory() *meeting.Directory {
	d, _ := v.model.(*meeting.Directory)
	return d
}

func (v *service) load(ctx context.Context, known meeting.Seq) (loaded, error) {
	return v.hub.replay(ctx, v.name, meeting.NewDirectory(), 0, known)
}

func (v *service) commands(b *batch) []meeting.Command { return b.cmds }

func (v *service) authorise(b *batch, c meeting.Command, at time.Time) (meeting.Authority, meeting.Command, error) {
	if b.system {
		return meeting.Authority{System: true, At: at}, c, nil
	}
	a, err := authority(v.directory().State(), b.who)
	a.At = at
	if err != nil {
		return a, c, err
	}
	if b.who.Shared {
		return a, c, errShared
	}
	if _, own := c.(meeting.BindKey); b.who.pass() && !own {
		return a, c, errPass
	}
	return a, c, nil
}

func (v *service) refused(_ *batch, err error) error { return err }

func (v *service) complete(c *meeting.Commit) { c.Service = v.directory().State() }

func (v *service) publish([]*batch, bool) {
	old, s := v.state.Load(), v.directory().State()
	v.state.Store(s)
	if old != nil && old.Changed == s.Changed {
		return // somebody has come in: nobody else sees anything else for it
	}
	now := v.hub.opt.now()
	for _, r := range v.hub.opened() {
		r.mu.Lock()
		r.all = nil
		r.attend(now)
		r.wake(now)
		r.mu.Unlock()
	}
	v.hub.homes.touchAll()
}

func (v *service) shown() { v.hub.homes.touchAll() }

func (v *service) tend(time.Time) time.Time { return time.Time{} }

func (v *service) end() {}

// DoService asks for a change of the service: people, keys, invitations, agencies. It is like Seat.Do.
func (h *Hub) DoService(ctx context.Context, who Identity, cmds ...meeting.Command) (meeting.Result, error) {
	if who.Person == "" {
		return meeting.Result{}, errNobody
	}
	for _, c := range cmds {
		if ask, ok := c.(meeting.AskAdvice); ok {
			if err := h.asks(ctx, who, ask); err != nil {
				return meeting.Result{}, err
			}
		}
	}
	return h.serve(ctx, &batch{who: who, from: newSource(), cmds: cmds})
}

// serve has the service's own stream do a batch, whoever asks.
func (h *Hub) serve(ctx context.Context, b *batch) (meeting.Result, error) {
	res, err := h.service.do(ctx, b)
	for _, e := range res.Events {
		if x, ok := e.(meeting.PersonRevoked); ok {
			h.forgetMailbox(context.WithoutCancel(ctx), x.Person)
		}
	}
	return res, err
}

// System asks for something as the service itself, which may do anything: the first start, the
// redemption of an invitation, the demo. stream is a record's name or meeting.ServiceStream.
func (h *Hub) System(ctx context.Context, stream string, cmds ...meeting.Command) (meeting.Result, error) {
	b := &batch{system: true, from: newSource(), cmds: cmds}
	if stream == meeting.ServiceStream {
		return h.serve(ctx, b)
	}
	r, err := h.open(ctx, stream)
	if err != nil {
		return meeting.Result{}, err
	}
	defer h.release(r)
	return r.do(ctx, b)
}

// CreateRecord begins a record, with whoever creates it as its first member, in the role that c.Creator names. A name that was
// listed, while the record itself could not be written, can be used again.
func (h *Hub) CreateRecord(ctx context.Context, who Identity, c meeting.CreateRecord) error {
	dir := h.Directory()
	a, err := authority(dir, who)
	if err != nil {
		return err
	}
	if who.Shared {
		return errShared
	}
	if who.pass() {
		return errPass
	}
	m := meeting.Member{Person: a.Person, Name: c.Creator.Name, Title: c.Creator.Title, Agency: a.Agency, Role: c.Creator.Role}
	if m.Name == "" {
		m.Name = a.Name
	}
	if acc := dir.Account(a.Person); m.Title == "" {
		m.Title = acc.Title
	}
	if m.Role == "" {
		m.Role = meeting.Keyworker
	}
	if !slices.Contains(meeting.Roles, m.Role) {
		return refusal(meeting.Invalid, "That is not a role on a record: choose one of the list.")
	}
	m.AgencyName = string(a.Agency)
	if g := dir.Agency(a.Agency); g != nil {
		m.AgencyName = g.Name
	}
	c.Creator = m
	// That a name is taken tells that there is a record: so few such answers are given, and then no other.
	if !h.taken.take(a.Person, h.opt.now()) {
		return errNames
	}
	if !dir.HasRecord(c.Name) && !dir.Erased(c.Name) {
		defer h.taken.giveBack(a.Person)
	}
	if !dir.HasRecord(c.Name) {
		if _, err := h.DoService(ctx, who, meeting.ListRecord{Name: c.Name}); err != nil {
			return err
		}
	}
	r, err := h.open(ctx, c.Name)
	if err != nil {
		return err
	}
	defer h.release(r)
	if r.front().state.Seq > 0 {
		return errTaken
	}
	_, err = r.do(ctx, &batch{who: who, from: newSource(), cmds: []meeting.Command{c}})
	if meeting.CodeOf(err) == meeting.NotFound { // somebody was faster
		return errTaken
	}
	return err
}

// ServiceLog yields the rows of the service's own log, oldest first, for administrators and service managers: who came in, was invited, lost
// their access; what was set.
func (h *Hub) ServiceLog(ctx context.Context, who Identity) iter.Seq2[meeting.Row, error] {
	return func(yield func(meeting.Row, error) bool) {
		a, err := authority(h.Directory(), who)
		if err == nil && !a.Admin && !a.Manager {
			err = refusal(meeting.Forbidden, "What happens in the service as a whole is for administrators and service managers to read: ask one of them.")
		}
		if err != nil {
			yield(meeting.Row{}, err)
			return
		}
		h.log.Load(ctx, meeting.ServiceStream, 0)(yield)
	}
}
