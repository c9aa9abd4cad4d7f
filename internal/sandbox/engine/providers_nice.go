package engine

const (
	smartroOverseas = "t_2302161m" // its test MID for foreign cards takes foreign money
	niceReceipt     = "https://npg.nicepay.co.kr/issue/IssueLoader.do?TID={tid}&type=0&InnerWin=Y"
)

var niceProviders = []Provider{
	{
		Code:      "nice_v2",
		Name:      "(신) 나이스정보통신",
		TestMoney: MoneyReturns,
		Modules: []Module{{
			Name: "결제창 일반결제 및 API 수기/정기결제",
			Methods: []string{
				"card", "trans", "vbank", "phone", "cultureland", "naverpay_card", "naverpay_point", "kakaopay", "payco", "samsungpay", "skpay",
				"ssgpay", "ssgpay_bank", "lpay", "applepay", "tosspay_card", "tosspay_money", "alipay",
			},
			TestMIDs: []TestMID{{"iamport00m", "결제창 일반결제", true}, {"iamport01m", "API 수기/정기결제", false}, {"iamport03m", "가상계좌", true}},
		}},
		IDsOnly:     true,
		Wallets:     []string{"kakaopay", "naverpay_card", "payco", "tosspay_card"},
		Escrow:      true,
		VAT:         true,
		TellsIssuer: true,
		Demands: []demand{
			digital("나이스페이 V2 휴대폰 소액결제시 상품 유형 파라미터는 필수 입력입니다."),
			need("vbank_due").of("vbank").saying("나이스페이 V2 가상계좌 발급시 유효한 입금 기한을 필수로 입력해야 합니다."),
			lettersAndDigits().of("ssgpay_bank").saying("나이스페이 V2 SSGPAY 은행 계좌 결제시 주문 번호에 특수문자는 허용되지 않습니다."),
			absent("bypass.nice_v2.DirectShowOpt").of("trans").whenEscrow().saying("나이스페이 V2 계좌이체 에스크로 결제시 다이렉트 호출은 불가능합니다."),
		},
		Banks:      banksNiceV2,
		DueDays:    dueDaysAssumed,
		CancelText: cancelledMarked,
		Billing:    Billing{Window: []string{"kakaopay", "naverpay_card"}, API: true, OneTime: true},
		windows:    usualWindows,
		receipt:    niceReceipt,
	},
	{
		Code:      "nice",
		Name:      "(구) 나이스정보통신",
		TestMoney: MoneyReturns,
		Modules: []Module{{
			Name: "결제창 일반결제 및 API 수기/정기결제", Methods: []string{"card", "trans", "vbank", "phone", "kakaopay"},
			TestMIDs: []TestMID{
				{"iamport00m", "결제창 일반결제", true}, {"iamport01m", "API 수기/정기결제", false}, {"iamport02m", "가상계좌", true}, {"nictest04m", "일반결제(이전)", false},
			},
		}},
		Wallets:    []string{"kakaopay"},
		VAT:        true,
		Banks:      banksThreeDigits,
		DueDays:    dueDaysAssumed,
		CancelText: cancelledMarked,
		Billing:    Billing{API: true, OneTime: true},
		windows:    usualWindows,
		receipt:    niceReceipt,
	},
	{
		Code:      "smartro_v2",
		Name:      "(신) 스마트로",
		TestMoney: MoneyReturns,
		Modules: []Module{{
			Name:    "결제창 일반/정기결제",
			Methods: []string{"card", "trans", "vbank", "phone", "lpay", "naverpay", "kakaopay", "pinpay", "payco"},
			TestMIDs: []TestMID{
				{"t_2302141m", "일반결제", true}, {"t_2302165m", "에스크로", true}, {"t_2302142m", "정기결제", false}, {smartroOverseas, "해외결제", true},
			},
		}},
		IDsOnly:     true,
		Wallets:     []string{"kakaopay", "naverpay", "payco"},
		Escrow:      true,
		TellsIssuer: true,
		SlowRefunds: []string{"vbank"},
		Demands: []demand{
			need("buyer_name"), need("buyer_tel"), need("buyer_email"), need("customer_id"), atMost("customer_id", 20),
			lettersAndDigits(), need("vbank_due").of("vbank"), inWonUnless(smartroOverseas).saying("스마트로가 지원하지 않는 화폐입니다"),
		},
		Banks:      banksThreeDigits,
		DueDays:    dueDaysAssumed,
		DueForms:   []string{"2006-01-02", "20060102"},
		CancelText: cancelledMarked,
		Billing:    Billing{Window: []string{"card"}},
		windows:    usualWindows,
	},
	{
		Code:      "smartro",
		Name:      "(구) 스마트로",
		TestMoney: MoneyReturns,
		Modules: []Module{{
			Name: "결제창 일반결제", Methods: []string{"card", "trans", "vbank"},
			TestMIDs: []TestMID{{"iamport01m", "일반결제", true}},
		}},
		Demands:    []demand{lettersAndDigits(), inWonUnless("").saying("스마트로가 지원하지 않는 화폐입니다")},
		Banks:      banksThreeDigits,
		DueDays:    dueDaysAssumed,
		CancelText: cancelledMarked,
		windows:    usualWindows,
	},
}
