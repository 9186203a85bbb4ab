package room

import (
	"sync"
	"time"

	"oneplan/meeting"
)

// Somebody who asks for urgent access to a record that does not exist may have misspelt it, or tries names; so may somebody who wants to begin a
// record under a name that is taken. So many may be tried in so long; after that everything of the kind is refused to that person, whatever
// they name, so that the refusal tells nothing.
const (
	guessesLeft = 5
	guessesFor  = time.Hour
)

// ErrGuesses is what OpenUrgently returns to somebody who has tried too many names, the same for a record that is there and one that is not.
var ErrGuesses = refusal(meeting.Forbidden, "You have asked for several records that are not there within an hour, so nothing is opened urgently for you until that is over: ring the keyworker, your manager or whoever runs the service.")

var errNames = refusal(meeting.Forbidden, "You have tried several names that are taken within an hour, so no record is begun for you until that is over: ask an administrator.")

// guesses counts who has tried which names.
type guesses struct {
	mu  sync.Mutex
	who map[meeting.PersonID][]time.Time // when; the newest last
}

// take notes one try before anybody knows what it finds, and reports whether it may be made: tries made at once count too.
func (g *guesses) take(p meeting.PersonID, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.who == nil {
		g.who = map[meeting.PersonID][]time.Time{}
	}
	all := g.who[p]
	for len(all) > 0 && now.Sub(all[0]) >= guessesFor {
		all = all[1:]
	}
	ok := len(all) < guessesLeft
	if ok {
		all = append(all, now)
	}
	g.who[p] = all
	return ok
}

// giveBack takes a try out again that was no guess.
func (g *guesses) giveBack(p meeting.PersonID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if all := g.who[p]; len(all) > 0 {
		g.who[p] = all[:len(all)-1]
	}
}
