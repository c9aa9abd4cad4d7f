//go:build !linux

package pgtest

import "syscall"

// childOf lets the child outlive this process when that is killed: only Linux
// can tie them together.
func childOf(as *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as}
}

// removeMemory leaves the segment, of 56 bytes, to the machine.
func removeMemory(int) {}
