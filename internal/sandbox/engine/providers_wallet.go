package engine

var kakaopay = Provider{
	Code:      "kakaopay",
	Name:      "카카오페이",
	TestMoney: NoMoney,
	Modules: []Module{{
		Name: "결제창 일반/정기결제", Methods: []string{"kakaopay"},
		TestMIDs: []TestMID{{"TC0ONETIME", "일반결제", true}, {"TCSUBSCRIP", "정기결제", false}},
	}},
	IgnoreMethod: true,
	Wallet:       "kakaopay",
	Quotas:       FixedMonth,
	Demands:      []demand{atLeast(100, Live)},
	CancelText:   cancelledMarked,
	Billing:      Billing{Window: []string{"kakaopay"}, Charges: []string{"kakaopay"}},
	windows:      usualWindows,
	tid:          "T{h19}",
	receipt:      "https://mockup-pg-web.kakao.com/v1/confirmation/p/{tid}/{h64}",
}

var walletProviders = []Provider{
	kakaopay,
	{
		Code:   "naverpay",
		Name:   "네이버페이 결제형",
		Buyers: "네이버페이",
		Modules: []Module{{
			Name: "결제형 일반/정기결제", Methods: []string{"naverpay"},
			TestMIDs: []TestMID{{"naverpay-partner", "네이버페이 파트너 아이디", false}},
		}},
		IgnoreMethod: true,
		Wallet:       "naverpay",
		Demands:      []demand{listed("naverProducts").whenPaying()},
		CancelText:   cancelledMarked,
		Billing:      Billing{Window: []string{"naverpay"}},
		windows:      popupOnPC,
	},
	{
		Code:         "naverco",
		Name:         "네이버페이 주문형",
		Buyers:       "네이버페이",
		Modules:      []Module{{Name: "주문형", Methods: []string{"naverpay"}}},
		IgnoreMethod: true,
		Wallet:       "naverpay",
		Demands:      []demand{listed("naverProducts")},
		CancelText:   cancelledMarked,
		windows:      redirectWindows,
	},
	{
		Code:      "payco",
		Name:      "페이코",
		TestMoney: NoMoney,
		Modules: []Module{{
			Name: "결제창 일반/정기결제", Methods: []string{"card", "trans", "vbank"},
			TestMIDs: []TestMID{{"PARTNERTEST", "일반결제", true}, {"AUTOPAY", "정기결제", false}},
		}},
		IgnoreMethod: true,
		Wallet:       "payco",
		Demands:      []demand{need("buyer_tel")},
		Banks:        banksThreeDigits,
		DueDays:      dueDaysAssumed,
		CancelText:   cancelledMarked,
		Billing:      Billing{Window: []string{"card"}},
		windows:      overlayWindows,
	},
	{
		Code: "smilepay",
		Name: "스마일페이",
		Modules: []Module{{
			Name: "결제창 일반결제", Methods: []string{"card"}, TestMIDs: []TestMID{{"cnstest25m", "일반결제", true}},
		}},
		Wallet:     "smilepay",
		CancelText: cancelledMarked,
		windows:    usualWindows,
	},
}
