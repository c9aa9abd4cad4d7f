package engine

import "github.com/naru-pay/naru/internal/money"

// foreign are the currencies of PortOne's list beside the won.
var foreign = []money.Currency{money.USD, money.EUR, money.JPY}

var worldProviders = []Provider{
	{
		Code:      "paypal_v2",
		Name:      "페이팔 SPB/RT",
		Buyers:    "페이팔",
		TestMoney: NoMoney,
		Modules: []Module{{
			Name: "SPB 일반결제 및 RT 정기결제", Methods: []string{"paypal"},
			TestMIDs: []TestMID{{"7WBB3CKT63FRG", "미국", false}, {"UFYSG9T7RFW2A", "한국", false}},
		}},
		IDsOnly:     true,
		Pending:     true,
		TellsIssuer: true,
		Currencies:  foreign,
		NoMethod:    "페이팔에서 제공하지 않는 결제 수단입니다.",
		NoKeyMethod: "페이팔에서 제공하지 않는 빌링키 발급 수단입니다.",
		Demands:     []demand{none("tax_free").saying("taxFreeAmount must be 0 in Paypal!")},
		CancelText:  cancelledMarked,
		Billing:     Billing{Window: []string{"paypal"}},
		windows:     popupWindows,
	},
	{
		Code:         "paypal",
		Name:         "페이팔 Express Checkout",
		Buyers:       "페이팔",
		TestMoney:    NoMoney,
		Modules:      []Module{{Name: "Express Checkout", Methods: []string{"paypal"}}},
		IgnoreMethod: true,
		Currencies:   foreign,
		CancelText:   cancelledMarked,
		windows:      redirectWindows,
	},
	{
		Code:      "eximbay",
		Name:      "엑심베이",
		TestMoney: NoMoney,
		Modules: []Module{{
			Name:     "결제창 일반결제",
			Methods:  []string{"card", "unionpay", "alipay", "tenpay", "wechat", "econtext", "molpay", "paysbuy"},
			TestMIDs: []TestMID{{"1849705C64", "일반결제", true}, {"CF3309AD19", "일반결제(신모듈)", true}, {"32AAE5BE9B", "일반결제(신모듈)", true}, {"35D49A8CAA", "일반결제(신모듈)", true}},
		}},
		Languages:  []string{"jp"},
		Demands:    []demand{need("buyer_tel")},
		CancelText: cancelledMarked,
		windows:    overlayWindows,
	},
	{
		Code:       "paymentwall",
		Name:       "페이먼트월",
		TestMoney:  MoneyStays,
		Modules:    []Module{{Name: "결제창 일반/정기결제 및 API 수기/정기결제", Methods: []string{"card"}}},
		Demands:    []demand{need("buyer_email")},
		CancelText: cancelledMarked,
		Billing:    Billing{Window: []string{"card"}, Charges: []string{"card"}, API: true, OneTime: true},
		windows:    usualWindows,
	},
	{
		Code:       "kicc_v2",
		Name:       "이지페이 해외",
		Buyers:     "이지페이",
		TestMoney:  NoMoney,
		Modules:    []Module{{Name: "결제창 해외결제", Methods: []string{"wechat", "alipay_plus"}}},
		CancelText: cancelledMarked,
		windows:    usualWindows,
	},
	{
		Code:         "payletter_global",
		Name:         "페이레터 해외결제",
		Buyers:       "페이레터",
		Modules:      []Module{{Name: "결제창 해외결제", Methods: []string{"card"}}},
		IgnoreMethod: true,
		CancelText:   cancelledMarked,
		windows:      usualWindows,
	},
}
