package sshd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"
	"time"

	"github.com/pkg/sftp" // today's scp speaks nothing else; the best kept there is
	gossh "golang.org/x/crypto/ssh"
)

// Files is a tree of files to read, as one person sees it. Its paths begin with a slash and are clean. It may be used from several
// goroutines at once.
type Files interface {
	// List returns what is in a folder, or fs.ErrNotExist.
	List(ctx context.Context, folder string) ([]File, error)
	// Read returns what is in a file, or fs.ErrNotExist.
	Read(ctx context.Context, file string) ([]byte, error)
}

// File is a file or a folder of a tree. How big a file is shows when it is read.
type File struct {
	Name     string
	Folder   bool
	Modified time.Time
}

// filesName is what clients call the subsystem (draft-ietf-secsh-filexfer-02, section 2).
const filesName = "sftp"

// What is read once is kept so long, since clients look at a file before they read it: one look then, with one trace.
const (
	keepRead = time.Minute
	keepMost = 4
)

// serveFiles answers an sftp client until it leaves or ctx ends. Nothing can be written, removed or renamed.
func serveFiles(ctx context.Context, ch *channel, files Files) int {
	t := &tree{ctx: ctx, files: files}
	server := sftp.NewRequestServer(filesChannel{ch}, sftp.Handlers{FileGet: t, FilePut: t, FileCmd: t, FileList: t})
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(); err != nil && !errors.Is(err, io.EOF) {
		return 1
	}
	return 0
}

// filesChannel lets the sftp server end its reading without ending the channel, whose exit status is still to come.
type filesChannel struct{ ch *channel }

func (c filesChannel) Read(p []byte) (int, error)  { return c.ch.raw.Read(p) }
func (c filesChannel) Write(p []byte) (int, error) { return c.ch.Write(p) }
func (c filesChannel) Close() error                { c.ch.cancel(); return nil }

// tree answers requests from Files.
type tree struct {
	ctx   context.Context
	files Files

	mu   sync.Mutex
	read []kept
}

// kept is a file that was read.
type kept struct {
	path string
	body []byte
	at   time.Time
}

// body returns what is in a file.
func (t *tree) body(file string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	for _, k := range t.read {
		if k.path == file && now.Sub(k.at) < keepRead {
			return k.body, nil
		}
	}
	body, err := t.files.Read(t.ctx, file)
	if err != nil {
		return nil, err
	}
	t.read = append(t.read, kept{file, body, now})
	if len(t.read) > keepMost {
		t.read = t.read[1:]
	}
	return body, nil
}

// Fileread opens a file.
func (t *tree) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	body, err := t.body(r.Filepath)
	if err != nil {
		return nil, failed(err)
	}
	return bytes.NewReader(body), nil
}

// Filewrite refuses.
func (*tree) Filewrite(*sftp.Request) (io.WriterAt, error) { return nil, sftp.ErrSSHFxPermissionDenied }

// Filecmd refuses.
func (*tree) Filecmd(*sftp.Request) error { return sftp.ErrSSHFxPermissionDenied }

// Filelist lists a folder, or tells what something is.
func (t *tree) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	switch r.Method {
	case "List":
		list, err := t.files.List(t.ctx, r.Filepath)
		if err != nil {
			return nil, failed(err)
		}
		out := make(listing, 0, len(list))
		for _, f := range list {
			out = append(out, info{f, 0})
		}
		return out, nil
	case "Stat":
		if _, err := t.files.List(t.ctx, r.Filepath); err == nil {
			return listing{info{File{Name: path.Base(r.Filepath), Folder: true, Modified: time.Now()}, 0}}, nil
		}
		body, err := t.body(r.Filepath)
		if err != nil {
			return nil, failed(err)
		}
		return listing{info{File{Name: path.Base(r.Filepath), Modified: time.Now()}, int64(len(body))}}, nil
	}
	return nil, sftp.ErrSSHFxOpUnsupported
}

// failed is what a client is told: that there is nothing of the name, whether that is so or it is not theirs to see.
func failed(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return os.ErrNotExist
	}
	return sftp.ErrSSHFxFailure
}

type listing []info

// ListAt is sftp.ListerAt.
func (l listing) ListAt(out []os.FileInfo, from int64) (int, error) {
	if from >= int64(len(l)) {
		return 0, io.EOF
	}
	n := 0
	for n < len(out) && int(from)+n < len(l) {
		out[n] = l[int(from)+n]
		n++
	}
	if n < len(out) {
		return n, io.EOF
	}
	return n, nil
}

// info is a File as package os has it.
type info struct {
	f    File
	size int64
}

func (i info) Name() string       { return i.f.Name }
func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return i.f.Modified }
func (i info) IsDir() bool        { return i.f.Folder }
func (i info) Sys() any           { return nil }

func (i info) Mode() fs.FileMode {
	if i.f.Folder {
		return fs.ModeDir | 0o500
	}
	return 0o400
}

// wantsFiles turns a request for the sftp subsystem (RFC 4254, section 6.5) into one for a command, which the library runs as any other session;
// its kind says what it is.
func (ch *channel) wantsFiles(req *gossh.Request) bool {
	var name struct{ Name string }
	if ch.kind != kindNone || ch.pty || gossh.Unmarshal(req.Payload, &name) != nil || name.Name != filesName || !ch.files {
		return false
	}
	ch.kind, ch.command = kindFiles, ""
	req.Type, req.Payload = "exec", gossh.Marshal(name)
	return true
}
