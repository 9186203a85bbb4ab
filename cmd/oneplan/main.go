// Command oneplan runs and looks after the service. What people do goes over ssh: there is one way
// in, with one set of permissions.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"oneplan/store"
)

// local is the local command line.
type local struct {
	Serve   serveCmd   `cmd:"" help:"Run the service."`
	Demo    demoCmd    `cmd:"" help:"Open an invented meeting in full swing, in this terminal."`
	Backup  backupCmd  `cmd:"" help:"Copy everything into one encrypted file, while the service goes on."`
	Restore restoreCmd `cmd:"" help:"Put a backup into an empty folder, and check it."`
	Verify  verifyCmd  `cmd:"" help:"Check the integrity of a data folder."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// console is what a local command reads and writes.
type console struct {
	ctx    context.Context
	out    io.Writer
	errOut io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out one local command and returns its exit status: 0 done, 1 failed, 2 wrong usage.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var cli local
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("oneplan"),
		kong.Description("One live plan for the team around the child."),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(errOut, "oneplan:", err)
		return 2
	}
	if len(args) == 0 || args[0] == "help" {
		args = append([]string{}, "--help")
	}
	kctx, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintf(errOut, "oneplan: %v. `oneplan help` lists the commands.\n", err)
		return 2
	}
	kctx.Bind(console{ctx: ctx, out: out, errOut: errOut})
	if err := kctx.Run(); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(errOut, "oneplan:", err)
		return 1
	}
	return 0
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(c console) error {
	_, err := fmt.Fprintln(c.out, "oneplan", version())
	return err
}

// version is what this program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v, rev, changed := info.Main.Version, "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			rev = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	if v == "" || v == "(devel)" {
		v = "development"
	}
	if rev != "" {
		v += " (" + rev + changed + ")"
	}
	return v
}

type verifyCmd struct {
	Data string `help:"The data folder." default:"./oneplan-data" type:"path"`
}

// Run checks every chain, projection and snapshot of a data folder that no service is using.
func (v verifyCmd) Run(c console) error {
	began := time.Now()
	s, err := store.Open(c.ctx, v.Data, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // it was only read
	report, err := s.Verify(c.ctx)
	fmt.Fprint(c.out, report)
	if err != nil {
		return err
	}
	if err := store.VerifyBank(c.ctx, v.Data); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Checked in %s: everything is as it was written.\n", time.Since(began).Round(time.Millisecond))
	return nil
}
