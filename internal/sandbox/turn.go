package sandbox

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/fault"
)

// Now returns the sandbox's time.
func (s *Sandbox) Now() time.Time { return s.engine.Now() }

// isMoving reports whether the clock is being moved.
func (s *Sandbox) isMoving() bool {
	if !s.moving.TryLock() {
		return true
	}
	s.moving.Unlock()
	return false
}

// MoveClock moves the sandbox's clock forward and returns when everything that
// became due on the way was carried out, each charge and webhook at its own
// time, with how many that were: scheduled charges, attempts at webhooks, and
// accounts and tokens that lapsed. A time that is not ahead moves nothing and
// still carries out what is due. It is refused while another move is under way,
// such as from a shop's webhook handler that this move has called.
func (s *Sandbox) MoveClock(ctx context.Context, to time.Time) (did int, err error) {
	if !s.moving.TryLock() {
		return 0, fault.Newf(fault.SandboxRefused, "시계를 이미 옮기는 중입니다. 끝난 뒤에 다시 시도해 주세요.")
	}
	defer s.moving.Unlock()
	before := s.engine.Tries()
	for at := s.engine.Now(); ; {
		s.sender.RunDue(ctx, s.engine.Now())
		if err := ctx.Err(); err != nil {
			return did + s.engine.Tries() - before, err
		}
		if !at.Before(to) {
			return did + s.engine.Tries() - before, nil
		}
		at = to
		if next, ok := s.engine.NextStep(); ok && next.At.Before(to) {
			at = next.At
		}
		lapsed, err := s.engine.MoveClock(ctx, at)
		if err != nil {
			return did, err
		}
		did += lapsed
	}
}
