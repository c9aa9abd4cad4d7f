package intercept

import _ "embed"

// Preload is a CommonJS module that leads a Node process to an interceptor, as
// the variables that begin with NARU_INTERCEPT say.
//
//go:embed preload.cjs
var Preload []byte
