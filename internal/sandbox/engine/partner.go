package engine

import (
	"context"
	"regexp"
	"slices"
	"strconv"

	"github.com/naru-pay/naru/internal/money"
)

// PartnerSale is the part of a payment that a sub-merchant (하위 상점) sold.
type PartnerSale struct {
	BusinessNumber string       `json:"business_registration_number"` // with its hyphens
	CompanyName    string       `json:"company_name"`
	Amount         money.Amount `json:"amount"`
	TaxFree        money.Amount `json:"tax_free"`
	VAT            money.Amount `json:"vat_amount"`
}

// PartnerRequest is a PartnerSale as it was sent: amounts are decimals in major
// units, empty when nothing was sent.
type PartnerRequest struct{ BusinessNumber, CompanyName, Amount, TaxFree, VAT string }

// partnerSales are the lines of one payment's sales slip.
type partnerSales struct {
	ImpUID string        `json:"imp_uid"`
	Sales  []PartnerSale `json:"sales"`
}

func (partnerSales) kind() string { return "partner_sales" }

func (s partnerSales) apply(e *Engine) {
	if e.partners == nil {
		e.partners = map[string]partnerSales{}
	}
	e.partners[s.ImpUID] = s
}

// Texts of sub-merchants; PortOne's are unknown.
const (
	textPartnerNotForPG = "하위 상점 거래 등록을 지원하지 않는 PG입니다."
	textPartnerUnpaid   = "승인된 결제건만 하위 상점 거래를 등록할 수 있습니다."
	textPartnerOver     = "하위 상점 거래 금액의 합이 결제 금액보다 큽니다."
	textPartnerNumber   = "하위 상점 사업자 등록번호는 - 를 포함한 000-00-00000 형식입니다."
	textPartnerChannel  = "결제건에 등록되어있는 결제연동 내역을 확인할 수 없습니다."
)

// businessNumber is the form of a business registration number, which PortOne
// wants with its hyphens.
var businessNumber = regexp.MustCompile(`^\d{3}-\d{2}-\d{5}$`)

// RegisterPartners writes the sales of sub-merchants on the sales slip of a
// payment through KG이니시스, in place of those that were there (assumed), and
// returns the payment.
func (e *Engine) RegisterPartners(ctx context.Context, merchant, impUID string, lines []PartnerRequest) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if p, ok = e.payments.get(impUID); !ok || p.Merchant != merchant {
			return refuse(Missing, textNoPayment)
		}
		if !Supports(OpPartnerReceipts, p.PGProvider) {
			return refuse(Unsupported, textPartnerNotForPG)
		}
		if !slices.ContainsFunc(e.merchants[merchant].Channels, func(c Channel) bool { return c.Key == p.ChannelKey }) {
			return refuse(Missing, textPartnerChannel)
		}
		left, err := p.Amount.Sub(p.CancelAmount)
		if err != nil {
			return err
		}
		if p.PaidAt == 0 || !left.IsPositive() {
			return refuse(Malformed, textPartnerUnpaid)
		}
		sales, err := partnerLines(lines, left)
		if err != nil {
			return err
		}
		t.put(partnerSales{ImpUID: impUID, Sales: sales})
		return t.tell("partner.registered", merchant, impUID, Object{{"sales", sales}, {"of", number(left)}})
	})
	return p, err
}

// partnerLines reads the sales, which are together no more than left.
func partnerLines(lines []PartnerRequest, left money.Amount) ([]PartnerSale, error) {
	if len(lines) == 0 {
		return nil, refuse(Malformed, missing("data"))
	}
	sum := money.Zero(left.Currency())
	sales := make([]PartnerSale, len(lines))
	for i, line := range lines {
		sale, text := line.read("data["+strconv.Itoa(i)+"]", left.Currency())
		if text != "" {
			return nil, refuse(Malformed, text)
		}
		var err error
		if sum, err = sum.Add(sale.Amount); err != nil || over(sum, left) {
			return nil, refuse(Malformed, textPartnerOver)
		}
		sales[i] = sale
	}
	return sales, nil
}

// read checks one line; the text says what is wrong with it.
func (r PartnerRequest) read(name string, currency money.Currency) (PartnerSale, string) {
	sale := PartnerSale{BusinessNumber: r.BusinessNumber, CompanyName: cut(r.CompanyName, 40), TaxFree: money.Zero(currency)}
	switch {
	case r.BusinessNumber == "":
		return sale, missing(name + "[business_registration_number]")
	case r.CompanyName == "":
		return sale, missing(name + "[company_name]")
	case r.Amount == "":
		return sale, missing(name + "[amount]")
	case !businessNumber.MatchString(r.BusinessNumber):
		return sale, textPartnerNumber
	}
	var err error
	if sale.Amount, err = parseAmount(r.Amount, currency); err != nil || !sale.Amount.IsPositive() {
		return sale, textBadTotal
	}
	if r.TaxFree != "" {
		if sale.TaxFree, err = parseAmount(r.TaxFree, currency); err != nil || over(sale.TaxFree, sale.Amount) {
			return sale, textBadTaxFree
		}
	}
	taxed, err := sale.Amount.Sub(sale.TaxFree)
	if err != nil {
		return sale, textBadTaxFree
	}
	sale.VAT = taxed.Allocate(10, 1)[1]
	if r.VAT != "" {
		if sale.VAT, err = parseAmount(r.VAT, currency); err != nil || over(sale.VAT, taxed) {
			return sale, textBadVAT
		}
	}
	return sale, ""
}

// PartnerSales returns the sales of sub-merchants on a payment's sales slip.
func (e *Engine) PartnerSales(impUID string) []PartnerSale {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.partners[impUID].Sales)
}
