package fault

// Codes of requests that cannot be understood or served.
const (
	InternalError       Code = "internal_error"
	BadRequest          Code = "bad_request"
	BadJSON             Code = "bad_json"
	BadField            Code = "bad_field"
	UnknownField        Code = "unknown_field"
	MissingField        Code = "missing_field"
	BadQuery            Code = "bad_query"
	BadContentType      Code = "bad_content_type"
	BodyTooLarge        Code = "body_too_large"
	RouteNotFound       Code = "route_not_found"
	MethodNotAllowed    Code = "method_not_allowed"
	TooManyRequests     Code = "too_many_requests"
	KeyMissing          Code = "api_key_missing"
	KeyInvalid          Code = "api_key_invalid"
	KeyScope            Code = "api_key_scope"
	KeyRevoked          Code = "api_key_revoked"
	KeyExpired          Code = "api_key_expired"
	KeyAddress          Code = "api_key_address"
	KeyRotated          Code = "api_key_rotated"
	TokenInvalid        Code = "client_token_invalid"
	IdempotencyMissing  Code = "idempotency_key_missing"
	IdempotencyMismatch Code = "idempotency_key_mismatch"
	IdempotencyRunning  Code = "idempotency_key_in_progress"
	IdempotencyLost     Code = "idempotency_answer_lost"
	ServerBusy          Code = "server_busy"
	StoreUnavailable    Code = "store_unavailable"
	GatewayUnavailable  Code = "gateway_unavailable"
	GatewayRefused      Code = "gateway_refused"
	GatewayUnusable     Code = "gateway_answer_unusable"
)

// Codes about payments and orders.
const (
	PaymentNotFound     Code = "payment_not_found"
	OrderNotFound       Code = "order_not_found"
	OrderAlreadyPaid    Code = "order_already_paid"
	MerchantUIDTaken    Code = "merchant_uid_taken"
	NothingToPay        Code = "nothing_to_pay"
	AmountBelowMinimum  Code = "amount_below_minimum"
	AmountInvalid       Code = "amount_invalid"
	TotalMismatch       Code = "total_mismatch"
	CurrencyUnsupported Code = "currency_unsupported"
	ChannelUnknown      Code = "channel_unknown"
	ParameterGuarded    Code = "parameter_guarded"
	ReturnURLForeign    Code = "return_url_not_allowed"
)

// Codes that a verdict gives as its reason.
const (
	AmountMismatch     Code = "payment_amount_mismatch"
	CurrencyMismatch   Code = "payment_currency_mismatch"
	ChannelMismatch    Code = "payment_channel_mismatch"
	EscrowMismatch     Code = "payment_escrow_mismatch"
	StoreMismatch      Code = "payment_store_mismatch"
	TestMoney          Code = "payment_test_money"
	LiveMoney          Code = "payment_live_money"
	ForeignPayment     Code = "payment_foreign"
	DuplicatePayment   Code = "payment_duplicate"
	LatePayment        Code = "payment_late"
	PartlyCancelled    Code = "payment_partly_cancelled_at_first_sight"
	CancelledElsewhere Code = "payment_cancelled_elsewhere"
	StatusUnknown      Code = "payment_status_unknown"
	PaymentFailed      Code = "payment_failed"
	QuoteMissing       Code = "payment_quote_missing"
	QuoteInvalid       Code = "payment_quote_invalid"
	QuoteForeign       Code = "payment_quote_foreign"
)

// Codes about the approval, which PortOne asks for before money moves.
const (
	ApprovalRefused    Code = "approval_refused"
	ApprovalUnanswered Code = "approval_unanswered"
)

// Codes about refunds.
const (
	RefundNotPaid       Code = "refund_not_paid"
	RefundTooMuch       Code = "refund_exceeds_balance"
	RefundInProgress    Code = "refund_in_progress"
	RefundRefused       Code = "refund_refused"
	RefundNeedsAccount  Code = "refund_account_required"
	RefundNeedsHuman    Code = "refund_needs_human"
	RefundByBalance     Code = "refund_concluded_by_balance"
	AccountCloseFailed  Code = "virtual_account_close_failed"
	RefundTaxFreeExcess Code = "refund_tax_free_exceeds_balance"
	RecoveryMode        Code = "recovery_mode"
)

// Codes about what people decide.
const (
	DiscrepancyNotFound    Code = "discrepancy_not_found"
	DiscrepancyDecided     Code = "discrepancy_decided"
	DiscrepancyNotOurs     Code = "discrepancy_not_ours"
	DiscrepancyPaysOrder   Code = "discrepancy_pays_order"
	DiscrepancyNothingLeft Code = "discrepancy_nothing_left"
	RefundNotFound         Code = "refund_not_found"
	RefundNotConcluded     Code = "refund_not_concluded"
	RefundNotWaiting       Code = "refund_not_waiting"
	RefundContradicted     Code = "refund_contradicted"
	RefundTooSoon          Code = "refund_too_soon"
	RefundWithdrawn        Code = "refund_withdrawn"
	RefundNotCarriedOut    Code = "refund_not_carried_out"
	RefundVATExcess        Code = "refund_vat_exceeds_amount"
	RefundBankUnknown      Code = "refund_bank_unknown"
	RefundLinesUnknown     Code = "refund_lines_unknown"
	RefundLineExceeds      Code = "refund_line_exceeds_order"
)

// Codes about cash receipts and escrow deliveries.
const (
	ErrandInProgress    Code = "portone_task_in_progress"
	ErrandRefused       Code = "portone_task_refused"
	ErrandNotDone       Code = "portone_task_not_done"
	ErrandUnsupported   Code = "portone_task_unsupported"
	ReceiptStands       Code = "cash_receipt_already_issued"
	ReceiptMissing      Code = "cash_receipt_not_found"
	ReceiptNotCash      Code = "cash_receipt_not_for_this_payment"
	ShipmentRegistered  Code = "shipment_already_registered"
	ShipmentMissing     Code = "shipment_not_found"
	ShipmentNotEscrowed Code = "shipment_not_in_escrow"
)

// Codes about what the shop is told.
const (
	EventNotFound      Code = "event_not_found"
	NoteNotFound       Code = "webhook_not_found"
	ExportNotFound     Code = "export_not_found"
	EndpointNotFound   Code = "webhook_endpoint_not_found"
	EndpointConfigured Code = "webhook_endpoint_configured"
	EndpointLimit      Code = "webhook_endpoint_limit"
	EndpointOff        Code = "webhook_endpoint_disabled"
	EndpointURLRefused Code = "webhook_url_refused"
	EndpointChanged    Code = "webhook_endpoint_changed"
)

// Codes of the operator console.
const (
	LoginRefused         Code = "login_refused"
	SecondFactorRequired Code = "second_factor_required"
	StartPasswordExpired Code = "start_password_expired"
	SessionRequired      Code = "session_required"
	SessionEnded         Code = "session_ended"
	StepUpRequired       Code = "step_up_required"
	RoleRequired         Code = "role_required"
	CrossOriginRefused   Code = "cross_origin_refused"
	PasswordChangeNeeded Code = "password_change_required"
	PasswordWeak         Code = "password_weak"
	CodesNotBegun        Code = "second_factor_not_begun"
	ConsoleNeedsHTTPS    Code = "console_needs_https"
	OperatorNotFound     Code = "operator_not_found"
	OperatorExists       Code = "operator_exists"
	OperatorLastAdmin    Code = "operator_last_admin"
	LoginNotFound        Code = "login_not_found"
	KeyNotFound          Code = "api_key_not_found"
	RefundAboveLimit     Code = "refund_above_limit"
	RefundConfirmAgain   Code = "second_confirmation_required"
	RefundRaced          Code = "refund_raced"
)

// Codes of the sandbox's control API.
const (
	SandboxRefused  Code = "sandbox_refused"
	SandboxNotFound Code = "sandbox_not_found"
	SandboxOrigin   Code = "sandbox_origin_refused"
	SandboxPasscode Code = "sandbox_passcode_required"
)

// Codes of the hosts that the sandbox stands in for.
const (
	SandboxV2Absent  Code = "sandbox_v2_absent"
	SandboxHTTPSOnly Code = "sandbox_https_only"
	SandboxPassage   Code = "sandbox_passage_failed"
	Misdirected      Code = "misdirected_request"
)

// Catalogue says of every code what kind it is and what to tell people.
var Catalogue = map[Code]Entry{
	InternalError:       {Internal, "서버에 오류가 생겼습니다. 결제 상태는 바뀌지 않았거나 곧 확인됩니다. 잠시 뒤 다시 조회하고, 계속되면 request_id를 알려 주세요.", "The server failed. The payment did not change, or will be checked again soon. Look again in a moment; if it stays, report the request_id."},
	BadRequest:          {Invalid, "요청을 읽을 수 없습니다. 돈은 움직이지 않았습니다. 요청을 고쳐 다시 보내 주세요.", "The request cannot be read. No money moved. Correct the request and send it again."},
	BadJSON:             {Invalid, "본문이 올바른 JSON이 아닙니다. 돈은 움직이지 않았습니다. 본문을 고쳐 다시 보내 주세요.", "The body is not valid JSON. No money moved. Correct the body and send it again."},
	BadField:            {Invalid, "필드 값이 올바르지 않습니다. 돈은 움직이지 않았습니다. field가 가리키는 값을 고쳐 주세요.", "A field has a wrong value. No money moved. Correct the value that field names."},
	UnknownField:        {Invalid, "모르는 필드가 있습니다. 돈은 움직이지 않았습니다. 이름을 확인하거나 빼 주세요.", "There is an unknown field. No money moved. Check its name or leave it out."},
	MissingField:        {Invalid, "API나 결제대행사(PG)가 요구하는 필드가 없습니다. 돈은 움직이지 않았습니다. field가 가리키는 값을 넣어 주세요.", "A field that the API or the PG requires is missing. No money moved. Add the value that field names."},
	BadQuery:            {Invalid, "주소의 질의 값이 올바르지 않습니다. 돈은 움직이지 않았습니다. 주소를 고쳐 주세요.", "The query of the address is wrong. No money moved. Correct the address."},
	BadContentType:      {WrongType, "Content-Type은 application/json이어야 합니다. 돈은 움직이지 않았습니다.", "The Content-Type must be application/json. No money moved."},
	BodyTooLarge:        {TooLarge, "본문이 너무 큽니다. 돈은 움직이지 않았습니다. 줄여서 다시 보내 주세요.", "The body is too large. No money moved. Send a smaller one."},
	RouteNotFound:       {NotFound, "그런 주소가 없습니다. 돈은 움직이지 않았습니다. API 문서에서 주소를 확인해 주세요.", "There is no such address. No money moved. Check it in the API description."},
	MethodNotAllowed:    {NotAllowed, "이 주소에서 쓸 수 없는 메서드입니다. 돈은 움직이지 않았습니다. Allow 헤더를 확인해 주세요.", "This address does not take that method. No money moved. See the Allow header."},
	TooManyRequests:     {TooMany, "요청이 너무 잦습니다. 돈은 움직이지 않았습니다. Retry-After 뒤에 다시 보내 주세요.", "Too many requests. No money moved. Try again after Retry-After."},
	KeyMissing:          {Unauthorized, "API 키가 없습니다. 돈은 움직이지 않았습니다. Authorization: Bearer sk_… 헤더를 보내 주세요.", "There is no API key. No money moved. Send the header Authorization: Bearer sk_…."},
	KeyInvalid:          {Unauthorized, "API 키가 맞지 않습니다. 돈은 움직이지 않았습니다. naru keys list로 확인해 주세요.", "The API key is wrong. No money moved. Check with naru keys list."},
	KeyScope:            {Forbidden, "이 키로는 할 수 없는 일입니다. 돈은 움직이지 않았습니다. 필요한 권한(scope)이 있는 비밀 키로 서버에서 불러 주세요.", "This key may not do that. No money moved. Call from your server with a secret key that has the scope."},
	KeyRevoked:          {Unauthorized, "폐기된 API 키입니다. 돈은 움직이지 않았습니다. naru keys create로 새 키를 만들어 주세요.", "The API key was revoked. No money moved. Make a new one with naru keys create."},
	KeyExpired:          {Unauthorized, "API 키의 기한이 지났습니다. 돈은 움직이지 않았습니다. naru keys create로 새 키를 만들어 주세요.", "The API key has expired. No money moved. Make a new one with naru keys create."},
	KeyAddress:          {Forbidden, "이 주소에서는 쓸 수 없는 API 키입니다. 돈은 움직이지 않았습니다. 키를 만들 때 정한 IP 대역에서 불러 주세요.", "The API key does not work from this address. No money moved. Call from the networks that it was made for."},
	KeyRotated:          {Conflict, "이미 교체되었거나 쓸 수 없는 API 키라서 교체하지 않았습니다. naru keys list로 확인해 주세요.", "The API key was replaced already or does not work, so it was not replaced. Check with naru keys list."},
	TokenInvalid:        {Unauthorized, "결제 토큰이 맞지 않거나 기한이 지났습니다. 이미 낸 돈은 서버가 따로 확인합니다. 주문을 다시 조회해 주세요.", "The client token is wrong or has expired. Money already paid is still checked by the server. Look the order up again."},
	IdempotencyMissing:  {Invalid, "환불에는 Idempotency-Key 헤더가 필요합니다. 돈은 움직이지 않았습니다. 요청마다 새 값을 넣어 주세요.", "A refund needs the header Idempotency-Key. No money moved. Send a fresh value for each refund."},
	IdempotencyMismatch: {Unacceptable, "같은 Idempotency-Key로 다른 요청이 왔습니다. 이번 요청으로 돈은 움직이지 않았습니다. 새 키를 쓰거나 처음 요청을 그대로 보내 주세요.", "The same Idempotency-Key came with another request. This request moved no money. Use a new key, or repeat the first request exactly."},
	IdempotencyRunning:  {Conflict, "같은 Idempotency-Key의 첫 요청을 아직 처리하고 있습니다. 이번 요청으로 돈은 움직이지 않았습니다. Retry-After 뒤에 같은 요청을 다시 보내 주세요.", "The first request with this Idempotency-Key is still running. This request moved no money. Repeat it after Retry-After."},
	IdempotencyLost:     {Conflict, "같은 Idempotency-Key의 요청은 이미 처리되었지만 그 답을 남기지 못했습니다. 다시 하지 않았습니다. 목록에서 결과를 조회해 주세요.", "The request with this Idempotency-Key was carried out, but its answer was not kept. Nothing was done again. Read the result from the lists."},
	ServerBusy:          {Unavailable, "서버가 바쁩니다. 돈은 움직이지 않았습니다. 잠시 뒤 다시 보내 주세요.", "The server is busy. No money moved. Try again in a moment."},
	StoreUnavailable:    {Unavailable, "저장소에 쓸 수 없습니다. 이미 낸 돈은 잃지 않으며 저장소가 돌아오면 확인됩니다. 잠시 뒤 다시 보내 주세요.", "The store cannot be written. Money already paid is not lost and is checked once the store is back. Try again in a moment."},
	GatewayUnavailable:  {Upstream, "포트원이 응답하지 않습니다. 낸 돈은 포트원에 그대로 있으며 서버가 다시 확인합니다. 기다렸다가 조회해 주세요.", "PortOne does not answer. Money paid is safe there and the server will check again. Wait, then look again."},
	GatewayRefused:      {Upstream, "포트원이 요청을 거절했습니다. 돈은 움직이지 않았습니다. detail을 보고 설정을 확인해 주세요.", "PortOne refused the request. No money moved. Read detail and check the settings."},
	GatewayUnusable:     {Upstream, "포트원의 응답을 믿고 쓸 수 없습니다. 결제를 확정하지도 취소하지도 않았습니다. 서버가 다시 확인합니다.", "PortOne's answer cannot be trusted. The payment was neither confirmed nor cancelled. The server will check again."},

	PaymentNotFound:     {NotFound, "그런 결제가 없습니다. 돈은 움직이지 않았습니다. 결제 번호를 확인해 주세요.", "There is no such payment. No money moved. Check its id."},
	OrderNotFound:       {NotFound, "그런 주문이 없습니다. 돈은 움직이지 않았습니다. order_ref를 확인해 주세요.", "There is no such order. No money moved. Check its order_ref."},
	OrderAlreadyPaid:    {Conflict, "이미 결제된 주문입니다. 새 결제는 열리지 않았습니다. 더 받으려면 새 order_ref로 여세요.", "The order is already paid. No new payment was opened. Use a new order_ref to take more money."},
	MerchantUIDTaken:    {Conflict, "이미 쓰인 merchant_uid입니다. 결제는 열리지 않았습니다. 다른 값을 쓰거나 비워 두세요.", "That merchant_uid is already used. No payment was opened. Use another, or leave it out."},
	NothingToPay:        {Unacceptable, "낼 돈이 0원입니다. 결제는 열리지 않았습니다. 결제 없이 주문을 완료해 주세요.", "There is nothing to pay. No payment was opened. Complete the order without one."},
	AmountBelowMinimum:  {Unacceptable, "결제대행사의 최소 금액보다 적습니다. 결제는 열리지 않았습니다. 금액을 확인해 주세요.", "The amount is below what the PG takes. No payment was opened. Check the amount."},
	AmountInvalid:       {Invalid, "금액이 올바르지 않습니다. 결제는 열리지 않았습니다. 화폐 최소 단위의 양의 정수를 보내 주세요.", "The amount is wrong. No payment was opened. Send a positive integer of minor units."},
	TotalMismatch:       {Unacceptable, "상품·배송비·할인의 합이 amount와 다릅니다. 결제는 열리지 않았습니다. 합을 확인해 주세요.", "Items, shipping and discount do not add up to amount. No payment was opened. Check the sum."},
	CurrencyUnsupported: {Unacceptable, "이 채널로 받을 수 없는 통화입니다. 결제는 열리지 않았습니다. 통화나 채널을 바꿔 주세요.", "That currency cannot be taken through this channel. No payment was opened. Use another currency or channel."},
	ChannelUnknown:      {Unacceptable, "포트원에 없는 채널입니다. 결제는 열리지 않았습니다. pg 값을 콘솔의 채널과 맞춰 주세요.", "PortOne has no such channel. No payment was opened. Make pg match a channel in the console."},
	ParameterGuarded:    {Unacceptable, "request_pay로 바꿀 수 없는 값입니다. 결제는 열리지 않았습니다. 서버가 정하는 값이니 빼 주세요.", "That parameter is the server's to set. No payment was opened. Leave it out of request_pay."},
	ReturnURLForeign:    {Unacceptable, "return_url이 허용된 주소가 아닙니다. 결제는 열리지 않았습니다. NARU_SHOP_ORIGINS를 확인해 주세요.", "The return_url is not allowed. No payment was opened. Check NARU_SHOP_ORIGINS."},

	AmountMismatch:     {Conflict, "낸 금액이 주문 금액과 다릅니다. 주문은 결제되지 않았고 낸 돈은 전부 돌려드립니다. 새 결제로 다시 시도해 주세요.", "The amount paid is not the order's. The order is not paid and the money goes back whole. Try again with a new payment."},
	CurrencyMismatch:   {Conflict, "낸 통화가 주문 통화와 다릅니다. 주문은 결제되지 않았고 낸 돈은 전부 돌려드립니다. 새 결제로 다시 시도해 주세요.", "The currency paid is not the order's. The order is not paid and the money goes back whole. Try again with a new payment."},
	ChannelMismatch:    {Conflict, "주문이 정한 채널로 낸 돈이 아닙니다. 주문은 결제되지 않았고 낸 돈은 전부 돌려드립니다. 새 결제로 다시 시도해 주세요.", "The money came through another channel than the order's. The order is not paid and the money goes back whole. Try again with a new payment."},
	EscrowMismatch:     {Conflict, "에스크로 여부가 주문과 다른 결제입니다. 주문은 결제되지 않았고 낸 돈은 전부 돌려드립니다. 새 결제로 다시 시도해 주세요.", "The payment is in escrow and the order is not, or the reverse. The order is not paid and the money goes back whole. Try again with a new payment."},
	QuoteMissing:       {Conflict, "견적 없이 낸 돈이라 주문 조건과 견줄 수 없습니다. 주문은 결제되지 않았고 낸 돈은 전부 돌려드립니다. 새 결제로 다시 시도해 주세요.", "The money came without its quote, so it cannot be compared with any order. The order is not paid and the money goes back whole. Try again with a new payment."},
	QuoteInvalid:       {Conflict, "견적이 바뀌었거나 이 서버가 만든 것이 아닙니다. 주문은 결제되지 않았고 낸 돈은 전부 돌려드립니다. 새 결제로 다시 시도해 주세요.", "The quote was changed, or this server did not make it. The order is not paid and the money goes back whole. Try again with a new payment."},
	QuoteForeign:       {Conflict, "다른 결제의 견적을 달고 온 돈입니다. 주문은 결제되지 않았고 낸 돈은 전부 돌려드립니다. 새 결제로 다시 시도해 주세요.", "The money came with the quote of another payment. The order is not paid and the money goes back whole. Try again with a new payment."},
	StoreMismatch:      {Conflict, "다른 포트원 계정의 결제입니다. 주문은 결제되지 않았고 그 돈은 건드리지 않았습니다. 설정을 확인해 주세요.", "The payment belongs to another PortOne account. The order is not paid and that money was left alone. Check the settings."},
	TestMoney:          {Conflict, "테스트 채널로 낸 돈입니다. 주문은 결제되지 않았고 운영자가 확인해야 합니다.", "That was paid with test money. The order is not paid; an operator must look."},
	LiveMoney:          {Conflict, "테스트 주문에 실제 돈이 들어왔습니다. 자동으로 취소하지 않았으니 운영자가 바로 확인해야 합니다.", "Real money came for a test order. It was not cancelled by itself; an operator must look now."},
	ForeignPayment:     {Conflict, "이 주문의 결제가 아닙니다. 주문은 결제되지 않았고 그 결제는 건드리지 않았습니다. 자기 결제의 imp_uid를 보내 주세요.", "That payment is not this order's. The order is not paid and that payment was left alone. Send the imp_uid of your own payment."},
	DuplicatePayment:   {Conflict, "이미 결제된 주문에 돈이 또 들어왔습니다. 두 번째 돈은 전부 돌려드립니다.", "Money came again for an order that is paid. The second payment goes back whole."},
	LatePayment:        {Conflict, "닫히거나 기한이 지난 결제에 돈이 들어왔습니다. 낸 돈은 전부 돌려드립니다. 새 결제로 다시 시도해 주세요.", "Money came for a payment that was closed or had expired. It goes back whole. Try again with a new payment."},
	PartlyCancelled:    {Conflict, "처음 확인했을 때 이미 일부가 취소되어 있었습니다. 주문은 결제되지 않았으며 운영자가 확인해야 합니다.", "The payment was already partly cancelled when first seen. The order is not paid; an operator must look."},
	CancelledElsewhere: {Conflict, "확인하기 전에 다른 곳에서 전액 취소되었습니다. 주문은 결제되지 않았습니다. 새 결제로 다시 시도해 주세요.", "The payment was cancelled elsewhere before it was seen. The order is not paid. Try again with a new payment."},
	StatusUnknown:      {Upstream, "포트원이 모르는 상태를 알려 왔습니다. 결제를 확정하지도 취소하지도 않았습니다. 운영자가 확인해야 합니다.", "PortOne reported an unknown status. The payment was neither confirmed nor cancelled. An operator must look."},
	PaymentFailed:      {Conflict, "결제가 승인되지 않았습니다. 빠져나간 돈은 없습니다. 다른 수단으로 다시 시도해 주세요.", "The payment was not approved. No money was taken. Try again or with another method."},

	ApprovalRefused:    {Conflict, "상점이 이 결제를 승인하지 않았습니다. 돈은 빠져나가지 않았습니다. 사유를 확인해 주세요.", "The shop did not approve the payment. No money was taken. Read the reason."},
	ApprovalUnanswered: {Unavailable, "상점이 제때 대답하지 않아 결제를 멈췄습니다. 돈은 빠져나가지 않았습니다. 잠시 뒤 다시 시도해 주세요.", "The shop did not answer in time, so the payment was stopped. No money was taken. Try again in a moment."},

	RefundNotPaid:       {Conflict, "결제된 돈이 없어 환불할 수 없습니다. 돈은 움직이지 않았습니다. 결제 상태를 확인해 주세요.", "Nothing was paid, so nothing can be given back. No money moved. Check the payment's state."},
	RefundTooMuch:       {Unacceptable, "환불할 수 있는 금액보다 많습니다. 돈은 움직이지 않았습니다. 남은 금액 안에서 요청해 주세요.", "That is more than can be given back. No money moved. Ask for no more than what remains."},
	RefundInProgress:    {Conflict, "이 결제의 다른 환불이 진행 중입니다. 이번 요청으로 돈은 움직이지 않았습니다. 끝난 뒤 다시 보내 주세요.", "Another refund of this payment is under way. This request moved no money. Send it again when that one has ended."},
	RefundRefused:       {Upstream, "결제대행사가 환불을 거절했습니다. 돈은 움직이지 않았습니다. detail의 사유를 확인해 주세요.", "The PG refused the refund. No money moved. Read the reason in detail."},
	RefundNeedsAccount:  {Unacceptable, "가상계좌 환불에는 환불받을 계좌가 필요합니다. 돈은 움직이지 않았습니다. refund_account를 보내 주세요.", "A virtual account is refunded to a bank account. No money moved. Send refund_account."},
	RefundNeedsHuman:    {Conflict, "환불이 되었는지 자동으로 알 수 없습니다. 더 보내지 않고 멈췄습니다. 포트원 콘솔에서 확인해 주세요.", "It cannot be told by itself whether the refund went through. Nothing more is sent. Check in PortOne's console."},
	RefundByBalance:     {Conflict, "취소 사유의 표식 없이 잔액만으로 환불을 확인했습니다. 돈은 한 번만 나갔습니다. 포트원 콘솔의 취소 내역과 대조해 주세요.", "The refund was concluded from the balance, without our token in its reason. The money went once. Compare with the cancellations in PortOne's console."},
	AccountCloseFailed:  {Upstream, "가상계좌를 닫지 못했습니다. 이 계좌로 들어오는 돈은 주문에 쓰이지 않습니다. 포트원 콘솔에서 닫아 주세요.", "The virtual account could not be closed. Money sent to it will not pay the order. Close it in PortOne's console."},
	RefundTaxFreeExcess: {Unacceptable, "면세 금액이 환불 금액이나 남은 면세 금액보다 많습니다. 돈은 움직이지 않았습니다. tax_free를 고쳐 주세요.", "The tax-free part is more than the refund or than what remains tax-free. No money moved. Correct tax_free."},

	RecoveryMode:       {Unavailable, "데이터베이스를 백업에서 되돌린 뒤라 환불을 잠갔습니다. 돈은 움직이지 않았습니다. 포트원 기록을 모두 다시 읽으면 저절로 풀리니 같은 Idempotency-Key로 다시 보내 주세요.", "The database was restored from a copy, so refunds are locked. No money moved. They open by themselves once all of PortOne's record has been read again; send the same Idempotency-Key then."},
	ExportNotFound:     {NotFound, "진행 중인 내보내기가 이 서버에 없습니다. 돈은 움직이지 않았습니다. 파일이 오지 않았다면 다시 내려받아 주세요.", "This server knows no such export. No money moved. If no file came, ask for it again."},
	NoteNotFound:       {NotFound, "그런 웹훅이 없습니다. 돈은 움직이지 않았습니다. whk_로 시작하는 번호를 확인해 주세요.", "There is no such webhook. No money moved. Check its id, whk_…."},
	EventNotFound:      {NotFound, "그런 소식이 없습니다. 돈은 움직이지 않았습니다. evt_로 시작하는 번호를 확인해 주세요.", "There is no such event. No money moved. Check its id, evt_…."},
	EndpointNotFound:   {NotFound, "그런 웹훅 주소가 없습니다. 돈은 움직이지 않았습니다. wep_로 시작하는 번호를 확인해 주세요.", "There is no such webhook endpoint. No money moved. Check its id, wep_…."},
	EndpointConfigured: {Conflict, "서버 설정에 있는 웹훅 주소라 여기서 바꿀 수 없습니다. 돈은 움직이지 않았습니다. NARU_SHOP_WEBHOOK_URL과 NARU_SHOP_WEBHOOK_SECRET을 고쳐 주세요.", "This endpoint is the server's own setting and cannot be changed here. No money moved. Change NARU_SHOP_WEBHOOK_URL and NARU_SHOP_WEBHOOK_SECRET."},
	EndpointLimit:      {Conflict, "웹훅 주소가 이미 가장 많습니다. 돈은 움직이지 않았습니다. 쓰지 않는 주소를 지워 주세요.", "There are as many webhook endpoints as there may be. No money moved. Delete one that is not used."},
	EndpointOff:        {Conflict, "꺼진 웹훅 주소입니다. 돈은 움직이지 않았습니다. 먼저 resume으로 다시 켜 주세요.", "The webhook endpoint is disabled. No money moved. Resume it first."},
	EndpointURLRefused: {Unacceptable, "웹훅을 보낼 수 없는 주소입니다. 돈은 움직이지 않았습니다. 밖에서 닿는 https 주소를 쓰거나, 안쪽 주소라면 NARU_WEBHOOK_ALLOW에 넣어 주세요.", "Webhooks are not sent to that address. No money moved. Use a public https address, or put an inner one into NARU_WEBHOOK_ALLOW."},
	EndpointChanged:    {Conflict, "그사이 다른 요청이 이 웹훅 주소를 바꾸었습니다. 돈은 움직이지 않았습니다. 다시 읽고 보내 주세요.", "Another request changed this webhook endpoint meanwhile. No money moved. Read it again and repeat."},

	DiscrepancyNotFound:    {NotFound, "그런 불일치가 없습니다. 돈은 움직이지 않았습니다. 번호를 확인해 주세요.", "There is no such discrepancy. No money moved. Check its id."},
	DiscrepancyDecided:     {Conflict, "이미 처리된 불일치입니다. 이번 요청으로 돈은 움직이지 않았습니다. 누가 무엇을 정했는지 다시 조회해 주세요.", "The discrepancy is decided already. This request moved no money. Look again who decided what."},
	DiscrepancyNotOurs:     {Conflict, "이 결제의 돈이 아니어서 돌려줄 수 없습니다. 남의 돈은 취소하지 않습니다. 포트원 콘솔에서 확인하고 사유를 적어 받아들이세요.", "The money does not belong to this payment, so it cannot be given back here: what is not ours is never cancelled. Look in PortOne's console and accept it with a reason."},
	DiscrepancyPaysOrder:   {Conflict, "주문을 결제한 돈입니다. 돈은 움직이지 않았습니다. 돌려주려면 결제 취소(cancel)를 쓰세요.", "This money pays the order. No money moved. To give it back, cancel the payment."},
	DiscrepancyNothingLeft: {Conflict, "돌려줄 돈이 남아 있지 않습니다. 이미 모두 취소되었습니다. 사유를 적어 받아들이세요.", "Nothing is left to give back: all of it was cancelled already. Accept it with a reason."},
	RefundNotFound:         {NotFound, "그런 환불이 없습니다. 돈은 움직이지 않았습니다. 환불 번호를 확인해 주세요.", "There is no such refund. No money moved. Check its id."},
	RefundNotConcluded:     {Conflict, "결과를 모르는 환불이 있습니다. 이번 요청으로 돈은 움직이지 않았습니다. 먼저 그 환불의 결과를 확정해 주세요.", "A refund of this money has an outcome that nobody knows. This request moved no money. Conclude that refund first."},
	RefundNotWaiting:       {Conflict, "사람의 확인을 기다리는 환불이 아닙니다. 돈은 움직이지 않았습니다. 환불의 상태를 다시 조회해 주세요.", "The refund does not wait for a person. No money moved. Look at its state again."},
	RefundContradicted:     {Conflict, "포트원의 기록과 다릅니다. 환불은 그대로 두었습니다. detail을 보고 포트원 콘솔의 취소 내역과 맞춰 주세요.", "PortOne's record says otherwise. The refund stays as it is. Read detail and compare with the cancellations in PortOne's console."},
	RefundTooSoon:          {Conflict, "마지막으로 보낸 환불 요청이 아직 처리될 수 있습니다. 환불은 그대로 두었습니다. 3분 뒤에 다시 해 주세요.", "The refund that was sent last may still be carried out. It stays as it is. Try again in three minutes."},
	RefundWithdrawn:        {Conflict, "보내기 전에 사람이 다르게 정해 거둔 환불입니다. 이 환불로 돈은 움직이지 않았습니다.", "A person decided otherwise before the refund was sent. It moved no money."},
	RefundNotCarriedOut:    {Conflict, "사람이 확인한 결과, 환불이 이루어지지 않았습니다. 돈은 그대로 있습니다. 필요하면 다시 환불해 주세요.", "A person found that the refund was not carried out. The money is still there. Refund again if needed."},
	RefundVATExcess:        {Unacceptable, "부가세가 남은 부가세나 취소 금액의 과세분보다 큽니다. 돈은 움직이지 않았습니다. vat를 확인해 주세요.", "The VAT is more than is left of it, or than the taxed part of the refund. No money moved. Check vat."},
	RefundBankUnknown:      {Unacceptable, "이 결제대행사(PG)가 모르는 은행입니다. 돈은 움직이지 않았습니다. refund-options의 은행 코드를 쓰세요.", "This PG knows no such bank. No money moved. Use a bank code of refund-options."},
	RefundLinesUnknown:     {Unacceptable, "상품 줄 없이 금액으로 연 결제입니다. 돈은 움직이지 않았습니다. items 대신 amount를 보내 주세요.", "The payment was opened by its amount, without lines. No money moved. Send amount in place of items."},
	RefundLineExceeds:      {Unacceptable, "주문에 없거나 이미 돌려준 수량입니다. 돈은 움직이지 않았습니다. refund-options에서 남은 수량을 확인해 주세요.", "The order has no such line, or fewer of it are left. No money moved. See refund-options for what is left."},

	ErrandInProgress:    {Conflict, "포트원의 처리 결과를 확인하고 있습니다. 돈은 움직이지 않습니다. 잠시 뒤 다시 조회해 주세요.", "What PortOne made of the last request is being found out. No money moves. Look again in a moment."},
	ErrandRefused:       {Conflict, "포트원이나 결제대행사(PG)가 거절했습니다. 돈은 움직이지 않았습니다. detail을 보고 고쳐 다시 요청해 주세요.", "PortOne or the PG refused. No money moved. Read detail, correct the request and send it again."},
	ErrandNotDone:       {Conflict, "요청이 처리되지 않은 것을 확인했습니다. 돈은 움직이지 않았습니다. 다시 요청해 주세요.", "It was found that the request was not carried out. No money moved. Ask again."},
	ErrandUnsupported:   {Conflict, "이 결제대행사(PG)는 지원하지 않습니다. 돈은 움직이지 않았습니다. PG의 관리자 화면에서 처리해 주세요.", "This PG does not offer it. No money moved. Do it in the PG's own console."},
	ReceiptStands:       {Conflict, "이미 현금영수증이 발급된 결제입니다. 돈은 움직이지 않았습니다. 바꾸려면 먼저 취소해 주세요.", "The payment has its cash receipt already. No money moved. To change it, cancel it first."},
	ReceiptMissing:      {NotFound, "발급된 현금영수증이 없습니다. 돈은 움직이지 않았습니다.", "The payment has no cash receipt. No money moved."},
	ReceiptNotCash:      {Conflict, "현금영수증은 결제된 계좌이체·가상계좌에만 발급합니다. 돈은 움직이지 않았습니다. 결제수단과 상태를 확인해 주세요.", "A cash receipt is for a paid transfer or virtual account. No money moved. Check the method and the state."},
	ShipmentRegistered:  {Conflict, "이미 배송정보가 등록된 결제입니다. 돈은 움직이지 않았습니다. 바꾸려면 PUT을 쓰세요.", "The delivery is registered already. No money moved. Use PUT to change it."},
	ShipmentMissing:     {NotFound, "등록된 배송정보가 없습니다. 돈은 움직이지 않았습니다.", "The payment has no registered delivery. No money moved."},
	ShipmentNotEscrowed: {Conflict, "에스크로로 결제된 건이 아닙니다. 돈은 움직이지 않았습니다. request_pay의 escrow를 확인해 주세요.", "The payment is not held in escrow. No money moved. Check escrow in request_pay."},

	LoginRefused:         {Unauthorized, "이메일, 비밀번호 또는 인증 코드가 맞지 않습니다. 돈은 움직이지 않았습니다. 확인하고 다시 입력해 주세요.", "The e-mail, password or code is wrong. No money moved. Check them and try again."},
	SecondFactorRequired: {Unauthorized, "인증 앱의 6자리 코드가 필요합니다. 돈은 움직이지 않았습니다. code에 넣어 다시 보내 주세요.", "The six digits of the authenticator app are needed. No money moved. Send them as code."},
	StartPasswordExpired: {Unauthorized, "처음 비밀번호의 기한이 지났습니다. 돈은 움직이지 않았습니다. 관리자에게 다시 발급받아 주세요.", "The start password has expired. No money moved. Ask an admin for another."},
	SessionRequired:      {Unauthorized, "로그인이 필요합니다. 돈은 움직이지 않았습니다. 로그인해 주세요.", "This needs a log-in. No money moved. Log in."},
	SessionEnded:         {Unauthorized, "로그인이 끝났습니다. 이번 요청으로 돈은 움직이지 않았습니다. 다시 로그인해 주세요.", "The session has ended. This request moved no money. Log in again."},
	StepUpRequired:       {Forbidden, "본인 확인이 한 번 더 필요합니다. 돈은 움직이지 않았습니다. 비밀번호나 인증 코드를 다시 입력해 주세요.", "This needs you to prove again who you are. No money moved. Enter your password or code."},
	RoleRequired:         {Forbidden, "이 역할로는 할 수 없는 일입니다. 돈은 움직이지 않았습니다. 관리자에게 부탁해 주세요.", "Your role may not do that. No money moved. Ask an admin."},
	CrossOriginRefused:   {Forbidden, "다른 사이트에서 온 요청이라 받지 않았습니다. 돈은 움직이지 않았습니다. 콘솔 화면에서 다시 해 주세요.", "The request came from another site and was not taken. No money moved. Do it from the console itself."},
	PasswordChangeNeeded: {Forbidden, "먼저 비밀번호를 바꿔야 합니다. 돈은 움직이지 않았습니다. 새 비밀번호를 정해 주세요.", "You have to choose a password first. No money moved. Choose a new one."},
	PasswordWeak:         {Unacceptable, "쓸 수 없는 비밀번호입니다. 바뀐 것은 없습니다. 15자 이상으로, 흔하지 않은 것을 정해 주세요.", "That password will not do. Nothing changed. Choose one of 15 characters or more that is not a common one."},
	CodesNotBegun:        {Conflict, "등록하던 인증 앱이 없습니다. 바뀐 것은 없습니다. 처음부터 다시 등록해 주세요.", "No authenticator app is being set up. Nothing changed. Begin anew."},
	ConsoleNeedsHTTPS:    {Forbidden, "콘솔은 https나 이 컴퓨터에서만 열립니다. 돈은 움직이지 않았습니다. NARU_PUBLIC_URL을 https 주소로 정해 주세요.", "The console opens over https, or on this machine. No money moved. Make NARU_PUBLIC_URL an https address."},
	OperatorNotFound:     {NotFound, "그런 운영자가 없습니다. 바뀐 것은 없습니다. 목록을 확인해 주세요.", "There is no such operator. Nothing changed. Check the list."},
	OperatorExists:       {Conflict, "이미 있는 이메일입니다. 운영자를 만들지 않았습니다. 목록을 확인해 주세요.", "That e-mail is taken. No operator was made. Check the list."},
	OperatorLastAdmin:    {Conflict, "마지막 관리자입니다. 바뀐 것은 없습니다. 다른 관리자를 먼저 정해 주세요.", "This is the last admin. Nothing changed. Make another one first."},
	LoginNotFound:        {NotFound, "그런 로그인이 없거나 이미 끝났습니다. 바뀐 것은 없습니다.", "There is no such login, or it has ended. Nothing changed."},
	KeyNotFound:          {NotFound, "그런 API 키가 없습니다. 바뀐 것은 없습니다. 목록을 확인해 주세요.", "There is no such API key. Nothing changed. Check the list."},
	RefundAboveLimit:     {Forbidden, "환불 한도를 넘습니다. 돈은 움직이지 않았습니다. 관리자에게 부탁해 주세요.", "This is above your refund limit. No money moved. Ask an admin."},
	RefundConfirmAgain:   {Conflict, "환불 한도를 넘어 한 번 더 확인해야 합니다. 돈은 움직이지 않았습니다. 금액을 확인하고 다시 눌러 주세요.", "This is above your limit and needs a second confirmation. No money moved. Check the amount and confirm."},
	RefundRaced:          {Conflict, "보는 사이에 다른 환불이 있었습니다. 이번 요청으로 돈은 움직이지 않았습니다. detail을 읽고 남은 금액을 확인해 주세요.", "Another refund came first. This request moved no money. Read detail and check what is left."},

	SandboxRefused:  {Unacceptable, "샌드박스가 요청을 거절했습니다. 돈은 움직이지 않았습니다. detail의 사유를 확인해 주세요.", "The sandbox refused the request. No money moved. Read the reason in detail."},
	SandboxNotFound: {NotFound, "샌드박스에 그런 항목이 없습니다. 돈은 움직이지 않았습니다. 번호를 확인해 주세요.", "The sandbox has no such thing. No money moved. Check its id."},
	SandboxOrigin:   {Forbidden, "샌드박스 제어 API는 같은 주소의 화면과 이 컴퓨터의 프로그램만 부를 수 있습니다. 돈은 움직이지 않았습니다. 샌드박스 콘솔에서 열어 주세요.", "Only pages of the same address and programs on this machine may call the control API. No money moved. Use the sandbox's console."},
	SandboxPasscode: {Unauthorized, "네트워크에서 샌드박스 콘솔과 제어 API를 쓰려면 암호가 필요합니다. 돈은 움직이지 않았습니다. naru sandbox --lan이 출력한 암호를 Naru-Passcode 헤더로 보내 주세요.", "Over the network the sandbox's console and control API need the passcode. No money moved. Send what naru sandbox --lan printed in the header Naru-Passcode."},

	SandboxV2Absent:  {NotImplemented, "샌드박스에는 포트원 V2가 아직 없습니다. 돈은 움직이지 않았고, 포트원에도 묻지 않았습니다. V1 API를 쓰세요.", "The sandbox has no PortOne V2 yet. No money moved, and PortOne was not asked either. Use the V1 API."},
	SandboxHTTPSOnly: {Forbidden, "포트원 REST API는 HTTPS로만 부를 수 있습니다. 돈은 움직이지 않았습니다. 주소를 https://로 고쳐 주세요.", "PortOne's REST API takes HTTPS alone. No money moved. Write https:// in the address."},
	SandboxPassage:   {Upstream, "포트원이 아닌 다른 호스트에 닿지 못했습니다. 돈은 움직이지 않았습니다. 주소와 이 컴퓨터의 네트워크를 확인해 주세요.", "A host that is not PortOne's could not be reached. No money moved. Check its address and this machine's network."},
	Misdirected:      {WrongHost, "이 연결로는 부를 수 없는 호스트입니다. 돈은 움직이지 않았습니다. 요청의 호스트 이름을 확인해 주세요.", "This connection is not for that host. No money moved. Check the host name of the request."},
}
