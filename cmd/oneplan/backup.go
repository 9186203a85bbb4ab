package main

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age" // the kept way to encrypt a file to somebody's key; ssh keys will do
	"filippo.io/age/agessh"
	"golang.org/x/term"

	"oneplan/store"
)

// A backup is a tar file (POSIX.1-2001, pax) of the data folder's files as they were at one moment, encrypted with age
// (age-encryption.org/v1) unless it is plain.

// manifestName is the first file of a backup.
const manifestName = "backup.json"

// asidePattern is what the folders are called in which copies are made.
const asidePattern = ".backup-*"

// hostKeyName is the service's own key in the data folder.
const hostKeyName = "host_key"

// manifest says what a backup is.
type manifest struct {
	Backup string    `json:"backup"`  // "oneplan/1": this shape
	Of     string    `json:"version"` // of the program that made it
	At     time.Time `json:"at"`
}

const manifestForm = "oneplan/1"

type backupCmd struct {
	File      string   `arg:"" help:"The backup to make; it must not be there yet."`
	Data      string   `help:"The data folder; a service may be using it." default:"./oneplan-data" type:"path"`
	Recipient []string `placeholder:"KEY" help:"Who can read the backup: an age or ssh public key, or @FILE with such keys. Repeatable." sep:"none"`
	Plain     bool     `help:"Do not encrypt: whoever has the file reads every child's record."`
}

// Run makes a backup while the service goes on.
func (b backupCmd) Run(c console) error {
	to, err := recipients(b.Recipient)
	if err != nil {
		return err
	}
	if len(to) == 0 && !b.Plain {
		return errors.New("a backup holds every child's record, so it is encrypted: say with --recipient whose key opens it, or say --plain if the place that it goes to is encrypted itself")
	}
	shown := &progressLine{out: c.errOut}
	size, err := backUp(c.ctx, b.Data, b.File, to, shown.show)
	shown.end()
	if err != nil {
		return fmt.Errorf("no backup was made, and the data is as it was: %w", err)
	}
	fmt.Fprintf(c.out, "%s: %s, as it was when this began. Try it: oneplan restore %s --data NEW-FOLDER\n", b.File, megabytes(size), b.File)
	return nil
}

// recipients reads public keys as they are given on the command line.
func recipients(given []string) ([]age.Recipient, error) {
	var out []age.Recipient
	for _, s := range given {
		lines := []string{s}
		if file, ok := strings.CutPrefix(s, "@"); ok {
			b, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			lines = strings.Split(string(b), "\n")
		}
		for _, l := range lines {
			l = strings.TrimSpace(l)
			if l == "" || strings.HasPrefix(l, "#") {
				continue
			}
			r, err := recipient(l)
			if err != nil {
				return nil, fmt.Errorf("%q is no key that a backup can be encrypted to: give an age public key, or an ssh one of type ed25519 or rsa: %w", cut(l, 40), err)
			}
			out = append(out, r)
		}
	}
	return out, nil
}

func recipient(s string) (age.Recipient, error) {
	if strings.HasPrefix(s, "ssh-") {
		return agessh.ParseRecipient(s)
	}
	rs, err := age.ParseRecipients(strings.NewReader(s))
	if err != nil {
		return nil, err
	}
	return rs[0], nil
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// backUp writes a backup of a data folder to a file that is not there yet, and returns its size in bytes. The file is there whole or not at
// all. What is copied on the way stays within the data folder, whose disk was chosen for it.
func backUp(ctx context.Context, dir, file string, to []age.Recipient, progress func(share float64)) (size int64, err error) {
	if _, err := os.Lstat(file); err == nil {
		return 0, fmt.Errorf("%s is there already: name another file", file)
	}
	aside, err := os.MkdirTemp(dir, asidePattern)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(aside)) }()
	at := time.Now().UTC().Truncate(time.Second)
	if err := store.Copy(ctx, dir, aside, func(name string, done, total int) {
		if name == store.Copied[0] && total > 0 {
			progress(0.8 * float64(done) / float64(total))
		}
	}); err != nil {
		return 0, err
	}
	part := file + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() {
		if f != nil {
			err = errors.Join(err, f.Close(), os.Remove(part))
		}
	}()
	if err := pack(ctx, f, dir, aside, at, to); err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	progress(1)
	if err := f.Close(); err != nil {
		return 0, err
	}
	f = nil
	if err := os.Link(part, file); err != nil { // a link does not take the place of what came meanwhile
		return 0, errors.Join(err, os.Remove(part))
	}
	return info.Size(), errors.Join(os.Remove(part), store.SyncDir(filepath.Dir(file)))
}

// pack writes the files of a backup.
func pack(ctx context.Context, w io.Writer, dir, aside string, at time.Time, to []age.Recipient) (err error) {
	if len(to) > 0 {
		sealed, err := age.Encrypt(w, to...)
		if err != nil {
			return err
		}
		if err := packFiles(ctx, sealed, dir, aside, at); err != nil {
			return err
		}
		return sealed.Close()
	}
	return packFiles(ctx, w, dir, aside, at)
}

func packFiles(ctx context.Context, w io.Writer, dir, aside string, at time.Time) error {
	t := tar.NewWriter(w)
	said, err := json.Marshal(manifest{manifestForm, version(), at})
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(said)), ModTime: at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	if _, err := t.Write(said); err != nil {
		return err
	}
	files := []string{filepath.Join(dir, hostKeyName)}
	for _, name := range store.Copied {
		files = append(files, filepath.Join(aside, name))
	}
	for _, file := range files {
		if err := packFile(ctx, t, file, at); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return t.Close()
}

func packFile(ctx context.Context, t *tar.Writer, file string, at time.Time) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Name: filepath.Base(file), Mode: 0o600, Size: info.Size(), ModTime: at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = io.Copy(t, stoppable{ctx, f})
	return err
}

// stoppable is a reader that ends with ctx.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

type restoreCmd struct {
	File     string   `arg:"" help:"The backup."`
	Data     string   `help:"The data folder to make; it must be empty or not be there." default:"./oneplan-data" type:"path"`
	Identity []string `placeholder:"FILE" help:"A file with a private key, of age or ssh, that opens the backup. Repeatable." type:"existingfile" sep:"none"`
}

// Run puts a backup into an empty folder, and checks it there.
func (r restoreCmd) Run(c console) error {
	at, err := restore(c.ctx, r.File, r.Data, r.Identity)
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	if err := (verifyCmd{Data: r.Data}).Run(c); err != nil {
		return fmt.Errorf("the backup was put into %s, but is not whole: do not use it: %w", r.Data, err)
	}
	fmt.Fprintf(c.out, "%s holds the service as it was %s. Start it: oneplan serve --data %s\n", r.Data, at.Local().Format("Mon 2 Jan 2006, 15:04"), r.Data)
	return nil
}

// identities reads private keys of age or ssh.
func identities(files []string) ([]age.Identity, error) {
	var out []age.Identity
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if strings.Contains(string(b), "-----BEGIN") {
			id, err := agessh.ParseIdentity(b)
			if err != nil {
				return nil, fmt.Errorf("%s cannot be used as it is: give an ssh key without a passphrase (ssh-keygen -p makes a copy into one), or open the backup with the age program first: %w", file, err)
			}
			out = append(out, id)
			continue
		}
		ids, err := age.ParseIdentities(strings.NewReader(string(b)))
		if err != nil {
			return nil, fmt.Errorf("%s holds no private key of age: %w", file, err)
		}
		out = append(out, ids...)
	}
	return out, nil
}

// ageMagic is how a file of age begins.
const ageMagic = "age-encryption.org/v1"

// restore unpacks a backup into a folder that is empty or not there, and returns when it was made. The folder is filled whole or left
// as it was.
func restore(ctx context.Context, file, dir string, identityFiles []string) (at time.Time, err error) {
	if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
		return at, fmt.Errorf("%s is not empty: name a new folder, so that nothing is overwritten", dir)
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return at, err
	}
	f, err := os.Open(file)
	if err != nil {
		return at, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r, err := decrypted(f, identityFiles)
	if err != nil {
		return at, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return at, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return at, err
	}
	aside, err := os.MkdirTemp(filepath.Dir(dir), ".restore-")
	if err != nil {
		return at, err
	}
	defer func() {
		if aside != "" {
			err = errors.Join(err, os.RemoveAll(aside))
		}
	}()
	if at, err = unpack(stoppable{ctx, r}, aside); err != nil {
		return at, fmt.Errorf("%s is no whole backup: %w", file, err)
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return at, err
	}
	if err := os.Rename(aside, dir); err != nil {
		return at, err
	}
	aside = ""
	return at, store.SyncDir(filepath.Dir(dir))
}

// decrypted decrypts a backup, if it is encrypted.
func decrypted(f *os.File, identityFiles []string) (io.Reader, error) {
	head := make([]byte, len(ageMagic))
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if string(head[:n]) != ageMagic {
		return f, nil
	}
	ids, err := identities(identityFiles)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, errors.New("the backup is encrypted: say with --identity which private key opens it")
	}
	r, err := age.Decrypt(f, ids...)
	if err != nil {
		return nil, fmt.Errorf("no key that was given opens the backup: %w", err)
	}
	return r, nil
}

// unpack reads a backup's files into a folder: those that a backup has, each once, and no others.
func unpack(r io.Reader, dir string) (at time.Time, err error) {
	var m manifest
	known := append([]string{hostKeyName}, store.Copied...)
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			if m.Backup == "" || slices.Contains(known, store.Copied[0]) {
				return at, errors.New("something is missing at its end")
			}
			_, err = io.Copy(io.Discard, r) // age checks what it decrypts to the last byte
			return m.At, err
		case err != nil:
			return at, err
		case m.Backup == "" && h.Name != manifestName:
			return at, errors.New("oneplan did not make it")
		case h.Name == manifestName && m.Backup == "":
			if err := json.NewDecoder(io.LimitReader(t, 1<<16)).Decode(&m); err != nil || m.Backup != manifestForm {
				return at, errors.New("a newer oneplan made it, or none")
			}
			continue
		}
		i := slices.Index(known, h.Name)
		if i < 0 || h.Typeflag != tar.TypeReg {
			return at, fmt.Errorf("it holds %q, which is nothing of a backup", cut(h.Name, 40))
		}
		known = slices.Delete(known, i, i+1)
		if err := unpackFile(t, filepath.Join(dir, h.Name)); err != nil { //nolint:gosec // the name is one of known
			return at, err
		}
	}
}

func unpackFile(r io.Reader, file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }

// progressLine shows how far something long is, on one line of a terminal; elsewhere it says nothing.
type progressLine struct {
	out  io.Writer
	last int
	said bool
}

func (p *progressLine) show(share float64) {
	f, ok := p.out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return
	}
	if percent := int(share * 100); percent != p.last || !p.said {
		p.last, p.said = percent, true
		fmt.Fprintf(p.out, "\r%3d %%", percent)
	}
}

func (p *progressLine) end() {
	if p.said {
		fmt.Fprint(p.out, "\r     \r")
	}
}
