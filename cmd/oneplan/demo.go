package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/term"

	"oneplan/meeting"
	"oneplan/store"
)

type demoCmd struct {
	ServeOnly bool   `help:"Serve the demonstration without opening it in this terminal."`
	Listen    string `help:"The address to listen on." default:"127.0.0.1:0"`
	Key       string `help:"A file with the public key that lets the chair in." type:"existingfile"`
	Quiet     bool   `help:"Leave the two scripted participants out."`
	Data      string `help:"Keep the demonstration in this folder: created once, opened again after." type:"path"`
	aside     `embed:""`
}

// Run runs the demonstration.
func (c demoCmd) Run(con console) error {
	if !c.ServeOnly && !term.IsTerminal(int(os.Stdin.Fd())) {
		return errors.New("there is no terminal here to open the meeting in: use demo --serve-only --key PUBKEYFILE")
	}
	dir := c.Data
	if dir == "" {
		tmp, err := os.MkdirTemp("", "oneplan-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	log := slog.New(slog.DiscardHandler)
	if c.ServeOnly {
		log = slog.New(slog.NewTextHandler(con.errOut, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	d, err := openDemo(con.ctx, dir, c.Listen, log, c.aside)
	if err != nil {
		return err
	}
	if !c.ServeOnly {
		d.service.banner = fmt.Sprintf("For a second person, open another terminal and type:  ssh -F %s second", d.config())
		d.service.bannerFor = amina
	}
	ctx, cancel := context.WithCancel(con.ctx)
	defer cancel()
	done := make(chan error, 1)
	if err := d.people(ctx, c.Key); err != nil {
		return errors.Join(err, d.service.close())
	}
	go func() { done <- d.service.serve(ctx) }()
	if !c.Quiet {
		for _, p := range demoScripts {
			go d.play(ctx, p)
		}
	}
	if c.ServeOnly {
		fmt.Fprintf(con.out, "ready %s join\n", d.service.line("-t"))
		return <-done
	}
	err = d.here(ctx)
	cancel()
	err = errors.Join(err, <-done)
	fmt.Fprintln(con.out, "That was the demonstration. What you wrote in it is gone, unless you gave it a --data folder.")
	return err
}

// demo is a running demonstration.
type demo struct {
	dir     string
	service *service
	keys    map[meeting.PersonID]gossh.Signer
}

// openDemo opens the demonstration in a folder, telling its story first if the folder is new.
func openDemo(ctx context.Context, dir, listen string, log *slog.Logger, side aside) (*demo, error) {
	if err := seedDemo(ctx, dir); err != nil {
		return nil, err
	}
	s, err := open(ctx, setup{data: dir, listen: listen, log: log, aside: side})
	if err != nil {
		return nil, err
	}
	if err := fillDemoBank(ctx, s.bank, time.Now()); err != nil {
		return nil, errors.Join(err, s.close())
	}
	if h, p, err := net.SplitHostPort(s.server.Addr().String()); err == nil {
		if ip := net.ParseIP(h); ip != nil && ip.IsLoopback() {
			s.public = net.JoinHostPort("localhost", p)
			if h != "127.0.0.1" && h != "::1" {
				s.public = net.JoinHostPort(h, p)
			}
		}
	}
	return &demo{dir: dir, service: s, keys: map[meeting.PersonID]gossh.Signer{}}, nil
}

func seedDemo(ctx context.Context, dir string) error {
	st, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		return err
	}
	records, err := st.RecordsOf(ctx, amina)
	if err == nil && len(records) == 0 {
		err = tellStory(ctx, st, time.Now(), time.Local)
	}
	return errors.Join(err, st.Close())
}

// people gives the scripted participants and the reader their keys, and lets keyFile in as the chair.
func (d *demo) people(ctx context.Context, keyFile string) error {
	var binds []meeting.Command
	for _, p := range []meeting.PersonID{amina, tom, jo, kit, megan, ruth, wendy, sal} {
		signer, err := demoKey(filepath.Join(d.dir, "demo-keys", strings.TrimPrefix(string(p), "demo-")))
		if err != nil {
			return err
		}
		d.keys[p] = signer
		pub := signer.PublicKey()
		binds = append(binds, meeting.BindKey{Person: p, Key: meeting.Key{Fingerprint: gossh.FingerprintSHA256(pub), Public: pub.Marshal(), Comment: "demonstration"}})
	}
	if keyFile != "" {
		keys, err := adminKeys([]string{keyFile}, "")
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			return fmt.Errorf("%s: there is no public key in it", keyFile)
		}
		for _, k := range keys {
			binds = append(binds, meeting.BindKey{Person: amina, Key: k})
		}
	}
	for _, b := range binds { // one at a time: a key that is bound already is no reason to stop
		if _, err := d.service.hub.System(ctx, meeting.ServiceStream, b); err != nil {
			return err
		}
	}
	return d.writeConfig()
}

// demoKey reads a private key, made on first use.
func demoKey(path string) (gossh.Signer, error) {
	if b, err := os.ReadFile(path); err == nil {
		return gossh.ParsePrivateKey(b)
	}
	_, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := gossh.MarshalPrivateKey(priv, "oneplan demonstration")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		return nil, err
	}
	return gossh.NewSignerFromKey(priv)
}

// writeConfig writes an OpenSSH configuration, so that the line for a second terminal is short.
func (d *demo) writeConfig() error {
	h, p, err := net.SplitHostPort(d.service.server.Addr().String())
	if err != nil {
		return err
	}
	host, err := os.ReadFile(filepath.Join(d.dir, "host_key"))
	if err != nil {
		return err
	}
	signer, err := gossh.ParsePrivateKey(host)
	if err != nil {
		return err
	}
	known := filepath.Join(d.dir, "known_hosts")
	line := fmt.Sprintf("[%s]:%s %s", h, p, gossh.MarshalAuthorizedKey(signer.PublicKey()))
	if err := os.WriteFile(known, []byte(line), 0o600); err != nil { //nolint:gosec // the folder is the one on the command line
		return err
	}
	conf := fmt.Sprintf("Host second\n  HostName %s\n  Port %s\n  User demo\n  IdentityFile %q\n  IdentitiesOnly yes\n  UserKnownHostsFile %q\n  RequestTTY yes\n  RemoteCommand join\n",
		h, p, filepath.Join(d.dir, "demo-keys", "tom"), known)
	return os.WriteFile(d.config(), []byte(conf), 0o600)
}

func (d *demo) config() string { return filepath.Join(d.dir, "ssh") }

// dial connects as one of the invented people.
func (d *demo) dial(p meeting.PersonID) (*gossh.Client, error) {
	fingerprint := d.service.server.Fingerprint()
	return gossh.Dial("tcp", d.service.server.Addr().String(), &gossh.ClientConfig{
		User: "demo", Auth: []gossh.AuthMethod{gossh.PublicKeys(d.keys[p])}, Timeout: 10 * time.Second,
		HostKeyCallback: func(_ string, _ net.Addr, key gossh.PublicKey) error {
			if gossh.FingerprintSHA256(key) != fingerprint {
				return errors.New("that is not the demonstration's own server")
			}
			return nil
		},
	})
}

// here opens the meeting in this terminal, over ssh like everybody else.
func (d *demo) here(ctx context.Context) error {
	client, err := d.dial(amina)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		return err
	}
	defer session.Close()
	fd := int(os.Stdin.Fd())
	w, h, err := term.GetSize(fd)
	if err != nil {
		w, h = 80, 24
	}
	for _, name := range []string{"COLORTERM", "COLORFGBG", "NO_COLOR", "LANG"} {
		if v, ok := os.LookupEnv(name); ok {
			_ = session.Setenv(name, v) // a terminal is drawn without it too
		}
	}
	if err := session.RequestPty(os.Getenv("TERM"), h, w, gossh.TerminalModes{}); err != nil {
		return err
	}
	old, err := term.MakeRaw(fd)
	if err != nil {
		return err
	}
	defer func() { _ = term.Restore(fd, old) }()
	session.Stdin, session.Stdout, session.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := session.Start("join"); err != nil {
		return err
	}
	sizes := make(chan os.Signal, 1)
	signal.Notify(sizes, syscall.SIGWINCH)
	defer signal.Stop(sizes)
	ended := make(chan error, 1)
	go func() { ended <- session.Wait() }()
	for {
		select {
		case <-sizes:
			if w, h, err := term.GetSize(fd); err == nil {
				_ = session.WindowChange(h, w)
			}
		case err := <-ended:
			var exit *gossh.ExitMissingError
			if errors.As(err, &exit) {
				err = nil
			}
			return err
		case <-ctx.Done():
			return nil
		}
	}
}

// part is what one scripted participant does in the room.
type part struct {
	who   meeting.PersonID
	after time.Duration // before they begin
	lines []string      // what they write in the notes, a line at a time
}

var demoScripts = []part{
	{jo, 2 * time.Second, []string{
		"The weighted blanket helps: asleep by nine on four nights out of seven.",
		"The hard nights are Sundays, before school.",
		"Nobody has rung us from the clinic. I would like to know who to ask.",
		"Kit would like the quiet time to go on.",
	}},
	{megan, 9 * time.Second, []string{
		"School will move quiet time to after lunch from Monday, in the library, with the same adult each day.",
		"Kit asked to show the others the reading corner.",
		"We can meet Kit at the gate on walking days, also when it rains.",
	}},
}

// play has a scripted participant connect over ssh and type at a human pace. It ends with ctx, or quietly
// when the line does.
func (d *demo) play(ctx context.Context, p part) {
	client, err := d.dial(p.who)
	if err != nil {
		return
	}
	stop := context.AfterFunc(ctx, func() { _ = client.Close() })
	defer stop()
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		return
	}
	if err := session.RequestPty("xterm-256color", 34, 110, gossh.TerminalModes{}); err != nil {
		return
	}
	keys, err := session.StdinPipe()
	if err != nil {
		return
	}
	session.Stdout = io.Discard
	if err := session.Start("join"); err != nil {
		return
	}
	pause := func(wait time.Duration) bool {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-t.C:
			return true
		case <-ctx.Done():
			return false
		}
	}
	press := func(s string, wait time.Duration) bool {
		_, err := io.WriteString(keys, s)
		return err == nil && pause(wait)
	}
	if !pause(p.after) {
		return
	}
	for i, line := range p.lines {
		if !press("n", 800*time.Millisecond) || !press("\r", 300*time.Millisecond) {
			return
		}
		for k, r := range line {
			wait := 70 * time.Millisecond
			switch {
			case r == ' ':
				wait = 130 * time.Millisecond
			case r == '.' || r == ',' || r == ':':
				wait = 600 * time.Millisecond
			case k%7 == 3:
				wait = 160 * time.Millisecond
			}
			if !press(string(r), wait) {
				return
			}
		}
		if !press("\x1b", time.Second) {
			return
		}
		if i == 1 && !press("h", 9*time.Second) {
			return
		}
		if !pause(time.Duration(7+5*i) * time.Second) {
			return
		}
	}
	_ = session.Wait()
}
