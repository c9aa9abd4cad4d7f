package gatewayv1_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// listed writes a payment as it stands in a list.
func listed(changes string) string {
	return strings.TrimSuffix(strings.TrimPrefix(answer(changes), `{"code":0,"message":null,"response":`), "}")
}

func TestListing_asksForAllByTheirLastChange(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 1)
	g := gateway(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path + "?" + r.URL.RawQuery
		fmt.Fprint(w, `{"code":0,"message":null,"response":{"total":7,"previous":1,"next":3,"list":[`+strings.Join([]string{
			listed(""), listed(`imp_uid="imp_2";sandbox=null`), listed(`imp_uid="imp_3";status="cancelled";cancel_amount=300;cancelled_at=1618692500`),
			listed(`imp_uid="imp_4";status="failed";paid_at=0;failed_at=1618692600`), listed(`imp_uid="imp_5";status="ready";paid_at=0`),
		}, ",")+`]}}`)
	})
	got, err := g.Listing(context.Background(), time.Unix(1618690000, 0), time.Unix(1618699999, 0), 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	if want := "/payments/status/all?from=1618690000&limit=5&page=2&sorting=updated&to=1618699999"; <-asked != want {
		t.Errorf("did not ask %s", want)
	}
	if got.Total != 7 || len(got.Items) != 5 {
		t.Fatalf("Listing = %+v", got)
	}
	for i, at := range []int64{1618692096, 1618692096, 1618692500, 1618692600, 1618692076} {
		if item := got.Items[i]; item.At.Unix() != at || item.MerchantUID != "A1" || (item.Err == nil) != (i != 1) {
			t.Errorf("item %d = %+v, want it listed at %d", i, item, at)
		}
	}
	if code := fault.CodeOf(got.Items[1].Err); code != fault.GatewayUnusable || got.Items[1].ImpUID != "imp_2" {
		t.Errorf("the unreadable one: %+v", got.Items[1])
	}
	if got.Items[2].Seen.Cancelled != money.Won(300) {
		t.Errorf("the cancelled one: %+v", got.Items[2].Seen)
	}
}

func TestListing_tellsWhyItFailed(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]fault.Code{
		`<html>bad gateway</html>`:                                  fault.GatewayUnusable,
		`{"code":0,"message":null,"response":{"list":[]}}`:          fault.GatewayUnusable,
		`{"code":-1,"message":"조회 조건이 올바르지 않습니다.","response":null}`: fault.GatewayUnavailable,
	} {
		g := gateway(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		if _, err := g.Listing(context.Background(), time.Unix(1, 0), time.Unix(2, 0), 1, 5); fault.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", body, err, want)
		}
	}
}
