package main

import (
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

func TestSBOM_namesEveryModule(t *testing.T) {
	t.Parallel()
	info := &debug.BuildInfo{
		GoVersion: "go1.26.8", Main: debug.Module{Path: "github.com/naru-pay/naru"},
		Settings: []debug.BuildSetting{{Key: "-trimpath", Value: "true"}, {Key: "CGO_CFLAGS", Value: "/home/someone"}},
		Deps: []*debug.Module{
			{Path: "github.com/go-chi/chi/v5", Version: "v5.5.0", Sum: "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
			{Path: "old", Version: "v1", Replace: &debug.Module{Path: "new", Version: "v2"}},
		},
	}
	got := sbomOf(info, "v1.2.3")
	if got.Metadata.Component.Version != "v1.2.3" || len(got.Components) != 3 || len(got.Metadata.Properties) != 1 {
		t.Fatalf("the list is %+v", got)
	}
	chi := got.Components[1]
	if chi.PURL != "pkg:golang/github.com/go-chi/chi/v5@v5.5.0" || len(chi.Hashes) != 1 || chi.Hashes[0].Content != strings.Repeat("00", 32) {
		t.Errorf("chi is %+v", chi)
	}
	if got.Components[2].Name != "new" || got.Components[0].Version != "1.26.8" {
		t.Errorf("a replaced module is %+v, Go is %+v", got.Components[2], got.Components[0])
	}
	own, ok := debug.ReadBuildInfo()
	if !ok || len(own.Deps) == 0 {
		t.Fatal("this very program does not know what it is made of")
	}
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	for _, dep := range own.Deps {
		if dep.Replace == nil && !strings.Contains(string(sums), dep.Path+" "+dep.Version+" "+dep.Sum) {
			t.Errorf("%s %s has another hash than go.sum", dep.Path, dep.Version)
		}
	}
}
