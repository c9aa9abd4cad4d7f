<?php
// A merchant's program with PHP's curl and PortOne's address.
declare(strict_types=1);

function ask(string $path, ?string $token = null, ?array $body = null): array
{
    $curl = curl_init('https://api.iamport.kr' . $path);
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPHEADER => array_filter(['Content-Type: application/json', $token === null ? null : "Authorization: $token"]),
    ]);
    if ($body !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body));
    }
    $text = curl_exec($curl);
    if ($text === false) {
        throw new RuntimeException(curl_error($curl));
    }
    $answer = json_decode($text, true);
    if ($answer['code'] !== 0) {
        throw new RuntimeException($answer['message']);
    }
    return $answer['response'];
}

$uid = getenv('IMP_UID');
$token = ask('/users/getToken', null, ['imp_key' => getenv('IMP_KEY'), 'imp_secret' => getenv('IMP_SECRET')])['access_token'];
$seen = ask("/payments/$uid?include_sandbox=true", $token);
$back = ['imp_uid' => $uid, 'amount' => 1000, 'checksum' => $seen['amount'], 'reason' => '일부 환불'];
$payment = ask('/payments/cancel', $token, $back);
echo json_encode(array_intersect_key($payment, array_flip(['amount', 'status', 'cancel_amount']))), "\n";
