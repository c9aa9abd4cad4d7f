//go:build unix

package main

import (
	"os"
	"syscall"
)

// become replaces this process by the program, which so gets its signals and
// ends with its own exit code.
func become(path string, command, env []string) error {
	return os.NewSyscallError("exec "+path, syscall.Exec(path, command, env))
}
