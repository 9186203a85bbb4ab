package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// volume says whether the volume that a folder is on is encrypted, as far as the kernel tells: a dm-crypt device (LUKS),
// or one that stands on nothing else. root is "/", and another folder in tests.
func volume(root, folder string) encryption {
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return cannotTell
	}
	b, err := os.ReadFile(filepath.Join(root, "proc/self/mountinfo"))
	if err != nil {
		return cannotTell
	}
	dev := deviceOf(b, folder)
	if strings.HasPrefix(dev, "/") { // a file system that numbers its own volumes, such as btrfs
		var st syscall.Stat_t
		if err := syscall.Stat(filepath.Join(root, dev), &st); err != nil {
			return cannotTell
		}
		dev = fmt.Sprintf("%d:%d", major(st.Rdev), minor(st.Rdev))
	}
	if dev == "" {
		return cannotTell
	}
	blocks := filepath.Join(root, "sys/dev/block")
	if _, err := os.Stat(filepath.Join(blocks, dev)); err != nil { //nolint:gosec // the kernel's own numbers
		return cannotTell
	}
	if crypt(blocks, dev, 0) {
		return encrypted
	}
	return unencrypted
}

// deviceOf finds the device of the mount that a folder is on, in the lines of mountinfo (proc_pid_mountinfo(5)): its
// numbers, or the path of the device if it has none of its own, or "".
func deviceOf(mountinfo []byte, folder string) string {
	dev, longest := "", -1
	for lines := bufio.NewScanner(bytes.NewReader(mountinfo)); lines.Scan(); {
		f := strings.Fields(lines.Text())
		dash := -1
		for i, w := range f {
			if w == "-" {
				dash = i
			}
		}
		if len(f) < 10 || dash < 6 || dash+2 >= len(f) {
			continue
		}
		at := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(f[4])
		if folder != at && !strings.HasPrefix(folder, strings.TrimSuffix(at, "/")+"/") || len(at) < longest {
			continue
		}
		longest = len(at) // of two mounts in one place the later one shows
		switch {
		case !strings.HasPrefix(f[2], "0:"):
			dev = f[2]
		case strings.HasPrefix(f[dash+2], "/dev/"):
			dev = f[dash+2]
		default:
			dev = ""
		}
	}
	return dev
}

// deepest is how many devices stand on each other at most.
const deepest = 16

// crypt reports whether a block device is encrypted, or all that it stands on are.
func crypt(blocks, dev string, depth int) bool {
	id, err := os.ReadFile(filepath.Join(blocks, dev, "dm/uuid")) //nolint:gosec // the kernel's own numbers
	if err == nil && strings.HasPrefix(string(id), "CRYPT-") {
		return true
	}
	under, err := filepath.Glob(filepath.Join(blocks, dev, "slaves/*/dev"))
	if err != nil || len(under) == 0 || depth > deepest {
		return false
	}
	for _, u := range under {
		b, err := os.ReadFile(u) //nolint:gosec // the kernel's own numbers
		if err != nil || !crypt(blocks, strings.TrimSpace(string(b)), depth+1) {
			return false
		}
	}
	return true
}

func major(dev uint64) uint64 { return dev>>8&0xfff | dev>>32&^0xfff }
func minor(dev uint64) uint64 { return dev&0xff | dev>>12&^0xff }
