package engine

import "github.com/naru-pay/naru/internal/money"

// inicis is KG이니시스 as shops know it; the PG with the code `inicis` is its
// older module.
var inicis = Provider{
	Code:      "html5_inicis",
	Name:      "KG이니시스",
	TestMoney: MoneyReturns,
	Modules: []Module{{
		Name: "결제창 일반/정기결제 및 API 수기/정기결제",
		Methods: []string{
			"card", "trans", "vbank", "phone", "kakaopay", "naverpay", "samsung", "applepay", "ssgpay", "payco", "tosspay", "lpay",
			"cultureland", "smartculture", "happymoney", "booknlife",
		},
		TestMIDs: []TestMID{{"INIpayTest", "일반결제", true}, {"INIBillTst", "정기결제", false}, {"iniescrow0", "에스크로", true}},
	}},
	Wallets:    []string{"kakaopay", "naverpay", "payco", "tosspay"},
	Escrow:     true,
	VAT:        true,
	Quotas:     UpToLast,
	Demands:    []demand{need("buyer_tel"), atLeast(100, Live).of("card")},
	Banks:      banksInicis,
	DueDays:    30,
	CancelText: cancelled,
	Billing:    Billing{Window: []string{"card"}, API: true, OneTime: true},
	windows:    usualWindows,
	tid:        "Stdpay{method}{mid}{time}{d6}",
	receipt:    "https://iniweb.inicis.com/receipt/iniReceipt.jsp?noTid={tid}",
}

var inicisProviders = []Provider{
	inicis,
	{
		Code:      "inicis",
		Name:      "(구) KG이니시스",
		TestMoney: MoneyReturns,
		Modules: []Module{
			{
				Name: "API 수기/정기결제", Type: typeAPI, Methods: []string{"card"},
				TestMIDs: []TestMID{{"INIpayTest", "일반결제", true}, {"INIBillTst", "정기결제", false}},
			},
			{Name: "신용카드 본인인증", Type: typeCertification},
		},
		VAT:        true,
		Banks:      banksInicis,
		CancelText: cancelled,
		Billing:    Billing{API: true, OneTime: true},
		windows:    usualWindows,
		tid:        "Stdpay{method}{mid}{time}{d6}",
		receipt:    inicis.receipt,
	},
	{
		Code:       "inicis_unified",
		Name:       "KG이니시스 통합인증",
		Buyers:     "KG이니시스",
		Modules:    []Module{{Name: "통합인증", Type: typeCertification, TestMIDs: []TestMID{{"MIIiasTest", "통합인증", true}}}},
		CancelText: cancelled,
		windows:    usualWindows,
	},
	{
		Code:   "inicis_jp",
		Name:   "KG이니시스 일본결제",
		Buyers: "KG이니시스",
		Modules: []Module{{
			Name:    "결제창 해외결제(일본)",
			Methods: []string{"card", "cvs", "paypay", "amazonpay", "rakutenpay", "merpay", "aupay", "dbarai"},
		}},
		Currencies: []money.Currency{money.JPY},
		CancelText: cancelled,
		windows:    usualWindows,
	},
}
