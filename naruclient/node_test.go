package naruclient_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/needs"
)

// TestTypeScriptClient_doesWhatAShopDoes builds web/packages/client and runs its
// examples by Node against a payment server of this test.
func TestTypeScriptClient_doesWhatAShopDoes(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		needs.Skip(t, "Node", "install Node 20 or newer")
		return
	}
	web, err := filepath.Abs("../web")
	if err != nil {
		t.Fatal(err)
	}
	compiler := filepath.Join(web, "node_modules", "typescript", "bin", "tsc")
	if _, err := os.Stat(compiler); err != nil {
		needs.Skip(t, "the TypeScript compiler", "run tools/npm.sh web")
		return
	}
	out := t.TempDir()
	ctx, cancel := contextFor(4 * time.Minute)
	defer cancel()
	run := func(name string, env []string, args ...string) {
		t.Helper()
		c := exec.CommandContext(ctx, name, args...)
		c.Dir, c.Env = out, append(os.Environ(), env...)
		if text, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v\n%s", filepath.Base(name), args, err, text)
		}
	}
	run(node, nil, compiler, "-p", filepath.Join(web, "packages", "client", "tsconfig.build.json"), "--outDir", out)
	if err := os.WriteFile(filepath.Join(out, "package.json"), []byte(`{"type":"module"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	env := []string{"NARU_URL=" + s.URL, "NARU_API_KEY=" + s.key, "NARU_TEST_PAY=" + s.URL + "/test/pay"}
	run(node, env, "--test", filepath.Join(out, "client", "examples", "shop.test.js"))
}
