package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/naru-pay/naru/internal/httpapi"
)

// task is something that runs until its context ends.
type task func(context.Context) error

// serveAll runs tasks side by side until the context ends or one of them fails,
// and waits for all of them.
func serveAll(ctx context.Context, log *slog.Logger, tasks ...task) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, t := range tasks {
		group.Go(func() error { return t(ctx) })
	}
	err := group.Wait()
	if err == nil || errors.Is(err, context.Canceled) {
		log.Info("stopped")
		return nil
	}
	return err
}

// How long an answer may take, and how long requests that have begun may go on
// when told to stop.
const (
	longWrites   = 100 * time.Second // a cancel may take PortOne 70 s
	streamWrites = 0                 // event streams stay open
	drain        = 15 * time.Second
)

// serving serves handler on a listener, with the limits that the merchant API
// has, and, when told to stop, lets requests that have begun end.
func serving(l net.Listener, handler http.Handler, writes time.Duration) task {
	return func(ctx context.Context) error {
		server := httpapi.Server(l.Addr().String(), handler)
		server.WriteTimeout = writes
		failed := make(chan error, 1)
		go func() { failed <- server.Serve(l) }()
		select {
		case err := <-failed:
			return err
		case <-ctx.Done():
		}
		draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
		defer cancel()
		err := server.Shutdown(draining)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close() // event streams do not end by themselves
		}
		<-failed
		return err
	}
}

// every runs work when it is woken and each second, again at once as long as
// there was something to do. What fails is logged; it is due again by itself.
func every(name string, woken <-chan struct{}, work func(context.Context) (int, error), log *slog.Logger) task {
	return func(ctx context.Context) error {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			n, err := work(ctx)
			if err != nil && ctx.Err() == nil {
				log.Warn("work goes on later", "duty", name, "err", err)
			}
			if n > 0 && err == nil && ctx.Err() == nil {
				continue
			}
			select {
			case <-ctx.Done():
				return nil
			case <-woken:
			case <-ticker.C:
			}
		}
	}
}
