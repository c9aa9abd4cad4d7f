package engine

// The shapes of NHN KCP's numbers and slips, as seen and as PortOne's sample
// prints them.
const (
	kcpTID     shape = "{d14}"
	kcpReceipt shape = "https://admin8.kcp.co.kr/assist/bill.BillActionNew.do?cmd=card_bill&tno={tid}&order_no={imp_uid}&trade_mony={amount}"
)

var kcpProviders = []Provider{
	{
		Code:      "kcp",
		Name:      "NHN KCP",
		TestMoney: NoMoney,
		Modules: []Module{{
			Name: "결제창 일반/수기결제 및 API 수기/정기결제",
			Methods: []string{
				"card", "trans", "vbank", "phone", "cultureland", "smartculture", "booknlife", "happymoney", "payco", "lpay", "kakaopay",
				"naverpay", "naverpay_bridge", "samsung", "ssgpay", "applepay", "tosspay", "point",
			},
			TestMIDs: []TestMID{
				{"AO09C", "결제창 일반결제", true}, {"A52LD", "API 정기결제", false}, {"AO0Q9", "페이코", true}, {"T0000", "결제창 일반결제(이전)", true},
			},
		}},
		Wallets:   []string{"payco", "tosspay"},
		TestLacks: []string{"kakaopay", "naverpay", "naverpay_bridge"},
		Escrow:    true,
		Demands: []demand{
			listed("kcpProducts").whenEscrow(),
			atLeast(1000, Live).of("card"), atLeast(100, Test).of("card"), atLeast(301, Live).of("vbank"),
		},
		Banks:      banksKCP,
		DueDays:    dueDaysAssumed,
		DueForms:   []string{"2006-01-02", "20060102", "20060102150405"},
		CancelText: cancelledMarked,
		Billing:    Billing{API: true, OneTime: true},
		windows:    usualWindows,
		tid:        kcpTID,
		receipt:    kcpReceipt,
	},
	{
		Code:      "kcp_billing",
		Name:      "NHN KCP 정기결제",
		Buyers:    "NHN KCP",
		TestMoney: NoMoney,
		Modules: []Module{{
			Name: "결제창 정기결제", Methods: []string{"card"},
			TestMIDs: []TestMID{{"A52LD", "정기결제", false}, {"BA001", "정기결제(이전)", false}},
		}},
		CancelText: cancelledMarked,
		Billing:    Billing{Window: []string{"card"}},
		windows:    usualWindows,
		tid:        kcpTID,
		receipt:    kcpReceipt,
	},
	{
		Code:       "kcp_quick",
		Name:       "NHN KCP 퀵페이",
		TestMoney:  NoMoney,
		Modules:    []Module{{Name: "간편결제 KCP 퀵페이", Methods: []string{"card", "money"}}},
		CancelText: cancelledMarked,
		windows:    usualWindows,
		tid:        kcpTID,
	},
	{
		Code:       "kcp_v2",
		Name:       "(신) NHN KCP",
		Modules:    []Module{{Name: "휴대폰 본인인증", Type: typeCertification, TestMIDs: []TestMID{{"AO6R1", "본인인증", true}}}},
		CancelText: cancelledMarked,
		windows:    usualWindows,
	},
}
