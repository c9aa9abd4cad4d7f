package faults_test

import "syscall"

// tied has a child end with this process, also when that is killed.
func tied() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// mountMemory mounts a file system in memory.
func mountMemory(dir, options string) error { return syscall.Mount("none", dir, "tmpfs", 0, options) }

func unmount(dir string) error { return syscall.Unmount(dir, 0) }
