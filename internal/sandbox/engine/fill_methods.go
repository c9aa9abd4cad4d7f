package engine

// methodKind is what stands behind a pay_method.
type methodKind string

// The kinds.
const (
	byCard    methodKind = "card"    // a card
	byWallet  methodKind = "wallet"  // a card, or the wallet's own money
	byBank    methodKind = "bank"    // a bank account
	byAccount methodKind = "account" // a virtual account, paid later
	byPhone   methodKind = "phone"   // a phone bill
	byNumber  methodKind = "number"  // vouchers, points, foreign wallets: a number and no more
)

// methodFill is what a payment by one pay_method leaves in its record.
type methodFill struct {
	kind   methodKind
	record string // pay_method of the record
	money  string // the same when the wallet's own money pays
	wallet string // emb_pg_provider inside another PG's window
	tid    string // its word in a pg_tid
}

// wallet is a method that a wallet inside a PG's window pays: `card` when a card
// stands behind it, `point` when its money does, as seen of 카카오페이 at
// 웰컴페이먼츠 and documented of 카카오페이 itself; the others are taken to be
// alike (assumed).
func wallet(name string) methodFill {
	return methodFill{kind: byWallet, record: "card", money: "point", wallet: name, tid: "CARD"}
}

// voucher is a method that leaves its own name alone.
func voucher(name string) methodFill { return methodFill{kind: byNumber, record: name, tid: "CARD"} }

// methodFills are PortOne's values of pay_method. What a record says of each is
// documented where PortOne lists the value among its answers (assumed
// otherwise).
var methodFills = map[string]methodFill{
	"card":  {kind: byCard, record: "card", tid: "CARD"},
	"trans": {kind: byBank, record: "trans", tid: "DBNK"},
	"vbank": {kind: byAccount, record: "vbank", tid: "VBNK"},
	"phone": {kind: byPhone, record: "phone", tid: "HPP_"},

	"kakaopay":        wallet("kakaopay"),
	"naverpay":        wallet("naverpay"),
	"naverpay_bridge": wallet("naverpay"),
	"naverpay_card":   {kind: byCard, record: "naverpay_card", wallet: "naverpay", tid: "CARD"},
	"naverpay_point":  {kind: byNumber, record: "naverpay_point", wallet: "naverpay", tid: "CARD"},
	"payco":           wallet("payco"),
	"tosspay":         wallet("tosspay"),
	"tosspay_card":    {kind: byCard, record: "card", wallet: "tosspay", tid: "CARD"},
	"tosspay_money":   {kind: byNumber, record: "point", wallet: "tosspay", tid: "CARD"},
	"lpay":            {kind: byCard, record: "lpay", wallet: "lpay", tid: "CARD"},
	"ssgpay":          {kind: byCard, record: "ssgpay", wallet: "ssgpay", tid: "CARD"},
	"ssgpay_bank":     {kind: byBank, record: "ssgpay", wallet: "ssgpay", tid: "DBNK"},
	"skpay":           {kind: byCard, record: "skpay", wallet: "skpay", tid: "CARD"},
	"pinpay":          {kind: byCard, record: "pinpay", wallet: "pinpay", tid: "CARD"},
	"samsung":         {kind: byCard, record: "samsung", tid: "CARD"},
	"samsungpay":      {kind: byCard, record: "samsung", tid: "CARD"},
	"applepay":        {kind: byCard, record: "applepay", tid: "CARD"},
	"toss_brandpay":   {kind: byCard, record: "toss_brandpay", tid: "CARD"},
	"money":           {kind: byNumber, record: "point", tid: "CARD"},

	"cultureland":  voucher("cultureland"),
	"culturegift":  voucher("culturegift"),
	"smartculture": voucher("smartculture"),
	"booknlife":    voucher("booknlife"),
	"happymoney":   voucher("happymoney"),
	"point":        voucher("point"),
	"paypal":       voucher("paypal"),
	"unionpay":     voucher("unionpay"),
	"alipay":       voucher("alipay"),
	"alipay_plus":  voucher("alipay_plus"),
	"tenpay":       voucher("tenpay"),
	"wechat":       voucher("wechat"),
	"econtext":     voucher("econtext"),
	"molpay":       voucher("molpay"),
	"paysbuy":      voucher("paysbuy"),
	"cvs":          voucher("cvs"),
	"paypay":       voucher("paypay"),
	"amazonpay":    voucher("amazonpay"),
	"rakutenpay":   voucher("rakutenpay"),
	"merpay":       voucher("merpay"),
	"aupay":        voucher("aupay"),
	"dbarai":       voucher("dbarai"),
}
