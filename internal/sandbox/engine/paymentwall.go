package engine

import (
	"context"
	"slices"
)

// DeliveryReport is what a shop told 페이먼트월 of the delivery of a payment.
type DeliveryReport struct {
	Merchant  string            `json:"merchant"`
	ImpUID    string            `json:"imp_uid"`
	Status    string            `json:"status"`  // order_placed, order_shipped, delivering, delivered
	Fields    map[string]string `json:"fields"`  // as they were sent, cut to their length
	Reports   int               `json:"reports"` // how often it was told
	UpdatedAt int64             `json:"updated_at"`
}

func (DeliveryReport) kind() string { return "delivery_report" }

func (d DeliveryReport) apply(e *Engine) {
	if e.reports == nil {
		e.reports = map[string]DeliveryReport{}
	}
	e.reports[d.ImpUID] = d
}

// deliverySteps are the statuses in their order; one that was told is not gone
// back behind (assumed).
var deliverySteps = []string{"order_placed", "order_shipped", "delivering", "delivered"}

// What 페이먼트월 asks for: of everything, and of real goods beyond it.
var (
	deliveryDemands = []string{
		"imp_uid", "merchant_uid", "type", "status", "estimated_delivery_datetime", "estimated_update_datetime", "refundable", "shipping_address_email",
	}
	physicalDemands = []string{
		"carrier_tracking_id", "carrier_type", "shipping_address_country", "shipping_address_city", "shipping_address_zip",
		"shipping_address_state", "shipping_address_street", "shipping_address_phone", "shipping_address_firstname", "shipping_address_lastname",
	}
)

// DeliveryFields lists every field of a report.
func DeliveryFields() []string {
	return append(slices.Concat(deliveryDemands, physicalDemands), "reason", "details")
}

// deliveryWords are the fields that take one of few words.
var deliveryWords = []struct {
	name  string
	words []string
}{
	{"type", []string{"physical", "digital"}},
	{"status", deliverySteps},
	{"refundable", []string{"yes", "no"}},
}

// Lengths of the published description, in characters.
const (
	deliveryMost        = 64
	deliveryDetailsMost = 400
)

// Texts of 페이먼트월; PortOne's are unknown.
const (
	textDeliveryNotForPG = "페이먼트월 결제건만 배송정보를 등록할 수 있습니다."
	textDeliveryUnpaid   = "결제완료(paid) 상태의 결제건만 배송정보를 등록할 수 있습니다."
	textDeliveryBack     = "이미 등록된 배송상태보다 이전 상태로 변경할 수 없습니다."
	textDeliveryTime     = " 파라메터는 UNIX TIMESTAMP여야 합니다."
)

// ReportDelivery tells 페이먼트월 of the delivery of a payment, as often as it
// goes on. The fields are texts by the names of DeliveryFields.
func (e *Engine) ReportDelivery(ctx context.Context, merchant string, fields map[string]string) (DeliveryReport, error) {
	var d DeliveryReport
	err := e.do(ctx, func(t *tx) error {
		if text := deliveryProblem(fields); text != "" {
			return refuse(Conflicting, text)
		}
		p, ok := e.payments.get(fields["imp_uid"])
		if !ok || p.Merchant != merchant || p.MerchantUID != fields["merchant_uid"] {
			return refuse(Missing, textNoPayment)
		}
		d = e.reports[p.ImpUID]
		switch {
		case !Supports(OpDelivery, p.PGProvider):
			return refuse(Conflicting, textDeliveryNotForPG)
		case p.PaidAt == 0 || p.CancelAmount == p.Amount:
			return refuse(Conflicting, textDeliveryUnpaid)
		case slices.Index(deliverySteps, fields["status"]) < slices.Index(deliverySteps, d.Status):
			return refuse(Conflicting, textDeliveryBack)
		}
		kept := map[string]string{}
		for _, name := range DeliveryFields() {
			most := deliveryMost
			if name == "details" {
				most = deliveryDetailsMost
			}
			if fields[name] != "" {
				kept[name] = cut(fields[name], most)
			}
		}
		d = DeliveryReport{Merchant: merchant, ImpUID: p.ImpUID, Status: fields["status"], Fields: kept, Reports: d.Reports + 1, UpdatedAt: t.unix()}
		t.put(d)
		return t.tell("delivery.reported", merchant, p.ImpUID, Object{
			{"status", d.Status},
			{"type", fields["type"]},
			{"carrier_type", textOrNull(fields["carrier_type"])},
			{"carrier_tracking_id", textOrNull(fields["carrier_tracking_id"])},
			{"merchant_uid", p.MerchantUID},
		})
	})
	return d, err
}

// deliveryProblem says what is wrong with a report, or nothing.
func deliveryProblem(fields map[string]string) string {
	demands := deliveryDemands
	if fields["type"] == "physical" {
		demands = slices.Concat(deliveryDemands, physicalDemands)
	}
	for _, name := range demands {
		if fields[name] == "" {
			return missing(name)
		}
	}
	for _, one := range deliveryWords {
		if !slices.Contains(one.words, fields[one.name]) {
			return one.name + " 파라메터가 올바르지 않습니다."
		}
	}
	for _, name := range []string{"estimated_delivery_datetime", "estimated_update_datetime"} {
		if text := fields[name]; len(text) > 12 || !digitsOf(text, len(text)) {
			return name + textDeliveryTime
		}
	}
	return ""
}

// DeliveryReportOf returns what was told of a payment's delivery last, and whether
// anything was.
func (e *Engine) DeliveryReportOf(impUID string) (DeliveryReport, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	d, ok := e.reports[impUID]
	return d, ok
}
