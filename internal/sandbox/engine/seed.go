package engine

import "context"

// seededShop is the shop name of the seeded merchant.
const seededShop = "나루 상점"

// seededChannels need no set-up: one PG of each kind of delivery, the default
// first.
var seededChannels = []Channel{
	{Name: "KG INICIS", Provider: "html5_inicis", MID: "INIpayTest"},
	{Name: "KG INICIS billing", Provider: "html5_inicis", MID: "INIBillTst"},
	{Name: "KakaoPay", Provider: "kakaopay", MID: "TC0ONETIME"},
	{Name: "TossPayments", Provider: "tosspayments", MID: "iamporttest_3"},
}

// seed makes the merchant that a fresh sandbox starts with.
func (e *Engine) seed(ctx context.Context, name string) error {
	if name == "" {
		name = seededShop
	}
	m, err := e.SignUp(ctx, "owner@example.com", name)
	if err != nil {
		return err
	}
	for _, c := range seededChannels {
		if _, err := e.AddChannel(ctx, m.Code, c); err != nil {
			return err
		}
	}
	return nil
}
