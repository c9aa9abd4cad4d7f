package engine

var tosspayments = Provider{
	Code:      "tosspayments",
	Name:      "(신) 토스페이먼츠",
	TestMoney: NoMoney,
	Modules: []Module{{
		Name: "결제창 일반/정기결제 및 API 수기/정기결제",
		Methods: []string{
			"card", "trans", "vbank", "phone", "booknlife", "smartculture", "cultureland", "kakaopay", "naverpay", "lpay", "samsungpay",
			"ssgpay", "applepay", "payco", "tosspay",
		},
		TestMIDs: []TestMID{{"iamporttest_3", "일반/수기결제", true}, {"iamporttest_4", "정기결제", false}},
	}},
	IDsOnly:     true,
	Wallets:     []string{"kakaopay", "naverpay", "payco", "tosspay"},
	Escrow:      true,
	TellsIssuer: true,
	HidesHolder: true,
	Quotas:      UpToLast,
	Demands:     []demand{listed("products", "escrowProducts").whenEscrow()},
	Banks:       banksThreeDigits,
	DueDays:     dueDaysAssumed,
	CancelText:  "[PAY_PROCESS_ABORTED] 사용자가 결제를 취소하였습니다",
	CancelCode:  "PAY_PROCESS_ABORTED",
	Billing:     Billing{Window: []string{"card"}, API: true, OneTime: true, Buyer: true},
	windows:     usualWindows,
}

// cancelledInToss is 토스페이's text, which has no spaces.
const cancelledInToss = "사용자가결제를취소하였습니다"

var tossProviders = []Provider{
	tosspayments,
	{
		Code:      "uplus",
		Name:      "(구) 토스페이먼츠",
		TestMoney: NoMoney,
		Modules: []Module{{
			Name: "결제창 일반결제",
			Methods: []string{
				"card", "trans", "vbank", "phone", "cultureland", "smartculture", "booknlife", "applepay", "tosspay", "naverpay", "kakaopay",
				"lpay", "payco", "samsung",
			},
			TestMIDs: []TestMID{{"tlgdacomxpay", "일반결제", true}},
		}},
		Wallets:    []string{"kakaopay", "naverpay", "payco", "tosspay"},
		Quotas:     UpToLast,
		Banks:      banksThreeDigits,
		DueDays:    dueDaysAssumed,
		CancelText: cancelledMarked,
		windows:    usualWindows,
	},
	{
		Code:        "toss_brandpay",
		Name:        "토스페이먼츠 브랜드페이",
		TestMoney:   NoMoney,
		Modules:     []Module{{Name: "브랜드페이", Methods: []string{"toss_brandpay"}}},
		TellsIssuer: true,
		Quotas:      UpToLast,
		CancelText:  cancelledMarked,
		windows:     overlayWindows,
	},
	{
		Code:      "tosspay_v2",
		Name:      "(신) 토스페이",
		TestMoney: NoMoney,
		Modules: []Module{{
			Name: "결제창 일반/정기결제", Methods: []string{"tosspay", "tosspay_card", "tosspay_money"},
			TestMIDs: []TestMID{{"tosstest", "일반/정기결제", false}},
		}},
		Wallet:      "tosspay",
		VAT:         true,
		TellsIssuer: true,
		CancelText:  cancelledInToss,
		Billing:     Billing{Window: []string{"tosspay"}},
		windows:     usualWindows,
	},
	{
		Code:      "tosspay",
		Name:      "(구) 토스페이",
		TestMoney: NoMoney,
		Modules: []Module{{
			Name: "결제창 일반결제", Methods: []string{"card", "trans"}, TestMIDs: []TestMID{{"tosstest", "일반결제", true}},
		}},
		IgnoreMethod: true,
		Wallet:       "tosspay",
		Banks:        banksThreeDigits,
		CancelText:   cancelledInToss,
		windows:      usualWindows,
	},
}
