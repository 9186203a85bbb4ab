package screen

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"oneplan/meeting"
	"oneplan/meeting/words"
)

// slowRead is how long reading the log may take before the screen says how far it is.
const slowRead = 250 * time.Millisecond

// pastHost is where the history stands: the room, or a screen of its own.
type pastHost interface {
	view() *meeting.View
	locked() bool
	Notice(string)
}

// History is a record's past, step by step: the plan and the notes as they were, and what each step changed. It changes nothing
// but by bringing something back, which is a new edit of the viewer's own.
type History struct {
	entry meeting.ID // what was chosen where it was opened
	list  *changeList
	back  *bringBack

	steps []meeting.Step
	walk  []int // the steps that ←→ go through: all, or those of one entry
	only  meeting.ID
	at    int // into walk
	since meeting.Parting

	now          *meeting.View // as the host has it
	view, before *meeting.View // as it was after the step, and before it; of the step shownSeq
	shown        meeting.Seq
	asked        meeting.Seq // the step that was asked for and has not come yet; 0: none
	reading      bool        // the log is being read
	began        time.Time
	percent      *atomic.Int32
	said         error           // why nothing can be shown
	step         string          // what the step did, in words
	told         *words.Language // of step
	plan, notes  page
	onNotes      bool // the notes have the keys
	meeting      meeting.ID
	track        uv.Rectangle
	tabs         [2]uv.Rectangle
	marks        []trackMark
	wide, fresh  bool // fresh: the step has just come, so the pages turn to what changed
	laid         layKey
	wantChanges  bool // the list of changes opens once the steps are there
}

// trackMark is a place on the track where a meeting began.
type trackMark struct {
	step   int // into steps
	number int
}

func newHistory(entry meeting.ID) *History {
	return &History{entry: entry, percent: &atomic.Int32{}, shown: ^meeting.Seq(0)}
}

// begin asks for the steps.
func (h *History) begin(env *Env) []Action {
	h.reading, h.began = true, env.Now
	h.percent.Store(0)
	p := h.percent
	return []Action{Recall{Tag: h, Steps: true, Progress: func(done, total int) {
		if total > 0 {
			p.Store(int32(done * 100 / total))
		}
	}}, Wake{env.Now.Add(slowRead)}}
}

// recalled takes what was asked for.
func (h *History) recalled(env *Env, host pastHost, a Recalled) []Action {
	if a.Err != nil {
		h.reading, h.asked = false, 0
		h.said = a.Err
		return nil
	}
	if h.list != nil && a.List {
		h.list.recalled(env, h, a)
		return nil
	}
	if a.History != nil {
		return h.stepped(env, host, *a.History)
	}
	if len(a.Views) != 2 || a.Seqs[1] != h.asked {
		return nil
	}
	h.asked = 0
	h.before, h.view = a.Views[0], a.Views[1]
	h.shown, h.fresh = a.Seqs[1], true
	h.laid = layKey{}
	h.retell(env)
	return h.ask()
}

// stepped takes the steps.
func (h *History) stepped(env *Env, host pastHost, got meeting.History) []Action {
	seq := h.seq()
	end := len(h.walk) == 0 || h.at == len(h.walk)-1
	h.reading, h.said = false, nil
	h.steps, h.now, h.since = got.Steps, got.View, got.Since
	h.marks = h.marks[:0]
	for _, m := range h.now.Meetings {
		if m.Opened.IsZero() {
			continue
		}
		if i := slices.IndexFunc(h.steps, func(s meeting.Step) bool { return !s.At.Before(m.Opened) }); i >= 0 {
			h.marks = append(h.marks, trackMark{i, m.Number})
		}
	}
	h.rewalk()
	if end {
		h.at = len(h.walk) - 1
	} else {
		h.toSeq(seq)
	}
	if h.wantChanges {
		h.wantChanges = false
		acts := append(h.ask(), h.openList(env, host)...)
		h.list.alone = true
		return acts
	}
	return h.ask()
}

// rewalk works out which steps ←→ go through.
func (h *History) rewalk() {
	h.walk = h.walk[:0]
	for i, s := range h.steps {
		if h.only == 0 || slices.Contains(s.About, h.only) {
			h.walk = append(h.walk, i)
		}
	}
}

// seq names the step in front, 0 if there is none.
func (h *History) seq() meeting.Seq {
	if s := h.front(); s != nil {
		return s.Seq
	}
	return 0
}

// front returns the step in front, or nil.
func (h *History) front() *meeting.Step {
	if h.at < 0 || h.at >= len(h.walk) {
		return nil
	}
	return &h.steps[h.walk[h.at]]
}

// toSeq goes to the last step up to seq.
func (h *History) toSeq(seq meeting.Seq) {
	h.at = 0
	for i, s := range h.walk {
		if h.steps[s].Seq <= seq {
			h.at = i
		}
	}
}

// ask asks for the step in front, if it is not here and nothing is on its way: however fast somebody goes, only the newest counts.
func (h *History) ask() []Action {
	s := h.front()
	if s == nil || h.asked != 0 || h.shown == s.Seq && h.view != nil {
		return nil
	}
	before := meeting.Seq(0)
	if i := h.walk[h.at]; i > 0 {
		before = h.steps[i-1].Seq
	}
	h.asked = s.Seq
	return []Action{Recall{Tag: h, Seqs: []meeting.Seq{before, s.Seq}}}
}

// again asks for everything anew, since what the viewer may see has changed.
func (h *History) again(env *Env) []Action {
	h.shown, h.asked = ^meeting.Seq(0), 0
	return h.begin(env)
}

// atEnd reports whether the newest step is in front.
func (h *History) atEnd() bool { return len(h.walk) == 0 || h.walk[h.at] == len(h.steps)-1 }

// last returns the last step up to a time; -1 for none.
func (h *History) last(until time.Time) int {
	i, _ := slices.BinarySearchFunc(h.steps, until, func(s meeting.Step, t time.Time) int {
		return cmp.Or(s.At.Compare(t), -1) // the first one after it
	})
	return i - 1
}
