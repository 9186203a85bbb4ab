package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/pprof" //nolint:gosec // its handlers are mounted on a loopback address alone, and only if asked for
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"oneplan/cmd/oneplan/mail"
	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
	"oneplan/tui"
)

// aside are the doors for whoever looks after the service, beside the one for people. Both are closed unless asked for.
type aside struct {
	Metrics string `help:"Serve figures for Prometheus at http://ADDR/metrics. They say how much goes on, and not who or what." placeholder:"ADDR"`
	Pprof   string `help:"Serve Go's profiles at http://ADDR/debug/pprof/, on this machine alone, as in 127.0.0.1:6060." placeholder:"ADDR"`
}

// metrics are the figures of a running service. They carry no names, no addresses and no words of a record. A nil *metrics
// measures nothing.
type metrics struct {
	registry     *prometheus.Registry
	sessions     prometheus.Gauge
	rooms        prometheus.Gauge
	appendTime   prometheus.Histogram
	appendRows   prometheus.Histogram
	appendFailed *prometheus.CounterVec
	group        prometheus.Histogram
	drops        *prometheus.CounterVec
	frameTime    prometheus.Histogram
	bytesOut     prometheus.Counter
	mails        *prometheus.CounterVec

	mu    sync.Mutex
	seats map[string]int // by record
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		sessions: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "oneplan_sessions", Help: "Screens that are open: sessions with a terminal.",
		}),
		rooms: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "oneplan_rooms", Help: "Records that at least one screen is in.",
		}),
		appendTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "oneplan_append_seconds", Help: "Time from handing a commit to the store until it is durable.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16), // 0.1 ms to 3.3 s
		}),
		appendRows: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "oneplan_append_rows", Help: "Batches of one record's people that were gathered into one commit.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 8),
		}),
		appendFailed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "oneplan_append_failures_total", Help: "Commits that failed: conflict, refused, doubt or ended.",
		}, []string{"how"}),
		group: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "oneplan_transaction_commits", Help: "Commits, of any records, that the store gathered into one transaction.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 9),
		}),
		drops: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "oneplan_drops_total", Help: "Connections that were turned away or ended by the service: full, unsigned, codes, stalled, silent, ended or broken.",
		}, []string{"why"}),
		frameTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "oneplan_frame_seconds", Help: "Time to handle what happened and write the frame that shows it.",
			Buckets: prometheus.ExponentialBuckets(0.00005, 2, 14), // 0.05 ms to 0.4 s
		}),
		bytesOut: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "oneplan_terminal_bytes_total", Help: "Bytes drawn on terminals, before encryption.",
		}),
		mails: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "oneplan_mails_total", Help: "Tries to send a mail, by what became of them: sent, failed, waiting (to be tried again) or dropped.",
		}, []string{"became"}),
		seats: map[string]int{},
	}
	for _, how := range []string{"conflict", "refused", "doubt", "ended"} {
		m.appendFailed.WithLabelValues(how) // there from the start, at 0
	}
	for _, why := range sshd.Drops {
		m.drops.WithLabelValues(string(why))
	}
	for _, became := range []meeting.MailState{meeting.MailSent, meeting.MailFailed, meeting.MailWaiting, meeting.MailDropped} {
		m.mails.WithLabelValues(string(became))
	}
	m.registry.MustRegister(m.mails, m.group, m.drops, m.sessions, m.rooms, m.appendTime, m.appendRows, m.appendFailed, m.frameTime, m.bytesOut,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// grouping is what the store tells the size of each transaction to.
func (m *metrics) grouping() func(commits int) {
	if m == nil {
		return nil
	}
	return func(commits int) { m.group.Observe(float64(commits)) }
}

// dropping is what the ssh server tells each drop to.
func (m *metrics) dropping() func(sshd.Drop) {
	if m == nil {
		return nil
	}
	return func(why sshd.Drop) { m.drops.WithLabelValues(string(why)).Inc() }
}

// mailed counts what became of a try to send a mail.
func (m *metrics) mailed(became meeting.MailState) {
	if m != nil {
		m.mails.WithLabelValues(string(became)).Inc()
	}
}

// mail shows how much mail waits, and how much somebody has to look at.
func (m *metrics) mail(p *mail.Post) {
	if m == nil {
		return
	}
	for _, x := range []struct {
		name, help string
		of         func(meeting.MailHealth) float64
	}{
		{"oneplan_mails_waiting", "Mails that wait to be sent.", func(h meeting.MailHealth) float64 { return float64(h.Waiting) }},
		{"oneplan_mails_failed", "Mails that could not be sent, and that somebody has to look at.", func(h meeting.MailHealth) float64 { return float64(h.Failed) }},
		{"oneplan_mail_server_down", "1 while the mail server takes no mail.", func(h meeting.MailHealth) float64 {
			if h.Down.IsZero() {
				return 0
			}
			return 1
		}},
	} {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: x.name, Help: x.help}, func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			h, err := p.Health(ctx)
			if err != nil {
				return math.NaN() // as Prometheus says that it is not known
			}
			return x.of(h)
		}))
	}
}

// open shows how many records a hub has open.
func (m *metrics) open(records func() int) {
	if m == nil {
		return
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "oneplan_open_records", Help: "Records that are open: somebody is in, or has looked at them a moment ago.",
	}, func() float64 { return float64(records()) }))
}

// log returns l, measured.
func (m *metrics) log(l meeting.Log) meeting.Log {
	if m == nil {
		return l
	}
	return measuredLog{l, m}
}

// measuredLog is a log whose appends are measured.
type measuredLog struct {
	meeting.Log
	m *metrics
}

// Append makes c durable.
func (l measuredLog) Append(ctx context.Context, c meeting.Commit) error {
	began := time.Now()
	err := l.Log.Append(ctx, c)
	if err == nil {
		l.m.appendTime.Observe(time.Since(began).Seconds())
		l.m.appendRows.Observe(float64(len(c.Rows)))
		return nil
	}
	how := "doubt"
	switch {
	case errors.Is(err, meeting.ErrConflict):
		how = "conflict"
	case errors.Is(err, meeting.ErrRefused):
		how = "refused"
	case ctx.Err() != nil:
		how = "ended"
	}
	l.m.appendFailed.WithLabelValues(how).Inc()
	return err
}

// seat counts a seat at a record until it is closed.
func (m *metrics) seat(record string, s tui.Seat) tui.Seat {
	if m == nil {
		return s
	}
	m.sit(record, 1)
	return &measuredSeat{Seat: s, left: sync.OnceFunc(func() { m.sit(record, -1) })}
}

func (m *metrics) sit(record string, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seats[record] += n; m.seats[record] == 0 {
		delete(m.seats, record)
	}
	m.rooms.Set(float64(len(m.seats)))
}

// measuredSeat is a seat that is counted.
type measuredSeat struct {
	tui.Seat
	left func()
}

// Close gives the seat up.
func (s *measuredSeat) Close() {
	s.left()
	s.Seat.Close()
}

// screen counts a session in, and measures what it draws on out. The session ends with end.
func (m *metrics) screen(out io.Writer) *measuredScreen {
	if m != nil {
		m.sessions.Inc()
	}
	return &measuredScreen{out: out, m: m}
}

// measuredScreen is a terminal's output. It is written to by the one goroutine that runs the screen.
type measuredScreen struct {
	out     io.Writer
	m       *metrics
	written int
}

// Write draws on the terminal.
func (s *measuredScreen) Write(p []byte) (int, error) {
	n, err := s.out.Write(p)
	if s.m != nil {
		s.written += n
		s.m.bytesOut.Add(float64(n))
	}
	return n, err
}

// during runs f, which handles one thing that happened, and measures it if a frame came of it.
func (s *measuredScreen) during(f func()) {
	if s.m == nil {
		f()
		return
	}
	before, began := s.written, time.Now()
	f()
	if s.written > before {
		s.m.frameTime.Observe(time.Since(began).Seconds())
	}
}

func (s *measuredScreen) end() {
	if s.m != nil {
		s.m.sessions.Dec()
	}
}

// sideDoor is an HTTP server beside the service.
type sideDoor struct {
	addr   net.Addr
	server *http.Server
}

// openMetrics serves the figures on addr.
func openMetrics(addr string, m *metrics) (*sideDoor, error) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry}))
	return openSide("--metrics", addr, mux, false)
}

// openPprof serves Go's profiles on addr, which has to be on this machine: they show the inside of the service, and anyone
// could keep it busy with them.
func openPprof(addr string) (*sideDoor, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return openSide("--pprof", addr, mux, true)
}

// openSide listens on addr, given with a flag, and answers with h.
func openSide(flag, addr string, h http.Handler, here bool) (*sideDoor, error) {
	a, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s %s is no address, so nothing was started: give one such as 127.0.0.1:6060 (%w)", flag, addr, err)
	}
	if here && !a.IP.IsLoopback() {
		return nil, fmt.Errorf("%s %s could be reached from other machines, so nothing was started: give an address of this machine alone, such as 127.0.0.1:6060, and come to it from elsewhere with ssh -L", flag, addr)
	}
	l, err := net.ListenTCP("tcp", a)
	if err != nil {
		return nil, fmt.Errorf("%s %s cannot be listened on, so nothing was started: choose another one (%w)", flag, addr, err)
	}
	d := &sideDoor{addr: l.Addr(), server: &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}}
	go func() { _ = d.server.Serve(l) }() // it ends when it is closed
	return d, nil
}

// open opens the doors that were asked for. m is measured if there are figures to serve; nil if not.
func (a aside) open() (m *metrics, doors []*sideDoor, err error) {
	if a.Pprof != "" {
		d, err := openPprof(a.Pprof)
		if err != nil {
			return nil, nil, err
		}
		doors = append(doors, d)
	}
	if a.Metrics != "" {
		m = newMetrics()
		d, err := openMetrics(a.Metrics, m)
		if err != nil {
			return nil, nil, errors.Join(err, closeDoors(doors))
		}
		doors = append(doors, d)
	}
	return m, doors, nil
}

// closeDoors closes them at once: nobody's work hangs on an answer there.
func closeDoors(doors []*sideDoor) error {
	var errs []error
	for _, d := range doors {
		errs = append(errs, d.server.Close())
	}
	return errors.Join(errs...)
}
