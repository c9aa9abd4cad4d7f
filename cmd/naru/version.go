package main

import (
	"fmt"
	"runtime/debug"
)

// versionCmd is naru version.
type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error {
	fmt.Println("naru", version())
	return nil
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
