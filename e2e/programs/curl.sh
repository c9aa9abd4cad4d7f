# A merchant's script with curl and PortOne's address.
set -eu
api=https://api.iamport.kr
token=$(curl -sS --fail-with-body "$api/users/getToken" -d imp_key="$IMP_KEY" -d imp_secret="$IMP_SECRET" |
	sed 's/.*"access_token":"\([0-9a-f]*\)".*/\1/')
curl -sS --fail-with-body -H "Authorization: $token" "$api/payments/$IMP_UID?include_sandbox=true" >/dev/null
curl -sS --fail-with-body -H "Authorization: $token" "$api/payments/cancel" -d imp_uid="$IMP_UID" -d amount=1000 --data-urlencode 'reason=일부 환불' |
	sed 's/.*"amount":\([0-9]*\).*"cancel_amount":\([0-9]*\).*"status":"\([a-z]*\)".*/{"amount":\1,"status":"\3","cancel_amount":\2}/'
