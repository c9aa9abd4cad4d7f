// Package restv1 speaks PortOne's REST API V1 (the paths of api.iamport.kr) in
// front of the sandbox's engine.
//
// It translates and nothing else: it holds no state and decides nothing about
// money. Whatever a stranger sends, the answer is PortOne's envelope {code,
// message, response}; a request that cannot be understood has no effect.
package restv1
