package engine

import "slices"

// keepsReceipt are the PGs whose cash receipt outlives the payment: the shop
// takes it back itself.
var keepsReceipt = []string{"ksnet", "smartro_v2"}

// followCancel carries on what a cancel brings about beside the payment:
// prepaid money comes back to its member, and of one that was given back whole
// end the cash receipt, at the PGs that do so, the escrow, and the product
// orders at 네이버페이. That a receipt outlives a partial cancel is assumed.
func (t *tx) followCancel(p Payment) error {
	if err := t.returnMoney(p); err != nil || p.CancelAmount != p.Amount {
		return err
	}
	if p.PGProvider == naverOrders {
		t.cancelProductOrders(p.ImpUID)
	}
	if x, ok := t.e.escrows[p.ImpUID]; ok && x.Status != EscrowCancelled {
		if _, err := t.escrowStep(x, EscrowCancelled, x.DeniedReason); err != nil {
			return err
		}
	}
	r, ok := t.e.receipts[receiptKey{p.Merchant, p.ImpUID, ""}]
	if !ok || r.CancelledAt != 0 || slices.Contains(keepsReceipt, p.PGProvider) {
		return nil
	}
	return t.takeBack(&r)
}
