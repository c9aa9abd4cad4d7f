package simtest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/simtest"
)

func TestShrink_leavesWhatMatters(t *testing.T) {
	t.Parallel()
	tape := make([]uint32, 300)
	for i := range tape {
		tape[i] = uint32(i * 7)
	}
	shows := func(choices []uint32) bool { return slices.Contains(choices, 1400) && slices.Contains(choices, 70) }
	got := simtest.Shrink(tape, time.Now().Add(time.Minute), shows)
	if !slices.Equal(got, []uint32{70, 1400}) {
		t.Errorf("Shrink() left %v, want the two choices that matter", got)
	}
}
