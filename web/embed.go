//go:build !noui

package web

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

func built() fs.FS { return dist }
