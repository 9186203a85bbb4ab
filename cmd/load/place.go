package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
)

// place is a running server and how to sit down there.
type place struct {
	name      string // "oneplan" or "tmux"
	addr      string // HOST:PORT
	config    *ssh.ClientConfig
	join      string // the command that leads into the shared screen
	ready     string // what the screen shows then
	begin     string // keys that begin to write; "": writing is all there is
	begun     string // what the writer's screen shows then
	end       string // keys that end it; "": it does not end
	endOfWord string // the key after a word, which keeps the text from outgrowing the screen

	cpu    func() (time.Duration, error)
	memory func() (float64, error) // in millions of bytes
	close  func()
}

// identity is the one key that every client comes with.
type identity struct {
	signer  ssh.Signer
	public  string // the file with the public key
	private string
}

// newIdentity makes a key pair: path and path.pub.
func newIdentity(path string) (*identity, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := ssh.MarshalPrivateKey(key, "load")
	if err != nil {
		return nil, err
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		return nil, err
	}
	id := &identity{signer: signer, public: path + ".pub", private: path}
	return id, os.WriteFile(id.public, ssh.MarshalAuthorizedKey(signer.PublicKey()), 0o600)
}

// client says how this tool's clients come in. They talk to servers that the tool has started itself, on loopback.
func (i *identity) client(user string) *ssh.ClientConfig {
	return &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{ssh.PublicKeys(i.signer)}, Timeout: patience,
		HostKeyCallback: ssh.InsecureIgnoreHostKey(), //nolint:gosec // the server is this tool's own
	}
}

// freeAddr is a loopback address that was free a moment ago.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// build builds the program that is measured.
func build(ctx context.Context, to string) error {
	out, err := exec.CommandContext(ctx, "go", "build", "-o", to, "oneplan/cmd/oneplan").CombinedOutput() //nolint:gosec // our own file
	if err != nil {
		return fmt.Errorf("oneplan could not be built: %w: %s", err, out)
	}
	return nil
}

// demo starts the demonstration, without its scripted people: one meeting in full swing.
func (b *bench) demo(ctx context.Context) (*place, error) { return b.demoWith(ctx) }

func (b *bench) demoWith(ctx context.Context, more ...string) (*place, error) {
	dir, err := b.folder()
	if err != nil {
		return nil, err
	}
	return b.start(ctx, dir, "ready ", append([]string{
		"demo", "--serve-only", "--quiet", "--key", b.key.public, "--data", filepath.Join(dir, "data"),
	}, more...)...)
}

// service starts a service and holds n meetings in it, each of a record of its own; it returns their names.
func (b *bench) service(ctx context.Context, n int) (_ *place, meetings []string, err error) {
	dir, err := b.folder()
	if err != nil {
		return nil, nil, err
	}
	p, err := b.start(ctx, dir, "Stop it", "serve", "--data", filepath.Join(dir, "data"), "--admin-key", b.key.public)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	conn, err := ssh.Dial("tcp", p.addr, p.config)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = conn.Close() }() // it was only asked
	for i := range n {
		record := "garden" + letters(i)
		for _, words := range []string{
			"record new " + record + " --child Kit",
			"meeting new " + record + " --at in 2 weeks 14:00 --kind initial",
			"meeting open " + record + "-1",
		} {
			if ctx.Err() != nil {
				return nil, nil, ctx.Err()
			}
			if err := ask(conn, words); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", words, err)
			}
		}
		meetings = append(meetings, record+"-1")
	}
	return p, meetings, nil
}

// letters writes a number with letters: a, b, …, z, ba, bb, …
func letters(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return letters(n/26) + letters(n%26)
}

// ask has one command carried out.
func ask(conn *ssh.Client, words string) error {
	s, err := conn.NewSession()
	if err != nil {
		return err
	}
	defer s.Close()
	var says strings.Builder
	s.Stderr = &says
	if err := s.Run(words); err != nil {
		return fmt.Errorf("%w: %s", err, says.String())
	}
	return nil
}

// start runs oneplan and waits for the line with which it says that it is ready.
func (b *bench) start(ctx context.Context, dir, ready string, args ...string) (*place, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(b.program, append(args, "--listen", addr)...) //nolint:gosec // what is measured
	cmd.Dir = dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	proc, err := startProcess(cmd, filepath.Join(dir, "log"), func() error {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), ready) {
				go func() { _, _ = io.Copy(io.Discard, out) }()
				return nil
			}
		}
		return errors.New("it never said that it is ready")
	})
	if err != nil {
		return nil, fmt.Errorf("oneplan %s: %w", args[0], err)
	}
	stop := context.AfterFunc(ctx, proc.stop)
	pid := cmd.Process.Pid
	return &place{
		name: "oneplan", addr: addr, config: b.key.client("load"), join: "join", ready: "─ Notes",
		begin: "n", begun: "stop writing", end: "\x1b", endOfWord: "\x17", // ctrl+w: delete a word
		cpu:    func() (time.Duration, error) { return cpuOf(pid) },
		memory: func() (float64, error) { return residentOf(pid) },
		close:  func() { stop(); proc.stop() },
	}, nil
}

// process is a server that this tool has started.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
	once  sync.Once
}

// startProcess starts a server whose complaints go to a log file, and waits until ready returns nil.
func startProcess(cmd *exec.Cmd, logFile string, ready func() error) (*process, error) {
	log, err := os.Create(logFile) //nolint:gosec // in the tool's own folder
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the process has its own
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, ended: make(chan struct{})}
	is := make(chan error, 1)
	go func() { is <- ready() }()
	select {
	case err = <-is:
	case <-time.After(patience):
		err = errors.New("it does not become ready")
	}
	go func() {
		_ = cmd.Wait() // however it ends, it has ended
		close(p.ended)
	}()
	if err != nil {
		p.stop()
		said, _ := os.ReadFile(logFile) //nolint:gosec // the tool's own file; nothing, if it is gone
		return nil, fmt.Errorf("%w: %s", err, said)
	}
	return p, nil
}

// stop asks the server to end, and ends it if it does not.
func (p *process) stop() {
	p.once.Do(func() {
		_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
		select {
		case <-p.ended:
			return
		case <-time.After(10 * time.Second):
		}
		_ = p.cmd.Process.Kill()
	})
	<-p.ended
}

// profile writes a processor profile of the program while a crowd types.
func (b *bench) profile(ctx context.Context) error {
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	p, err := b.demoWith(ctx, "--pprof", addr)
	if err != nil {
		return err
	}
	defer p.close()
	seconds := max(1, int(b.typingTime.Seconds())+turns)
	fetched := make(chan error, 1)
	go func() {
		fetched <- fetch(ctx, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", addr, seconds), b.options.profile)
	}()
	if err := errors.Join(b.crowd(ctx, p), <-fetched); err != nil {
		return err
	}
	b.say("look at it with: go tool pprof -http=localhost:0 %s", b.options.profile)
	return nil
}

// fetch keeps what a server of this tool answers in a file.
func fetch(ctx context.Context, url, file string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", url, res.Status, b)
	}
	return os.WriteFile(file, b, 0o600) //nolint:gosec // whoever runs the tool names it
}
