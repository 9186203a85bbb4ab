package screen

import (
	"oneplan/meeting"
	"oneplan/tui/widget"
)

// followChair moves to where the chair is, unless somebody is in the middle of typing.
func (r *Room) followChair(was meeting.Update) {
	m := r.meeting()
	moved := was.View == nil || was.View.Meeting(r.id) == nil || was.View.Meeting(r.id).Item != m.Item
	r.behind = (r.behind || moved) && m.Item != 0 && r.item != m.Item
	if r.behind && !r.notes.Waiting() && (!r.editing || r.aside == 0) {
		r.item, r.behind = m.Item, false
	}
	if r.chair() || r.editing || len(r.dialogs) > 0 {
		return
	}
	if h := r.pointerOf(m.Chair); h != nil && h.Entry != 0 && (was.Presence == nil || entryOf(was.Presence, m.Chair) != h.Entry) {
		if m.Index(h.Entry) < 0 {
			r.entry = h.Entry
			r.unfold(h.Entry)
		}
	}
}

// pointerOf returns where a member is: their first connection in this room.
func (r *Room) pointerOf(member meeting.ID) *meeting.Here {
	if r.u.Presence == nil {
		return nil
	}
	for i, h := range r.u.Presence.Here {
		if h.Member == member && h.Meeting == r.id {
			return &r.u.Presence.Here[i]
		}
	}
	return nil
}

func entryOf(p *meeting.Presence, member meeting.ID) meeting.ID {
	for _, h := range p.Here {
		if h.Member == member {
			return h.Entry
		}
	}
	return 0
}

// unfold opens what an entry is under, so that it shows.
func (r *Room) unfold(id meeting.ID) {
	v := r.view()
	if a := v.Action(id); a != nil {
		delete(r.folded, a.Under)
		if o := v.Outcome(a.Under); o != nil {
			delete(r.folded, o.Need)
		}
	}
	if o := v.Outcome(id); o != nil {
		delete(r.folded, o.Need)
	}
}

// showNotes gives the notes editor the newest text and carets of the item in front.
func (r *Room) showNotes() {
	r.checkAside()
	f := r.noteField()
	if r.shown != f {
		r.shown, r.kept = f, ""
		r.notes.Discard()
		r.notes.Open(r.view().Text(f))
	}
	r.notes.SetView(r.view().Text(f))
	if r.atEnd {
		r.notes.MoveEnd()
	}
	r.notes.SetPeers(r.peers(r.noteField()))
}

// peers returns everybody else's carets in a text. They are good until the next call.
func (r *Room) peers(f meeting.Field) []widget.Peer {
	if r.u.Presence == nil || f == (meeting.Field{}) {
		return nil
	}
	out := r.rows.peers[:0]
	for i := range r.u.Presence.Here {
		h := &r.u.Presence.Here[i]
		if h.Field != f || h.Conn == r.u.Conn {
			continue
		}
		mem := r.view().Member(h.Member)
		if mem == nil {
			continue
		}
		out = append(out, widget.Peer{
			Caret: h.Caret, Label: r.initials(mem), Style: r.notes.Theme.Caret(r.agency(mem)),
			Active: r.isTyping(h),
		})
	}
	r.rows.peers = out
	return out
}

// news tells of what happened and is not seen at a glance.
func (r *Room) news(env *Env, was meeting.Update) {
	if was.View == nil {
		return
	}
	m, old := r.meeting(), was.View.Meeting(r.id)
	if old == nil {
		return
	}
	v := r.view()
	switch {
	case m.Stage != old.Stage && m.Stage == meeting.Live && len(m.Reopened) > len(old.Reopened):
		r.Notice(env.T("The meeting is open again: %s", m.Reopened[len(m.Reopened)-1].Reason))
	case m.Stage != old.Stage && m.Stage == meeting.Sent && r.maySign():
		r.Notice(env.T("The minutes are sent: r reads them, s answers them, until %s.", m.ReplyBy.In(env.Words, env.Today())))
	case m.Stage != old.Stage && m.Stage == meeting.CalledOff:
		r.notice = "" // the foot says so, and why
	case m.Stage != old.Stage && old.Stage == meeting.CalledOff:
		r.Notice(env.T("It is on again: %s.", meeting.TimeIn(env.Words, m.At.In(env.Zone), env.Today())))
	case m.Stage != old.Stage:
		r.Notice(env.T("The meeting is now %s.", stageWords(m.Stage)))
	case m.Paused.IsZero() != old.Paused.IsZero() && m.Stage == meeting.Live:
		if m.Paused.IsZero() {
			r.Notice(env.T("The meeting goes on."))
		} else if r.Notice(env.T("The meeting is paused.")); r.may(meeting.KeepList) {
			r.Notice(env.T("The meeting is paused: somebody asked for it. P goes on with it."))
		}
	case len(v.Withdrawals) > len(was.View.Withdrawals) && r.may(meeting.ChangeTeam) && !v.Viewer().Shared:
		w := v.Withdrawals[len(v.Withdrawals)-1]
		if w.AskedBy != r.me().ID {
			r.Notice(env.T("%s asks that the part of %s ends: “who may see what” (:) confirms it.", v.NameOf(w.AskedBy), r.partName(w)))
		}
	case m.Chair != old.Chair:
		r.Notice(env.T("%s has the chair now.", v.NameOf(m.Chair)))
	case m.Floor != old.Floor && m.Floor == r.me().ID:
		r.Notice(env.T("You have the floor."))
	case m.Floor != old.Floor && m.Floor != 0:
		r.Notice(env.T("%s has the floor.", v.NameOf(m.Floor)))
	case m.Typing != old.Typing && m.Typing == meeting.MinuteTakerTypes && m.MinuteTaker != r.me().ID && !r.chair():
		r.Notice(env.T("The minute taker types now: write privately with ctrl+p and share it."))
	case m.Typing != old.Typing && m.Typing == meeting.MinuteTakerTypes:
		r.Notice(env.T("The minute taker types now. Others write privately and share."))
	case m.Typing != old.Typing:
		r.Notice(env.T("Everyone may type in the notes again."))
	}
	if away := r.u.Presence != nil && r.u.Presence.ChairAway; away && (was.Presence == nil || !was.Presence.ChairAway) && r.mayTakeChair() {
		r.Notice(env.T("%s has been gone for a minute: t takes the chair, if you need to go on.", v.NameOf(m.Chair)))
	}
	for _, d := range v.Decisions {
		if before := was.View.Decision(d.ID); d.Meeting == r.id && d.Stage == meeting.Shown && before != nil && before.Stage == meeting.Put {
			r.Notice(env.T("The answers are in: d shows them."))
		} else if d.Meeting == r.id && before != nil && before.Follow == "" && d.Follow != "" {
			r.Notice(env.T("It is noted what follows from the disagreement: d shows it."))
		}
	}
	if r.pane == paneDecision && r.open() == nil {
		r.pane = panePlan
	}
	if d := r.open(); d != nil && r.pane == paneDecision {
		r.answered[d.ID] = true
	} else if d != nil && !r.editing && len(r.dialogs) == 0 && !r.answered[d.ID] {
		r.answered[d.ID] = true // turn to it once
		r.pane = paneDecision
	}
}

// open returns the decision that is being answered, or proposed to a viewer who can put it; nil if there is
// none.
func (r *Room) open() *meeting.Decision {
	var proposed *meeting.Decision
	for _, d := range r.view().Decisions {
		if d.Meeting != r.id {
			continue
		}
		if d.Stage == meeting.Put {
			return d
		}
		if d.Stage == meeting.Proposed && proposed == nil && r.may(meeting.KeepList) {
			proposed = d
		}
	}
	return proposed
}
