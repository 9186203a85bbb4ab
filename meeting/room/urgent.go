package room

import (
	"context"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// OpenUrgently gives somebody who is not on a record's team urgent access to it, for so long, at most as long as the settings say; 0: for as
// long as they say. The service managers are told first, so that there is no access of which nobody knows. It fails with a *meeting.Error; a record that does not exist and
// one that may not be opened cannot be told apart by who is of the family, comes with a pass, or has tried too many names (ErrGuesses).
func (h *Hub) OpenUrgently(ctx context.Context, who Identity, record, reason string, lasts time.Duration) error {
	dir := h.Directory()
	a, err := authority(dir, who)
	switch {
	case err != nil:
		return err
	case who.Shared:
		return errShared
	case who.pass():
		return errPass
	case a.Agency == meeting.FamilyAgency || a.Agency == "":
		return refusal(meeting.Forbidden, "Urgent access is for practitioners: ask the keyworker to let you in.")
	}
	most := dir.Settings.UrgentFor()
	switch {
	case lasts == 0:
		lasts = most
	case lasts < time.Minute || lasts > most:
		return refusal(meeting.Invalid, "Urgent access lasts from a minute to %s here: ask for less, or leave it out.", hours(most))
	}
	if !h.guesses.take(a.Person, h.opt.now()) {
		return ErrGuesses
	}
	r, err := h.open(ctx, record)
	if meeting.CodeOf(err) != meeting.NotFound {
		h.guesses.giveBack(a.Person)
	}
	if err != nil {
		return err
	}
	defer h.release(r)
	c := meeting.OpenUrgently{Reason: reason, Name: a.Name, AgencyName: string(a.Agency), Lasts: lasts}
	if acc := dir.Account(a.Person); acc != nil {
		c.Title = acc.Title
	}
	if g := dir.Agency(a.Agency); g != nil {
		c.AgencyName = g.Name
	}
	now := h.opt.now()
	if u := r.front().state.UrgentOf(a.Person); u != nil && now.Before(u.Until) {
		return nil
	}
	if r.front().state.MemberOf(a.Person) == nil {
		told := meeting.Told{Record: record, Person: a.Person, Reason: reason, Until: now.Add(lasts)}
		if _, err := h.System(ctx, meeting.ServiceStream, meeting.TellUrgent{Told: told}); err != nil {
			return err
		}
	}
	_, err = r.do(ctx, &batch{who: who, from: newSource(), cmds: []meeting.Command{c}})
	return err
}

// hours says how long something lasts.
func hours(d time.Duration) words.Phrase {
	if d == time.Hour {
		return words.P("an hour")
	}
	return words.P("%d hours", int(d/time.Hour))
}

// tendUrgent ends urgent access whose time is over, and returns when the next will be.
func (r *Room) tendUrgent(now time.Time) time.Time {
	over, next := r.record().State().UrgentDue(now)
	for _, id := range over {
		r.ask(meeting.EndUrgent{Urgent: id})
	}
	return next
}
