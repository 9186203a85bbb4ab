package sshd

import (
	"context"
	"io"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// BenchmarkSignIn is one connection from dialling to closing, both ends.
func BenchmarkSignIn(b *testing.B) {
	st := serve(b, Config{Limits: Limits{HandshakeRate: 1e6}})
	for b.Loop() {
		c, err := st.connect("x", gossh.PublicKeys(st.ana))
		if err != nil {
			b.Fatal(err)
		}
		_ = c.Close()
	}
}

// BenchmarkKeystroke is a key from the client through a program and its answer
// back, both ends.
func BenchmarkKeystroke(b *testing.B) {
	st := serve(b, Config{Limits: Limits{InputRate: 1e9}, Shell: func(ctx context.Context, term *Terminal) {
		_ = RunProgram(ctx, term, &echo{t: term})
	}})
	s, err := st.dial(b).NewSession()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
		b.Fatal(err)
	}
	in, _ := s.StdinPipe()
	out, _ := s.StdoutPipe()
	if err := s.Shell(); err != nil {
		b.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("profile ANSI\r\nsize 80x24\r\n"))); err != nil {
		b.Fatal(err)
	}
	answer := make([]byte, len("key a\r\n"))
	for b.Loop() {
		if _, err := io.WriteString(in, "a"); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(out, answer); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCleaner(b *testing.B) {
	c := &cleaner{limit: 64 << 10}
	chunk := []byte("Siarad â Mam: \x1b[<0;10;20M and \x1b[A typed text, 李 too. ")
	b.SetBytes(int64(len(chunk)))
	var dst []byte
	for b.Loop() {
		dst = c.clean(dst[:0], chunk)
	}
}
