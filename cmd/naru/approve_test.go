package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// stockroom is a shop's approve URL that holds the goods of one hold each.
type stockroom struct {
	mu     sync.Mutex
	answer func(http.ResponseWriter, *http.Request) // nil: yes
	asked  map[string]int                           // by id of the hold
	signed bool
}

func (s *stockroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var q struct{ ID string }
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.asked[q.ID]++
	s.signed = strings.HasPrefix(r.Header.Get("Webhook-Signature"), "v1,") && r.Header.Get("Webhook-Id") == q.ID
	answer := s.answer
	s.mu.Unlock()
	if answer != nil {
		answer(w, r)
		return
	}
	_, _ = w.Write([]byte(`{"approved":true}`))
}

// times returns how many holds were asked for, and the most for any of them.
func (s *stockroom) times() (holds, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.asked {
		holds, most = holds+1, max(most, n)
	}
	return holds, most
}

// withStockroom runs a story on both engines in a world whose shop is asked
// before anything is approved.
func withStockroom(t *testing.T, answer func(http.ResponseWriter, *http.Request), story func(*shopWorld, *stockroom)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			s := &stockroom{answer: answer, asked: map[string]int{}}
			room := httptest.NewServer(s)
			t.Cleanup(room.Close)
			w := &shopWorld{t: t, change: func(c *serverSettings) { c.ApproveURL = room.URL }}
			w.begin(dsnOf(t, engine), true, func(w *shopWorld) {
				path := w.box.consoleURL + "/sandbox/merchants/" + w.box.Seeded().Imp + "/settings"
				if status, a, err := w.call("PUT", path, "", "", map[string]any{"confirm_process": true}); err != nil || status != 200 {
					t.Fatalf("confirm_process: %d, %v, %v", status, a, err)
				}
			})
			story(w, s)
		})
	}
}

func TestApproval_theShopHoldsTheGoodsBeforeMoneyMoves(t *testing.T) {
	t.Parallel()
	withStockroom(t, nil, func(w *shopWorld, room *stockroom) {
		opened := w.open("A-1", 59000)
		paid := w.pay(opened, "approve", nil)
		if holds, _ := room.times(); holds != 1 || !room.signed {
			w.t.Errorf("asked for %d holds, signed %t", holds, room.signed)
		}
		id := fmt.Sprint(opened.at("payment", "id"))
		w.eventually("it is paid", func() bool { return w.state(id) == "paid" })
		call := map[string]any{"imp_uid": paid["imp_uid"], "merchant_uid": opened.at("payment", "merchant_uid"), "amount": 59000}
		if a := w.must(409, "POST", "/api/approve/portone", "", "", call); a.at("code") != "order_already_paid" {
			w.t.Errorf("asked again when paid: %v", a)
		}
	})
}

func TestApproval_whatTheShopDoesNotWantIsNotPaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		reason string
	}{
		"refused": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusConflict)
			_, _ = w.Write([]byte(`{"approved":false,"reason":"재고 부족"}`))
		}, "재고 부족"},
		"dead": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "상점이 응답하지 않습니다. 잠시 뒤 다시 시도해 주세요"},
		"page": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>OK</html>")) }, "상점이 응답하지 않습니다. 잠시 뒤 다시 시도해 주세요"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			withStockroom(t, c.answer, func(w *shopWorld, _ *stockroom) {
				opened := w.open("A-1", 59000)
				told := w.pay(opened, "approve", nil)
				if want := "고객사 요청에 의해 결제를 중단합니다. (상세사유 : " + c.reason + ")"; told["error_msg"] != want || told["success"] == true {
					w.t.Errorf("the buyer sees %v, want %q", told, want)
				}
				if record := w.record(told["imp_uid"]); record.at("status") != "failed" {
					w.t.Errorf("the sandbox's record is %v", record.at("status"))
				}
				id := fmt.Sprint(opened.at("payment", "id"))
				done := w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": told["imp_uid"]})
				if done.at("state") != "failed" {
					w.t.Errorf("the payment is %v", done.at("state"))
				}
			})
		})
	}
}

func TestApproval_aSlowShopIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	slow := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	withStockroom(t, slow, func(w *shopWorld, _ *stockroom) {
		began := time.Now()
		told := w.pay(w.open("A-1", 59000), "approve", nil)
		if took := time.Since(began); took > 9*time.Second {
			w.t.Errorf("the buyer waited %s", took)
		}
		if told["success"] == true || w.record(told["imp_uid"]).at("status") != "failed" {
			w.t.Errorf("approved by a shop that said nothing: %v", told)
		}
	})
}

func TestApproval_forgedCallsCostNothing(t *testing.T) {
	t.Parallel()
	withStockroom(t, nil, func(w *shopWorld, room *stockroom) {
		opened := w.open("A-1", 59000)
		uid := opened.at("payment", "merchant_uid")
		for _, c := range []struct {
			status int
			body   map[string]any
		}{
			{404, map[string]any{"imp_uid": "imp_1", "merchant_uid": "made-up", "amount": 59000}},
			{409, map[string]any{"imp_uid": "imp_1", "merchant_uid": uid, "amount": 100}},
			{400, map[string]any{"imp_uid": "imp_1", "merchant_uid": uid, "amount": "59000"}},
			{400, map[string]any{"imp_uid": "", "merchant_uid": uid, "amount": 59000}},
		} {
			if a := w.must(c.status, "POST", "/api/approve/portone", "", "", c.body); a.at("approved") == true {
				w.t.Errorf("%v is approved", c.body)
			}
		}
		if holds, _ := room.times(); holds != 0 {
			w.t.Errorf("the shop was asked for %d holds", holds)
		}
	})
}

// PortOne may repeat its question, also to several servers at once.
func TestApproval_theSameQuestionIsAskedUnderOneName(t *testing.T) {
	t.Parallel()
	withStockroom(t, nil, func(w *shopWorld, room *stockroom) {
		call := map[string]any{"imp_uid": "imp_000000000042", "merchant_uid": w.open("A-1", 59000).at("payment", "merchant_uid"), "amount": 59000}
		var group sync.WaitGroup
		for range 16 {
			group.Go(func() {
				if status, a, err := w.call("POST", w.api+"/api/approve/portone", "", "", call); err != nil || status != 200 || a.at("approved") != true {
					w.t.Errorf("approve: %d, %v, %v", status, a, err)
				}
			})
		}
		group.Wait()
		if holds, _ := room.times(); holds != 1 {
			w.t.Errorf("one attempt asked for %d holds", holds)
		}
	})
}
