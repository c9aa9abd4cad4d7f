// The apps of card companies, wallets and carriers on a phone. A link is a real navigation to the
// app's scheme: this script only watches what becomes of it. An app that opens
// hides the page; when it is seen again the payment goes on. When nothing hides
// it, the window says what a WebView must do.
"use strict";

const apps = document.querySelector("[data-slot=apps]");
const form = apps.closest("form");
const opened = apps.querySelector("[data-slot=app-opened]");
const silent = apps.querySelector("[data-slot=app-silent]");
const done = apps.querySelector("[data-slot=app-done]");
let waiting = 0; // the timer of a link that nothing has answered yet
let away = false; // an app has taken the screen

// Shows the apps of the method that is picked, and those that go with any.
function sort() {
  const method = form.querySelector("[name=method]:checked");
  let any = false;
  for (const item of apps.querySelectorAll("[data-app-method]")) {
    const { appMethod } = item.dataset;
    item.hidden = appMethod !== "" && (!method || appMethod !== method.value);
    any = any || !item.hidden;
  }
  apps.hidden = !any;
}
form.addEventListener("change", sort);
sort();

function stop() {
  clearTimeout(waiting);
  waiting = 0;
}

for (const link of apps.querySelectorAll("[data-slot=app]")) {
  link.addEventListener("click", () => {
    form.elements.app.value = link.dataset.app;
    form.elements.app_answer.value = "";
    const list = form.elements.card_code || form.elements.carrier;
    if (link.dataset.choose) list.value = link.dataset.choose;
    opened.hidden = false;
    silent.hidden = true;
    stop();
    waiting = setTimeout(() => {
      stop();
      opened.hidden = true;
      silent.querySelector("[data-slot=app-link]").textContent = link.href;
      silent.hidden = false;
      silent.scrollIntoView({ block: "nearest" });
      done.focus({ preventScroll: true });
    }, Number(apps.dataset.wait));
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden && waiting) {
    stop();
    away = true;
  } else if (!document.hidden && away) {
    away = false;
    form.elements.app_answer.value = "returned";
    form.requestSubmit(done);
  }
});

// In the place of the app: it comes back to the shop's app by its scheme, and
// the window goes on.
done.addEventListener("click", (event) => {
  const { return: address } = apps.dataset;
  if (!address || done.dataset.returned) return;
  event.preventDefault();
  done.dataset.returned = "";
  location.href = address;
  setTimeout(() => form.requestSubmit(done), 500);
});

// Only what the person's own phone runs.
const apple = /iPhone|iPad|iPod/.test(navigator.userAgent);
for (const hint of silent.querySelectorAll("[data-platform]")) {
  hint.hidden = (hint.dataset.platform === "ios") !== apple;
}
