// A merchant's program of the old kind: Node's https module and PortOne's address.
"use strict";
const https = require("node:https");

function ask(method, path, token, body) {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", ...(token && { Authorization: token }) };
    const request = https.request(
      { hostname: "api.iamport.kr", method, path, headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        response.on("end", () => {
          const { code, message, response: answer } = JSON.parse(text);
          if (code !== 0) reject(new Error(`${response.statusCode} ${message}`));
          else resolve(answer);
        });
      },
    );
    request.on("error", reject).end(body && JSON.stringify(body));
  });
}

async function main() {
  const { IMP_KEY: imp_key, IMP_SECRET: imp_secret, IMP_UID: imp_uid } = process.env;
  const { access_token } = await ask("POST", "/users/getToken", null, { imp_key, imp_secret });
  const seen = await ask("GET", `/payments/${imp_uid}?include_sandbox=true`, access_token);
  const back = { imp_uid, amount: 1000, checksum: seen.amount, reason: "일부 환불" };
  const { amount, status, cancel_amount } = await ask(
    "POST",
    "/payments/cancel",
    access_token,
    back,
  );
  console.log(JSON.stringify({ amount, status, cancel_amount }));
}

main();
