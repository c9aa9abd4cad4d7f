package engine

// annotationMost is room for all members of a payment.
const annotationMost = 64

// Annotation is the payment as PortOne's PaymentAnnotation: keys in
// alphabetical order, unused texts null, unused times 0, unused lists empty.
func (p Payment) Annotation() Object {
	o := append(make(Object, 0, annotationMost), Object{
		{"amount", number(p.Amount)},
		{"apply_num", p.applyNum()},
		{"bank_code", textOrNull(p.BankCode)},
		{"bank_name", textOrNull(p.BankName)},
		{"buyer_addr", textOrNull(p.BuyerAddr)},
		{"buyer_email", textOrNull(p.BuyerEmail)},
		{"buyer_name", textOrNull(p.BuyerName)},
		{"buyer_postcode", textOrNull(p.BuyerPostcode)},
		{"buyer_tel", textOrNull(p.BuyerTel)},
		{"cancel_amount", number(p.CancelAmount)},
		{"cancel_history", p.cancelHistory()},
		{"cancel_reason", textOrNull(p.CancelReason)},
		{"cancel_receipt_urls", p.cancelReceipts()},
		{"cancelled_at", p.CancelledAt},
		{"card_code", textOrNull(p.CardCode)},
	}...)
	issuer := tellsIssuer(p.PGProvider) && p.CardCode != "" // the PGs that tell issuer and publisher
	if issuer {
		o = append(o, Field{"card_issuer_code", p.CardCode}, Field{"card_issuer_name", p.CardName})
	}
	o = append(o, Field{"card_name", textOrNull(p.CardName)}, Field{"card_number", textOrNull(p.CardNumber)})
	if issuer {
		o = append(o, Field{"card_publisher_code", p.CardCode}, Field{"card_publisher_name", p.CardName})
	}
	o = append(o, Object{
		{"card_quota", p.CardQuota},
		{"card_type", p.cardType()},
		{"cash_receipt_issued", p.CashReceiptIssued},
		{"channel", p.Channel},
		{"currency", string(p.Amount.Currency())},
		{"custom_data", textOrNull(p.CustomData)},
		{"customer_uid", textOrNull(p.CustomerUID)},
		{"customer_uid_usage", textOrNull(p.CustomerUIDUsage)},
	}...)
	if p.Fixed != nil && p.Fixed.Unlimited {
		o = append(o, Field{"deposit_history", p.Fixed.depositHistory()})
	}
	return append(o, Object{
		{"emb_pg_provider", textOrNull(p.EmbPGProvider)},
		{"escrow", p.Escrow},
		{"fail_reason", textOrNull(p.FailReason)},
		{"failed_at", p.FailedAt},
		{"imp_uid", p.ImpUID},
		{"merchant_uid", p.MerchantUID},
		{"name", textOrNull(p.Name)},
		{"paid_at", p.PaidAt},
		{"pay_method", p.PayMethod},
		{"pg_id", p.PGID},
		{"pg_provider", p.PGProvider},
		{"pg_tid", textOrNull(p.PGTID)},
		{"receipt_url", textOrNull(p.ReceiptURL)},
		{"sandbox", p.Sandbox},
		{"started_at", p.StartedAt},
		{"status", string(p.Status)},
		{"user_agent", textOrNull(p.UserAgent)},
		{"vbank_code", textOrNull(p.VbankCode)},
		{"vbank_date", p.VbankDate},
		{"vbank_holder", textOrNull(p.VbankHolder)},
		{"vbank_issued_at", p.VbankIssuedAt},
		{"vbank_name", textOrNull(p.VbankName)},
		{"vbank_num", textOrNull(p.VbankNum)},
	}...)
}

// applyNum is "" for Kakao money (seen in a read-back) and null otherwise when
// there is none.
func (p Payment) applyNum() any {
	if p.PayMethod == "point" {
		return p.ApplyNum
	}
	return textOrNull(p.ApplyNum)
}

func (p Payment) cardType() any {
	if p.CardType == nil {
		return nil
	}
	return *p.CardType
}

func (p Payment) cancelHistory() []Object {
	list := make([]Object, len(p.CancelHistory))
	for i, c := range p.CancelHistory {
		list[i] = Object{
			{"amount", number(c.Amount)},
			{"cancellation_id", c.ID},
			{"cancelled_at", c.CancelledAt},
			{"pg_tid", c.PGTID},
			{"reason", c.Reason},
			{"receipt_url", textOrNull(c.ReceiptURL)},
		}
	}
	return list
}

func (p Payment) cancelReceipts() []string {
	urls := []string{}
	for _, c := range p.CancelHistory {
		if c.ReceiptURL != "" {
			urls = append(urls, c.ReceiptURL)
		}
	}
	return urls
}
