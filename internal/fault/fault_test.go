package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/naru-pay/naru/internal/fault"
)

func TestCatalogue_saysEverythingOfEveryCode(t *testing.T) {
	t.Parallel()
	for code, e := range fault.Catalogue {
		if e.Korean == "" || e.Eng == "" {
			t.Errorf("%s: a sentence is missing: %+v", code, e)
		}
		if s := e.Kind.Status(); s < 400 || s > 599 {
			t.Errorf("%s: status %d is not an error", code, s)
		}
	}
}

func TestEntry_ofAnUnknownCodeIsInternal(t *testing.T) {
	t.Parallel()
	if got := fault.Code("no_such_code").Entry(); got.Kind != fault.Internal || got.Eng == "" {
		t.Errorf("Entry() = %+v, want the internal error's", got)
	}
}

func TestError_branchesOnItsCodeAlone(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("open: %w", fault.Field(fault.BadField, "amount", "got %q", "x"))
	if !errors.Is(err, fault.New(fault.BadField)) || errors.Is(err, fault.New(fault.BadJSON)) {
		t.Errorf("errors.Is(%v) does not go by the code", err)
	}
	if got := err.Error(); got != `open: bad_field (amount): got "x"` {
		t.Errorf("Error() = %q", got)
	}
	wrapped := fault.Wrap(fault.StoreUnavailable, io.ErrUnexpectedEOF)
	if !errors.Is(wrapped, io.ErrUnexpectedEOF) {
		t.Errorf("%v lost its cause", wrapped)
	}
	for err, want := range map[error]fault.Code{wrapped: fault.StoreUnavailable, io.EOF: fault.InternalError} {
		if got := fault.CodeOf(err); got != want {
			t.Errorf("CodeOf(%v) = %q, want %q", err, got, want)
		}
	}
	if got := fault.CodeOf(nil); got != "" {
		t.Errorf("CodeOf(nil) = %q", got)
	}
}
