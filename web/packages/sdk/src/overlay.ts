/** A window that is shown: its browsing context, and how to take it away. */
export type Shown = {
  /** null when the browser did not let it open. */
  readonly target: () => Window | null;
  readonly remove: () => void;
};

/**
 * Shows a window over the page in an iframe. While it is there the page behind
 * is inert and Tab stays in the window; Escape calls onEscape when the focus is
 * not inside the window, which handles its own.
 */
export function showOverlay(url: string, onEscape: () => void): Shown {
  const before = document.activeElement;
  const overlay = document.createElement("div");
  overlay.dataset.slot = "naru-pg-overlay";
  overlay.setAttribute("role", "dialog");
  overlay.setAttribute("aria-modal", "true");
  overlay.setAttribute("aria-label", "결제창 (Payment window)");
  overlay.style.cssText =
    "all:initial;position:fixed;inset:0;z-index:2147483647;display:flex;align-items:center;" +
    "justify-content:center;background:rgba(8,14,20,.6)";

  const frame = document.createElement("iframe");
  frame.id = "naru-pg-frame";
  frame.dataset.slot = "naru-pg-frame";
  frame.title = "결제창 (Payment window)";
  frame.src = url;
  frame.style.cssText =
    "border:0;width:min(100%,30rem);height:min(100%,52rem);background:#fff;border-radius:" +
    "clamp(0px,calc((100vw - 30rem)*99),14px);box-shadow:0 18px 60px rgba(0,0,0,.4)";
  frame.addEventListener("load", () => frame.contentWindow?.focus());
  overlay.append(edge(frame), frame, edge(frame));

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onEscape();
  };
  document.addEventListener("keydown", onKey, true);
  const release = holdPage();
  document.body.append(overlay);
  frame.focus();

  return {
    target: () => frame.contentWindow,
    remove: () => {
      document.removeEventListener("keydown", onKey, true);
      overlay.remove();
      release();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    },
  };
}

/** Catches Tab at an end of the window and sends it back in. */
function edge(frame: HTMLIFrameElement): HTMLElement {
  const guard = document.createElement("span");
  guard.tabIndex = 0;
  guard.setAttribute("aria-hidden", "true");
  guard.addEventListener("focus", () => frame.focus());
  return guard;
}

/** Keeps the page behind from being scrolled, read and tabbed to; returns the undoing. */
function holdPage(): () => void {
  const held = Array.from(document.body.children).filter((child) => !child.hasAttribute("inert"));
  for (const child of held) child.setAttribute("inert", "");
  const { overflow } = document.body.style;
  document.body.style.overflow = "hidden";
  return () => {
    for (const child of held) child.removeAttribute("inert");
    document.body.style.overflow = overflow;
  };
}

const popupName = "naru-pg-popup";

/** Opens an empty pop-up; it must run inside the buyer's click. */
export function openPopup(): Window | null {
  return window.open("about:blank", popupName, "popup,width=480,height=820");
}

/** Shows a window in a pop-up; onClosed is called when the buyer closes it. */
export function showPopup(popup: Window, url: string, onClosed: () => void): Shown {
  popup.location.replace(url);
  // No event tells that another window was closed.
  const watch = setInterval(() => {
    if (!popup.closed) return;
    clearInterval(watch);
    onClosed();
  }, 300);
  return {
    target: () => popup,
    remove: () => {
      clearInterval(watch);
      popup.close();
    },
  };
}
