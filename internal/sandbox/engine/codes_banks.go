package engine

import "slices"

// The banks in the codes of those PGs that have their own; the others use the
// three digits of the KFTC.
var (
	banksInicis  = recoded(func(code string) string { return code[1:] })        // 04
	banksKCP     = recoded(func(code string) string { return "BK" + code[1:] }) // BK04
	banksNiceV2  = subset("004", "023", "034", "003", "011", "031", "032", "088", "081", "020", "071", "089")
	banksWelcome = subset("004", "034", "039", "003", "031", "032", "007", "088", "081", "020", "037", "089")

	// banksDaou are 키움페이's, whose codes are of its own making.
	banksDaou = []CodeName{
		{"04", "KB국민은행"},
		{"11", "SC제일은행"},
		{"03", "기업은행"},
		{"08", "농협은행"},
		{"15", "부산은행"},
		{"10", "신한은행"},
		{"05", "외환은행"},
		{"12", "하나은행"},
		{"09", "우리은행"},
		{"31", "우체국"},
	}
)

// recoded is the list of all banks in other codes.
func recoded(code func(kftc string) string) []CodeName {
	list := slices.Clone(banksThreeDigits)
	for i, b := range list {
		list[i].Code = code(b.Code)
	}
	return list
}

// subset are the banks of these KFTC codes, in their published order.
func subset(codes ...string) []CodeName {
	list := make([]CodeName, len(codes))
	for i, code := range codes {
		name, ok := nameOf(banksThreeDigits, code)
		if !ok {
			panic("engine: no bank has the code " + code) // an error in this file
		}
		list[i] = CodeName{code, name}
	}
	return list
}

// kftcCode is the KFTC code of a PG's bank, which bank_code is; vbank_code stays
// the PG's own. 외환은행 is 하나은행's today.
func kftcCode(bank CodeName) string {
	name := bank.Name
	if name == "외환은행" {
		name = "하나은행"
	}
	for _, b := range banksThreeDigits {
		if b.Name == name {
			return b.Code
		}
	}
	return bank.Code
}
