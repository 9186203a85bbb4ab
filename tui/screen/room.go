package screen

import (
	"fmt"
	"slices"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
	"oneplan/tui/widget"
)

// The panes of the room, as Pointer.Pane names them.
const (
	paneAgenda   = "agenda"
	panePlan     = "plan"
	panePeople   = "people"
	paneDecision = "decision"
	paneNotes    = "notes"
)

// noticeFor is how long a sentence at the foot of the screen stays.
const noticeFor = 8 * time.Second

// Room is the meeting's room: agenda, plan, people and notes, live.
type Room struct {
	record string
	id     meeting.ID
	u      meeting.Update
	now    time.Time // when the newest of u or of a tick came
	words  *words.Language

	pane     string
	follow   bool                // the chair's item and selection lead this screen
	behind   bool                // the chair has moved on while this screen could not
	item     meeting.ID          // the agenda item in front: its notes show
	entry    meeting.ID          // the selected entry of the plan
	toldOf   int                 // of how much that they wrote and others narrowed this screen has told
	person   meeting.ID          // the selected member
	folded   map[meeting.ID]bool // needs and outcomes that are folded in the plan
	discreet bool                // only the record's short name in the header

	notes   *widget.Editor
	kept    string        // the draft of the notes as last kept
	aside   meeting.ID    // the notes for fewer that are in front; 0: those that everyone sees
	shown   meeting.Field // the text that the editor has
	editing bool          // the notes have the keys
	atEnd   bool          // and nothing was typed or moved yet: the caret keeps to the end while others write there
	dialogs []Dialog

	notice   string
	noticeAt time.Time
	pointer  meeting.Pointer // as last told to the others
	answered map[meeting.ID]bool
	wrote    wrote

	rows rowsKept
	draw roomDrawing
}

// NewRoom returns the room of one meeting of a record (0: the live one, else the newest).
func NewRoom(env *Env, record string, id meeting.ID, u meeting.Update) (*Room, []Action) {
	r := &Room{
		record: record, id: id, pane: paneNotes, follow: true, folded: map[meeting.ID]bool{},
		answered: map[meeting.ID]bool{},
	}
	r.notes = r.newEditor(env)
	r.notes.Tail = true
	acts := r.Set(env, u)
	if r.view() == nil || r.meeting() == nil {
		return r, acts
	}
	for _, n := range r.asides() { // an aside first: its words are for fewer
		if env.Draft(r.draftName(meeting.Field{ID: n.ID, Part: meeting.Aside})) != "" && r.mayAside() {
			r.aside = n.ID
			r.showNotes()
			break
		}
	}
	if d := env.Draft(r.draftName(r.noteField())); d != "" && r.item != 0 {
		acts = append(acts, r.startNotes()...)
		r.notes.Type(d, env.Now)
		r.Notice(env.T("What you had typed when the connection was lost is back in the notes."))
		acts = append(acts, r.pump(env)...)
	} else if env.Private {
		acts = append(acts, r.showPrivate(env)...)
	} else if env.Draft(r.concernDraft()) != "" {
		r.Notice(env.T("Something private that you were writing is kept: ! shows it."))
	} else if s := r.duesNotice(env); s != "" && r.notice == "" {
		r.Notice(s)
	}
	acts = append(acts, r.visits(env)...)
	acts = append(acts, r.arrive(env)...)
	env.Private = false
	return r, acts
}

// newEditor returns an editor for a shared text of this record.
func (r *Room) newEditor(env *Env) *widget.Editor {
	return &widget.Editor{
		Theme: env.Theme, Gestures: &env.Gestures, Clip: &env.Clip,
		Words: editorWords(env),
	}
}

// editorWords is what editors say by themselves.
func editorWords(env *Env) widget.EditorWords {
	return widget.EditorWords{
		NotAdded: env.T("not added yet"), Refused: env.T("enter tries again, ctrl+c copies it"),
		TooMuch: env.T("That is more than fits at once: the rest was left out."),
	}
}

func notesField(item meeting.ID) meeting.Field { return meeting.Field{ID: item, Part: meeting.Notes} }

func (r *Room) draftName(f meeting.Field) string {
	return fmt.Sprintf("%s/%d/%d", r.record, f.ID, f.Part)
}

// Title names the record's short name only: window titles are read over shoulders.
func (r *Room) Title() string {
	if m := r.meeting(); m != nil {
		return fmt.Sprintf("oneplan · %s-%d", r.record, m.Number)
	}
	return "oneplan"
}

// Notice shows a sentence at the foot of the screen for a while.
func (r *Room) Notice(s string) {
	r.notice, r.noticeAt = s, r.now
}

// view returns the newest View.
func (r *Room) view() *meeting.View { return r.u.View }

// meeting returns the meeting in front, or nil.
func (r *Room) meeting() *meeting.Meeting {
	if r.u.View == nil {
		return nil
	}
	return r.u.View.Meeting(r.id)
}

// me returns the viewer's own membership.
func (r *Room) me() *meeting.Member { return r.u.View.Me }

// may reports whether the viewer may do act in this meeting.
func (r *Room) may(a meeting.Act) bool { return r.u.View.May(a, r.meeting()) }

// chair reports whether the viewer chairs this meeting.
func (r *Room) chair() bool {
	m := r.meeting()
	return m != nil && m.Chair == r.me().ID && !r.u.View.Viewer().Shared
}

// locked reports whether nothing can be saved now.
func (r *Room) locked() bool { return r.u.Saved.Refused != "" }

// Set shows a newer Update.
func (r *Room) Set(env *Env, u meeting.Update) []Action {
	was := r.u
	r.u = u
	if u.View == nil {
		return nil
	}
	if r.id == 0 {
		r.id = r.first()
	}
	m := r.meeting()
	if m == nil {
		return []Action{GoHome{}}
	}
	r.at(env)
	r.listPeople()
	var acts []Action
	if r.follow {
		r.followChair(was)
	}
	if m.Index(r.item) < 0 {
		r.item = m.Item
		if r.item == 0 && len(m.Agenda) > 0 {
			r.item = m.Agenda[0].ID
		}
	}
	r.showNotes()
	r.news(env, was)
	r.toldNarrowed()
	acts = append(acts, r.setDialogs(env)...)
	if was.Saved.Refused != "" && u.Saved.Refused == "" {
		r.notes.Retry()
		r.Notice(env.T("Saving works again: what you had typed is being added."))
		acts = append(acts, r.pump(env)...)
	}
	acts = append(acts, r.tell()...)
	acts = append(acts, r.rests(env)...)
	return append(acts, r.nextTick(env)...)
}

// setDialogs tells the dialogs that there is a newer Update.
func (r *Room) setDialogs(env *Env) []Action {
	var acts []Action
	for i := len(r.dialogs) - 1; i >= 0; i-- {
		a, done := r.dialogs[i].Set(env, r)
		acts = append(acts, a...)
		if done {
			r.dialogs = slices.Delete(r.dialogs, i, i+1)
		}
	}
	return acts
}

// at takes the time from the newest of an Update and the app's clock, and the language.
func (r *Room) at(env *Env) {
	r.words = env.Words
	if r.now = env.Now; r.now.Before(r.u.Now) {
		r.now = r.u.Now
	}
}

// first returns the live meeting's id, or the newest's.
func (r *Room) first() meeting.ID {
	if m := r.u.View.Live(); m != nil {
		return m.ID
	}
	if ms := r.u.View.Meetings; len(ms) > 0 {
		return ms[len(ms)-1].ID
	}
	return 0
}

// tell points the others to where this screen is, if that has changed.
func (r *Room) tell() []Action {
	p := meeting.Pointer{Meeting: r.id, Pane: r.pane, Entry: r.entry}
	if r.pane == paneAgenda || r.pane == paneNotes {
		p.Entry = r.item
	}
	if r.editing {
		p.Field = r.noteField()
		p.Caret = r.notes.Caret()
		p.Anchor = p.Caret
		if from, to := r.notes.Selection(); from != to {
			p.Anchor = r.notes.View().CaretAt(from)
			if r.notes.Pos() == from {
				p.Anchor = r.notes.View().CaretAt(to)
			}
		}
	}
	if len(r.dialogs) > 0 {
		if w, ok := r.dialogs[len(r.dialogs)-1].(interface {
			Pointing() (meeting.Field, text.Caret)
		}); ok {
			p.Field, p.Caret = w.Pointing()
			p.Anchor = p.Caret
		}
	}
	if p == r.pointer {
		return nil
	}
	r.pointer = p
	return []Action{Point{p}}
}

// pump sends what the notes editor wants done, if nothing of it is on its way.
func (r *Room) pump(*Env) []Action {
	name := r.draftName(r.noteField())
	acts := pumpEditor(r.notes, r.noteField(), name)
	if d := r.notes.Draft(); d != r.kept {
		r.kept = d
		acts = append(acts, Keep{name, d})
	}
	return acts
}

// noteTag marks a Send of the notes editor.
type noteTag struct{ field meeting.Field }

// pumpEditor turns an editor's next intent into a Send, tagged with the field.
func pumpEditor(e *widget.Editor, f meeting.Field, draft string) []Action {
	in, ok := e.Take()
	if !ok {
		return nil
	}
	return []Action{Send{Commands: []meeting.Command{intentCommand(in, f)}, Tag: noteTag{f}, Draft: Keep{draft, in.Edit.Insert}}}
}

// intentCommand is the command for what an editor asks for.
func intentCommand(in widget.Intent, f meeting.Field) meeting.Command {
	switch in.Kind {
	case widget.IntentUndo:
		return meeting.UndoText{Field: f}
	case widget.IntentRedo:
		return meeting.UndoText{Field: f, Redo: true}
	}
	return meeting.EditText{Field: f, Edit: in.Edit}
}

// reportEditor tells an editor what became of its Send.
func (r *Room) reportEditor(e *widget.Editor, f meeting.Field, err error) {
	if err == nil {
		e.Done(r.view().Text(f))
		return
	}
	e.Refused()
	r.Notice(r.refusal(err))
	if e.Draft() == "" { // a deletion or an undo: nothing of the person's words is in it
		e.Discard()
	}
}

// Sent takes the answer to a Send.
func (r *Room) Sent(env *Env, tag any, res meeting.Result, err error) []Action {
	r.at(env)
	return append(append(r.sent(env, tag, res, err), r.rests(env)...), r.fades(env)...)
}

func (r *Room) sent(env *Env, tag any, res meeting.Result, err error) []Action {
	acts := r.settled(env, tag, res, err)
	said, _ := tag.(string)
	r.tellOnScreen(said, res.OnScreen)
	return acts
}

func (r *Room) settled(env *Env, tag any, res meeting.Result, err error) []Action {
	if t, ok := tag.(noteTag); ok && t.field == r.noteField() {
		r.reportEditor(r.notes, t.field, err)
		r.showNotes()
		return append(r.pump(env), r.tell()...)
	}
	if d, ok := tag.(Dialog); ok {
		if slices.Contains(r.dialogs, d) {
			acts, done := d.Sent(env, r, res, err)
			if done {
				r.drop(d)
			}
			return append(acts, r.tell()...)
		}
		return r.tell()
	}
	if err != nil {
		r.Notice(r.refusal(err))
	} else if s, ok := tag.(string); ok && s != "" {
		r.Notice(s)
	} else if t, ok := tag.(undoTag); ok {
		r.Notice(t.said(r, res))
	}
	return r.tell()
}

// Tick redraws clocks, and takes away the sign of who has stopped typing.
func (r *Room) Tick(env *Env) []Action {
	r.at(env)
	if r.view() != nil && r.meeting() != nil {
		r.listPeople()
		r.notes.SetPeers(r.peers(r.noteField()))
	}
	return append(r.nextTick(env), r.rests(env)...)
}

// nextTick asks to be woken when a clock on the screen moves: the chair's each second, everybody
// else's each minute.
func (r *Room) nextTick(env *Env) []Action {
	m := r.meeting()
	if m == nil {
		return nil
	}
	var acts []Action
	acts = append(acts, r.fades(env)...)
	if p := r.u.Presence; p != nil {
		for i := range p.Here {
			if h := &p.Here[i]; h.Conn != r.u.Conn && h.Meeting == r.id && r.isTyping(h) {
				acts = append(acts, Wake{h.Typed.Add(typingFor)})
				break // the others' ticks come after that
			}
		}
	}
	if m.Stage != meeting.Live {
		return acts
	}
	step := time.Minute
	from := m.Opened
	if r.chair() {
		step, from = time.Second, m.ItemAt
	}
	return append(acts, Wake{env.Now.Add(step - env.Now.Sub(from)%step)})
}

// show puts a dialog in front.
func (r *Room) show(d Dialog) []Action {
	r.notice = "" // it was about what was in front before
	r.dialogs = append(r.dialogs, d)
	return r.tell()
}

// startNotes gives the keys to the notes of the item in front.
func (r *Room) startNotes() []Action {
	r.pane, r.editing, r.atEnd = paneNotes, true, true
	r.notes.Focus = true
	r.notes.MoveEnd()
	return r.tell()
}

func (r *Room) stopNotes() []Action {
	var acts []Action
	if r.editing {
		acts = r.leftAside()
	}
	r.editing, r.atEnd, r.notes.Focus = false, false, false
	return append(acts, r.tell()...)
}

// send is one command whose refusal is told at the foot; said is told when it worked.
func send(said string, cs ...meeting.Command) []Action {
	return []Action{Send{Commands: cs, Tag: said}}
}

func stageWords(s meeting.MeetingStage) words.Msg {
	switch s {
	case meeting.Preparing:
		return "being prepared"
	case meeting.Live:
		return "live"
	case meeting.Tidying:
		return "closed, and the minute taker is tidying the notes"
	case meeting.Sent:
		return "written up: the minutes have been sent"
	case meeting.CalledOff:
		return "called off"
	}
	return "final"
}
