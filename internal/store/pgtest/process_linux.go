package pgtest

import "syscall"

// childOf has the child end at once when this process is killed.
func childOf(as *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGQUIT}
}

// removeMemory removes a segment of System V shared memory.
func removeMemory(number int) {
	const remove = 0 // IPC_RMID
	_, _, _ = syscall.Syscall(syscall.SYS_SHMCTL, uintptr(number), remove, 0)
}
