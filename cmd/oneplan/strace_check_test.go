package main

import (
	"strings"
	"testing"
)

// TestCheckOrder holds the checker to traces whose verdict is known: it has to see every way in which a
// character could be shown too early.
func TestCheckOrder(t *testing.T) {
	const good = `
7 100.000 read(9<TCP:[127.0.0.1:22->127.0.0.1:50000]>, ""..., 4096) = 36
8 100.001 pwrite64(5</d/oneplan.db-wal>, ""..., 24, 32) = 24
8 100.002 pwrite64(5</d/oneplan.db-wal>, ""..., 4096, 56) = 4096
8 100.003 fsync(5</d/oneplan.db-wal>) = 0
7 100.004 write(9<TCP:[127.0.0.1:22->127.0.0.1:50000]>, ""..., 108) = 108
7 100.005 write(10<TCP:[127.0.0.1:22->127.0.0.1:50001]>, ""..., 108) = 108
`
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(good) }
	sync := "8 100.003 fsync(5</d/oneplan.db-wal>) = 0\n"
	shown := "7 100.005 write(10<TCP:[127.0.0.1:22->127.0.0.1:50001]>, \"\"..., 108) = 108\n"
	page := "8 100.002 pwrite64(5</d/oneplan.db-wal>, \"\"..., 4096, 56) = 4096\n"
	for _, c := range []struct {
		name, trace, want string // want: part of the error; "": none
		keys, slow, sent  int
	}{
		{name: "as promised", trace: good, keys: 1, sent: 2},
		{name: "twice", trace: good + good, keys: 2, sent: 4},
		{name: "the WAL begins anew", keys: 1, sent: 2, trace: replace("8 100.001", `8 100.001 pwrite64(5</d/oneplan.db-wal>, ""..., 32, 0) = 32
8 100.001 fsync(5</d/oneplan.db-wal>) = 0
8 100.001`)},
		{name: "in two parts", keys: 1, sent: 2, trace: replace(sync, `8 100.003 fsync(5</d/oneplan.db-wal> <unfinished ...>
7 100.003 read(9<TCP:[127.0.0.1:22->127.0.0.1:50000]>,  <unfinished ...>
8 100.004 <... fsync resumed>) = 0
7 100.004 <... read resumed>0xe15019f7000, 4096) = -1 EAGAIN (Resource temporarily unavailable)
`)},
		{name: "before the fsync", want: "108 bytes were sent", trace: replace(sync, "", shown, shown+sync)},
		{name: "to a watcher before the fsync", want: "50001", trace: replace(sync, shown+sync, shown, "")},
		{name: "one byte before the fsync", want: "1 bytes were sent", trace: replace(sync, strings.Replace(shown, "108", "1", 1)+sync)},
		{name: "while the fsync goes on", want: "bytes were sent", trace: replace(
			sync, "8 100.003 fsync(5</d/oneplan.db-wal> <unfinished ...>\n", shown, shown+"8 100.006 <... fsync resumed>) = 0\n")},
		{name: "begun before the fsync returned", want: "bytes were sent", trace: replace(
			sync, `7 100.003 write(10<TCP:[127.0.0.1:22->127.0.0.1:50001]>, ""..., 108 <unfinished ...>
`+sync+"7 100.003 <... write resumed>) = 108\n")},
		{name: "no fsync", want: "bytes were sent", trace: replace(sync, "")},
		{name: "an fsync that failed", want: "bytes were sent", trace: replace(sync, strings.Replace(sync, "= 0", "= -1 EIO (Input/output error)", 1))},
		{name: "an fsync of another file", want: "bytes were sent", trace: replace(sync, strings.Replace(sync, "-wal", "", 1))},
		{name: "an fsync before the page", want: "bytes were sent", trace: replace(page, "", sync, sync+page)},
		{name: "an fsync that began before the page was written", want: "bytes were sent", trace: replace(
			page, "9 100.002 fsync(5</d/oneplan.db-wal> <unfinished ...>\n"+page+"9 100.003 <... fsync resumed>) = 0\n", sync, "")},
		{name: "only a part of the page is covered", want: "bytes were sent", trace: replace(
			page, page+`9 100.002 pwrite64(5</d/oneplan.db-wal>, ""..., 4096, 4176 <unfinished ...>
`, sync, sync+"9 100.004 <... pwrite64 resumed>) = 4096\n")},
		{name: "shown and never committed", want: "bytes were sent", trace: replace(sync, "", page, "")},
		{name: "never committed nor shown", want: "never came to disk", trace: before(good, "8 100.001")},
		{name: "two keys at once", want: "cannot be told apart", trace: replace(page, page+
			`7 100.002 read(9<TCP:[127.0.0.1:22->127.0.0.1:50000]>, ""..., 4096) = 36
`)},
		{name: "slow, and saving… is shown", keys: 1, slow: 1, sent: 2, trace: replace(
			sync, strings.Replace(shown, "100.005", "100.260", 1)+strings.Replace(sync, "100.003", "100.300", 1))},
		{name: "another one's typing", sent: 1, trace: `
7 100.000 read(10<TCP:[127.0.0.1:22->127.0.0.1:50001]>, ""..., 4096) = 36
` + shown},
	} {
		calls, err := readTrace(strings.NewReader(c.trace))
		if err != nil {
			t.Fatal(err)
		}
		o, err := checkOrder(calls, "22", "TCP:[127.0.0.1:22->127.0.0.1:50000]", "/d/oneplan.db-wal")
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want == "" && o != order{c.keys, c.slow, c.sent}:
			t.Errorf("%s: %+v", c.name, o)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want one with %q", c.name, err, c.want)
		}
	}
}

// before returns what stands before a mark.
func before(s, mark string) string {
	b, _, _ := strings.Cut(s, mark)
	return b
}
