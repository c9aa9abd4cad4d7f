-- What people at the console ask.

-- name: FindMerchantUID :many
-- The newest of those that begin so: what we make begins with the day.
SELECT p.id, p.created_at FROM payments AS p
WHERE p.merchant_uid >= sqlc.arg(first) AND p.merchant_uid < sqlc.arg(below)
ORDER BY p.merchant_uid DESC LIMIT sqlc.arg(most);

-- name: FindOrder :many
SELECT p.id, p.created_at FROM payments AS p
WHERE p.order_ref >= sqlc.arg(first) AND p.order_ref < sqlc.arg(below)
ORDER BY p.order_ref DESC LIMIT sqlc.arg(most);

-- name: FindImpUID :many
SELECT p.id, p.created_at FROM attempts AS a JOIN payments AS p ON p.id = a.payment_id
WHERE a.imp_uid >= sqlc.arg(first) AND a.imp_uid < sqlc.arg(below)
ORDER BY a.imp_uid DESC LIMIT sqlc.arg(most);

-- name: FindBuyer :many
SELECT b.payment_id, b.created_at FROM buyer_index AS b
WHERE b.ix = sqlc.arg(ix)
    AND (b.created_at, b.payment_id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY b.created_at DESC, b.payment_id DESC LIMIT sqlc.arg(most);

-- name: IndexOfPayment :exec
-- An entry of a payment that is stored already.
INSERT INTO buyer_index (ix, created_at, payment_id)
SELECT CAST(sqlc.arg(ix) AS BIGINT), p.created_at, p.id FROM payments AS p WHERE p.id = sqlc.arg(payment_id)
ON CONFLICT (ix, created_at, payment_id) DO NOTHING;

-- name: ListPaymentsOfMethod :many
SELECT * FROM payments
WHERE pay_method = sqlc.arg(pay_method) AND (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: ListPaymentsOfPG :many
SELECT * FROM payments
WHERE pg_provider = sqlc.arg(pg_provider) AND (created_at, id) < (CAST(sqlc.arg(before) AS BIGINT), CAST(sqlc.arg(before_id) AS TEXT))
ORDER BY created_at DESC, id DESC LIMIT sqlc.arg(most);

-- name: MovementDays :many
-- Days are Korea's, counted from the epoch's; nine hours lie between.
SELECT CAST((m.at + 32400000000) / 86400000000 AS BIGINT) AS day, m.currency,
    CAST(SUM(CASE WHEN m.amount > 0 THEN 1 ELSE 0 END) AS BIGINT) AS payments,
    CAST(SUM(CASE WHEN m.amount > 0 THEN m.amount ELSE 0 END) AS BIGINT) AS paid,
    CAST(SUM(CASE WHEN m.amount < 0 THEN 1 ELSE 0 END) AS BIGINT) AS refunds,
    CAST(SUM(CASE WHEN m.amount < 0 THEN -m.amount ELSE 0 END) AS BIGINT) AS refunded
FROM movements AS m WHERE m.at >= sqlc.arg(since) AND m.at < sqlc.arg(until)
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: FailedDays :many
SELECT CAST((p.created_at + 32400000000) / 86400000000 AS BIGINT) AS day, COUNT(*) AS many
FROM payments AS p WHERE p.state = 'failed' AND p.created_at >= sqlc.arg(since) AND p.created_at < sqlc.arg(until)
GROUP BY 1 ORDER BY 1;

-- name: FailureReasons :many
-- Of the newest, so that it costs no more than it is worth.
SELECT found.reason, found.fail_reason, COUNT(*) AS many FROM (
    SELECT p.reason, p.fail_reason FROM payments AS p
    WHERE p.state = sqlc.arg(state) AND p.created_at >= sqlc.arg(since)
    ORDER BY p.created_at DESC, p.id DESC LIMIT sqlc.arg(most)
) AS found WHERE found.reason <> ''
GROUP BY found.reason, found.fail_reason ORDER BY COUNT(*) DESC, found.reason, found.fail_reason LIMIT 200;

-- name: WaitingForDeposit :many
SELECT found.currency, COUNT(*) AS many, CAST(SUM(found.amount) AS BIGINT) AS amount FROM (
    SELECT p.currency, p.amount FROM payments AS p WHERE p.state = 'awaiting_deposit'
    ORDER BY p.created_at DESC, p.id DESC LIMIT sqlc.arg(most)
) AS found GROUP BY found.currency ORDER BY found.currency;

-- name: TookSeconds :many
-- To the second in the first hour, then to the minute.
SELECT CAST(CASE WHEN p.paid_at <= p.created_at THEN 0
    WHEN p.paid_at - p.created_at < 3600000000 THEN (p.paid_at - p.created_at) / 1000000
    ELSE (p.paid_at - p.created_at) / 60000000 * 60 END AS BIGINT) AS seconds, COUNT(*) AS many
FROM payments AS p WHERE p.paid_at > 0 AND p.origin = '' AND p.paid_at >= sqlc.arg(since) AND p.paid_at < sqlc.arg(until)
GROUP BY 1 ORDER BY 1;

-- name: OpenDiscrepancies :one
SELECT COUNT(*) FROM (SELECT d.id FROM discrepancies AS d WHERE d.closed_at = 0 LIMIT sqlc.arg(most)) AS found;

-- name: EndpointBacklog :one
SELECT CAST(COALESCE(SUM(CASE WHEN found.due_at > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS pending,
    CAST(COALESCE(SUM(CASE WHEN found.due_at = 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS dead
FROM (
    SELECT waiting.due_at FROM (
        SELECT d.due_at FROM deliveries AS d WHERE d.endpoint_id = sqlc.arg(endpoint_id) AND d.due_at > 0 LIMIT sqlc.arg(most)
    ) AS waiting
    UNION ALL
    SELECT given.due_at FROM (
        SELECT d.due_at FROM deliveries AS d WHERE d.endpoint_id = sqlc.arg(endpoint_id) AND d.due_at = 0 AND d.delivered_at = 0 LIMIT sqlc.arg(most)
    ) AS given
) AS found;

-- name: WebhookByID :one
SELECT * FROM inbound_webhooks WHERE id = $1;

-- name: MovementsBetween :many
-- What an export tells of each; nothing of the buyer is read.
SELECT m.imp_uid, m.n, m.payment_id, m.at, m.currency, m.amount, a.seen, a.mark, p.order_ref, p.merchant_uid,
    p.currency AS order_currency, p.amount AS order_amount, p.tax_free, p.extra, p.pg_provider, p.pg_mid, p.pay_method
FROM movements AS m JOIN attempts AS a ON a.imp_uid = m.imp_uid JOIN payments AS p ON p.id = m.payment_id
WHERE (m.at, m.imp_uid, m.n) > (CAST(sqlc.arg(after) AS BIGINT), CAST(sqlc.arg(after_uid) AS TEXT), CAST(sqlc.arg(after_n) AS BIGINT))
    AND m.at < sqlc.arg(until)
ORDER BY m.at, m.imp_uid, m.n LIMIT sqlc.arg(most);

-- name: CountMovements :one
SELECT CAST(COALESCE(SUM(CASE WHEN m.amount > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS payments,
    CAST(COALESCE(SUM(CASE WHEN m.amount < 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS refunds
FROM movements AS m WHERE m.at >= sqlc.arg(since) AND m.at < sqlc.arg(until);

-- name: EventsAfter :many
-- Ids begin with the time.
SELECT e.id, e.payment_id, e.type, e.at FROM payment_events AS e WHERE e.id > sqlc.arg(after) ORDER BY e.id LIMIT sqlc.arg(most);
