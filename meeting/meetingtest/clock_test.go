package meetingtest_test

import (
	"slices"
	"testing"
	"time"

	"oneplan/meeting/meetingtest"
)

func TestClock(t *testing.T) {
	c := meetingtest.NewClock()
	var rang []string
	ring := func(name string) func() { return func() { rang = append(rang, name+" at "+c.Now().Format("05")) } }
	c.AfterFunc(3*time.Second, ring("third"))
	c.AfterFunc(time.Second, func() {
		ring("first")()
		c.AfterFunc(time.Second, ring("second"))
	})
	stop := c.AfterFunc(2*time.Second, ring("never"))
	c.AfterFunc(time.Hour, ring("later"))
	if !stop() || stop() {
		t.Error("stop does not say whether it kept the timer from ringing")
	}
	c.Advance(10 * time.Second)
	if want := []string{"first at 01", "second at 02", "third at 03"}; !slices.Equal(rang, want) {
		t.Errorf("what rang: %q, want %q", rang, want)
	}
	if now := c.Now(); !now.Equal(meetingtest.Start.Add(10*time.Second)) || c.Timers() != 1 {
		t.Errorf("it is %v, and %d timers are left", now, c.Timers())
	}
	done := make(chan struct{})
	c.AfterFunc(0, func() { close(done) })
	<-done
	c.Set(meetingtest.Start)
	if !c.Now().Equal(meetingtest.Start) {
		t.Error("the clock cannot be put back")
	}
}
