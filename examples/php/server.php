<?php
// A shop with one product on Naru's payment server: the router of `php -S`. The
// browser opens the PG's window, the payment server decides; this only asks it.
declare(strict_types=1);

function setting(string $name, ?string $fallback = null): string
{
    $value = getenv($name) ?: $fallback;
    return $value ?? throw new RuntimeException("$name is not set; see README.md");
}

/** What the payment server refused: its sentence, and its status as the code. */
class Refused extends Exception
{
}

const PRODUCT = '유자청 한 병', PRICE = 12_900;
const STOREFRONT = __DIR__ . '/../storefront';
const NOT_FOUND = [404, ['message' => '그런 주문이 없습니다.']];

/** Asks the payment server; a refusal is Refused. */
function ask(string $method, string $path, ?array $body = null): array
{
    $headers = ['Authorization: Bearer ' . setting('NARU_API_KEY'), 'Content-Type: application/json'];
    $content = $body === null ? '' : json_encode($body, JSON_FORCE_OBJECT);
    $http = ['method' => $method, 'header' => $headers, 'content' => $content, 'timeout' => 20, 'ignore_errors' => true];
    $base = setting('NARU_PUBLIC_URL', 'http://localhost:4100');
    $text = @file_get_contents($base . $path, false, stream_context_create(['http' => $http]));
    $status = (int) explode(' ', $http_response_header[0] ?? 'HTTP/1.1 502')[1];
    $answer = json_decode((string) $text, true) ?? [];
    return $status < 300 && $answer ? $answer : throw new Refused($answer['message_ko'] ?? 'no answer', $answer ? $status : 502);
}

/** Where an order is kept; a real shop has a database. */
function orderFile(string $ref): string
{
    $folder = setting('SHOP_DATA', sys_get_temp_dir() . '/naru-example-php');
    is_dir($folder) || mkdir($folder, 0700, true);
    return "$folder/" . (preg_match('/^h-[0-9a-f]{16}$/', $ref) ? $ref : 'none') . '.json';
}

/** Runs work on an order, one at a time, for a webhook or whoever holds its key. */
function withOrder(string $ref, callable $work, ?string $key = null): array
{
    $file = @fopen(orderFile($ref), 'r+');
    if ($file === false || !flock($file, LOCK_EX)) {
        return NOT_FOUND;
    }
    $order = json_decode(stream_get_contents($file), true);
    $result = $key === null || hash_equals($order['key'], $key) ? $work($order) : NOT_FOUND;
    file_put_contents(orderFile($ref), json_encode($order));
    return $result;
}

/** The payment server's word on an order; goods leave on "paid", once. */
function look(array &$order): array
{
    ['state' => $state, 'payment' => $payment] = ask('GET', "/api/orders/{$order['ref']}");
    if ($state === 'paid' && !$order['sent']) {
        $order['sent'] = true;
        error_log("{$order['ref']}: paid, the goods can be sent");
    }
    $why = array_intersect_key($payment, array_flip(['failure', 'reason']));
    return [200, $why + ['order' => $order['ref'], 'state' => $state, 'account' => $payment['virtual_account'] ?? null]];
}

/** Standard Webhooks: our HMAC over id.timestamp.body, and not long ago. */
function verified(string $body): bool
{
    $header = fn (string $name): string => $_SERVER["HTTP_WEBHOOK_$name"] ?? '';
    $fresh = abs(time() - (int) $header('TIMESTAMP')) <= 300;
    $secret = base64_decode(preg_replace('/^whsec_/', '', setting('NARU_SHOP_WEBHOOK_SECRET')));
    $mac = hash_hmac('sha256', "{$header('ID')}.{$header('TIMESTAMP')}.$body", $secret, true);
    $ours = fn (string $sent): bool => hash_equals('v1,' . base64_encode($mac), $sent);
    return $fresh && array_filter(explode(' ', $header('SIGNATURE')), $ours) !== [];
}

function webhook(string $body): array
{
    if (!verified($body)) {
        return [401, ['message' => '서명이 맞지 않습니다.']];
    }
    // A webhook says that something happened; what is true is asked for.
    withOrder(json_decode($body, true)['data']['order_ref'] ?? '', look(...));
    return [200, ['received' => true]];
}

function open(array $said): array
{
    $ref = 'h-' . bin2hex(random_bytes(8));
    $key = bin2hex(random_bytes(24));
    // Stored before anybody can pay for it.
    file_put_contents(orderFile($ref), json_encode(['ref' => $ref, 'key' => $key, 'sent' => false]));
    $opened = ask('POST', '/api/payments', [
        'order_ref' => $ref,
        'amount' => PRICE, // never the browser's
        'name' => PRODUCT,
        'buyer' => ['name' => $said['name'] ?? null, 'email' => $said['email'] ?? null, 'tel' => $said['tel'] ?? null],
        'return_url' => setting('SHOP_URL', "http://{$_SERVER['HTTP_HOST']}") . "/?order=$ref&key=$key", // where a phone comes back to
    ]);
    return [201, ['ref' => $ref, 'key' => $key, 'payment' => $opened['payment']['id'], 'request' => $opened['checkout']['request']]];
}

function complete(array &$order, array $said): array
{
    $payments = array_column(ask('GET', "/api/payments?order_ref={$order['ref']}")['data'], 'id');
    $payment = $said['payment'] ?? '';
    if (!in_array($payment, $payments, true)) {
        return [400, ['message' => '이 주문의 결제가 아닙니다.']];
    }
    $said = array_filter($said, fn ($value) => is_string($value) && $value !== '');
    $hint = array_intersect_key($said, array_flip(['imp_uid', 'error_code', 'error_msg']));
    ask('POST', "/api/payments/$payment/complete", $hint); // a hint: it looks for itself
    return look($order);
}

function page(): array
{
    $sdk = setting('PORTONE_SDK_URL', 'https://cdn.iamport.kr/v1/iamport.js');
    $is = ['__PORTONE_SDK_URL__' => $sdk, '__PORTONE_IMP__' => setting('PORTONE_IMP')];
    return [200, strtr(file_get_contents(STOREFRONT . '/index.html'), $is), 'text/html'];
}

function answer(string $route, string $body): array
{
    $said = json_decode($body, true) ?? [];
    $key = (string) ($_GET['key'] ?? '');
    return match (true) {
        $route === 'GET /' => page(),
        $route === 'GET /shop.js' => [200, file_get_contents(STOREFRONT . '/shop.js'), 'text/javascript'],
        $route === 'POST /webhooks' => webhook($body),
        $route === 'POST /orders' => open($said),
        preg_match('#^POST /orders/([^/]+)/complete$#', $route, $is) === 1 => withOrder($is[1], fn (array &$order) => complete($order, $said), $key),
        preg_match('#^GET /orders/([^/]+)$#', $route, $is) === 1 => withOrder($is[1], look(...), $key),
        default => NOT_FOUND,
    };
}

try {
    $route = $_SERVER['REQUEST_METHOD'] . ' ' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
    $result = answer($route, file_get_contents('php://input', length: 65_536));
} catch (Throwable $error) {
    error_log($error->getMessage());
    $theirs = $error instanceof Refused && $error->getCode() < 500 && !in_array($error->getCode(), [401, 403], true);
    $sorry = '지금은 처리할 수 없습니다. 낸 돈은 결제 서버가 따로 확인합니다.';
    $result = $theirs ? [$error->getCode(), ['message' => $error->getMessage()]] : [502, ['message' => $sorry]];
}
http_response_code($result[0]);
header('Content-Type: ' . ($result[2] ?? 'application/json') . '; charset=utf-8');
echo is_string($result[1]) ? $result[1] : json_encode($result[1]);
