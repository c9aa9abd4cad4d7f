// What a PG window needs besides its form: telling the page that opened it,
// closing on Escape, and answering once. Without it the windows of redirecting
// PGs still work.
"use strict";

const main = document.querySelector("main");
const opener = window.parent !== window ? window.parent : window.opener;

// Posts what the server prepared, and only to the page that it is meant for.
function tell() {
  const { message, target } = main.dataset;
  if (opener && message && target) opener.postMessage(JSON.parse(message), target);
}

if ("send" in main.dataset) tell();

if (opener) document.documentElement.classList.add("opened");
for (const leave of document.querySelectorAll("button[type=button][data-slot=leave]")) {
  leave.addEventListener("click", tell);
}

// A second answer would reach a window that has ended, and its page would take
// the place of the one that tells the shop.
let answered = false;
document.addEventListener("submit", (event) => {
  if (answered) event.preventDefault();
  answered = true;
  main.setAttribute("aria-busy", "true");
});
// A page that the browser kept comes back as it was left.
window.addEventListener("pageshow", () => {
  answered = false;
  main.removeAttribute("aria-busy");
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  const close = document.querySelector("[data-slot=close-window]");
  if (close) close.click();
  else tell();
});

// The reader begins at the top of the window, wherever the page's focus was.
function begin() {
  if (document.activeElement === document.body) document.querySelector("#title").focus();
}
if (document.hasFocus()) begin();
else window.addEventListener("focus", begin, { once: true });
