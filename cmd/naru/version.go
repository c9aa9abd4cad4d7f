package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
)

// versionCmd is naru version.
type versionCmd struct {
	SBOM bool `name:"sbom" help:"What the program is made of, as CycloneDX. (구성 요소 목록)"`
}

// Help shows an example.
func (versionCmd) Help() string { return "Example: naru version --sbom > naru.cdx.json" }

// Run prints the version, or what the program is made of.
func (c versionCmd) Run() error {
	if !c.SBOM {
		fmt.Println("naru", version())
		return nil
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("이 프로그램에는 구성 요소 정보가 없습니다 (the program does not know what it is made of)")
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(sbomOf(info, version()))
}

// released is the version of git that make release wrote into the program; empty
// in any other build.
var released string

// version names the build: the release, the module's version, or the commit it
// was built of.
func version() string {
	if released != "" {
		return released
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return "devel"
}
