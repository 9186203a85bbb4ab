package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"oneplan/cmd/oneplan/command"
	"oneplan/cmd/oneplan/mail"
	"oneplan/cmd/oneplan/sshd"
	"oneplan/meeting"
	"oneplan/meeting/room"
	"oneplan/store"
)

// closeTime is how long a graceful stop may take.
const closeTime = 4 * time.Second

type serveCmd struct {
	Data          string         `help:"The data folder: host key and database." default:"./oneplan-data" type:"path"`
	Listen        string         `help:"The address to listen on." default:":2222"`
	Public        string         `help:"HOST:PORT as people reach it, for letters of invitation; the listening address if not given."`
	AdminKey      []string       `help:"A file of SSH public keys that let an administrator in. Repeatable." type:"existingfile" sep:"none"`
	IdleLock      time.Duration  `help:"After how long without a key somebody's screen is covered; after as long again their connection ends, and what they typed is kept. 0: never." default:"15m"`
	LogFormat     string         `help:"How the log is written: text or json." enum:"text,json" default:"text"`
	ProxyProtocol []netip.Prefix `placeholder:"CIDR" help:"The addresses of load balancers that say in the PROXY protocol whom they connect, such as 10.0.0.5/32: the limits for each source go by that then. Repeatable."`
	aside         `embed:""`
	keeping       `embed:""`
	mailing       `embed:""`
}

// Run runs the service until it is told to stop.
func (c serveCmd) Run(con console) error {
	log := slog.New(slog.NewTextHandler(con.errOut, nil))
	if c.LogFormat == "json" {
		log = slog.New(slog.NewJSONHandler(con.errOut, nil))
	}
	if err := harden(); err != nil {
		log.Warn("an image of the memory may be left on the disk if the service breaks", "err", err)
	}
	keys, err := adminKeys(c.AdminKey, os.Getenv("ONEPLAN_ADMIN_KEY"))
	if err != nil {
		return err
	}
	keeper, err := c.keeper(c.Data, log)
	if err != nil {
		return err
	}
	mailServer, err := c.server(os.Getenv("ONEPLAN_SMTP_PASSWORD"))
	if err != nil {
		return err
	}
	s, err := open(con.ctx, setup{mail: mailServer, mailDelay: c.MailDelay, data: c.Data, listen: c.Listen, public: c.Public, log: log, aside: c.aside, idleLock: c.IdleLock, proxies: c.ProxyProtocol})
	if err != nil {
		return err
	}
	if err := s.admit(con.ctx, keys); err != nil {
		return errors.Join(err, s.close())
	}
	lookAround(log, c.Data)
	if err := sweepBackups(c.Data); err != nil {
		log.Warn("what a backup left behind could not be removed from the data folder", "err", err)
	}
	if keeper != nil {
		ctx, stop := context.WithCancel(con.ctx)
		var made sync.WaitGroup
		made.Go(func() { keeper.run(ctx) })
		defer made.Wait()
		defer stop()
	}
	s.greet(con.out)
	return s.serve(con.ctx)
}

// adminKeys reads the administrator's public keys from files and the environment.
func adminKeys(files []string, env string) ([]meeting.Key, error) {
	var out []meeting.Key
	read := func(from string, b []byte) error {
		for line := range strings.Lines(string(b)) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			k, err := parseKey([]byte(line))
			if err != nil {
				return fmt.Errorf("%s: %w", from, err)
			}
			out = append(out, k)
		}
		return nil
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if err := read(f, b); err != nil {
			return nil, err
		}
	}
	return out, read("ONEPLAN_ADMIN_KEY", []byte(env))
}

// setup says how a service is opened.
type setup struct {
	data   string
	listen string
	public string
	log    *slog.Logger
	limits sshd.Limits
	aside  aside

	mail      *mail.Server // nil: no mail is sent
	mailDelay time.Duration

	idleLock time.Duration // 0: never
	proxies  []netip.Prefix
}

// service is a running oneplan: the store, the hub over it, the ssh server before it.
type service struct {
	store  *store.Store
	bank   *store.Bank
	hub    *room.Hub
	server *sshd.Server
	log    *slog.Logger
	zone   *time.Location
	public string // HOST:PORT as people reach it
	rand   io.Reader
	secret []byte // made of the host key, and like it the same at every start
	drafts drafts
	post   *post // nil: no mail is sent

	idleLock time.Duration

	metrics *metrics // nil: nobody asked for figures
	doors   []*sideDoor

	banner    string // a line at the foot of one person's rooms, for the demonstration
	bannerFor meeting.PersonID
}

// open opens the data folder and starts to listen; serve accepts connections.
func open(ctx context.Context, set setup) (_ *service, err error) {
	s := &service{log: set.log, zone: time.Local, rand: rand.Reader, idleLock: set.idleLock}
	if s.metrics, s.doors, err = set.aside.open(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, closeDoors(s.doors))
		}
	}()
	st, err := store.Open(ctx, set.data, store.Options{Log: set.log, Grouped: s.metrics.grouping()})
	if err != nil {
		return nil, err
	}
	s.store = st
	if s.bank, err = store.OpenBank(ctx, set.data, set.log); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	log := &hearing{Log: s.metrics.log(st)}
	s.hub, err = room.NewHub(ctx, log, room.Options{
		Now: time.Now, NewID: counted(uuid.NewString()), Zone: s.zone, Log: set.log, Stays: st, Mails: st,
	})
	if err != nil {
		return nil, errors.Join(err, s.bank.Close(), st.Close())
	}
	s.metrics.open(s.hub.Open)
	s.server, err = sshd.New(sshd.Config{
		Addr: set.listen, HostKeyFile: filepath.Join(set.data, "host_key"), Door: &door{hub: s.hub, log: set.log, hash: command.HashCode},
		Shell: s.shell, Exec: s.exec, Files: s.files, Log: set.log, Limits: set.limits, Proxies: set.proxies,
		Dropped: s.metrics.dropping(),
	})
	if err != nil {
		return nil, errors.Join(err, s.closeStore())
	}
	if s.secret, err = secretOf(filepath.Join(set.data, "host_key")); err != nil {
		return nil, errors.Join(err, s.closeStore())
	}
	s.public = set.public
	if s.public == "" {
		s.public = reach(s.server.Addr())
	}
	if set.mail != nil {
		if err := s.sendMail(*set.mail, set.mailDelay, log); err != nil {
			return nil, errors.Join(err, s.closeStore())
		}
	}
	return s, nil
}

// secretOf returns 32 bytes that nobody knows who does not know the host key, and that tell nothing of it.
func secretOf(hostKey string) ([]byte, error) {
	b, err := os.ReadFile(hostKey)
	if err != nil {
		return nil, fmt.Errorf("the host key could not be read: %w", err)
	}
	m := hmac.New(sha256.New, b)
	m.Write([]byte("oneplan names of entries 1"))
	return m.Sum(nil), nil
}

// reach is how this machine's own people reach an address that the server listens on.
func reach(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
		if name, err := os.Hostname(); err == nil && name != "" {
			host = name
		}
	}
	return net.JoinHostPort(host, port)
}

// admit lets the administrator's keys in: the first start makes the administrator.
func (s *service) admit(ctx context.Context, keys []meeting.Key) error {
	var admin *meeting.Account
	for _, a := range s.hub.Directory().People {
		if a.Admin && !a.Revoked {
			admin = a
			break
		}
	}
	var cmds []meeting.Command
	if admin == nil {
		if len(keys) == 0 {
			return errors.New("nobody could come in yet: give the administrator's public key, with --admin-key FILE or in ONEPLAN_ADMIN_KEY")
		}
		admin = &meeting.Account{ID: meeting.PersonID(uuid.NewString()), Name: "Administrator", Agency: "service", Admin: true}
		cmds = append(cmds,
			meeting.SetAgency{Agency: meeting.Agency{ID: "service", Name: "oneplan service", Letter: "O"}},
			meeting.SetAgency{Agency: meeting.Agency{ID: meeting.FamilyAgency, Name: "Family", Letter: "F"}},
			meeting.AddPerson{Account: *admin})
	}
	for _, k := range keys {
		if s.hub.Directory().ByKey(k.Public) == nil {
			cmds = append(cmds, meeting.BindKey{Person: admin.ID, Key: k})
		}
	}
	if len(cmds) == 0 {
		return nil
	}
	_, err := s.hub.System(ctx, meeting.ServiceStream, cmds...)
	return err
}

// greet says how the administrator gets in.
func (s *service) greet(w io.Writer) {
	fmt.Fprintf(w, "oneplan is running. Its host key is %s\n", s.server.Fingerprint())
	fmt.Fprintf(w, "The administrator comes in with:  %s\n", s.line(""))
	fmt.Fprintf(w, "Then, for example:                %s record new sunflower --child NAME\n", s.line(""))
	fmt.Fprintln(w, "Stop it with ctrl+c: everybody in a meeting is told, and nothing is lost.")
}

// line is the ssh command that reaches this service.
func (s *service) line(flags string) string {
	h, p, err := net.SplitHostPort(s.public)
	if err != nil {
		return "ssh " + s.public
	}
	out := "ssh "
	if flags != "" {
		out += flags + " "
	}
	if p != "22" {
		out += "-p " + p + " "
	}
	return out + h
}

// serve accepts connections until ctx ends, then stops gracefully.
func (s *service) serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.server.Serve() }()
	var err error
	select {
	case <-ctx.Done():
		s.log.Info("stopping: everybody is told, and what was typed is being saved")
	case err = <-failed:
	}
	return errors.Join(err, s.close())
}

// close stops the service: everybody sees that it restarts, queues are drained, the store is closed.
func (s *service) close() error {
	s.hub.Stopping()
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	var posting sync.WaitGroup
	if s.post != nil {
		posting.Go(s.post.stop)
	}
	err := s.server.Shutdown(ctx)
	posting.Wait()
	return errors.Join(err, s.closeStore(), closeDoors(s.doors))
}

func (s *service) closeStore() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	return errors.Join(s.hub.Close(ctx), s.bank.Close(), s.store.Close())
}

// counted returns ids that nobody else makes and that the log packs well: those of one start differ in a number at their end.
func counted(start string) func() string {
	var n atomic.Uint64
	return func() string { return start + "-" + strconv.FormatUint(n.Add(1), 36) }
}
