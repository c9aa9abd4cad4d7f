package faults_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// The kinds of acknowledgements: what a 2xx answer said has happened.
const (
	ackOpened   = "opened"   // the payment waits for its buyer
	ackPaid     = "paid"     // the order may be shipped
	ackAccepted = "accepted" // the refund will be carried out, or its outcome be told
	ackRefunded = "refunded" // the money went back
)

// ack is one acknowledgement as the client had it.
type ack struct {
	Kind        string `json:"kind"`
	PaymentID   string `json:"payment_id"`
	MerchantUID string `json:"merchant_uid,omitempty"`
	ImpUID      string `json:"imp_uid,omitempty"`
	RefundID    string `json:"refund_id,omitempty"`
	Amount      int64  `json:"amount"`
}

// ackLog is an append-only file, on another file system than the databases,
// written through before the client does anything else.
type ackLog struct {
	path string

	mu   sync.Mutex // guards file
	file *os.File
}

func newAckLog(t testing.TB) *ackLog {
	t.Helper()
	dir := t.TempDir()
	if memory, err := os.MkdirTemp("/dev/shm", "naru-faults-"); err == nil {
		t.Cleanup(func() { _ = os.RemoveAll(memory) })
		dir = memory
	}
	l := &ackLog{path: filepath.Join(dir, "acks")}
	var err error
	if l.file, err = os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.file.Close() })
	return l
}

// add appends a line and waits for the disk.
func (l *ackLog) add(a ack) error {
	line, err := json.Marshal(a)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.file.Write(append(line, '\n')); err != nil {
		return err
	}
	return l.file.Sync()
}

// read returns what was appended.
func (l *ackLog) read() ([]ack, error) {
	f, err := os.Open(l.path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var list []ack
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var a ack
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, lines.Err()
}
