package sshd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"
)

// Via says how someone came in.
type Via string

// The ways in.
const (
	// ViaKey is a public key that was proven in this connection.
	ViaKey Via = "key"
	// ViaPass is a code without any key: it admits to one meeting.
	ViaPass Via = "pass"
	// ViaCertificate is a certificate of an agency's own authority, whose key was proven in this connection.
	ViaCertificate Via = "certificate"
)

// Identity is who is at the other end of a connection. It is made by the
// [Door] from a key or code that was verified, never from what a client says.
type Identity struct {
	// Person is the id of the person in the service's state.
	Person string
	// Name is what the person asked to be called.
	Name string
	// Via is how they came in.
	Via Via
	// Fingerprint is the SHA256 fingerprint of the proven key, "" for a pass.
	Fingerprint string
	// SecurityKey says that the proven key lives in a device that was touched for it.
	SecurityKey bool
	// Meeting is the one meeting a pass admits to; "" means no such bound.
	Meeting string
	// Grant is the door's own note of what lets them in: which invitation, which authority.
	Grant any
	// Until is when the way in ends by itself; the zero time if it does not.
	Until time.Time
}

// Door decides who may come in. Its methods are called from many goroutines
// at once, and with input that anyone on the network can choose.
type Door interface {
	// ByKey looks up a known key. It is called for keys that are offered but
	// not yet proven, so it must be cheap and change nothing.
	ByKey(key gossh.PublicKey) (Identity, bool)

	// ByCertificate looks up whom a certificate names, if its authority is trusted. It is called for certificates whose
	// signature and key are not yet proven, so it must be cheap and change nothing.
	ByCertificate(c Certificate) (Identity, bool)

	// Redeem exchanges the code of a letter. login is the name before the @,
	// code is what was typed, trimmed but otherwise as it came, and remote is
	// the caller's address. A key that is not nil has been proven and is bound
	// to the person; with a nil key the code is a pass. Redeem counts wrong
	// tries and must take as long for an unknown login as for a wrong code.
	// Only a few calls run at once (see [Limits].Redeems), so it may use a slow
	// hash.
	Redeem(ctx context.Context, login, code, remote string, key gossh.PublicKey) (Identity, error)

	// Current reports whether an identity from ByKey, ByCertificate or Redeem
	// may still come in, leaving Until aside. It is asked again when each
	// session starts, and of everybody who is here when the Epoch has changed.
	Current(id Identity) bool

	// Epoch changes whenever Current may have.
	Epoch() uint64
}

// Config is what a server is made of. Door, Shell, Exec and HostKeyFile are
// required.
type Config struct {
	// Addr is the TCP address to listen on, used when Listener is nil.
	Addr string
	// Listener, when set, is used instead of listening on Addr. The server
	// closes it.
	Listener net.Listener
	// Proxies are the addresses of load balancers that say in the PROXY
	// protocol, version 1 or 2, whom they connect: their connections are
	// taken only with it, and those of others only without it.
	Proxies []netip.Prefix
	// HostKeyFile holds the server's private key. When there is no such file,
	// an ed25519 key is created there, readable by the owner alone.
	HostKeyFile string
	// Door decides who may come in.
	Door Door
	// Shell runs an interactive session. The session ends when it returns.
	Shell func(ctx context.Context, t *Terminal)
	// Exec runs a one-shot command, or a session that asked for a shell
	// without a terminal (Args is then empty), and returns its exit status.
	Exec func(ctx context.Context, c *Command) int
	// Files returns the tree of files that somebody may read by sftp and scp; nil: there is none.
	Files func(c *Command) Files
	// Log receives what the person looking after the service should know; nil
	// discards it. It never receives what people type.
	Log *slog.Logger
	// Dropped is told of each connection that the server turned away or ended,
	// from many goroutines at once; nil tells nobody.
	Dropped func(Drop)
	// Limits bound what clients can use; zero fields take their defaults.
	Limits Limits
}

// Server is an ssh server. Make one with [New].
type Server struct {
	config      Config
	limits      Limits
	log         *slog.Logger
	listener    net.Listener
	fingerprint string
	signer      gossh.Signer
	ssh         *ssh.Server
	gate        *gate
	redeems     chan struct{}

	stopping chan struct{}
	mu       sync.Mutex
	stopped  bool
	sessions sync.WaitGroup
}

// New loads or creates the host key and starts to listen; connections wait
// until [Server.Serve] is called.
func New(config Config) (*Server, error) {
	if config.Door == nil || config.Shell == nil || config.Exec == nil || config.HostKeyFile == "" {
		return nil, errors.New("the ssh server needs a Door, a Shell, an Exec and a HostKeyFile")
	}
	signer, err := hostKey(config.HostKeyFile)
	if err != nil {
		return nil, err
	}
	s := &Server{
		config:      config,
		limits:      config.Limits.withDefaults(),
		log:         config.Log,
		listener:    config.Listener,
		fingerprint: gossh.FingerprintSHA256(signer.PublicKey()),
		signer:      signer,
		stopping:    make(chan struct{}),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.redeems = make(chan struct{}, s.limits.Redeems)
	s.gate = newGate(s.limits, s.log)
	s.gate.drops = config.Dropped
	s.ssh, err = wish.NewServer(
		wish.WithVersion("oneplan"),
		wish.WithMiddleware(func(ssh.Handler) ssh.Handler { return s.serveSession }),
		ssh.WrapConn(s.gate.admit),
		func(srv *ssh.Server) error {
			srv.AddHostKey(signer)
			srv.ServerConfigCallback = s.authConfig
			// Sessions and nothing else: no forwarding of ports or sockets,
			// no agent, no X11, no subsystems of the library's. Files are a
			// session of ours, see channel.wantsFiles.
			srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.handleChannel}
			srv.RequestHandlers = map[string]ssh.RequestHandler{}
			srv.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
			srv.ConnectionFailedCallback = func(c net.Conn, err error) {
				s.log.Debug("connection ended before anyone signed in", "remote", c.RemoteAddr().String(), "error", err)
			}
			return nil
		},
	)
	if err != nil {
		return nil, fmt.Errorf("the ssh server could not be set up: %w", err)
	}
	if s.listener == nil {
		s.listener, err = net.Listen("tcp", config.Addr)
		if err != nil {
			return nil, fmt.Errorf("the address %s cannot be listened on: %w", config.Addr, err)
		}
	}
	if len(config.Proxies) > 0 {
		s.listener = &proxyproto.Listener{Listener: s.listener, ReadHeaderTimeout: s.limits.AuthTime, ConnPolicy: proxied(config.Proxies)}
	}
	go s.recheck()
	return s, nil
}

// proxied asks for the PROXY protocol from load balancers, and from nobody else.
func proxied(by []netip.Prefix) proxyproto.ConnPolicyFunc {
	return func(c proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
		from, err := netip.ParseAddrPort(c.Upstream.String())
		if err == nil && slices.ContainsFunc(by, func(p netip.Prefix) bool { return p.Contains(from.Addr().Unmap()) }) {
			return proxyproto.REQUIRE, nil
		}
		return proxyproto.SKIP, nil
	}
}

// Addr is the address the server listens on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Fingerprint is the host key's fingerprint as ssh clients show it
// ("SHA256:…"), for letters of invitation.
func (s *Server) Fingerprint() string { return s.fingerprint }

// Serve accepts connections until [Server.Shutdown] and then returns nil. Any
// other return is the error that stopped it.
func (s *Server) Serve() error {
	err := s.ssh.Serve(s.listener)
	select {
	case <-s.stopping:
		return nil
	default:
		return fmt.Errorf("the ssh server stopped: %w", err)
	}
}

// Shutdown stops the server: no new connections, half-open ones closed, and
// every session told through [Terminal.Stopping]. Sessions that have not ended
// by themselves within [Limits].Grace lose their connection. Shutdown returns
// when the last session's callback has returned, or an error when ctx ends
// first.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	first := !s.stopped
	s.stopped = true
	s.mu.Unlock()
	if first {
		close(s.stopping)
	}
	_ = s.listener.Close()
	s.gate.close()

	done := make(chan struct{})
	go func() {
		s.sessions.Wait()
		close(done)
	}()
	grace := time.NewTimer(s.limits.Grace)
	defer grace.Stop()
	select {
	case <-done:
	case <-grace.C:
	case <-ctx.Done():
	}
	s.gate.closeAll("the service is stopping")
	_ = s.ssh.Close()
	select {
	case <-done:
		return nil
	default:
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("some sessions did not end in time: %w", ctx.Err())
	}
}

// begin counts a session in, unless the server is stopping.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return false
	}
	s.sessions.Add(1)
	return true
}

// Sentences that reach people outside the application's own screens.
const (
	sayRestarting = "The service is restarting. Nothing is lost; please connect again in a minute."
	sayEnded      = "Your access here has ended. Nothing was changed; ask whoever invited you."
	sayBroken     = "Something went wrong here and this session was closed. What was saved is kept; please connect again."
	sayUnclosed   = "A quote in that command is opened but not closed. Nothing was done; close it and try again."
)

// serveSession runs one session. It is the only handler given to the library,
// so nothing runs outside its recover.
func (s *Server) serveSession(sess ssh.Session) {
	ch := channelOf(sess.Context())
	defer close(ch.finished)
	if !s.begin() {
		ch.say(sayRestarting)
		ch.exit(sess, 1)
		return
	}
	defer s.sessions.Done()
	code := s.runSession(ch, sess)
	if t := ch.terminal(); t != nil {
		t.end()
	}
	if why := s.parting(ch); why != "" {
		ch.say(why)
		code = 1
	}
	ch.exit(sess, code)
}

// parting is what somebody reads last whose access has ended meanwhile, or "". They may have left the screens before
// their connection was ended.
func (s *Server) parting(ch *channel) string {
	if why := ch.conn.partingWord(); why != "" {
		return why
	}
	if id, known := ch.conn.who(); known && ch.terminal() != nil {
		return s.over(id, time.Now(), true)
	}
	return ""
}

// runSession asks the door once more and runs the application's callback. It
// returns the exit status.
func (s *Server) runSession(ch *channel, sess ssh.Session) (code int) {
	id, known := identityOf(sess.Permissions().Permissions)
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("a session panicked", "person", id.Person, "remote", ch.conn.remote(),
				"panic", r, "stack", string(debug.Stack()))
			ch.apologise()
			code = 1
		}
	}()
	refused := sayEnded
	if known {
		refused = s.over(id, time.Now(), true)
	}
	if refused != "" {
		s.log.Info("a session was refused", "person", id.Person, "remote", ch.conn.remote())
		ch.say(refused)
		return 1
	}
	s.log.Info("session started", "person", id.Person, "via", string(id.Via), "remote", ch.conn.remote())
	defer func() { s.log.Info("session ended", "person", id.Person, "remote", ch.conn.remote()) }()

	c, err := newCommand(s, ch, id, sess)
	if err != nil {
		ch.say(sayUnclosed)
		return 2
	}
	ctx, cancel := ch.conn.untilParting(ch.ctx)
	defer cancel()
	if ch.kind == kindShell {
		if t, ok := c.Terminal(); ok {
			s.config.Shell(ctx, t)
			return t.ExitCode()
		}
	}
	if ch.kind == kindFiles {
		return serveFiles(ctx, ch, s.config.Files(c))
	}
	return s.config.Exec(ctx, c)
}
