package pgrule

import (
	"slices"
	"strings"
)

// Bank is a bank as a PG calls it.
type Bank struct {
	Code string // the PG's own
	KFTC string // 금융결제원's three digits
	Name string
}

// banks are the banks by the KFTC's codes (v1.md §3.8).
var banks = []Bank{
	{KFTC: "004", Name: "KB국민은행"},
	{KFTC: "023", Name: "SC제일은행"},
	{KFTC: "039", Name: "경남은행"},
	{KFTC: "034", Name: "광주은행"},
	{KFTC: "003", Name: "IBK기업은행"},
	{KFTC: "011", Name: "NH농협은행"},
	{KFTC: "031", Name: "iM뱅크(대구은행)"},
	{KFTC: "032", Name: "부산은행"},
	{KFTC: "002", Name: "KDB산업은행"},
	{KFTC: "045", Name: "새마을금고"},
	{KFTC: "007", Name: "수협은행"},
	{KFTC: "088", Name: "신한은행"},
	{KFTC: "048", Name: "신협"},
	{KFTC: "081", Name: "하나은행"},
	{KFTC: "020", Name: "우리은행"},
	{KFTC: "071", Name: "우체국"},
	{KFTC: "037", Name: "전북은행"},
	{KFTC: "012", Name: "축협"},
	{KFTC: "090", Name: "카카오뱅크"},
	{KFTC: "089", Name: "케이뱅크"},
	{KFTC: "027", Name: "한국씨티은행"},
	{KFTC: "092", Name: "토스뱅크"},
}

// ofPG are the banks of the PGs whose codes v1.md §3.8 names.
var ofPG = map[string][]Bank{
	"kcp": coded("BK", 1), "kcp_quick": coded("BK", 1),
	"html5_inicis": coded("", 1), "inicis": coded("", 1),
	"tosspayments": coded("", 0), "danal": coded("", 0), "danal_tpay": coded("", 0), "nice": coded("", 0), "kicc": coded("", 0),
	"smartro": coded("", 0), "smartro_v2": coded("", 0), "settle": coded("", 0),
	"nice_v2": only("004", "023", "034", "003", "011", "031", "032", "088", "081", "020", "071", "089"),
	"welcome": only("004", "034", "039", "003", "031", "032", "007", "088", "081", "020", "037", "089"),
	"daou":    atDaou,
}

// atDaou are 키움페이's, whose codes are of its own making; 외환 is 하나 today.
var atDaou = []Bank{
	{"04", "004", "KB국민은행"},
	{"11", "023", "SC제일은행"},
	{"03", "003", "IBK기업은행"},
	{"08", "011", "NH농협은행"},
	{"15", "032", "부산은행"},
	{"10", "088", "신한은행"},
	{"12", "081", "하나은행"},
	{"05", "081", "하나은행(옛 외환)"},
	{"09", "020", "우리은행"},
	{"31", "071", "우체국"},
}

// coded writes every bank's code after a prefix, without its first digits.
func coded(prefix string, without int) []Bank {
	list := slices.Clone(banks)
	for i, b := range list {
		list[i].Code = prefix + b.KFTC[without:]
	}
	return list
}

// only are the banks of these KFTC codes.
func only(codes ...string) []Bank {
	return slices.DeleteFunc(coded("", 0), func(b Bank) bool { return !slices.Contains(codes, b.KFTC) })
}

// Banks lists the banks that a PG pays refunds into; none when nothing is
// written about the PG.
func Banks(provider string) []Bank { return slices.Clone(ofPG[provider]) }

// BankCode returns a PG's code of a bank that is told by the PG's own code or by
// the KFTC's three digits. ok is false when the PG has no such bank. The code of
// a PG that nothing is written about is left as it is.
func BankCode(provider, told string) (code string, ok bool) {
	list := ofPG[provider]
	if len(list) == 0 {
		return told, told != ""
	}
	told = strings.TrimSpace(told)
	for _, b := range list {
		if strings.EqualFold(b.Code, told) {
			return b.Code, true
		}
	}
	for _, b := range list {
		if b.KFTC == told {
			return b.Code, true
		}
	}
	return "", false
}
