package main

import (
	"encoding/base64"
	"encoding/hex"
	"runtime/debug"
	"strings"
)

// sbom is a CycloneDX 1.6 list of components: https://cyclonedx.org/docs/1.6/json/.
type sbom struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   sbomMeta    `json:"metadata"`
	Components []component `json:"components"`
}

type sbomMeta struct {
	Component  component  `json:"component"`
	Properties []property `json:"properties,omitempty"`
}

type component struct {
	Type    string          `json:"type"`
	Ref     string          `json:"bom-ref"`
	Name    string          `json:"name"`
	Version string          `json:"version"`
	PURL    string          `json:"purl,omitempty"`
	Hashes  []componentHash `json:"hashes,omitempty"`
}

type componentHash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// sbomOf lists the modules that a program was built of, and how. A module's hash
// is that of go.sum, of its files' names and contents.
func sbomOf(info *debug.BuildInfo, version string) sbom {
	out := sbom{Format: "CycloneDX", Spec: "1.6", Version: 1, Components: []component{}}
	out.Metadata.Component = component{Type: "application", Ref: info.Main.Path, Name: "naru", Version: version}
	for _, s := range info.Settings {
		switch s.Key {
		case "-trimpath", "-tags", "CGO_ENABLED", "GOOS", "GOARCH", "vcs.revision", "vcs.modified":
			out.Metadata.Properties = append(out.Metadata.Properties, property{"go:build:" + s.Key, s.Value})
		}
	}
	out.Components = append(out.Components, component{
		Type: "framework", Ref: "go", Name: "std", Version: strings.TrimPrefix(info.GoVersion, "go"), PURL: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go"),
	})
	for _, dep := range info.Deps {
		if dep.Replace != nil {
			dep = dep.Replace
		}
		c := component{Type: "library", Name: dep.Path, Version: dep.Version, PURL: "pkg:golang/" + dep.Path + "@" + dep.Version}
		c.Ref = c.PURL
		if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(dep.Sum, "h1:")); err == nil && len(sum) > 0 {
			c.Hashes = []componentHash{{"SHA-256", hex.EncodeToString(sum)}}
		}
		out.Components = append(out.Components, c)
	}
	return out
}
