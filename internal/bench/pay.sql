-- One payment as our server stores it, for pgbench: two transactions, statement
-- by statement, and the read between them (12 round trips). Ids begin with the
-- time, as ours do, so that the indexes fill in the same order.
\set n random(1, 9999999999)
BEGIN;
INSERT INTO orders (order_ref, version, created_at, updated_at)
SELECT 'A-' || lpad((t / 100 % 10000000)::text, 7, '0') || lpad(:client_id::text, 3, '0'), 1, t, t
FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS t) AS clock
RETURNING order_ref, created_at AS at \gset
INSERT INTO payments (id, order_ref, merchant_uid, currency, amount, tax_free, store, env, pg_provider, pg_mid,
    pay_method, name, buyer, return_url, metadata, extra, terms_hash, state, bound, captured, returned, reason, fail_reason,
    account, version, check_at, checks, expires_at, created_at, updated_at, paid_at, closed_cause)
VALUES ('pay_' || :at::text || lpad(:n::text, 10, '0'), :order_ref,
    'A' || substr(:order_ref, 3) || lpad(:n::text, 16, '0'),
    'KRW', 59000, 0, 'imp00000000', 'test', 'html5_inicis', 'INIpayTest',
    'card', '맨투맨', '{"name":"홍길동","email":"gildong@example.com","tel":"010-1234-5678","addr":"서울특별시 성동구","postcode":"04795"}',
    'http://localhost:4000/result', '{"cart":"c-20261123"}', 'null',
    'e42fe43c6f2f3fbfca81e097cae424b848c37cdec2a82924d17317bf42482b32', 'open', '', 0, 0, '', '',
    '', 1, :at, 0, :at + 3600000000, :at, :at, 0, '')
RETURNING id, merchant_uid \gset
INSERT INTO payment_events (id, payment_id, seq, version, type, actor, imp_uid, reason, detail, at)
VALUES ('evt_' || substr(:id, 5), :id, 1, 1, 'note.opened', 'shop', '', '', '59000 KRW', :at);
COMMIT;
SELECT order_ref, merchant_uid, amount, currency, state, version FROM payments WHERE id = :id \gset
BEGIN;
UPDATE payments SET state = 'paid', bound = 'imp_00' || substr(:order_ref, 3), captured = 59000, check_at = 0, paid_at = :at,
    updated_at = :at, version = version + 1 WHERE id = :id AND version = :version AND state = 'open';
INSERT INTO attempts (imp_uid, payment_id, seen, mark, reason, currency, captured, opened, succeeded, external,
    closing, closing_at, closings, created_at, updated_at)
VALUES ('imp_00' || substr(:order_ref, 3), :id,
    '{"imp_uid":"imp_000000000001","merchant_uid":"' || :merchant_uid || '","status":"paid","raw_status":"paid","amount":"59000 KRW","captured":"59000 KRW","cancelled":"0 KRW","store":"imp00000000","env":"test","channel":{"Provider":"html5_inicis","MID":"INIpayTest"},"pay_method":"card","pg_tid":"StdpayCARDINIpayTest20261123054135849372","card_name":"신한카드","card_number":"510737*********6","approval":"47405704","receipt_url":"https://iniweb.inicis.com/receipt/iniReceipt.jsp?noTid=StdpayCARDINIpayTest20261123054135849372","paid_at":"2026-11-23T01-45-42Z","changed_at":"2026-11-23T01-45-42Z"}',
    'bound', '', 'KRW', 59000, 0, 0, 0, '', 0, 0, :at, :at);
INSERT INTO payment_events (id, payment_id, seq, version, type, actor, imp_uid, reason, detail, at)
VALUES ('evu_' || substr(:id, 5), :id, 2, 2, 'payment.paid', 'callback', 'imp_00' || substr(:order_ref, 3), '', '', :at);
INSERT INTO outbox (event_id, payment_id, version, type, body, tries, fence, due_at, delivered_at, last_error, created_at)
VALUES ('evu_' || substr(:id, 5), :id, 2, 'payment.paid',
    convert_to('{"id":"evu_' || substr(:id, 5) || '","type":"payment.paid","created_at":"2026-11-23T01-45-42.613063Z","test": true,"data":{"payment_id":"' || :id || '","order_ref":"' || :order_ref || '","merchant_uid":"' || :merchant_uid || '","state":"paid","amount": 59000,"refunded": 0,"currency":"KRW","version": 2}}', 'UTF8'),
    0, 0, :at, 0, '', :at);
COMMIT;
