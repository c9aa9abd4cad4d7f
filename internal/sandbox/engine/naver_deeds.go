package engine

import (
	"context"
	"slices"

	"github.com/naru-pay/naru/internal/money"
)

// NaverDeed is something done to a product order.
type NaverDeed string

// What a seller does, by REST.
const (
	NaverCancel           NaverDeed = "cancel"
	NaverApproveCancel    NaverDeed = "approve-cancel"
	NaverPlace            NaverDeed = "place"
	NaverShip             NaverDeed = "ship"
	NaverShipExchanged    NaverDeed = "ship-exchanged"
	NaverCollectExchanged NaverDeed = "collect-exchanged"
	NaverRequestReturn    NaverDeed = "request-return"
	NaverApproveReturn    NaverDeed = "approve-return"
	NaverRejectReturn     NaverDeed = "reject-return"
	NaverWithholdReturn   NaverDeed = "withhold-return"
	NaverResolveReturn    NaverDeed = "resolve-return"
)

// What happens at 네이버페이 itself: the buyer, the courier, 네이버페이's own
// staff and the seller's page there do it. The control API stands in for them.
const (
	NaverBuyerCancels     NaverDeed = "request_cancel" // at once, unless the order was placed
	NaverBuyerKeeps       NaverDeed = "withdraw_cancel"
	NaverBuyerReturns     NaverDeed = "request_return"
	NaverBuyerKeepsGoods  NaverDeed = "withdraw_return"
	NaverBuyerExchanges   NaverDeed = "request_exchange"
	NaverBuyerDoesNot     NaverDeed = "withdraw_exchange"
	NaverExchangeApproved NaverDeed = "approve_exchange" // on the seller's page
	NaverCollected        NaverDeed = "collected"        // goods of a return came back
	NaverArrived          NaverDeed = "delivered"
	NaverBuyerDecides     NaverDeed = "decide_purchase"
	NaverBuyerHoldsBack   NaverDeed = "hold_purchase"
	NaverBuyerHoldsNoMore NaverDeed = "release_purchase"
	NaverCancelledByNaver NaverDeed = "admin_cancel"
)

// The documented codes that stand where the caller's does not exist.
const (
	naverReasonCancel   = "PRODUCT_UNSATISFIED"
	naverReasonReturn   = "INTENT_CHANGED"
	naverReasonWithhold = "ETC"
)

// Texts of deeds that fail; all are assumed.
const (
	textNotInThatState    = "현재 상태에서는 처리할 수 없는 네이버페이 상품주문입니다."
	textNoProductOrders   = "처리할 네이버페이 상품주문이 없습니다."
	textNaverMoreThanLeft = "환불할 금액이 결제 잔액보다 큽니다."
)

// NaverWork is a deed and what goes with it.
type NaverWork struct {
	Deed        NaverDeed
	IDs         []string // product orders; none means all of the payment
	Reason      string   // code; one that does not exist is replaced by the deed's own
	Memo        string   // to the buyer
	Parcel      Parcel
	At          int64        // when it was dispatched, UNIX seconds
	ExtraCharge money.Amount // withhold-return: what the buyer is charged; unset: nothing
}

// naverDeed is when something can be done to a product order, and what it does.
type naverDeed struct {
	fits func(o ProductOrder) bool
	do   func(o *ProductOrder, w NaverWork)
}

// sellerDeeds and buyerDeeds are the whole state machine: whatever is in
// neither cannot happen to a product order.
var (
	sellerDeeds = map[NaverDeed]naverDeed{
		NaverPlace:         {fits: func(o ProductOrder) bool { return o.idle(NaverPaid) && !o.Placed }, do: func(o *ProductOrder, _ NaverWork) { o.Placed = true }},
		NaverShip:          {fits: idleIn(NaverPaid), do: ship},
		NaverCancel:        {fits: idleIn(NaverPaid), do: cancelOrder},
		NaverApproveCancel: {fits: claimed("CANCEL", "CANCEL_REQUEST"), do: cancelOrder},
		NaverRequestReturn: {fits: idleIn(NaverShipping, NaverDelivered), do: requestReturn},
		NaverApproveReturn: {fits: func(o ProductOrder) bool { return o.returning() && !o.Withheld }, do: approveReturn},
		NaverRejectReturn:  {fits: ProductOrder.returning, do: rejectReturn},
		NaverWithholdReturn: {
			fits: func(o ProductOrder) bool { return o.returning() && !o.Withheld },
			do: func(o *ProductOrder, w NaverWork) {
				o.Withheld, o.ClaimReason, o.Memo, o.ExtraCharge = true, reasonOr(w.Reason, naverReasonWithhold, withholdReasons), w.Memo, w.ExtraCharge
			},
		},
		NaverResolveReturn:    {fits: func(o ProductOrder) bool { return o.returning() && o.Withheld }, do: func(o *ProductOrder, _ NaverWork) { o.Withheld = false }},
		NaverCollectExchanged: {fits: claimed("EXCHANGE", "COLLECTING"), do: claim("EXCHANGE", "COLLECT_DONE")},
		NaverShipExchanged: {fits: claimed("EXCHANGE", "COLLECT_DONE"), do: func(o *ProductOrder, w NaverWork) {
			o.ClaimStatus, o.Shipped = "EXCHANGE_REDELIVERING", w.Parcel
		}},
	}
	buyerDeeds = map[NaverDeed]naverDeed{
		NaverBuyerCancels: {fits: idleIn(NaverPaid), do: func(o *ProductOrder, w NaverWork) {
			if !o.Placed {
				cancelOrder(o, w)
				return
			}
			o.ClaimType, o.ClaimStatus, o.ClaimReason = "CANCEL", "CANCEL_REQUEST", reasonOr(w.Reason, naverReasonReturn, cancelReasons)
		}},
		NaverBuyerKeeps:       {fits: claimed("CANCEL", "CANCEL_REQUEST"), do: claim("CANCEL", "CANCEL_REJECT")},
		NaverBuyerReturns:     {fits: idleIn(NaverShipping, NaverDelivered), do: requestReturn},
		NaverBuyerKeepsGoods:  {fits: ProductOrder.returning, do: rejectReturn},
		NaverBuyerExchanges:   {fits: idleIn(NaverShipping, NaverDelivered), do: claim("EXCHANGE", "EXCHANGE_REQUEST")},
		NaverBuyerDoesNot:     {fits: claimed("EXCHANGE", "EXCHANGE_REQUEST", "COLLECTING"), do: claim("EXCHANGE", "EXCHANGE_REJECT")},
		NaverExchangeApproved: {fits: claimed("EXCHANGE", "EXCHANGE_REQUEST"), do: claim("EXCHANGE", "COLLECTING")},
		NaverCollected:        {fits: claimed("RETURN", "RETURN_REQUEST", "COLLECTING"), do: claim("RETURN", "COLLECT_DONE")},
		NaverArrived: {fits: func(o ProductOrder) bool {
			return o.Status == NaverShipping && !slices.Contains([]string{"COLLECTING", "COLLECT_DONE"}, o.ClaimStatus) || o.ClaimStatus == "EXCHANGE_REDELIVERING"
		}, do: arrive},
		NaverBuyerDecides: {fits: idleIn(NaverShipping, NaverDelivered, NaverExchanged), do: func(o *ProductOrder, _ NaverWork) {
			o.Status = NaverDecided
		}},
		NaverBuyerHoldsBack: {fits: idleIn(NaverShipping, NaverDelivered), do: claim("PURCHASE_DECISION_HOLDBACK", "PURCHASE_DECISION_HOLDBACK")},
		NaverBuyerHoldsNoMore: {
			fits: claimed("PURCHASE_DECISION_HOLDBACK", "PURCHASE_DECISION_HOLDBACK"),
			do:   claim("PURCHASE_DECISION_HOLDBACK", "PURCHASE_DECISION_HOLDBACK_RELEASE"),
		},
		NaverCancelledByNaver: {fits: func(o ProductOrder) bool {
			return slices.Contains([]ProductOrderStatus{NaverPaid, NaverShipping, NaverDelivered}, o.Status)
		}, do: func(o *ProductOrder, w NaverWork) {
			cancelOrder(o, w)
			o.ClaimType, o.ClaimStatus = "ADMIN_CANCEL", "ADMIN_CANCEL_DONE"
		}},
	}
)

// settled are the claim statuses after which nothing is under way.
var settled = []string{
	"", "CANCEL_DONE", "CANCEL_REJECT", "RETURN_DONE", "RETURN_REJECT", "EXCHANGE_DONE", "EXCHANGE_REJECT",
	"PURCHASE_DECISION_HOLDBACK_RELEASE", "ADMIN_CANCEL_DONE",
}

// idle reports whether the order stands in one of the statuses and no claim is
// under way.
func (o ProductOrder) idle(in ...ProductOrderStatus) bool {
	return slices.Contains(in, o.Status) && slices.Contains(settled, o.ClaimStatus)
}

func idleIn(in ...ProductOrderStatus) func(ProductOrder) bool {
	return func(o ProductOrder) bool { return o.idle(in...) }
}

// claimed reports whether a claim of the type is in one of the statuses.
func claimed(kind string, in ...string) func(ProductOrder) bool {
	return func(o ProductOrder) bool { return o.ClaimType == kind && slices.Contains(in, o.ClaimStatus) }
}

// returning reports whether a return is under way, withheld or not.
func (o ProductOrder) returning() bool {
	return claimed("RETURN", "RETURN_REQUEST", "COLLECTING", "COLLECT_DONE")(o)
}

// claim moves a claim on.
func claim(kind, status string) func(*ProductOrder, NaverWork) {
	return func(o *ProductOrder, w NaverWork) {
		o.ClaimType, o.ClaimStatus = kind, status
		if w.Reason != "" {
			o.ClaimReason = reasonOr(w.Reason, naverReasonReturn, returnReasons)
		}
	}
}

func ship(o *ProductOrder, w NaverWork) {
	o.Placed, o.Status, o.Shipped, o.DispatchedAt = true, NaverShipping, w.Parcel, w.At
}

func cancelOrder(o *ProductOrder, w NaverWork) {
	if o.ClaimStatus != "CANCEL_REQUEST" { // whose reason is the buyer's
		o.ClaimReason = reasonOr(w.Reason, naverReasonCancel, cancelReasons)
	}
	o.Status, o.ClaimType, o.ClaimStatus = NaverCancelled, "CANCEL", "CANCEL_DONE"
}

func requestReturn(o *ProductOrder, w NaverWork) {
	o.ClaimType, o.ClaimStatus, o.ClaimReason = "RETURN", "RETURN_REQUEST", reasonOr(w.Reason, naverReasonReturn, returnReasons)
	o.SentBack, o.Withheld, o.ExtraCharge = w.Parcel, false, money.Amount{}
}

func approveReturn(o *ProductOrder, w NaverWork) {
	o.Status, o.ClaimStatus, o.Memo = NaverReturned, "RETURN_DONE", w.Memo
}

func rejectReturn(o *ProductOrder, w NaverWork) {
	o.ClaimStatus, o.Withheld, o.Memo = "RETURN_REJECT", false, w.Memo
}

// arrive ends a journey to the buyer.
func arrive(o *ProductOrder, _ NaverWork) {
	if o.ClaimStatus == "EXCHANGE_REDELIVERING" {
		o.Status, o.ClaimStatus = NaverExchanged, "EXCHANGE_DONE"
		return
	}
	o.Status = NaverDelivered
}

func reasonOr(reason, otherwise string, known []string) string {
	if slices.Contains(known, reason) {
		return reason
	}
	return otherwise
}

// refund is what a product order gives back now: all it cost when it was
// cancelled, and of a return the goods without their delivery and what the
// buyer is charged (assumed).
func (o ProductOrder) refund() (money.Amount, error) {
	if o.Status == NaverCancelled {
		return o.Amount.Add(o.Delivery)
	}
	if !o.ExtraCharge.IsSet() {
		return o.Amount, nil
	}
	back, err := o.Amount.Sub(o.ExtraCharge)
	if err == nil && back.IsNegative() {
		back = money.Zero(back.Currency())
	}
	return back, err
}

// NaverResult is what became of a deed: each product order is tried by itself.
type NaverResult struct {
	Done   []ProductOrder // as they are now
	Failed int
	Reason string // of the last that failed
}

// SellNaver does a seller's deed to product orders of a payment. A deed that
// fits none of them changes nothing; the result tells.
func (e *Engine) SellNaver(ctx context.Context, merchant, impUID string, w NaverWork) (NaverResult, error) {
	return e.workNaver(ctx, merchant, impUID, w, sellerDeeds)
}

// BuyNaver does what happens at 네이버페이 itself.
func (e *Engine) BuyNaver(ctx context.Context, impUID string, w NaverWork) (NaverResult, error) {
	return e.workNaver(ctx, "", impUID, w, buyerDeeds)
}

// NaverBuyerDeeds lists what BuyNaver can do.
func NaverBuyerDeeds() []NaverDeed {
	var list []NaverDeed
	for name := range buyerDeeds {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

func (e *Engine) workNaver(ctx context.Context, merchant, impUID string, w NaverWork, deeds map[NaverDeed]naverDeed) (NaverResult, error) {
	var r NaverResult
	err := e.do(ctx, func(t *tx) error {
		p, err := e.naverPayment(merchant, impUID, naverOrders)
		if err != nil {
			return err
		}
		d, known := deeds[w.Deed]
		if !known {
			return refuse(Malformed, "알 수 없는 처리입니다: "+cut(string(w.Deed), 40))
		}
		work := &naverWork{tx: t, p: p, w: w, deed: d, told: merchant == ""}
		if err := work.all(&r); err != nil {
			return err
		}
		for _, o := range r.Done {
			t.put(o) // after what a full refund did to all of them
		}
		if len(r.Done) == 0 {
			return nil
		}
		ids := make([]string, len(r.Done))
		for i, o := range r.Done {
			ids[i] = o.ID
		}
		return t.tell("naver."+string(w.Deed), p.Merchant, impUID, Object{{"product_order_id", ids}, {"failed", r.Failed}})
	})
	return r, err
}

// naverWork is a deed on its way through the product orders of a payment.
type naverWork struct {
	*tx
	p    Payment
	w    NaverWork
	deed naverDeed
	told bool // a refund is told by webhook: the shop did not ask for it (assumed)
}

func (n *naverWork) all(r *NaverResult) error {
	ids := slices.Compact(slices.Clone(n.w.IDs))
	if len(ids) == 0 {
		ids = n.e.naver.byPayment[n.p.ImpUID]
	}
	if len(ids) == 0 {
		r.Reason = textNoProductOrders
	}
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		o, problem, err := n.one(id)
		if err != nil {
			return err
		}
		if problem != "" {
			r.Failed++
			r.Reason = problem + " (" + cut(id, 40) + ")"
			continue
		}
		r.Done = append(r.Done, o)
	}
	return nil
}

// one does the deed to a product order; what went to the buyer is taken from
// the payment at once.
func (n *naverWork) one(id string) (o ProductOrder, problem string, err error) {
	o, ok := n.e.naver.orders[id]
	switch {
	case !ok || o.ImpUID != n.p.ImpUID:
		return o, textNoProductOrder, nil
	case !n.deed.fits(o):
		return o, textNotInThatState, nil
	}
	before := o.Status
	n.deed.do(&o, n.w)
	if o.Status == before || o.Status != NaverCancelled && o.Status != NaverReturned {
		return o, "", nil
	}
	if n.p.PGCancelled {
		return o, textPGCancelled, nil
	}
	back, err := o.refund()
	if err != nil {
		return o, "", err
	}
	left, err := n.p.Amount.Sub(n.p.CancelAmount)
	if err != nil {
		return o, "", err
	}
	if over(back, left) {
		return o, textNaverMoreThanLeft, nil
	}
	if back.IsPositive() {
		n.p, err = n.giveBack(n.p, CancelRequest{Reason: o.ClaimReason, EnableWebhook: n.told}, back, money.Zero(back.Currency()))
	}
	return o, "", err
}

// cancelProductOrders ends the product orders of a payment that was given back
// whole, those of this command too.
func (t *tx) cancelProductOrders(impUID string) {
	list := t.e.productOrders(impUID)
	for _, c := range t.changes {
		if o, ok := c.(ProductOrder); ok && o.ImpUID == impUID && len(t.e.naver.byPayment[impUID]) == 0 {
			list = append(list, o)
		}
	}
	for _, o := range list {
		if o.Status != NaverCancelled && o.Status != NaverReturned {
			cancelOrder(&o, NaverWork{})
			t.put(o)
		}
	}
}
