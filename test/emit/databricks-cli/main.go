// A workspace for tests: the Databricks CLI's own test server, which keeps its state by token. It prints its address and
// stops when its standard input is closed.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/databricks/cli/libs/testserver"
)

// host stands for the test that the server was written to run in.
type host struct{}

func (host) Helper()                     {}
func (host) Log(a ...any)                { fmt.Fprintln(os.Stderr, a...) }
func (host) Logf(f string, a ...any)     { fmt.Fprintf(os.Stderr, f+"\n", a...) }
func (h host) Error(a ...any)            { h.Log(a...) }
func (h host) Errorf(f string, a ...any) { h.Logf(f, a...) }
func (h host) Fatal(a ...any)            { h.Log(a...); os.Exit(1) }
func (h host) Fatalf(f string, a ...any) { h.Logf(f, a...); os.Exit(1) }
func (host) Skip(...any)                 {}
func (host) Skipf(string, ...any)        {}
func (host) FailNow()                    { os.Exit(1) }
func (host) Cleanup(func())              {}
func (host) Context() context.Context    { return context.Background() }
func (host) Setenv(k, v string)          { os.Setenv(k, v) }
func (host) TempDir() string             { d, _ := os.MkdirTemp("", "workspace"); return d }

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := testserver.New(host{})
	testserver.AddDefaultHandlers(server)
	server.Server.URL = "http://" + listener.Addr().String()
	fmt.Println(server.Server.URL)
	go func() { io.Copy(io.Discard, os.Stdin); os.Exit(0) }()
	http.Serve(listener, server.Config.Handler)
}
