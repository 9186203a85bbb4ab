package line

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
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
	Command(ctx context.Context, words []string) string
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
	s.Say(offeredLines(h, offered)...)
	for {
		l, ok, err := s.next(ctx, news, func(w watched) error {
			if w.err != nil {
				return w.err
			}
			s.Say(begun(h, w.home)...)
			h = w.home
			if h.Stopping {
				s.Say("The service restarts in a moment. Everything is saved: come back the same way in a minute.")
				return context.Canceled
			}
			return nil
		})
		switch {
		case err != nil:
			return err
		case !ok || l.end:
			s.Say("Goodbye.")
			return nil
		case l.tooLong || l.text == "":
			continue
		}
		o, found := chosen(offered, l.text)
		s.stage = ""
		switch {
		case !found && strings.EqualFold(l.text, "home"):
		case !found:
			s.Say(printed(host.Command(ctx, strings.Fields(l.text)))...)
			continue
		case o.leave:
			s.Say("Goodbye. Everything you wrote is saved.")
			return nil
		case o.screens:
			if err := host.Screens(ctx); err != nil {
				s.Say(sentence(err))
			} else {
				s.Say("From the next time on you come to the screens. “people set --line” brings you back here.")
			}
			continue
		case o.command != nil:
			s.Say(printed(host.Command(ctx, o.command))...)
			s.Say("“home” reads the choices again.")
			continue
		default:
			if err := s.visit(ctx, host, o); err != nil {
				if meeting.CodeOf(err) == "" {
					return err
				}
				s.Say(sentence(err))
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
		s.Say(offeredLines(h, offered)...)
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
func begun(was, is meeting.Home) []string {
	var out []string
	for _, r := range is.Records {
		for _, m := range r.View.Meetings {
			said := map[meeting.MeetingStage]string{
				meeting.Live: "has begun", meeting.Tidying: "has closed", meeting.Sent: "has minutes to read and answer", meeting.Final: "has final minutes",
			}[m.Stage]
			before := stageIn(was, option{record: r.View.Name, meeting: m.ID})
			if said != "" && before != "" && before != m.Stage {
				out = append(out, fmt.Sprintf("The meeting %s-%d %s: “home” reads the choices.", r.View.Name, m.Number, said))
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
			name := fmt.Sprintf("%s of %s, %s-%d", m.Kind.Title(), about, v.Name, m.Number)
			at := meeting.TimeWords(m.At.In(zone), today)
			switch m.Stage {
			case meeting.Live:
				o.says = fmt.Sprintf("Live now: %s, %s", name, inRoom(len(r.Presence.In(m.ID))))
				live = append(live, o)
			case meeting.Preparing:
				o.says = at + ": " + name
				next = append(next, o)
			case meeting.Tidying:
				o.says = "The minutes are being tidied: " + name
				next = append(next, o)
			case meeting.Sent:
				o.says = "Minutes to read and answer until " + m.ReplyBy.Words(today) + ": " + name
				next = append(next, o)
			case meeting.Final:
			}
		}
		for _, a := range v.Actions() {
			if a.Owner == v.Me.ID && a.Status.Open() {
				mine++
			}
		}
		children = append(children, option{says: cmp.Or(about, v.Name) + ", " + v.Name + ": read the record, add to it", record: v.Name})
	}
	out := slices.Concat(live, next)
	if mine > 0 {
		out = append(out, option{says: "What you are to do: " + plural(mine, "action"), command: []string{"actions", "--mine"}})
	}
	out = append(append(out, children...), work(h, today)...)
	return append(out, option{says: "Use the screens from the next time on", screens: true}, option{says: "Leave", leave: true})
}

func inRoom(n int) string {
	switch n {
	case 0:
		return "nobody in the room yet"
	case 1:
		return "one person in the room"
	}
	return fmt.Sprintf("%d people in the room", n)
}

// offeredLines reads the choices.
func offeredLines(h meeting.Home, offered []option) []string {
	out := []string{"oneplan. You are " + h.Me.Name + ". Type a number and press Enter."}
	for i, o := range offered {
		out = append(out, fmt.Sprintf("%d. %s.", i+1, o.says))
	}
	return append(out, "Or type a command, such as: minutes MEETING. “help” lists them.")
}

// chosen reads which choice is meant.
func chosen(offered []option, typed string) (option, bool) {
	if n, err := strconv.Atoi(strings.TrimRight(typed, ".")); err == nil && n >= 1 && n <= len(offered) {
		return offered[n-1], true
	}
	switch strings.ToLower(typed) {
	case "leave", "quit", "exit", "bye", "q":
		return option{leave: true}, true
	case "join", "follow":
		for _, o := range offered {
			if o.meeting != 0 {
				return o, true
			}
		}
	}
	return option{}, false
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
