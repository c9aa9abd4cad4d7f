package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../deploy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSystemdUnit_isUnderstoodBySystemd(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("systemd is not here, so its own check of the unit was left out")
		return
	}
	// The unit's program is only there where it is installed.
	unit := strings.Replace(deployed(t, "systemd/naru.service"), "/usr/local/bin/naru serve", "/bin/true", 1)
	path := filepath.Join(t.TempDir(), "naru.service")
	if err := os.WriteFile(path, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", path).CombinedOutput(); err != nil || strings.Contains(string(out), "naru.service:") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestSystemdUnit_handsEverySecretOverAsAFile(t *testing.T) {
	t.Parallel()
	unit := deployed(t, "systemd/naru.service")
	for _, found := range regexp.MustCompile(`(?m)^Environment=(\w+)_FILE=%d/(\w+)$`).FindAllStringSubmatch(unit, -1) {
		if !slices.Contains(secrets, found[1]) {
			t.Errorf("the program reads no %s_FILE", found[1])
		}
		if !strings.Contains(unit, "\nLoadCredential="+found[2]+":/etc/naru/secrets/"+found[2]+"\n") {
			t.Errorf("%s is not loaded", found[2])
		}
	}
	for _, needed := range []string{"PORTONE_API_KEY", "PORTONE_API_SECRET", "NARU_SECRET_KEY", "NARU_SHOP_WEBHOOK_SECRET", "NARU_METRICS_TOKEN", "NARU_ALERT_URL"} {
		if !strings.Contains(unit, "Environment="+needed+"_FILE=") {
			t.Errorf("%s would have to stand in the environment", needed)
		}
		if regexp.MustCompile(`(?m)^Environment=` + needed + `=`).MatchString(unit) {
			t.Errorf("%s stands in the unit", needed)
		}
	}
}

func TestDockerfile_runsAsNobodyWithSettingsThatThereAre(t *testing.T) {
	t.Parallel()
	file := deployed(t, "docker/Dockerfile")
	for _, line := range []string{"FROM scratch", "USER 65532:65532", `ENTRYPOINT ["/naru"]`, `CMD ["serve"]`} {
		if !strings.Contains(file, "\n"+line+"\n") {
			t.Errorf("the Dockerfile lacks %q", line)
		}
	}
	var c cli
	parser, err := newParser(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, command := range parser.Model.Children {
		for _, flag := range command.Flags {
			for _, env := range flag.Envs {
				known[env] = true
			}
		}
	}
	env := regexp.MustCompile(`(?m)^ENV (.*)$`).FindStringSubmatch(file)
	for _, pair := range strings.Fields(env[1]) {
		if name, _, _ := strings.Cut(pair, "="); !known[name] {
			t.Errorf("ENV %s, which no command reads", name)
		}
	}
}

func TestVersion_isTheReleasesOwn(t *testing.T) {
	script, err := os.ReadFile("../../tools/release.sh")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(script), "-X main.released=$version") {
		t.Error("make release writes no version into the program")
	}
	released = "v1.2.3"
	defer func() { released = "" }()
	if version() != "v1.2.3" {
		t.Errorf("version() = %s", version())
	}
}
