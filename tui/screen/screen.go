// Package screen holds what people see: home, the room, and the dialogs over it.
//
// Screens are plain structs, not tea.Models. Keys and mouse go in as Bubble Tea messages,
// the newest of what the viewer may see goes in as a meeting.Update or meeting.Home, and out come
// Actions that the app carries out. A screen never blocks, reads no clock and does no I/O; it
// must not know of ssh, of rooms, or of where a View came from.
package screen

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
	"oneplan/tui/theme"
	"oneplan/tui/widget"
)

// Action is what a screen asks the app to do.
type Action interface{ action() }

type (
	// Send gives commands to the record. The screen's Sent gets the answer with the same Tag. Batches go out
	// one at a time, in order.
	Send struct {
		Commands []meeting.Command
		Tag      any
		Draft    Keep // the kept draft that the commands settle, and its text at the front of it; no name: none
	}
	// Point tells the others where this screen is.
	Point struct{ Pointer meeting.Pointer }
	// Hand puts a member's hand up or down.
	Hand struct {
		Member meeting.ID
		Up     bool
	}
	// OpenRoom goes to the room of a meeting.
	OpenRoom struct {
		Record  string
		Meeting meeting.ID
	}
	// OpenRecord goes to a record between meetings, to one of its entries; 0: to what this person needs first.
	OpenRecord struct {
		Record string
		Entry  meeting.ID
	}
	// OpenHistory goes to the past of a record.
	OpenHistory struct{ Record string }
	// GoHome goes to home.
	GoHome struct{}
	// Quit ends the connection.
	Quit struct{}
	// Keep keeps a draft for this person across a lost connection; an empty text forgets it.
	Keep struct{ Name, Text string }
	// Recall asks for the record's past; the answer comes as Recalled. One of a kind is under way at a time: a newer
	// one takes the place of one that has not come.
	Recall struct {
		Tag      any
		Steps    bool          // the steps of all that the viewer may see
		Seqs     []meeting.Seq // the record as it was after these steps
		List     bool          // for the list of changes, which is another kind
		Looks    bool          // who looked at the record
		Field    meeting.Field // who wrote Char in it, and when
		Char     text.ID
		Progress func(done, total int) // may be nil; called from elsewhere, while Steps are worked out
	}
	// Wake asks for a Tick at that time.
	Wake struct{ At time.Time }
)

func (Send) action()        {}
func (Point) action()       {}
func (Hand) action()        {}
func (OpenRoom) action()    {}
func (OpenRecord) action()  {}
func (OpenHistory) action() {}
func (GoHome) action()      {}
func (Quit) action()        {}
func (Keep) action()        {}
func (Wake) action()        {}
func (Recall) action()      {}

// Env is what every screen is told about where it stands. The app owns it and renews Now before
// each message.
type Env struct {
	Theme   *theme.Theme
	Words   *words.Language // what this person reads; nil is English
	Now     time.Time
	Zone    *time.Location
	Banner  string        // a line at the foot of every room; "" for none
	Reach   string        // the ssh command that reaches this service; "" if it is not known
	Shared  bool          // a screen that everyone in the room sees
	Mail    bool          // the service sends mail, and tells of it here
	NoMail  bool          // this person was told how they get mail
	Last    meeting.Visit // when this person was here before; zero: never
	Private bool          // the room that opens next shows first what was told to this person in confidence
	Arrival *arrival      // what the room that opens next asks at once; may be nil
	First   string        // what the record that opens next shows first: "", or as home says
	Duty    func() Duty   // whom this person rings with a safeguarding concern; may be nil
	// Advisers returns whom this practitioner can ask for advice, beside those of the team; nil for everybody else.
	Advisers func() []meeting.Adviser
	Draft    func(name string) string // what this person had typed under a name when a connection was lost

	Gestures widget.Gestures  // numbers this connection's gestures on the open record
	Clip     widget.Clipboard // what cut and copy keep
}

// Today returns the date where the service is.
func (e *Env) Today() meeting.Day { return meeting.DayOf(e.Now.In(e.Zone)) }

// T says a message in this person's language.
func (e *Env) T(m words.Msg, args ...any) string { return e.Words.T(m, args...) }

// N says a message about a number of things, its first argument.
func (e *Env) N(n int, one, other words.Msg, args ...any) string {
	return e.Words.N(n, one, other, args...)
}

// clock returns a time of day for the screen.
func (e *Env) clock(t time.Time) string { return t.In(e.Zone).Format("15:04") }

// Screen is what fills the terminal.
type Screen interface {
	// Update takes a key, a paste or a mouse message.
	Update(env *Env, msg tea.Msg) []Action
	// Sent takes the answer to a Send.
	Sent(env *Env, tag any, res meeting.Result, err error) []Action
	// Tick is called at the time that a Wake asked for.
	Tick(env *Env) []Action
	// Draw draws everything into area.
	Draw(env *Env, scr uv.Screen, area uv.Rectangle)
	// Title is the terminal window's title. It names no child.
	Title() string
}

// Dialog is something over the room that has the keys until it is closed.
type Dialog interface {
	// Update takes a key, a paste or a mouse message. done closes the dialog.
	Update(env *Env, r *Room, msg tea.Msg) (acts []Action, done bool)
	// Set is called when the room's view has moved on. done closes the dialog.
	Set(env *Env, r *Room) (acts []Action, done bool)
	// Sent takes the answer to a Send whose Tag was the dialog. done closes it; on a refusal it stays, with
	// what was typed.
	Sent(env *Env, r *Room, res meeting.Result, err error) (acts []Action, done bool)
	// Draw draws the dialog into the area that the room leaves it, the whole body of the screen.
	Draw(env *Env, r *Room, scr uv.Screen, area uv.Rectangle)
	// Keys are the keys that work now, for the last line.
	Keys() []key.Binding
}
