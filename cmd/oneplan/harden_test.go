package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// TestSSHAudit: ssh-audit finds nothing to fail in what the service offers, and nothing that it knows to warn of.
func TestSSHAudit(t *testing.T) {
	needs(t, "ssh-audit", "ssh", "ssh-keygen")
	t.Parallel()
	s := servePlain(t)
	out, err := exec.CommandContext(t.Context(), "ssh-audit", "-n", "-p", s.port, "127.0.0.1").CombinedOutput() //nolint:gosec // the port of this test
	text := string(out)
	if !strings.Contains(text, "SSH-2.0-oneplan") || !strings.Contains(text, "(enc) chacha20-poly1305@openssh.com") {
		t.Fatalf("%v:\n%s", err, text)
	}
	for line := range strings.Lines(text) {
		// An ssh-audit that is older than an algorithm warns that it does not know it.
		if strings.Contains(line, "[fail]") || strings.Contains(line, "[warn]") && !strings.Contains(line, "unknown algorithm") {
			t.Errorf("it finds:\n%s", text)
		}
	}
}

// TestNoSecretsInLogsOrArgv has people do everything that touches names, words and codes, rightly and wrongly, and finds
// none of it in the log, whose lines are JSON, nor in what the system tells of the process.
func TestNoSecretsInLogsOrArgv(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := serveWith(t, "--log-format", "json")
	var secrets []string
	secret := func(words ...string) { secrets = append(secrets, words...) }

	secret("Zebulon", "Quagmire", "Oberon", "Tiddlywink")
	s.says(t, "admin", "record new kestrel --child Oberon Tiddlywink")
	s.says(t, "admin", "meeting new kestrel --at in 2 weeks 14:00 --kind initial --place 7 Quagmire Lane")
	out := s.says(t, "admin", "invite Zebulon Quagmire --agency family --role parent --for kestrel-1 --ring Tiddlywink on 0161 4960000")
	login, code := letterLogin.FindStringSubmatch(out), letterCode.FindStringSubmatch(out)
	if login == nil || code == nil {
		t.Fatal(out)
	}
	secret(login[1], code[1], strings.ReplaceAll(code[1], "-", ""))

	// Wrong codes, codes where a name belongs, and the right one, by a client that shows no prompts.
	try := func(user, code string, key gossh.Signer) {
		auth := []gossh.AuthMethod{gossh.KeyboardInteractive(func(_, _ string, q []string, _ []bool) ([]string, error) {
			return []string{code}[:len(q)], nil
		})}
		if key != nil {
			auth = append([]gossh.AuthMethod{gossh.PublicKeys(key)}, auth...)
		}
		c, err := gossh.Dial("tcp", "127.0.0.1:"+s.port, &gossh.ClientConfig{
			User: user, Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: patience, //nolint:gosec // this is not about the host
		})
		if err == nil {
			_ = c.Close()
		}
	}
	secret("hunter2", "WRNG", "swordfish")
	try(login[1], "WRNG-WRNG", nil)
	try(code[1], "swordfish", nil)
	try("hunter2", code[1], freshKey(t))
	try("hunter2\n{\"msg\":\"swordfish\"}\x1b[31m", "swordfish\r\n", nil)
	try(login[1], code[1], freshKey(t))

	// Words in a room, in commands that are done and in commands that are not.
	secret("velociraptor", "marmalade", "pterodactyl")
	s.says(t, "admin", "meeting open sunflower-1")
	x := seat(t, s, "admin", 110, 34)
	must(t, x.types("n\r"))
	must(t, x.sees("stop writing"))
	must(t, x.types("The velociraptor sleeps."))
	must(t, x.sees("velociraptor sleeps."))
	for _, words := range []string{
		"invite Pterodactyl --role nonsense", "record show marmalade", "marmalade --swordfish", "'marmalade", "people revoke pterodactyl",
		"people key add ssh-ed25519 swordfish marmalade", "agency trust swordfish",
	} {
		if _, _, err := s.asks("admin", words); err == nil {
			t.Errorf("%s works", words)
		}
	}
	s.says(t, "admin", "people lost Zebulon")
	s.says(t, "admin", "people revoke Zebulon")

	argv, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", s.cmd.Process.Pid))
	must(t, err)
	x.close()
	_, err = s.stop(15)
	must(t, err)
	log := s.logged()
	lines := 0
	for in := bufio.NewScanner(strings.NewReader(log)); in.Scan(); lines++ {
		var line map[string]any
		if err := json.Unmarshal(in.Bytes(), &line); err != nil || line["msg"] == nil || line["time"] == nil || line["level"] == nil {
			t.Errorf("a line of the log is not structured: %v: %s", err, in.Text())
		}
	}
	if lines < 20 || !strings.Contains(log, "session started") || !strings.Contains(log, "wrong code") {
		t.Errorf("the log has %d lines, too few to tell:\n%s", lines, log)
	}
	for _, word := range secrets {
		if strings.Contains(strings.ToLower(log), strings.ToLower(word)) {
			t.Errorf("%q is in the log:\n%s", word, log)
		}
		if bytes.Contains(argv, []byte(word)) {
			t.Errorf("%q is in the process's arguments", word)
		}
	}
}

// TestFilesAreTheServicesOwn: whatever the umask of whoever starts it, nobody else can read a file of the service.
func TestFilesAreTheServicesOwn(t *testing.T) {
	needs(t, "ssh", "ssh-keygen", "sh")
	t.Parallel()
	s := &process{dir: t.TempDir(), args: []string{"serve", "--data", "data", "--admin-key", "admin.pub"}}
	must(t, s.makeKey("admin"))
	t.Cleanup(s.close)
	must(t, s.start("sh", "-c", `umask 000; exec "$0" "$@"`))
	s.says(t, "admin", "record new sunflower --child Kit")
	files := 0
	must(t, filepath.WalkDir(s.data(), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files++
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	}))
	if files < 4 {
		t.Errorf("there are %d files only", files)
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", s.cmd.Process.Pid))
	must(t, err)
	if !regexp.MustCompile(`(?m)^Max core file size +0 +0 `).Match(b) {
		t.Errorf("it may leave an image of its memory:\n%s", b)
	}
}

// TestStartTellsOfItsSurroundings: at start the log says what is wrong with where the service runs.
func TestStartTellsOfItsSurroundings(t *testing.T) {
	needs(t, "ssh", "ssh-keygen")
	t.Parallel()
	s := servePlain(t)
	log := s.logged()
	if root := strings.Contains(log, "runs as root"); root != (os.Geteuid() == 0) {
		t.Errorf("as user %d the log says\n%s", os.Geteuid(), log)
	}
	if strings.Count(log, "encrypted volume")+strings.Count(log, "is not encrypted") == 0 {
		t.Errorf("nothing of the volume:\n%s", log)
	}
}

// TestVolume finds out about volumes in made-up systems.
func TestVolume(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells")
	}
	for name, c := range map[string]struct {
		mounts string
		blocks map[string]string // below sys/dev/block
		folder string
		want   encryption
	}{
		"a disk": {
			"25 1 8:1 / / rw - ext4 /dev/sda1 rw", map[string]string{"8:1/dev": "8:1"}, "", unencrypted,
		},
		"LUKS": {
			"25 1 253:0 / / rw shared:1 - ext4 /dev/mapper/x rw", map[string]string{"253:0/dm/uuid": "CRYPT-LUKS2-0123-x\n"}, "", encrypted,
		},
		"LVM upon LUKS": {
			"25 1 253:1 / / rw - xfs /dev/mapper/vg-x rw", map[string]string{
				"253:1/dm/uuid": "LVM-abc\n", "253:1/slaves/dm-0/dev": "253:0\n", "253:0/dm/uuid": "CRYPT-LUKS2-0123-x\n",
			}, "", encrypted,
		},
		"LVM upon two disks, one of them encrypted": {
			"25 1 253:1 / / rw - xfs /dev/mapper/vg-x rw", map[string]string{
				"253:1/dm/uuid": "LVM-abc\n", "253:1/slaves/dm-0/dev": "253:0\n", "253:1/slaves/sdb/dev": "8:16\n",
				"253:0/dm/uuid": "CRYPT-LUKS2-0123-x\n", "8:16/dev": "8:16",
			}, "", unencrypted,
		},
		"a disk in a circle": {
			"25 1 253:1 / / rw - xfs /dev/mapper/x rw", map[string]string{"253:1/slaves/dm-1/dev": "253:1\n"}, "", unencrypted,
		},
		"a folder on an encrypted volume": {
			"25 1 8:1 / / rw - ext4 /dev/sda1 rw\n26 25 253:0 / FOLDER rw - ext4 /dev/mapper/x rw",
			map[string]string{"8:1/dev": "8:1", "253:0/dm/uuid": "CRYPT-PLAIN-x"},
			"", encrypted,
		},
		"beside an encrypted volume": {
			"25 1 8:1 / / rw - ext4 /dev/sda1 rw\n26 25 253:0 / FOLDER2 rw - ext4 /dev/mapper/x rw",
			map[string]string{"8:1/dev": "8:1", "253:0/dm/uuid": "CRYPT-PLAIN-x"},
			"", unencrypted,
		},
		"over an encrypted volume": {
			"26 25 253:0 / FOLDER rw - ext4 /dev/mapper/x rw\n27 26 8:1 / FOLDER rw - ext4 /dev/sda1 rw",
			map[string]string{"8:1/dev": "8:1", "253:0/dm/uuid": "CRYPT-PLAIN-x"},
			"", unencrypted,
		},
		"memory":         {"25 1 0:24 / / rw - tmpfs none rw", nil, "", cannotTell},
		"a container":    {"25 1 0:50 / / rw - overlay none rw", nil, "", cannotTell},
		"nothing at all": {"", nil, "", cannotTell},
		"broken lines":   {"25 1 - -\n\n- - - - - - - - - - -", nil, "", cannotTell},
	} {
		root, folder := t.TempDir(), t.TempDir()
		write := func(path, text string) {
			path = filepath.Join(root, path)
			must(t, os.MkdirAll(filepath.Dir(path), 0o700))
			must(t, os.WriteFile(path, []byte(text), 0o600))
		}
		write("proc/self/mountinfo", strings.ReplaceAll(c.mounts, "FOLDER", folder))
		for path, text := range c.blocks {
			write(filepath.Join("sys/dev/block", path), text)
		}
		if got := volume(root, folder); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestSystemdUnit: the unit that the guide gives is strict, and systemd agrees where it is here.
func TestSystemdUnit(t *testing.T) {
	b, err := os.ReadFile("oneplan.service")
	must(t, err)
	for _, line := range []string{
		"DynamicUser=yes", "UMask=0077", "ProtectSystem=strict", "ProtectHome=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=",
		"PrivateDevices=yes", "RestrictNamespaces=yes", "MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service",
		"LimitCORE=0", "MemorySwapMax=0", "StateDirectoryMode=0700",
	} {
		if !bytes.Contains(b, []byte("\n"+line+"\n")) {
			t.Errorf("%s is not in the unit", line)
		}
	}
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		return // nothing else here depends on systemd
	}
	program, err := exec.LookPath("oneplan")
	must(t, err)
	unit := filepath.Join(t.TempDir(), "oneplan.service")
	must(t, os.WriteFile(unit, bytes.ReplaceAll(b, []byte("/usr/local/bin/oneplan"), []byte(program)), 0o600))
	if out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", unit).CombinedOutput(); err != nil || len(out) > 0 { //nolint:gosec // files of this test
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	// 2.0 of 10 is far within what systemd calls OK.
	out, err := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", unit).CombinedOutput() //nolint:gosec // files of this test
	if err != nil {
		t.Errorf("systemd-analyze security: %v\n%s", err, out)
	}
}
