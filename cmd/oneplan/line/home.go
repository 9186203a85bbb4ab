package line

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// Host is what the service is to one person.
type Host interface {
	// Home returns what the person's home shows once it differs from after; at once for 0.
	Home(ctx context.Context, after meeting.Rev) (meeting.Home, error)
	// Take takes a seat on a record, or refuses with a *meeting.Error.
	Take(ctx context.Context, record string) (Seat, error)
	// Screens has the person come to the screens, from the next time on.
	Screens(ctx context.Context) error
	// Command runs one command, as over ssh, and returns what it printed.
	Command(ctx context.Context, args []string) string
}

// option is one thing that home offers.
type option struct {
	says    string
	record  string
	meeting meeting.ID // to follow; 0: the record between meetings
	command []string   // to run
	screens bool
	leave   bool
}

// watched is what home waits for.
type watched struct {
	home meeting.Home
	err  error
}

// Home is where somebody comes without a command: what is live, what comes next, what there is to do, each by its number. It lasts until
// they leave or the connection ends.
func (s *Session) Home(ctx context.Context, host Host) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h, err := host.Home(ctx, 0)
	if err != nil {
		return err
	}
	news := make(chan watched, 1)
	go watchHome(ctx, host, h.Rev, news)
	offered := s.offer(h)
	s.Say(s.offeredLines(h, offered)...)
	for {
		l, ok, err := s.next(ctx, news, func(w watched) error {
			if w.err != nil {
				return w.err
			}
			s.Say(s.begun(h, w.home)...)
			h = w.home
			if h.Stopping {
				s.Say(s.T("The service restarts in a moment. Everything is saved: come back the same way in a minute."))
				return context.Canceled
			}
			return nil
		})
		switch {
		case err != nil:
			return err
		case !ok || l.end:
			s.Say(s.T("Goodbye."))
			return nil
		case l.tooLong || l.text == "":
			continue
		}
		o, found := s.chosen(offered, l.text)
		s.stage = ""
		switch {
		case !found && s.typed(l.text, typedHome):
		case !found:
			s.Say(printed(host.Command(ctx, strings.Fields(l.text)))...)
			continue
		case o.leave:
			s.Say(s.T("Goodbye. Everything you wrote is saved."))
			return nil
		case o.screens:
			if err := host.Screens(ctx); err != nil {
				s.Say(s.refused(err))
			} else {
				s.Say(s.T("From the next time on you come to the screens. “people set --line” brings you back here."))
			}
			continue
		case o.command != nil:
			s.Say(printed(host.Command(ctx, o.command))...)
			s.Say(s.T("“home” reads the choices again."))
			continue
		default:
			if err := s.visit(ctx, host, o); err != nil {
				if meeting.CodeOf(err) == "" {
					return err
				}
				s.Say(s.refused(err))
			}
			select { // what was news meanwhile is in what comes now
			case <-news:
			default:
			}
		}
		if h, err = s.catchUp(ctx, host, o); err != nil {
			return err
		}
		offered = s.offer(h)
		s.Say(s.offeredLines(h, offered)...)
	}
}

// catchUp returns home as it is now: not as it was before the meeting that was just left had closed.
func (s *Session) catchUp(ctx context.Context, host Host, left option) (meeting.Home, error) {
	h, err := host.Home(ctx, 0)
	late, cancel := context.WithTimeout(ctx, lastWords)
	defer cancel()
	for err == nil && s.stage != "" && stageIn(h, left) != s.stage {
		next, nerr := host.Home(late, h.Rev)
		if nerr != nil {
			break
		}
		h = next
	}
	return h, err
}

// stageIn is the stage that home knows a meeting in.
func stageIn(h meeting.Home, of option) meeting.MeetingStage {
	for _, r := range h.Records {
		if r.View.Name == of.record {
			if m := r.View.Meeting(of.meeting); m != nil {
				return m.Stage
			}
		}
	}
	return ""
}

// visit follows a meeting from home, or reads a record.
func (s *Session) visit(ctx context.Context, host Host, o option) error {
	if o.meeting == 0 {
		return s.Between(ctx, host, o.record)
	}
	seat, err := host.Take(ctx, o.record)
	if err != nil {
		return err
	}
	defer seat.Close()
	return s.Follow(ctx, seat, o.record, o.meeting)
}

func watchHome(ctx context.Context, host Host, after meeting.Rev, news chan watched) {
	for {
		h, err := host.Home(ctx, after)
		after = h.Rev
		select {
		case <-news:
		default:
		}
		select {
		case news <- watched{h, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// begun says which meetings have begun, closed or sent their minutes since.
func (s *Session) begun(was, is meeting.Home) []string {
	var out []string
	for _, r := range is.Records {
		for _, m := range r.View.Meetings {
			said := map[meeting.MeetingStage]words.Msg{
				meeting.Live:    "The meeting %s-%d has begun: “home” reads the choices.",
				meeting.Tidying: "The meeting %s-%d has closed: “home” reads the choices.",
				meeting.Sent:    "The meeting %s-%d has minutes to read and answer: “home” reads the choices.",
				meeting.Final:   "The meeting %s-%d has final minutes: “home” reads the choices.",
			}[m.Stage]
			before := stageIn(was, option{record: r.View.Name, meeting: m.ID})
			switch {
			case m.Stage == meeting.CalledOff:
				said = "The meeting %s-%d is called off: “home” reads the choices."
			case before == meeting.CalledOff:
				said = "The meeting %s-%d is on again: “home” reads the choices."
			}
			if said != "" && before != "" && before != m.Stage {
				out = append(out, s.T(said, r.View.Name, m.Number))
			}
		}
	}
	return out
}

// offer is what there is to choose.
func (s *Session) offer(h meeting.Home) []option {
	zone := s.opt.Zone
	today := meeting.DayOf(h.Now.In(zone))
	var live, next, children []option
	mine := 0
	for _, r := range h.Records {
		v := r.View
		about := v.Called()
		for _, m := range v.Meetings {
			o := option{record: v.Name, meeting: m.ID}
			name := s.T("%s of %s, %s-%d", m.Kind.Heading(), about, v.Name, m.Number)
			at := meeting.TimeIn(s.opt.Words(), m.At.In(zone), today)
			switch m.Stage {
			case meeting.Live:
				o.says = s.T("Live now: %s, %s", name, s.inRoom(len(r.Presence.In(m.ID))))
				live = append(live, o)
			case meeting.Preparing:
				o.says = at + ": " + name
				next = append(next, o)
			case meeting.CalledOff:
				if m.StillToCome(today, zone) {
					o.says = s.T("Called off: %s, planned for %s", name, at)
					if why := why(m); why != "" {
						o.says += ". " + s.T("The reason: %s", why)
					}
					next = append(next, o)
				}
			case meeting.Tidying:
				o.says = s.T("The minutes are being tidied: %s", name)
				next = append(next, o)
			case meeting.Sent:
				o.says = s.T("Minutes to read and answer until %s: %s", m.ReplyBy.When(today), name)
				next = append(next, o)
			case meeting.Final:
			}
		}
		for _, a := range v.Actions() {
			if a.Owner == v.Me.ID && a.Status.Open() {
				mine++
			}
		}
		children = append(children, option{says: s.T("%s, %s: read the record, add to it", cmp.Or(about, v.Name), v.Name), record: v.Name})
	}
	out := slices.Concat(live, next)
	if mine > 0 {
		out = append(out, option{says: s.opt.Words().N(mine, "What you are to do: %d action", "What you are to do: %d actions"), command: []string{"actions", "--mine"}})
	}
	out = append(append(out, children...), s.work(h, today)...)
	return append(out, option{says: s.T("Use the screens from the next time on"), screens: true}, option{says: s.T("Leave"), leave: true})
}

// why is why a meeting was called off, without its full stop; "" once those words are erased.
func why(m *meeting.Meeting) string { return strings.TrimRight(m.OffReason, ". ") }

func (s *Session) inRoom(n int) string {
	switch n {
	case 0:
		return s.T("nobody in the room yet")
	case 1:
		return s.T("one person in the room")
	}
	return s.opt.Words().N(n, "%d person in the room", "%d people in the room")
}

// offeredLines reads the choices.
func (s *Session) offeredLines(h meeting.Home, offered []option) []string {
	out := []string{s.T("oneplan. You are %s. Type a number and press Enter.", h.Me.Name)}
	for i, o := range offered {
		out = append(out, fmt.Sprintf("%d. %s.", i+1, o.says))
	}
	if s.opt.Mail {
		out = append(out, s.T("To get minutes and invitations by mail, type: mail."))
	}
	return append(out, s.T("Or type a command, such as: minutes MEETING. “help” lists them."))
}

// chosen reads which choice is meant.
func (s *Session) chosen(offered []option, typed string) (option, bool) {
	if n, err := strconv.Atoi(strings.TrimRight(typed, ".")); err == nil && n >= 1 && n <= len(offered) {
		return offered[n-1], true
	}
	switch {
	case s.typed(typed, "typed:\x04leave|quit|exit|bye|q"):
		return option{leave: true}, true
	case s.typed(typed, "typed:\x04join|follow"):
		for _, o := range offered {
			if o.meeting != 0 {
				return o, true
			}
		}
	}
	return option{}, false
}

// typed reports whether this word was typed.
func (s *Session) typed(typed string, m words.Msg) bool {
	return (&Place{Words: s.opt.Words()}).typed(typed, m)
}

// printed makes lines to read of what a command printed for a screen: without ruled lines, and without the gaps of its columns.
func printed(s string) []string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		var cells []string
		for cell := range strings.SplitSeq(l, "  ") {
			if cell = strings.Trim(flat(cell), "|"); cell != "" {
				cells = append(cells, strings.TrimSpace(cell))
			}
		}
		if l = strings.Join(cells, ", "); strings.Trim(l, "-=, ") != "" {
			out = append(out, strings.ReplaceAll(l, ":, ", ": "))
		}
	}
	return out
}

// next returns the next line that was typed; ok is false at the end of the input. Meanwhile it takes news.
func (s *Session) next(ctx context.Context, news chan watched, told func(watched) error) (l line, ok bool, err error) {
	for {
		if l, ok := s.con.next(); ok {
			return l, true, nil
		}
		s.con.hand()
		if s.con.lost != nil {
			return l, false, s.con.lost
		}
		select {
		case <-ctx.Done():
			return l, false, ctx.Err()
		case w := <-news:
			if err := told(w); err != nil {
				return l, false, err
			}
		case b, more := <-s.con.in:
			if !more {
				l, ok := s.con.last()
				return l, ok, nil
			}
			s.con.chunk = b
		case err := <-s.con.sent:
			s.con.took(err)
		}
	}
}
