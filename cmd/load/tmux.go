package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// sshdPaths are where systems keep OpenSSH's server, which insists on being called by its whole path.
var sshdPaths = []string{"/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"}

func sshdPath() string {
	for _, p := range sshdPaths {
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return ""
}

// lackingForTmux names what the comparison needs and is not installed, or is "".
func lackingForTmux() string {
	if _, err := exec.LookPath("tmux"); err != nil {
		return "tmux"
	}
	if sshdPath() == "" {
		return "OpenSSH's server"
	}
	return ""
}

// privsepDir is the empty folder that sshd locks its unprivileged half into. Only root's needs it, and a system whose own
// sshd has never run lacks it.
const privsepDir = "/run/sshd"

// tmux starts an OpenSSH server with its own keys and configuration, and a tmux session that everybody attaches to. In it is a
// terminal that echoes what is typed.
func (b *bench) tmux(ctx context.Context) (_ *place, err error) {
	dir, err := b.folder()
	if err != nil {
		return nil, err
	}
	var undo []func()
	closeAll := func() {
		for i := len(undo) - 1; i >= 0; i-- {
			undo[i]()
		}
	}
	defer func() {
		if err != nil {
			closeAll()
		}
	}()
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(dir, "tmux")
	control := func(args ...string) (string, error) {
		out, err := exec.Command(tmux, append([]string{"-u", "-f", "/dev/null", "-S", socket}, args...)...).CombinedOutput() //nolint:gosec // our own words
		if err != nil {
			return "", fmt.Errorf("tmux: %w: %s", err, out)
		}
		return strings.TrimSpace(string(out)), nil
	}
	if _, err := control("new-session", "-d", "-s", "room", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(rows),
		"stty -icanon; exec cat >/dev/null"); err != nil {
		return nil, err
	}
	undo = append(undo, func() { _, _ = control("kill-server") }) // it may be gone
	answer, err := control("display-message", "-p", "-t", "room", "#{pid}")
	if err != nil {
		return nil, err
	}
	server, err := strconv.Atoi(answer)
	if err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		if err := os.Mkdir(privsepDir, 0o755); err == nil { //nolint:gosec // sshd wants it so; it stays empty
			undo = append(undo, func() { _ = os.Remove(privsepDir) })
		} else if !errors.Is(err, os.ErrExist) {
			return nil, err
		}
	}
	addr, sshd, err := b.sshd(dir)
	if err != nil {
		return nil, err
	}
	undo = append(undo, sshd.stop)
	stop := context.AfterFunc(ctx, sshd.stop)
	undo = append(undo, func() { stop() })
	me, err := user.Current()
	if err != nil {
		return nil, err
	}
	return &place{
		name: "tmux", addr: addr, config: b.key.client(me.Username),
		join: fmt.Sprintf("exec %s -u -S %s attach -t room", tmux, socket), ready: "[room]", endOfWord: " ",
		cpu:   func() (time.Duration, error) { return cpuOfTrees(server, sshd.cmd.Process.Pid) },
		close: closeAll,
	}, nil
}

// sshd starts OpenSSH's server on a free port of loopback.
func (b *bench) sshd(dir string) (addr string, _ *process, err error) {
	host, err := newIdentity(filepath.Join(dir, "host"))
	if err != nil {
		return "", nil, err
	}
	if addr, err = freeAddr(); err != nil {
		return "", nil, err
	}
	config := filepath.Join(dir, "sshd_config")
	words := []string{
		"ListenAddress " + addr, "HostKey " + host.private, "AuthorizedKeysFile " + b.key.public, "PidFile none",
		"StrictModes no", "UsePAM no", "UseDNS no", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
		"PermitRootLogin prohibit-password", "PermitUserRC no", "PrintMotd no", "PrintLastLog no", "MaxStartups 300:30:600",
	}
	if err := os.WriteFile(config, []byte(strings.Join(words, "\n")+"\n"), 0o600); err != nil {
		return "", nil, err
	}
	cmd := exec.Command(sshdPath(), "-D", "-e", "-f", config) //nolint:gosec // one of sshdPaths
	proc, err := startProcess(cmd, filepath.Join(dir, "sshd.log"), func() error {
		for range 200 {
			if c, err := net.Dial("tcp", addr); err == nil {
				return c.Close()
			}
			time.Sleep(20 * time.Millisecond)
		}
		return errors.New("it does not listen")
	})
	if err != nil {
		return "", nil, fmt.Errorf("sshd: %w", err)
	}
	return addr, proc, nil
}
