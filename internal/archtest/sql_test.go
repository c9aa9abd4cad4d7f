package archtest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dialect lists what only one of the two engines understands, or what makes a
// query's answer depend on the machine.
var dialect = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`::`), "SQLite takes it for a named argument; write CAST(x AS type)"},
	{regexp.MustCompile(`(?i)[=<>]\s*(ANY|ALL)\s*\(`), "SQLite has no arrays"},
	{regexp.MustCompile(`(?i)\bARRAY\s*\[`), "SQLite has no arrays"},
	{regexp.MustCompile(`(?i)\bsqlc\.slice\b`), "the two drivers expand it differently"},
	{regexp.MustCompile(`(?i)\bnow\s*\(`), "time is passed in; the database's clock cannot be turned"},
	{regexp.MustCompile(`(?i)\b(CURRENT_(TIMESTAMP|TIME|DATE)|LOCALTIME(STAMP)?|clock_timestamp)\b`), "time is passed in; the database's clock cannot be turned"},
	{regexp.MustCompile(`(?i)\b(random|gen_random_uuid)\s*\(`), "chance is passed in"},
	{regexp.MustCompile(`(?i)\bILIKE\b`), "SQLite does not know it"},
	{regexp.MustCompile(`(?i)\bFOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE)\b`), "SQLite does not know it; repeat the condition in the UPDATE instead"},
	{regexp.MustCompile(`(?i)\bSKIP\s+LOCKED\b`), "SQLite does not know it; claim with UPDATE … WHERE id IN (SELECT …)"},
	{regexp.MustCompile(`->|@>|<@|#>|\?\||\?&`), "JSON is opaque text to both engines"},
	{regexp.MustCompile(`(?i)\bjsonb?\w*\s*\(`), "JSON is opaque text to both engines"},
	{regexp.MustCompile(`(?i)\bOFFSET\b`), "pages go by key: an offset reads all that it skips, and skips rows that moved"},
}

var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlText    = regexp.MustCompile(`'(?:[^']|'')*'`)
	queryName  = regexp.MustCompile(`(?m)^--\s*name:\s*(\w+)\s+:(\w+)`)
	startsRead = regexp.MustCompile(`(?i)^\s*(WITH\b|SELECT\b)`)
	ordered    = regexp.MustCompile(`(?i)\bORDER\s+BY\b`)
	changes    = regexp.MustCompile(`(?i)\b(UPDATE|INSERT|DELETE)\b`)
)

// checkSQL reports what a query file may not use, by query.
func checkSQL(name, text string) []breach {
	var out []breach
	names := queryName.FindAllStringSubmatchIndex(text, -1)
	for i, at := range names {
		end := len(text)
		if i+1 < len(names) {
			end = names[i+1][0]
		}
		where := name + " " + text[at[2]:at[3]]
		body := sqlText.ReplaceAllString(sqlComment.ReplaceAllString(text[at[1]:end], ""), "''")
		for _, d := range dialect {
			if found := d.pattern.FindString(body); found != "" {
				out = append(out, breach{where, "uses " + strings.TrimSpace(found), d.why})
			}
		}
		many := text[at[4]:at[5]] == "many" && startsRead.MatchString(body) && !changes.MatchString(body)
		if many && !ordered.MatchString(body) {
			out = append(out, breach{where, "reads many rows without ORDER BY", "the engines return rows in orders of their own"})
		}
	}
	if len(names) == 0 {
		out = append(out, breach{name, "has no named query", "sqlc generates from named queries alone"})
	}
	return out
}

func TestQueries_useWhatBothEnginesUnderstand(t *testing.T) {
	t.Parallel()
	for _, name := range under("internal/store/query", ".sql") {
		report(t, checkSQL(name, read(name)))
	}
}

// under returns the files in a folder with the given ending.
func under(folder, ending string) []string {
	return slices.DeleteFunc(slices.Clone(files()), func(name string) bool {
		return !strings.HasPrefix(name, folder+"/") || path.Ext(name) != ending
	})
}

const (
	hashFile = "internal/store/sqlgen/SOURCES.sha256"
	hashWhy  = "the generated code must be what sqlc makes of the queries; run make gen"
)

// checkHashes compares a list in sha256sum's form with the files themselves.
func checkHashes(list string, texts map[string]string) []breach {
	var out []breach
	listed := map[string]bool{}
	for line := range strings.Lines(list) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			out = append(out, breach{hashFile, fmt.Sprintf("has the line %q", line), hashWhy})
			continue
		}
		listed[name] = true
		text, exists := texts[name]
		is := sha256.Sum256([]byte(text))
		switch {
		case !exists:
			out = append(out, breach{name, "is listed in " + hashFile + " and is gone", hashWhy})
		case hex.EncodeToString(is[:]) != sum:
			out = append(out, breach{name, "changed since the code was generated", hashWhy})
		}
	}
	for name := range texts {
		if !listed[name] {
			out = append(out, breach{name, "is not listed in " + hashFile, hashWhy})
		}
	}
	return out
}

func TestGeneratedSQL_isUpToDate(t *testing.T) {
	t.Parallel()
	names := slices.Concat(
		under("internal/store/query", ".sql"),
		under("internal/store/migration/postgres", ".sql"),
		under("internal/store/sqlgen", ".go"),
	)
	if len(names) == 0 {
		return // no store in this tree, so nothing that could be stale
	}
	names = append(names, "internal/store/sqlc.yaml")
	list, err := os.ReadFile(root() + "/" + hashFile)
	if err != nil {
		t.Fatalf("%v\n\twhy: %s", err, hashWhy)
	}
	texts := map[string]string{}
	for _, name := range names {
		texts[name] = read(name)
	}
	report(t, checkHashes(string(list), texts))
}

func TestCheckSQL_reportsWhatOneEngineDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"SELECT id::text FROM p", "SELECT id FROM p WHERE id = ANY($1)", "UPDATE p SET at = now()",
		"UPDATE p SET at = CURRENT_TIMESTAMP", "SELECT id FROM p WHERE name ILIKE $1", "SELECT id FROM p FOR UPDATE",
		"SELECT meta->>'a' FROM p", "SELECT jsonb_agg(id) FROM p", "SELECT id FROM p LIMIT 5 OFFSET 10",
		"SELECT id FROM p WHERE id IN (sqlc.slice('ids'))", "SELECT id FROM p FOR NO KEY UPDATE",
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			wantBreaches(t, checkSQL("q.sql", "-- name: Bad :one\n"+body+";\n"), "q.sql Bad")
		})
	}
}

func TestCheckSQL_reportsManyRowsWithoutAnOrder(t *testing.T) {
	t.Parallel()
	wantBreaches(t, checkSQL("q.sql", `-- name: Unordered :many
SELECT id FROM p WHERE state = $1;
-- name: Ordered :many
SELECT id FROM p ORDER BY id;
-- name: Leased :many
UPDATE p SET lease = $1 WHERE id IN (SELECT id FROM p LIMIT 1) RETURNING id;
`), "q.sql Unordered")
}

func TestCheckSQL_allowsWhatBothKnow(t *testing.T) {
	t.Parallel()
	wantBreaches(t, checkSQL("q.sql", `-- name: Find :one
-- A comment may speak of now() and of a::b.
SELECT id, CAST(COALESCE(SUM(x), 0) AS BIGINT) FROM p
WHERE state = 'a::b' UNION ALL (SELECT id, x FROM q) AND known < $1 AND (at, id) < (CAST($2 AS BIGINT), CAST($3 AS TEXT));
`))
	wantBreaches(t, checkSQL("empty.sql", "SELECT 1;\n"), "empty.sql")
}

func TestCheckHashes_reportsEveryDifference(t *testing.T) {
	t.Parallel()
	sum := func(text string) string {
		is := sha256.Sum256([]byte(text))
		return hex.EncodeToString(is[:])
	}
	list := sum("a") + "  a.sql\n" + sum("b") + "  b.sql\n" + sum("c") + "  c.sql\n"
	wantBreaches(t, checkHashes(list, map[string]string{"a.sql": "a", "b.sql": "changed", "d.sql": "new"}),
		"b.sql", "c.sql", "d.sql")
	wantBreaches(t, checkHashes("garbage\n", nil), hashFile)
}
