package archtest_test

import (
	"regexp"
	"strings"
	"testing"
)

// asvs are the requirements of OWASP ASVS 5.0.0 that the money rules name.
const asvs = `1.2.1 1.2.2 1.2.10 1.3.6 1.4.2 1.5.3 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 2.3.5 2.4.1
	3.2.2 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.4.7 3.4.8 3.5.1 3.5.2 3.5.3 3.6.1 3.7.2
	4.1.3 4.1.5 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.2.12 6.3.1 6.3.2 6.3.8 6.4.1 6.5.2
	7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4 7.4.5 7.5.2 7.5.3 8.2.2 8.3.1 8.4.1
	11.1.1 11.2.4 11.3.1 11.3.2 11.3.3 11.3.4 11.4.2 11.5.1 12.2.1 12.3.1 12.3.2 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1
	14.1.1 14.1.2 14.2.1 14.2.2 14.2.4 14.2.6 14.2.7 14.3.2 15.1.1 15.1.2 15.2.1 15.2.2 15.2.3 15.2.4 15.3.2 15.3.3 15.3.4 15.3.5 15.3.7 15.4.2
	16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3 16.5.4`

const securityPage = "docs/security.md"

var (
	securityRow  = regexp.MustCompile(`(?m)^\| (\d[\d., ]*) \| ([^|]+) \| ([^|]+) \|$`)
	namedTest    = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	declaredTest = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9_]+)\(`)
)

// checkSecurity reports requirements that the page leaves out or names twice,
// answers that say nothing, and tests that are not there.
func checkSecurity(page string, tests map[string]bool) []breach {
	var out []breach
	const why = "each requirement has a test that would fail, or a reason why it has none"
	seen := map[string]int{}
	for _, row := range securityRow.FindAllStringSubmatch(page, -1) {
		for _, id := range strings.Split(row[1], ", ") {
			seen[id]++
		}
		if len(strings.TrimSpace(row[3])) < len("`Test_`") {
			out = append(out, breach{securityPage + " " + row[1], "names neither a test nor a reason", why})
		}
	}
	for _, id := range strings.Fields(asvs) {
		if seen[id] != 1 {
			out = append(out, breach{securityPage, "does not name " + id + " once", why})
		}
	}
	for _, name := range namedTest.FindAllStringSubmatch(page, -1) {
		if !tests[name[1]] {
			out = append(out, breach{securityPage, "names " + name[1] + ", which is not there", why})
		}
	}
	return out
}

func TestSecurityPage_namesTestsThatExist(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	for _, name := range files() {
		if strings.HasSuffix(name, "_test.go") {
			for _, found := range declaredTest.FindAllStringSubmatch(read(name), -1) {
				tests[found[1]] = true
			}
		}
	}
	if len(tests) < 100 {
		t.Fatalf("only %d tests were found", len(tests))
	}
	report(t, checkSecurity(read(securityPage), tests))
}

func TestCheckSecurity_reportsWhatIsMissing(t *testing.T) {
	t.Parallel()
	row := "| " + strings.Join(strings.Fields(asvs), ", ") + " | all of it | `TestHere_isThere` |\n"
	tests := map[string]bool{"TestHere_isThere": true}
	if got := checkSecurity(row, tests); len(got) != 0 {
		t.Errorf("a whole page: %v", got)
	}
	for name, page := range map[string]string{
		"a requirement left out": strings.Replace(row, "16.5.4", "16.5.3", 1), "a test that is not there": strings.Replace(row, "Here", "Gone", 1),
		"an empty answer": row + "| 99.1 | x | no |\n", "nothing": "",
	} {
		if got := checkSecurity(page, tests); len(got) == 0 {
			t.Errorf("%s: nothing is reported", name)
		}
	}
}
