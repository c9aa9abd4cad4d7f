//go:build !unix

package main

import (
	"errors"
	"os"
	"os/exec"
)

// become runs the program and ends with its exit code. An interrupt reaches the
// program by itself: a console sends it to all of its processes.
func become(path string, command, env []string) error {
	program := &exec.Cmd{Path: path, Args: command, Env: env, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	err := program.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(ended.ExitCode())
	}
	if err == nil {
		os.Exit(0)
	}
	return err
}
