package engine_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// deliveryOf is a report about real goods of a payment.
func deliveryOf(impUID string) map[string]string {
	m := map[string]string{"imp_uid": impUID, "merchant_uid": "order-1"}
	for _, name := range engine.DeliveryFields() {
		if m[name] == "" {
			m[name] = "text"
		}
	}
	maps.Copy(m, map[string]string{
		"type": "physical", "status": "order_shipped", "refundable": "yes", "estimated_delivery_datetime": "1795575600",
		"estimated_update_datetime": "1795489200", "details": strings.Repeat("가", 401), "reason": "",
	})
	return m
}

func (s shop) paymentwall(t *testing.T, uid string, o engine.Outcome) string {
	t.Helper()
	s.channel(t, "paymentwall")
	return s.pay(t, `"pg":"paymentwall","buyer_email":"a@example.com","merchant_uid":"`+uid+`"`, engine.Choice{Outcome: o}).ImpUID
}

func TestDelivery_isReportedAsItGoesOn(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.paymentwall(t, "order-1", engine.Approve)
	report := deliveryOf(id)
	if _, err := s.ReportDelivery(t.Context(), s.imp, report); err != nil {
		t.Fatal(err)
	}
	report["status"] = "order_placed"
	if _, err := s.ReportDelivery(t.Context(), s.imp, report); refusal(t, err) != "이미 등록된 배송상태보다 이전 상태로 변경할 수 없습니다." {
		t.Errorf("back to the start: %v", err)
	}
	report["status"] = "delivered"
	d, err := s.ReportDelivery(t.Context(), s.imp, report)
	if err != nil || d.Status != "delivered" || d.Reports != 2 || len([]rune(d.Fields["details"])) != 400 || d.Fields["carrier_type"] != "text" {
		t.Errorf("reported %+v, %v", d, err)
	}
	if _, ok := d.Fields["reason"]; ok {
		t.Error("a field that was not sent is kept")
	}
	if diff := cmp.Diff([]string{"delivery.reported", "delivery.reported"}, eventsOf(s.Engine, "delivery")); diff != "" {
		t.Errorf("log:\n%s", diff)
	}
}

func TestDelivery_refuses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.paymentwall(t, "order-1", engine.Approve)
	failed := s.paymentwall(t, "failed", engine.DeclineLimit)
	card := s.pay(t, `"merchant_uid":"card"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	for message, change := range map[string]map[string]string{
		"imp_uid 파라메터가 누락되었습니다.":                                  {"imp_uid": ""},
		"refundable 파라메터가 누락되었습니다.":                               {"refundable": ""},
		"carrier_type 파라메터가 누락되었습니다.":                             {"carrier_type": ""},
		"type 파라메터가 올바르지 않습니다.":                                   {"type": "goods"},
		"status 파라메터가 올바르지 않습니다.":                                 {"status": "lost"},
		"refundable 파라메터가 올바르지 않습니다.":                             {"refundable": "true"},
		"estimated_delivery_datetime 파라메터는 UNIX TIMESTAMP여야 합니다.": {"estimated_delivery_datetime": "tomorrow"},
		"존재하지 않는 결제정보입니다.":                                        {"merchant_uid": "another"},
		"페이먼트월 결제건만 배송정보를 등록할 수 있습니다.":                            {"imp_uid": card, "merchant_uid": "card"},
		"결제완료(paid) 상태의 결제건만 배송정보를 등록할 수 있습니다.":                   {"imp_uid": failed, "merchant_uid": "failed"},
	} {
		report := deliveryOf(id)
		maps.Copy(report, change)
		if _, err := s.ReportDelivery(t.Context(), s.imp, report); refusal(t, err) != message {
			t.Errorf("%v: %v", change, err)
		}
	}
	if _, ok := s.DeliveryReportOf(id); ok {
		t.Error("something was kept")
	}
	digital := deliveryOf(id)
	maps.Copy(digital, map[string]string{"type": "digital", "carrier_type": "", "carrier_tracking_id": "", "shipping_address_city": ""})
	if _, err := s.ReportDelivery(t.Context(), s.imp, digital); err != nil {
		t.Errorf("digital goods need no carrier: %v", err)
	}
}

func TestJournal_restoresDeliveryReports(t *testing.T) {
	t.Parallel()
	s, j := taped(t)
	id := s.paymentwall(t, "order-1", engine.Approve)
	want, err := s.ReportDelivery(t.Context(), s.imp, deliveryOf(id))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := restarted(t, j, s.clock).DeliveryReportOf(id)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after a restart:\n%s", diff)
	}
}
