package portonev1_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

func TestToken_isFetchedOnceForManyCallers(t *testing.T) {
	t.Parallel()
	const callers = 50
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	release := make(chan struct{})
	f.setLogin(func(w http.ResponseWriter, r *http.Request) {
		<-release
		golden(t, http.StatusOK, "token")(w, r)
	})
	client := f.client(t)
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			if _, err := client.Payment(context.Background(), theImpUID); err != nil {
				t.Error(err)
			}
		})
	}
	close(release)
	group.Wait()
	if got := f.loginCount(); got != 1 {
		t.Errorf("%d getToken for %d callers, want 1", got, callers)
	}
	if got := len(f.calls()); got != callers {
		t.Errorf("%d reads, want %d", got, callers)
	}
}

func TestToken_sendsKeyAndSecretAsJSON(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	var body, contentType string
	f.setLogin(func(w http.ResponseWriter, r *http.Request) {
		body, contentType = readAll(t, r), r.Header.Get("Content-Type")
		if r.Header.Get("Authorization") != "" {
			t.Error("getToken carries a token")
		}
		golden(t, http.StatusOK, "token")(w, r)
	})
	if _, err := f.client(t).Payment(t.Context(), theImpUID); err != nil {
		t.Fatal(err)
	}
	if want := `{"imp_key":"1234567890123456","imp_secret":"canary-secret-8f2e"}`; body != want || contentType != "application/json" {
		t.Errorf("getToken sent %s as %s", body, contentType)
	}
}

func TestToken_callerThatLeavesDoesNotFailTheOthers(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	started, release := make(chan struct{}), make(chan struct{})
	f.setLogin(func(w http.ResponseWriter, r *http.Request) {
		close(started)
		<-release
		golden(t, http.StatusOK, "token")(w, r)
	})
	client := f.client(t)
	ctx, leave := context.WithCancel(context.Background())
	first := make(chan error)
	go func() {
		_, err := client.Cancel(ctx, cancelOf("1000"))
		first <- err
	}()
	<-started
	second := make(chan error)
	go func() {
		_, err := client.Payment(context.Background(), theImpUID)
		second <- err
	}()
	leave()
	err := <-first
	if !errors.Is(err, context.Canceled) || !errors.Is(err, portonev1.ErrNotSent) || portonev1.OutcomeUnknown(err) {
		t.Errorf("the caller that left got %v, want context.Canceled, not sent", err)
	}
	close(release)
	if err := <-second; err != nil {
		t.Errorf("the caller that stayed got %v", err)
	}
	if got := f.loginCount(); got != 1 {
		t.Errorf("%d getToken, want 1", got)
	}
	if got := len(f.calls()); got != 1 {
		t.Errorf("%d requests, want the one read", got)
	}
}

// clock is a manual clock.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(0, 0).Add(time.Duration(c.offset.Load())) }

func (c *clock) advance(d time.Duration) { c.offset.Add(int64(d)) }

func grantJSON(token string, life int) string {
	return fmt.Sprintf(`{"code":0,"message":null,"response":{"access_token":"%s","expired_at":%d,"now":1512446940}}`, token, 1512446940+life)
}

func TestToken_isRenewedBeforeItsEndWithoutMakingAnyoneWait(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	f.setLogin(answer(http.StatusOK, grantJSON("first", 1800)))
	client := f.client(t)
	var wall clock // starts in 1970: only PortOne's own two times count
	portonev1.SetNow(client, wall.now)
	read := func() string {
		t.Helper()
		if _, err := client.Payment(t.Context(), theImpUID); err != nil {
			t.Fatal(err)
		}
		calls := f.calls()
		return calls[len(calls)-1].header.Get("Authorization")
	}
	read()
	wall.advance(1769 * time.Second)
	if got := read(); got != "Bearer first" || f.loginCount() != 1 {
		t.Fatalf("31 s before the end: %s after %d getToken", got, f.loginCount())
	}

	renewing, release := make(chan struct{}), make(chan struct{})
	f.setLogin(func(w http.ResponseWriter, r *http.Request) {
		close(renewing)
		<-release
		answer(http.StatusOK, grantJSON("second", 1800))(w, r)
	})
	wall.advance(2 * time.Second)
	if got := read(); got != "Bearer first" {
		t.Fatalf("29 s before the end a call used %s while the next token was on its way", got)
	}
	<-renewing
	close(release)
	wall.advance(30 * time.Second) // the first one has ended: everyone waits for the second
	if got := read(); got != "Bearer second" || f.loginCount() != 2 {
		t.Errorf("after the end: %s after %d getToken", got, f.loginCount())
	}
}

func TestToken_keepsTheOldOneWhileRenewalFails(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	client := f.client(t)
	var wall clock
	portonev1.SetNow(client, wall.now)
	if _, err := client.Payment(t.Context(), theImpUID); err != nil {
		t.Fatal(err)
	}
	f.setLogin(answer(http.StatusInternalServerError, "<html>"))
	wall.advance(1790 * time.Second)
	if _, err := client.Payment(t.Context(), theImpUID); err != nil {
		t.Errorf("10 s before the end: %v", err)
	}
	wall.advance(time.Minute)
	_, err := client.Payment(t.Context(), theImpUID)
	var auth *portonev1.AuthError
	if !errors.As(err, &auth) {
		t.Errorf("after the end: %v, want an AuthError", err)
	}
}

func TestToken_isRenewedOnceAfterA401(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer old" {
			golden(t, http.StatusUnauthorized, "unauthorized")(w, r)
			return
		}
		golden(t, http.StatusOK, "payment_card")(w, r)
	})
	f.setLogin(inTurn(answer(200, grantJSON("old", 1800)), answer(200, grantJSON("new", 1800))))
	client := f.client(t)
	if _, err := client.Cancel(t.Context(), cancelOf("1000")); err != nil {
		t.Fatalf("Cancel after a 401: %v", err)
	}
	calls := f.calls()
	if len(calls) != 2 || f.loginCount() != 2 {
		t.Fatalf("%d requests and %d getToken, want 2 and 2", len(calls), f.loginCount())
	}
	if calls[0].body != calls[1].body {
		t.Errorf("bodies differ: %s, %s", calls[0].body, calls[1].body)
	}
}

func TestToken_late401DoesNotThrowAwayTheNewOne(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}), make(chan struct{})
	refuse := golden(t, http.StatusUnauthorized, "unauthorized")
	accept := golden(t, http.StatusOK, "payment_card")
	late := func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-release
		refuse(w, r)
	}
	f := newFake(t, inTurn(late, refuse, accept))
	f.setLogin(inTurn(answer(200, grantJSON("old", 1800)), answer(200, grantJSON("new", 1800))))
	client := f.client(t)
	first := make(chan error)
	go func() {
		_, err := client.Cancel(context.Background(), cancelOf("1000"))
		first <- err
	}()
	<-arrived
	if _, err := client.Cancel(t.Context(), cancelOf("1000")); err != nil {
		t.Errorf("the call that renewed: %v", err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Errorf("the call whose 401 came late: %v", err)
	}
	if got := f.loginCount(); got != 2 {
		t.Errorf("%d getToken, want 2", got)
	}
}

func TestToken_gives401BackWhenItComesTwice(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusUnauthorized, "unauthorized"))
	client := f.client(t)
	_, err := client.Cancel(t.Context(), cancelOf("1000"))
	if !errors.Is(err, portonev1.ErrUnauthorized) || portonev1.OutcomeUnknown(err) {
		t.Errorf("Cancel = %v, want ErrUnauthorized with a known outcome", err)
	}
	if calls := len(f.calls()); calls != 2 {
		t.Errorf("%d requests, want 2", calls)
	}
}

func TestToken_401ThatIsNotPortOnesIsNotRepeatedForAWrite(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(http.StatusUnauthorized, "<html>proxy login</html>"))
	_, err := f.client(t).Cancel(t.Context(), cancelOf("1000"))
	if !portonev1.OutcomeUnknown(err) || len(f.calls()) != 1 {
		t.Errorf("Cancel = %v after %d requests, want unknown after 1", err, len(f.calls()))
	}
}

func TestToken_refusedCredentialsAreATypedErrorAndNothingIsSent(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	f.setLogin(golden(t, http.StatusUnauthorized, "bad_credentials"))
	_, err := f.client(t).Cancel(t.Context(), cancelOf("1000"))
	var auth *portonev1.AuthError
	if !errors.As(err, &auth) || auth.Operation != "Cancel" {
		t.Fatalf("Cancel = %v, want an AuthError of Cancel", err)
	}
	if !errors.Is(err, portonev1.ErrUnauthorized) || !errors.Is(err, portonev1.ErrNotSent) || portonev1.OutcomeUnknown(err) {
		t.Errorf("%v should match ErrUnauthorized and ErrNotSent, outcome known", err)
	}
	var refusal *portonev1.Error
	if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Message, "인증에 실패하였습니다.") {
		t.Errorf("PortOne's sentence is lost: %v", err)
	}
	if strings.Contains(err.Error(), theSecret) {
		t.Errorf("error shows the secret: %v", err)
	}
	if len(f.calls()) != 0 || f.loginCount() != 1 {
		t.Errorf("%d requests, %d getToken, want 0 and 1", len(f.calls()), f.loginCount())
	}
}

func TestToken_unusableGrantsAreRefused(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"ended":      grantJSON("t", 0),
		"no token":   `{"code":0,"response":{"now":1,"expired_at":2}}`,
		"empty":      grantJSON("", 1800),
		"no times":   `{"code":0,"response":{"access_token":"t"}}`,
		"null":       `{"code":0,"message":null,"response":null}`,
		"text times": `{"code":0,"response":{"access_token":"t","now":"1","expired_at":"2"}}`,
	} {
		f := newFake(t, golden(t, http.StatusOK, "payment_card"))
		f.setLogin(answer(http.StatusOK, body))
		_, err := f.client(t).Payment(t.Context(), theImpUID)
		var auth *portonev1.AuthError
		if !errors.As(err, &auth) || len(f.calls()) != 0 {
			t.Errorf("%s: %v after %d requests, want an AuthError after 0", name, err, len(f.calls()))
		}
	}
}

func TestToken_getTokenIsTriedAgainAfterANetworkError(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	f.setLogin(inTurn(breakOff, answer(http.StatusBadGateway, "<html>"), golden(t, http.StatusOK, "token")))
	if _, err := f.client(t).Cancel(t.Context(), cancelOf("1000")); err != nil {
		t.Fatal(err)
	}
	if f.loginCount() != 3 || len(f.calls()) != 1 {
		t.Errorf("%d getToken, %d cancels, want 3 and 1", f.loginCount(), len(f.calls()))
	}
}
