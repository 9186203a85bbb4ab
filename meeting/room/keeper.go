package room

import (
	"sync"

	"oneplan/meeting"
)

// keeper writes what can be made again from the log, the text columns of the plain tables and snapshots, beside the
// writer, one after the other and only the newest of each.
type keeper struct {
	hub  *Hub
	name string

	mu      sync.Mutex
	running bool
	state   *meeting.State
	snap    *meeting.Snapshot
	work    sync.WaitGroup
}

func (k *keeper) sync(s *meeting.State) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.state = s
	k.start()
}

func (k *keeper) snapshot(s meeting.Snapshot) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.snap = &s
	k.start()
}

func (k *keeper) start() {
	if !k.running {
		k.running = true
		k.work.Go(k.run)
	}
}

// wait returns when nothing is left to write.
func (k *keeper) wait() { k.work.Wait() }

func (k *keeper) run() {
	for {
		k.mu.Lock()
		state, snap := k.state, k.snap
		k.state, k.snap = nil, nil
		k.running = state != nil || snap != nil
		k.mu.Unlock()
		if state == nil && snap == nil {
			return
		}
		if state != nil {
			k.warn("the texts of the tables are behind", k.hub.log.Sync(k.hub.ctx, k.name, state))
		}
		if snap != nil {
			k.warn("no snapshot was kept", k.hub.log.SaveSnapshot(k.hub.ctx, k.name, *snap))
		}
	}
}

// warn says what is not as it should be. Nothing is lost by it, and the next time makes it good.
func (k *keeper) warn(what string, err error) {
	if err != nil {
		k.hub.opt.Log.Warn(what, "stream", k.name, "error", err)
	}
}
