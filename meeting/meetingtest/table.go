package meetingtest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/room"
)

// Patience is how long anything may take that is waited for.
const Patience = 30 * time.Second

// Table is a hub with an invented family, its agencies and its record, around which people sit down.
type Table struct {
	Hub     *room.Hub
	Log     *Log
	Clock   *Clock
	Meeting meeting.ID // the one meeting of the record: a review, preparing; Ben chairs it, Tess takes the minutes
	Items   []meeting.ID

	t       testing.TB
	members map[meeting.PersonID]meeting.ID
	seated  []*Sitter
	opt     room.Options
}

// New sets a table: the record Sunflower with its team and one meeting. Its clock stands still, its ids are numbers, and
// it is cleared away when the test ends.
func New(t testing.TB) *Table { return NewWith(t, room.Options{}) }

// NewWith is New with other times than the usual. The clock and the ids are the table's all the same. Unless they are
// set, carets and homes move without a least time between two moves, since the clock stands still.
func NewWith(t testing.TB, o room.Options) *Table {
	t.Helper()
	tb := &Table{t: t, Log: NewLog(), Clock: NewClock(), members: map[meeting.PersonID]meeting.ID{}}
	var n atomic.Uint64
	o.Now, o.AfterFunc = tb.Clock.Now, tb.Clock.AfterFunc
	o.NewID = func() string { return fmt.Sprintf("batch-%d", n.Add(1)) }
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.PresenceEvery == 0 {
		o.PresenceEvery = -1
	}
	if o.HomeEvery == 0 {
		o.HomeEvery = -1
	}
	tb.opt = o
	tb.start()
	tb.furnish()
	t.Cleanup(tb.clear)
	return tb
}

func (tb *Table) start() {
	tb.t.Helper()
	h, err := room.NewHub(tb.t.Context(), tb.Log, tb.opt)
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.Hub = h
}

// clear ends what the table started.
func (tb *Table) clear() {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	for _, s := range tb.seated {
		s.Close()
	}
	if err := tb.Hub.Close(ctx); err != nil {
		tb.t.Error(err)
	}
}

// Restart ends the service as a restart does, and starts it anew over the same log. Whoever sat has to sit
// down again.
func (tb *Table) Restart() {
	tb.t.Helper()
	tb.clear()
	tb.seated = nil
	tb.start()
}

// furnish writes the agencies, the people, the record, its team and its meeting.
func (tb *Table) furnish() {
	tb.t.Helper()
	var cs []meeting.Command
	for _, a := range Agencies() {
		cs = append(cs, meeting.SetAgency{Agency: a})
	}
	for _, c := range cast {
		cs = append(cs, meeting.AddPerson{Account: c.account})
	}
	tb.Service(meeting.ServiceStream, cs...)
	err := tb.Hub.CreateRecord(tb.t.Context(), room.Identity{Person: Sara}, meeting.CreateRecord{
		Name: Sunflower, Children: []meeting.Person{{Name: "Samuel Marsh", KnownAs: "Sam", Born: "2017-03-05"}},
	})
	if err != nil {
		tb.t.Fatal(err)
	}
	cs = nil
	for _, c := range cast {
		if c.role != "" && c.account.ID != Sara {
			cs = append(cs, meeting.AddMember{Member: memberOf(c.account, c.role)})
		}
	}
	tb.Service(Sunflower, cs...)
	sara := tb.Sit(Sara)
	for _, m := range sara.View().Members {
		tb.members[m.Person] = m.ID
	}
	tb.Meeting = sara.Does(meeting.PlanMeeting{
		Kind: meeting.Review, At: Start.Add(time.Hour), Place: "Hill Lane School", Chair: tb.members[Ben], Taker: tb.members[Tess],
	}).Added()
	for _, it := range sara.View().Meeting(tb.Meeting).Agenda {
		tb.Items = append(tb.Items, it.ID)
	}
	sara.Leaves()
}

// Service gives commands as the service itself.
func (tb *Table) Service(stream string, cs ...meeting.Command) meeting.Result {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.t.Context(), Patience)
	defer cancel()
	res, err := tb.Hub.System(ctx, stream, cs...)
	if err != nil {
		tb.t.Fatal(err)
	}
	return res
}

// Member returns somebody's place on the team.
func (tb *Table) Member(p meeting.PersonID) meeting.ID {
	tb.t.Helper()
	id := tb.members[p]
	if id == 0 {
		tb.t.Fatalf("%s is not on the team", p)
	}
	return id
}

// Notes names the notes of the agenda's nth item, from 0.
func (tb *Table) Notes(n int) meeting.Field {
	return meeting.Field{ID: tb.Items[n], Part: meeting.Notes}
}

// Passes lets time go by, once the service has done what there was to do.
func (tb *Table) Passes(d time.Duration) {
	tb.settle()
	tb.Clock.Advance(d)
}

// settle waits until the rooms have set their timers: a room does so after each batch and before the next, so it
// asks for something that is refused. While the log is held or broken it does not wait for long.
func (tb *Table) settle() {
	asked := map[*room.Hub]bool{}
	for _, s := range tb.seated {
		if !asked[s.Hub] {
			asked[s.Hub] = true
			ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
			_, _ = s.Do(ctx, meeting.RemoveItem{})
			cancel()
		}
	}
}

// Sit gives somebody of the team a seat with a screen of their own. They are not in the meeting's room until they
// Come.
func (tb *Table) Sit(p meeting.PersonID) *Sitter { return tb.SitAs(room.Identity{Person: p}) }

// SitAs gives a seat to whoever came in so.
func (tb *Table) SitAs(who room.Identity) *Sitter {
	tb.t.Helper()
	return tb.SitIn(tb.Hub, who)
}

// SitIn is SitAs in another hub over the same log.
func (tb *Table) SitIn(h *room.Hub, who room.Identity) *Sitter {
	tb.t.Helper()
	s, err := h.Sit(tb.t.Context(), Sunflower, who)
	if err != nil {
		tb.t.Fatalf("%s sits down: %v", who.Person, err)
	}
	out := &Sitter{Seat: s, Who: who, Hub: h, table: tb, t: tb.t}
	tb.seated = append(tb.seated, out)
	return out
}

// Come gives seats to these people and has them come into the meeting's room.
func (tb *Table) Come(ps ...meeting.PersonID) []*Sitter {
	tb.t.Helper()
	var out []*Sitter
	for _, p := range ps {
		s := tb.Sit(p)
		s.Comes()
		out = append(out, s)
	}
	return out
}

// Opens has Ben open the meeting, from a screen of his that he then leaves.
func (tb *Table) Opens() {
	tb.t.Helper()
	ben := tb.Sit(Ben)
	ben.Does(meeting.OpenMeeting{Meeting: tb.Meeting})
	ben.Leaves()
}

// Sees waits until everybody who sits reads exactly these words in a text.
func (tb *Table) Sees(f meeting.Field, words string) {
	tb.t.Helper()
	for _, s := range tb.seated {
		s.Reads(f, words)
	}
}

// Sitter is somebody at the table. Its methods fail the test where something does not happen.
type Sitter struct {
	*room.Seat
	Who room.Identity
	Hub *room.Hub

	table   *Table
	t       testing.TB
	gesture uint32
}

func (s *Sitter) patience() (context.Context, context.CancelFunc) {
	return context.WithTimeout(s.t.Context(), Patience)
}

// Does gives commands, which have to be accepted.
func (s *Sitter) Does(cs ...meeting.Command) meeting.Result {
	s.t.Helper()
	ctx, cancel := s.patience()
	defer cancel()
	res, err := s.Do(ctx, cs...)
	if err != nil {
		s.t.Fatalf("%s: %T: %v", s.Who.Person, cs[min(res.Accepted, len(cs)-1)], err)
	}
	return res
}

// Refused gives commands, which have to be refused with this code. It returns what the person reads.
func (s *Sitter) Refused(code meeting.Code, cs ...meeting.Command) string {
	s.t.Helper()
	ctx, cancel := s.patience()
	defer cancel()
	_, err := s.Do(ctx, cs...)
	if meeting.CodeOf(err) != code {
		s.t.Fatalf("%s: %T: %v, want a refusal with code %s", s.Who.Person, cs[0], err, code)
	}
	return err.Error()
}

// Newest returns what this person may see now.
func (s *Sitter) Newest() meeting.Update {
	s.t.Helper()
	ctx, cancel := s.patience()
	defer cancel()
	u, err := s.Wait(ctx, 0)
	if err != nil {
		s.t.Fatalf("%s looks: %v", s.Who.Person, err)
	}
	return u
}

// View returns the record as this person may see it now.
func (s *Sitter) View() *meeting.View {
	s.t.Helper()
	return s.Newest().View
}

// Meets returns the meeting as this person sees it now.
func (s *Sitter) Meets() *meeting.Meeting {
	s.t.Helper()
	m := s.View().Meeting(s.table.Meeting)
	if m == nil {
		s.t.Fatalf("%s does not see the meeting", s.Who.Person)
	}
	return m
}

// Sees waits until what this person sees is so.
func (s *Sitter) Sees(what string, so func(meeting.Update) bool) meeting.Update {
	s.t.Helper()
	ctx, cancel := s.patience()
	defer cancel()
	for rev := meeting.Rev(0); ; {
		u, err := s.Wait(ctx, rev)
		if err != nil {
			s.t.Fatalf("%s waits to see %s: %v", s.Who.Person, what, err)
		}
		if so(u) {
			return u
		}
		rev = u.Rev
	}
}

// Reads waits until a text says exactly this.
func (s *Sitter) Reads(f meeting.Field, words string) {
	s.t.Helper()
	s.Sees(fmt.Sprintf("%q", words), func(u meeting.Update) bool { return u.View.Text(f).String() == words })
}

// Types types words at the end of a text, as one burst.
func (s *Sitter) Types(f meeting.Field, words string) {
	s.t.Helper()
	s.TypesAt(f, s.View().Text(f).Len(), words)
}

// TypesAt types words before the text's character at pos, as one burst.
func (s *Sitter) TypesAt(f meeting.Field, pos int, words string) {
	s.t.Helper()
	s.Does(s.Typing(s.View(), f, pos, words))
}

// Typing is the command that types words into a text as it is in this View.
func (s *Sitter) Typing(v *meeting.View, f meeting.Field, pos int, words string) meeting.EditText {
	c := meeting.EditText{Field: f}
	g := c.Edit.Gesture
	s.gesture++
	g.Site, g.N = s.Site(), s.gesture
	c.Edit = v.Text(f).InsertAt(g, pos, words)
	return c
}

// Deletes deletes a text's characters from one position to another.
func (s *Sitter) Deletes(f meeting.Field, from, to int) {
	s.t.Helper()
	c := meeting.EditText{Field: f}
	g := c.Edit.Gesture
	s.gesture++
	g.Site, g.N = s.Site(), s.gesture
	c.Edit = s.View().Text(f).DeleteRange(g, from, to)
	s.Does(c)
}

// Undoes takes back this person's own last burst in a text.
func (s *Sitter) Undoes(f meeting.Field) {
	s.t.Helper()
	s.Does(meeting.UndoText{Field: f})
}

// Comes into the meeting's room.
func (s *Sitter) Comes() { s.Point(meeting.Pointer{Meeting: s.table.Meeting}) }

// Leaves gives the seat up, as a lost line does.
func (s *Sitter) Leaves() {
	s.Close()
	for i, o := range s.table.seated {
		if o == s {
			s.table.seated = append(s.table.seated[:i:i], s.table.seated[i+1:]...)
			return
		}
	}
}

// Gone waits until this person is told that their access has ended.
func (s *Sitter) Gone() {
	s.t.Helper()
	ctx, cancel := s.patience()
	defer cancel()
	for rev := meeting.Rev(0); ; {
		u, err := s.Wait(ctx, rev)
		if meeting.CodeOf(err) == meeting.Ended {
			return
		}
		if err != nil {
			s.t.Fatalf("%s waits for the end of their access: %v", s.Who.Person, err)
		}
		rev = u.Rev
	}
}
