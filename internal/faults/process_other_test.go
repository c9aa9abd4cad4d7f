//go:build !linux

package faults_test

import "syscall"

// tied cannot be had here.
func tied() *syscall.SysProcAttr { return nil }

func mountMemory(_, _ string) error { return syscall.EPERM }

func unmount(string) error { return nil }
