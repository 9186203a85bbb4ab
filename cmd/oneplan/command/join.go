package command

import (
	"context"
	"errors"
	"strings"

	"oneplan/meeting"
)

// Join is what somebody at a terminal asked for: their home, or the room of a meeting.
type Join struct {
	Home    bool   // no command: the home screen, and nothing else below
	Meeting string // as typed; "" for the one meeting that is live
	Shared  bool   // a screen that everyone in the room sees
}

type joinCommand struct {
	Meeting string `arg:"" optional:"" help:"The meeting, such as sunflower-3."`
	Shared  bool   `help:"For a screen that everyone in the room sees: it shows only what all of them may see."`
}

// Run is reached only without a terminal: Interactive takes the others away.
func (*joinCommand) Run() error {
	return wrong("The room needs a terminal: type ssh -t, as in “ssh -t HOST join sunflower-3”.")
}

// Interactive reports whether args ask for a screen rather than for a command: nothing at all, or a join that makes sense.
// One that makes none is for Run, which says so.
func Interactive(args []string) (Join, bool) {
	if len(args) == 0 {
		return Join{Home: true}, true
	}
	if args[0] != "join" {
		return Join{}, false
	}
	_, g, err := parse(args)
	if err != nil {
		return Join{}, false
	}
	return Join{Meeting: g.Join.Meeting, Shared: g.Join.Shared}, true
}

// Resolve finds the meeting that a Join means among what the caller may see. It refuses with a *meeting.Error that says
// what to do, and leaves its trace like any other refusal; a room leaves one when it opens.
func (j Join) Resolve(ctx context.Context, env Env) (record string, id meeting.ID, err error) {
	s := &session{Env: env, now: env.Now()}
	s.Identity.Shared = s.Identity.Shared || j.Shared
	defer func() {
		if s.looks.refused != "" {
			err = errors.Join(err, s.note(ctx, "join", nil))
		}
	}()
	if j.Meeting != "" {
		if f, err := s.liveOf(ctx, j.Meeting); err != nil {
			return "", 0, err
		} else if f.view != nil {
			return f.view.Name, f.ID, nil
		}
		f, err := s.meeting(ctx, j.Meeting)
		if err != nil {
			return "", 0, err
		}
		return f.view.Name, f.ID, nil
	}
	views, err := s.look(ctx)
	if err != nil {
		return "", 0, err
	}
	var live []found
	var names []string
	for _, v := range views {
		if m := v.Live(); m != nil {
			live = append(live, found{v, m})
			names = append(names, found{v, m}.name())
		}
	}
	switch len(live) {
	case 1:
		return live[0].view.Name, live[0].ID, nil
	case 0:
		return "", 0, refuse(meeting.NotFound, "No meeting of yours is live: say which one you want, as in “join sunflower-3”, or come to your home without a command.")
	}
	return "", 0, refuse(meeting.NotFound, "Several meetings of yours are live, %s: say which one.", strings.Join(names, env.Words.T(" and ")))
}

// liveOf finds the live meeting of the one record whose name begins as typed; nothing, without an error, if there is none.
func (s *session) liveOf(ctx context.Context, typed string) (found, error) {
	views, err := s.look(ctx)
	if err != nil {
		return found{}, err
	}
	var of found
	for _, v := range views {
		if !strings.HasPrefix(fold(v.Name), fold(typed)) {
			continue
		}
		if of.view != nil {
			return found{}, nil
		}
		of.view = v
		of.Meeting = v.Live()
	}
	if of.Meeting == nil {
		return found{}, nil
	}
	return of, nil
}
