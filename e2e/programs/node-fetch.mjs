// A merchant's program of today: fetch and PortOne's address.
const { IMP_KEY: imp_key, IMP_SECRET: imp_secret, IMP_UID: imp_uid } = process.env;

async function ask(method, path, token, body) {
  const response = await fetch(`https://api.iamport.kr${path}`, {
    method,
    headers: { "Content-Type": "application/json", ...(token && { Authorization: token }) },
    body: body && JSON.stringify(body),
  });
  const { code, message, response: answer } = await response.json();
  if (code !== 0) throw new Error(`${response.status} ${message}`);
  return answer;
}

const { access_token } = await ask("POST", "/users/getToken", null, { imp_key, imp_secret });
const seen = await ask("GET", `/payments/${imp_uid}?include_sandbox=true`, access_token);
const back = { imp_uid, amount: 1000, checksum: seen.amount, reason: "일부 환불" };
const { amount, status, cancel_amount } = await ask("POST", "/payments/cancel", access_token, back);
console.log(JSON.stringify({ amount, status, cancel_amount }));
