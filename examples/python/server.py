"""A shop with one product on Naru's payment server, of the standard library alone.
The browser opens the PG's window, the payment server decides; this only asks it."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import secrets
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def setting(name, fallback=None):
    value = os.environ.get(name) or fallback
    if not value:
        raise SystemExit(f"{name} is not set; see README.md")
    return value


PORT = int(setting("PORT", "3000"))
SHOP = setting("SHOP_URL", f"http://localhost:{PORT}").rstrip("/")
NARU = setting("NARU_PUBLIC_URL", "http://localhost:4100").rstrip("/")
API_KEY = setting("NARU_API_KEY")
WEBHOOK_SECRET = base64.b64decode(setting("NARU_SHOP_WEBHOOK_SECRET").removeprefix("whsec_"))
IMP = setting("PORTONE_IMP")
SDK = setting("PORTONE_SDK_URL", "https://cdn.iamport.kr/v1/iamport.js")
STOREFRONT = pathlib.Path(__file__).parent.parent / "storefront"

PRODUCT, PRICE = "유자청 한 병", 12_900
orders = {}  # a real shop has a database; its own number is the key


class Refused(Exception):
    def __init__(self, status, answer):
        super().__init__(status, answer)
        self.status, self.answer = status, answer


def ask(method, path, body=None):
    """Asks the payment server; a refusal is Refused with its status and problem."""
    headers = {"Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(NARU + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise Refused(error.code, json.load(error)) from None


def look(order):
    """The payment server's word on an order; goods leave on "paid", once."""
    answer = ask("GET", f"/api/orders/{order['ref']}")
    payment = answer["payment"]
    if answer["state"] == "paid" and not order["sent"]:
        order["sent"] = True
        print(f"{order['ref']}: paid, the goods can be sent", flush=True)
    why = {name: payment.get(name) for name in ("failure", "reason")}
    return why | {"order": order["ref"], "state": answer["state"], "account": payment.get("virtual_account")}


def verified(headers, body):
    """Standard Webhooks: our HMAC over id.timestamp.body, and not long ago."""
    sent_at = headers.get("webhook-timestamp", "")
    fresh = sent_at.isdigit() and abs(time.time() - int(sent_at)) <= 300
    signed = f"{headers.get('webhook-id', '')}.{sent_at}.".encode() + body
    mac = b"v1," + base64.b64encode(hmac.new(WEBHOOK_SECRET, signed, hashlib.sha256).digest())
    signatures = headers.get("webhook-signature", "").encode("latin-1").split()
    return fresh and any(hmac.compare_digest(mac, signature) for signature in signatures)


class Shop(BaseHTTPRequestHandler):
    def answer(self, status, body, kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = lambda self: self.carefully(self.get)  # noqa: E731
    do_POST = lambda self: self.carefully(self.post)  # noqa: E731

    def carefully(self, work):
        url = urlsplit(self.path)
        sorry = 502, {"message": "지금은 처리할 수 없습니다. 낸 돈은 결제 서버가 따로 확인합니다."}
        try:
            result = work(url.path.strip("/").split("/"), parse_qs(url.query).get("key", [""])[0])
        except (ValueError, TypeError, KeyError, AttributeError):
            result = 400, {"message": "요청을 읽을 수 없습니다."}
        except Refused as refused:
            ours = refused.status >= 500 or refused.status in (401, 403)  # our key, our server
            result = sorry if ours else (refused.status, {"message": refused.answer["message_ko"]})
            self.log_error("%s", refused)
        except OSError as away:
            result = sorry
            self.log_error("%s", away)
        self.answer(*result)

    def get(self, path, key):
        if path == [""]:
            page = (STOREFRONT / "index.html").read_text("utf-8")
            page = page.replace("__PORTONE_SDK_URL__", SDK).replace("__PORTONE_IMP__", IMP)
            return 200, page.encode(), "text/html"
        if path == ["shop.js"]:
            return 200, (STOREFRONT / "shop.js").read_bytes(), "text/javascript"
        order = self.mine(path, key)
        return (200, look(order)) if order and len(path) == 2 else (404, {"message": "그런 주문이 없습니다."})

    def post(self, path, key):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", "0")), 65_536))
        if path == ["webhooks"]:
            if not verified(self.headers, body):
                return 401, {"message": "서명이 맞지 않습니다."}
            # A webhook says that something happened; what is true is asked for.
            if order := orders.get(json.loads(body)["data"].get("order_ref")):
                look(order)
            return 200, {"received": True}
        said = json.loads(body)
        if path == ["orders"]:
            order = {"ref": f"p-{secrets.token_hex(8)}", "key": secrets.token_urlsafe(24), "sent": False}
            orders[order["ref"]] = order  # stored before anybody can pay for it
            terms = {"order_ref": order["ref"], "name": PRODUCT, "amount": PRICE}  # never the browser's
            terms["buyer"] = {name: said.get(name) for name in ("name", "email", "tel")}
            terms["return_url"] = f"{SHOP}/?order={order['ref']}&key={order['key']}"  # where a phone comes back to
            opened = ask("POST", "/api/payments", terms)
            return 201, order | {"payment": opened["payment"]["id"], "request": opened["checkout"]["request"]}
        order = self.mine(path, key)
        if not order or path[2:] != ["complete"]:
            return 404, {"message": "그런 주문이 없습니다."}
        payments = ask("GET", f"/api/payments?order_ref={order['ref']}")["data"]
        if said["payment"] not in [payment["id"] for payment in payments]:
            return 400, {"message": "이 주문의 결제가 아닙니다."}
        hint = {name: said[name] for name in ("imp_uid", "error_code", "error_msg") if isinstance(said.get(name), str) and said[name]}
        ask("POST", f"/api/payments/{said['payment']}/complete", hint)  # a hint: it looks for itself
        return 200, look(order)

    def mine(self, path, key):
        """The order of the address, for whoever holds its key."""
        order = orders.get(path[1]) if path[0] == "orders" and len(path) > 1 else None
        return order if order and hmac.compare_digest(order["key"].encode(), key.encode()) else None


print(f"shop: {SHOP}", flush=True)
ThreadingHTTPServer(("127.0.0.1", PORT), Shop).serve_forever()
