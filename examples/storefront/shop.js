const form = document.querySelector("form");
const status = document.querySelector("[data-slot=state]");
window.IMP.init(document.querySelector("meta[name=portone-imp]").content);

const words = {
  paid: "결제가 완료되었습니다.",
  awaiting_deposit: "입금을 기다립니다.",
  refunded: "결제한 돈을 모두 돌려드렸습니다.",
  partially_refunded: "결제한 돈의 일부를 돌려드렸습니다.",
  unpaid: "아직 결제되지 않았습니다. 다시 결제할 수 있습니다.",
};

async function ask(path, body) {
  const response = await fetch(path, body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

/** Shows what the server decided, and why when it decided against the payment. */
function show({ state, account, failure, reason }) {
  status.dataset.state = state;
  const bank = account && `${account.bank_name} ${account.number}`;
  status.textContent = [words[state] ?? state, bank, failure?.message, reason].filter(Boolean).join(" ");
}

const order = (ref, key, rest = "") => `/orders/${ref}${rest}?key=${encodeURIComponent(key)}`;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const opened = await ask("/orders", Object.fromEntries(new FormData(form)));
    window.IMP.request_pay(opened.request, async ({ imp_uid, error_code, error_msg }) => {
      try {
        const said = { payment: opened.payment, imp_uid, error_code, error_msg };
        show(await ask(order(opened.ref, opened.key, "/complete"), said));
      } catch (error) {
        status.textContent = error.message;
      }
    });
  } catch (error) {
    status.textContent = error.message;
  }
});

// A phone comes back here from the PG's page, perhaps in another browser.
const query = new URLSearchParams(location.search);
if (query.has("order")) {
  ask(order(query.get("order"), query.get("key"))).then(show, (error) => {
    status.textContent = error.message;
  });
}
