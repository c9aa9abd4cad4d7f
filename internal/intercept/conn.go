package intercept

import (
	"bytes"
	"net"
	"sync"
)

// begun is a connection whose first bytes have been read already.
type begun struct {
	net.Conn
	first *bytes.Reader
}

// Read gives the first bytes again.
func (b *begun) Read(p []byte) (int, error) {
	if b.first.Len() > 0 {
		return b.first.Read(p)
	}
	return b.Conn.Read(p)
}

// queue is a listener of connections that were accepted elsewhere.
type queue struct {
	waiting chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

func newQueue() *queue { return &queue{waiting: make(chan net.Conn), closed: make(chan struct{})} }

// put hands a connection over, or closes it when nobody will take it.
func (q *queue) put(conn net.Conn) {
	select {
	case q.waiting <- conn:
	case <-q.closed:
		_ = conn.Close()
	}
}

// Accept waits for a connection.
func (q *queue) Accept() (net.Conn, error) {
	select {
	case conn := <-q.waiting:
		return conn, nil
	case <-q.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and put.
func (q *queue) Close() error {
	q.once.Do(func() { close(q.closed) })
	return nil
}

// Addr names no address: the connections have their own.
func (q *queue) Addr() net.Addr { return &net.TCPAddr{} }
