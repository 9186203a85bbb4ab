package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTick is the unit of processor time in /proc, which Linux has fixed (see proc(5), USER_HZ).
const clockTick = 10 * time.Millisecond

// stat is what is needed of /proc/PID/stat.
type stat struct {
	parent int
	cpu    time.Duration // in user and kernel mode, of all threads
}

func readStat(pid int) (stat, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)) //nolint:gosec // a number
	if err != nil {
		return stat{}, err
	}
	// The second field is the command in parentheses, with anything in it.
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	if len(fields) < 13 {
		return stat{}, fmt.Errorf("/proc/%d/stat has too few fields", pid)
	}
	var n [3]int
	for i, f := range []int{1, 11, 12} { // ppid, utime and stime: fields 4, 14 and 15
		if n[i], err = strconv.Atoi(fields[f]); err != nil {
			return stat{}, err
		}
	}
	return stat{parent: n[0], cpu: time.Duration(n[1]+n[2]) * clockTick}, nil
}

// cpuOf is the processor time of one process.
func cpuOf(pid int) (time.Duration, error) {
	s, err := readStat(pid)
	return s.cpu, err
}

// cpuOfTrees is the processor time of processes and all that descend from them now.
func cpuOfTrees(roots ...int) (time.Duration, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0, err
	}
	all := map[int]stat{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if s, err := readStat(pid); err == nil { // another one may end meanwhile
			all[pid] = s
		}
	}
	in := map[int]bool{}
	for _, r := range roots {
		in[r] = true
	}
	var sum time.Duration
	for pid, s := range all {
		for up, steps := pid, 0; up > 1 && steps < 64; up, steps = all[up].parent, steps+1 {
			if in[up] {
				sum += s.cpu
				break
			}
		}
	}
	return sum, nil
}

// residentOf is the memory that a process holds, in millions of bytes.
func residentOf(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid)) //nolint:gosec // a number
	if err != nil {
		return 0, err
	}
	var size, resident int
	if _, err := fmt.Sscan(string(b), &size, &resident); err != nil {
		return 0, fmt.Errorf("/proc/%d/statm: %w", pid, err)
	}
	return float64(resident) * float64(os.Getpagesize()) / 1e6, nil
}

// ownCPU is the processor time of this tool.
func ownCPU() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

// raiseDescriptors lets this process and those that it starts have as many open files as the system allows.
func raiseDescriptors() error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return err
	}
	l.Cur = l.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return fmt.Errorf("the number of open files could not be raised: %w", err)
	}
	return nil
}
