package engine

var phoneProviders = []Provider{
	{
		Code:      "danal",
		Name:      "다날 휴대폰",
		Buyers:    "다날",
		TestMoney: MoneyReturns,
		Modules: []Module{
			{
				Name: "휴대폰 소액결제 일반/정기결제", Methods: []string{"phone"},
				TestMIDs: []TestMID{{"A010002002", "휴대폰 소액결제", false}},
			},
			{Name: "휴대폰 본인인증", Type: typeCertification},
		},
		Demands:    []demand{need("buyer_tel")},
		CancelText: cancelledMarked,
		Billing:    Billing{Window: []string{"phone"}, Charges: []string{"phone"}},
		windows:    overlayWindows,
	},
	{
		Code:      "danal_tpay",
		Name:      "다날",
		TestMoney: MoneyReturns,
		Modules: []Module{{
			Name: "결제창 일반/정기결제", Methods: []string{"card", "trans", "vbank", "phone", "cultureland", "happymoney"},
			TestMIDs: []TestMID{{"9810030929", "일반/정기결제", false}},
		}},
		TestLacks:  []string{"trans", "vbank"},
		Demands:    []demand{need("buyer_tel"), need("biz_num").of("vbank"), digits("biz_num", 10).of("vbank")},
		Banks:      banksThreeDigits,
		DueDays:    dueDaysAssumed,
		CancelText: cancelledMarked,
		Billing:    Billing{Window: []string{"card"}, Charges: []string{"card"}},
		windows:    overlayWindows,
	},
	{
		Code:      "mobilians",
		Name:      "KG파이낸셜",
		TestMoney: MoneyReturns,
		Modules: []Module{{
			Name:     "결제창 일반/정기결제",
			Methods:  []string{"phone", "card", "vbank", "trans", "cultureland", "booknlife", "smartculture"},
			TestMIDs: []TestMID{{"170622040674", "일반/정기결제", false}},
		}},
		Banks:      banksThreeDigits,
		DueDays:    dueDaysAssumed,
		CancelText: cancelledMarked,
		Billing:    Billing{Window: []string{"phone", "card"}, Charges: []string{"phone", "card"}},
		windows:    usualWindows,
	},
	{
		Code: "galaxia",
		Name: "갤럭시아머니트리",
		Modules: []Module{{
			Name: "결제창 일반/정기결제 및 API 수기/정기결제",
			Methods: []string{
				"card", "trans", "vbank", "phone", "cultureland", "smartculture", "booknlife", "happymoney", "kakaopay", "naverpay", "tosspay",
				"samsungpay", "applepay", "payco",
			},
			TestMIDs: []TestMID{
				{"M251105747", "결제창 일반결제", true},
				{"M251105772", "API 수기결제", true},
				{"M251105773", "API 정기결제", false},
				{"M2103135", "상품권", true},
				{"M251205787", "휴대폰 정기결제", false},
			},
		}},
		Wallets:    []string{"kakaopay", "naverpay", "payco", "tosspay"},
		Banks:      banksThreeDigits,
		DueDays:    dueDaysAssumed,
		CancelText: cancelledMarked,
		Billing:    Billing{Window: []string{"phone"}, Charges: []string{"phone"}, API: true, OneTime: true},
		windows:    usualWindows,
	},
}
