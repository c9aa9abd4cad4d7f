package faults_test

import "syscall"

// tied has a child end with this process, also when that is killed.
func tied() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
