//go:build !noui

package web_test

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/naru-pay/naru/web"
)

var reference = regexp.MustCompile(`(?:src|href)="([^"]*)"`)

func TestIndex_namesOnlyFilesThatExist(t *testing.T) {
	t.Parallel()
	// The shop's own server answers these two.
	served := map[string]bool{web.SDKPlaceholder: true, "/env.js": true}
	for name, files := range map[string]fs.FS{"storefront": web.Storefront(), "sandbox": web.Sandbox(), "console": web.Console()} {
		index, err := fs.ReadFile(files, "index.html")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		found := reference.FindAllSubmatch(index, -1)
		if len(found) < 2 {
			t.Errorf("%s: index.html names %d files, want its script and style", name, len(found))
		}
		for _, m := range found {
			path := string(m[1])
			if served[path] && name == "storefront" || strings.HasPrefix(path, "data:") {
				continue
			}
			if _, err := fs.Stat(files, strings.TrimPrefix(strings.TrimPrefix(path, "/console"), "/")); err != nil {
				t.Errorf("%s: index.html names %q: %v", name, path, err)
			}
		}
	}
}

func TestStorefront_leavesTheAddressOfTheSDKToItsServer(t *testing.T) {
	t.Parallel()
	index, err := fs.ReadFile(web.Storefront(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if got := bytes.Count(index, []byte(`src="`+web.SDKPlaceholder+`"`)); got != 1 {
		t.Errorf("index.html has the SDK placeholder %d times, want once", got)
	}
}

func TestSDK_isSmall(t *testing.T) {
	t.Parallel()
	if got := len(web.SDK()); got == 0 || got > 15_000 {
		t.Errorf("iamport.js has %d bytes, want 1 to 15000", got)
	}
}

// A bundle that took a setting in at build time would hand it to every visitor.
// Whoever builds with these set (as CI does) sees it here; without them the
// shapes of such values are looked for.
func TestDist_carriesNoSettings(t *testing.T) {
	t.Parallel()
	names := []string{
		"PORTONE_IMP", "PORTONE_PG_CODE", "PORTONE_API_KEY", "PORTONE_API_SECRET",
		"NARU_SECRET_KEY", "NARU_SHOP_WEBHOOK_SECRET", "NARU_API_KEY", "DATABASE_URL",
	}
	shapes := []*regexp.Regexp{
		regexp.MustCompile(`sk_(test|live)_[0-9A-Za-z]{8,}`),
		regexp.MustCompile(`whsec_[0-9A-Za-z+/]{8,}`),
		regexp.MustCompile(`["'` + "`" + `]imp[0-9]{8}["'` + "`" + `]`),
		regexp.MustCompile(`["'` + "`" + `][0-9A-Za-z]{80}["'` + "`" + `]`),
		regexp.MustCompile(`sourceMappingURL|file:///|/home/|/node_modules/`),
	}
	for _, name := range []string{"storefront", "sandbox", "console", "sdk"} {
		err := fs.WalkDir(os.DirFS("dist/"+name), ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			body, err := fs.ReadFile(os.DirFS("dist/"+name), path)
			if err != nil {
				return err
			}
			for _, setting := range names {
				if value := os.Getenv(setting); len(value) >= 8 && bytes.Contains(body, []byte(value)) {
					t.Errorf("dist/%s/%s holds the value of %s", name, path, setting)
				}
			}
			for _, shape := range shapes {
				if hit := shape.Find(body); hit != nil {
					t.Errorf("dist/%s/%s holds %q", name, path, hit)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
