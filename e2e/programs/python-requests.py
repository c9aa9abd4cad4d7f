# A merchant's program with requests and PortOne's address.
import json
import os

import requests

API = "https://api.iamport.kr"


def answer(response):
    body = response.json()
    if body["code"] != 0:
        raise RuntimeError(f"{response.status_code} {body['message']}")
    return body["response"]


imp_uid = os.environ["IMP_UID"]
keys = {"imp_key": os.environ["IMP_KEY"], "imp_secret": os.environ["IMP_SECRET"]}
with requests.Session() as session:
    token = answer(session.post(API + "/users/getToken", data=keys))["access_token"]
    session.headers["Authorization"] = "Bearer " + token
    seen = answer(session.get(f"{API}/payments/{imp_uid}", params={"include_sandbox": "true"}))
    back = {"imp_uid": imp_uid, "amount": 1000, "checksum": seen["amount"], "reason": "일부 환불"}
    payment = answer(session.post(API + "/payments/cancel", json=back))
print(json.dumps({name: payment[name] for name in ("amount", "status", "cancel_amount")}))
