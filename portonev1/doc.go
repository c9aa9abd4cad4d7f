// Package portonev1 is a client for PortOne's REST API V1, the one at
// https://api.iamport.kr that belongs to the browser's IMP.request_pay.
//
// It has a method for every operation that PortOne publishes: payments and
// their cancels, amounts registered before the payment window opens, cards
// stored as billing keys and charged now or later, virtual accounts, cash
// receipts, identity verification, escrow deliveries, convenience stores, and
// what one gateway alone has (Naver Pay, KCP Quick, PAYCO, Benepia,
// Paymentwall, partners and sub-stores). It fetches the access token itself,
// shares it between all callers and renews it before it ends.
//
// Each method names its operation and the group under which
// https://developers.portone.io/api/rest-v1 describes it. [ParseNotice] reads
// webhooks, and [ParseConfirm] what PortOne asks a shop before an approval; the
// pages that they come from are under
// https://developers.portone.io/opi/ko/integration.
//
// What it promises:
//
//   - An amount never passes through a floating-point number: [Decimal] holds
//     the digits as PortOne wrote them.
//   - An answer that lacks an amount, repeats a field, or is about another
//     payment than the one asked for is an error, never a payment.
//   - Reads are tried again after a network error, with jitter. A call that
//     moves money or changes a record is sent once; [OutcomeUnknown] tells
//     whether it may have been carried out when it ended in an error.
//   - Redirects are not followed, bodies are capped, every call ends.
//
// What it refuses to do: to judge whether a payment is the right one, to
// cancel a payment whose amount nobody wrote down, and to print secrets.
//
// A [Client] is safe for use by many goroutines; make one and keep it.
//
// HTTP 200 does not mean success at PortOne V1. A refused cancel comes as HTTP
// 200 with a code other than 0 and a sentence in Korean; this package returns
// it as an [*Error] whose Message is that sentence.
package portonev1
