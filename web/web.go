// Package web carries the built browser files: the demo shop, the consoles
// of the sandbox and of the payment server, and the SDK script, from web/dist, which is committed so that Go alone
// builds and runs everything.
//
// It refuses to serve, build or change them. Its main invariant is that it is
// the only place that embeds them; the build tag noui leaves them out, and then
// every file system is empty and SDK is nil.
package web

import "io/fs"

// Storefront returns the demo shop: index.html, whose SDK address still reads
// SDKPlaceholder, app.js, vendor.js and index.css.
func Storefront() fs.FS { return app("storefront") }

// Sandbox returns the sandbox's console: index.html, app.js, vendor.js and
// index.css.
func Sandbox() fs.FS { return app("sandbox") }

// Console returns the operators' console, which is built to be served under
// /console/: index.html, app.js, vendor.js and index.css.
func Console() fs.FS { return app("console") }

// SDK returns the script that a shop loads as iamport.js, nil under the build
// tag noui.
func SDK() []byte { return file("dist/sdk/iamport.js") }

// SDKTypes returns the TypeScript types of that script, nil under the build tag
// noui.
func SDKTypes() []byte { return file("dist/sdk/iamport.d.ts") }

func file(name string) []byte {
	content, err := fs.ReadFile(built(), name)
	if err != nil {
		return nil
	}
	return content
}

// SDKPlaceholder stands in the shop's index.html where its server writes the
// SDK's address.
const SDKPlaceholder = "__PORTONE_SDK_URL__"

func app(name string) fs.FS {
	files, err := fs.Sub(built(), "dist/"+name)
	if err != nil {
		panic("web: " + err.Error()) // the name is a constant and valid
	}
	return files
}
