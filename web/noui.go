//go:build noui

package web

import (
	"embed"
	"io/fs"
)

var dist embed.FS

func built() fs.FS { return dist }
