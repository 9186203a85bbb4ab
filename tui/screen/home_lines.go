package screen

import "oneplan/meeting"

// lineKey has this person come to line mode from the next time on, which is plain lines for a screen reader, or to the screens again. It
// stands in the help alone: whoever needs it looks for it once.
func (s *Home) lineKey() bound {
	k := bind("L", "line mode", "L")
	return bound{key: k, quiet: true, do: func(env *Env) []Action {
		me := s.h.Me
		me.Lines = !me.Lines
		s.Notice(env.T("From the next time on you come to the screens."))
		if me.Lines {
			s.Notice(env.T("From the next time on you come to line mode: plain lines to read or to hear, where you can choose the screens again. L takes this back."))
		}
		return []Action{Serve{Command: meeting.SetPerson{Account: me}}}
	}}
}
