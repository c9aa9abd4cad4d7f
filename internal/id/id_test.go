package id_test

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/naru-pay/naru/internal/id"
)

func TestNew_sortsByTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	var last string
	for i := range 100 {
		got, err := id.New("pay", at.Add(time.Duration(i)*time.Millisecond), id.System)
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^pay_[0-9A-HJKMNP-TV-Z]{26}$`).MatchString(got) {
			t.Fatalf("New = %q, not prefix and 26 characters", got)
		}
		if got <= last {
			t.Fatalf("New = %q, not after %q", got, last)
		}
		last = got
	}
}

func TestMerchantUID_isTakenByEveryPG(t *testing.T) {
	t.Parallel()
	for ref, head := range map[string]string{
		"":                              "",
		"A-1":                           "A1",
		"주문 2026/11/23":                 "20261123",
		"ORDER-2026-1123-0000000000001": "ORDER20261123000",
	} {
		got, err := id.MerchantUID(ref, id.System)
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^[0-9A-Za-z]{26,32}$`).MatchString(got) || !strings.HasPrefix(got, head) || len(got)-len(head) < 16 {
			t.Errorf("MerchantUID(%q) = %q, want %q and at least 16 random characters, 26 to 32 in all", ref, got, head)
		}
		again, err := id.MerchantUID(ref, id.System)
		if err != nil || again == got {
			t.Errorf("MerchantUID(%q) twice = %q, %v", ref, again, err)
		}
	}
}

func TestIDs_failWithoutEntropy(t *testing.T) {
	t.Parallel()
	broken := errors.New("no entropy")
	for name, f := range map[string]func(io.Reader) (string, error){
		"New":         func(r io.Reader) (string, error) { return id.New("pay", time.Unix(0, 0), r) },
		"MerchantUID": func(r io.Reader) (string, error) { return id.MerchantUID("A", r) },
		"Secret":      id.Secret,
	} {
		if got, err := f(iotest.ErrReader(broken)); !errors.Is(err, broken) {
			t.Errorf("%s = %q, %v; want the reader's error", name, got, err)
		}
	}
}
