# A merchant's program with the standard library and PortOne's address.
import json
import os
import urllib.request


def ask(method, path, token=None, body=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = token
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request("https://api.iamport.kr" + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as response:
        answer = json.load(response)
    if answer["code"] != 0:
        raise RuntimeError(answer["message"])
    return answer["response"]


imp_uid = os.environ["IMP_UID"]
keys = {"imp_key": os.environ["IMP_KEY"], "imp_secret": os.environ["IMP_SECRET"]}
token = ask("POST", "/users/getToken", body=keys)["access_token"]
seen = ask("GET", f"/payments/{imp_uid}?include_sandbox=true", token)
back = {"imp_uid": imp_uid, "amount": 1000, "checksum": seen["amount"], "reason": "일부 환불"}
payment = ask("POST", "/payments/cancel", token, back)
print(json.dumps({name: payment[name] for name in ("amount", "status", "cancel_amount")}))
