import { enAudit } from "./en-audit.ts";
import { enDiscrepancies } from "./en-discrepancies.ts";
import { enHome } from "./en-home.ts";
import { enPayments } from "./en-payments.ts";
import { enSettings } from "./en-settings.ts";
import { enWebhooks } from "./en-webhooks.ts";
import type { Texts } from "./texts.ts";

/** English texts; the compiler and a test see that none is missing. */
export const en: Texts = {
  ...enHome,
  ...enPayments,
  ...enDiscrepancies,
  ...enWebhooks,
  ...enSettings,
  ...enAudit,
  app: {
    name: "Naru console",
    lead: "Find payments, refund them, reconcile them.",
    testBandLabel: "Environment",
    testBand: "Test environment. No real money moves.",
    language: "한국어",
    languageLabel: "한국어 화면으로",
    skip: "Skip to content",
    menu: "Menu",
    openMenu: "Open menu",
    closeMenu: "Close menu",
    copy: "Copy",
    copied: "Copied",
    copyFailed: "Could not copy. Please select and copy it by hand",
    close: "Close",
    cancel: "Cancel",
    save: "Save",
    saved: "Saved.",
    loading: "Loading…",
    retry: "Try again",
    none: "None",
  },
  away: {
    title: "The payment server does not answer.",
    text: "It has stopped or is restarting. Stored payments and what you typed are as they were; this page goes on by itself once the server is back.",
  },
  problem: {
    shape:
      "This page could not read the server's answer. Whether the request was carried out is not known: reload the page and look at the payment's present state.",
    away: "The payment server does not answer, so whether this was carried out is not known. Sending it again will not do it twice. Check the state once the server is back and try again.",
    page: "This page could not be loaded. No data changed. Check that the server is running and try again.",
    unknown:
      "The request could not be carried out. Check the payment's present state and try again. If it stays like this, tell an admin.",
    givenUp:
      "You did not confirm that it is you, so nothing was sent. What you typed is still here.",
    notFound: "There is no such page.",
    notFoundNext: "Check the address or go back to the home page.",
    goHome: "Go home",
  },
  raw: {
    original: "As it was",
    pretty: "Formatted",
    emptyBody: "(no body)",
  },
  roles: {
    viewer: "Viewer",
    operator: "Operator",
    admin: "Admin",
  },
  entry: {
    title: "Log in",
    text: "Use your operator account of this payment server.",
    email: "E-mail",
    emailProblem: "Enter your e-mail address.",
    password: "Password",
    passwordProblem: "Enter your password.",
    code: "Code",
    codeHint: "The six digits that your authenticator app shows.",
    codeProblem: "Enter the code.",
    second: "The password is right. Enter the code of your authenticator app.",
    login: "Log in",
    entering: "Checking…",
    forgotten:
      "No account, or password forgotten? Ask an admin. The first admin is made on the server:",
    firstTitle: "Choose your password",
    firstText:
      "The password that you were given works only once. Choose one that only you know to go on.",
    oldPassword: "Password now",
    newPassword: "New password",
    newHint: "15 to 128 characters. A whole sentence is safe and easy to remember.",
    newAgain: "New password again",
    shortProblem: "Choose one of at least 15 characters.",
    longProblem: "Choose one of at most 128 characters.",
    againProblem: "The two passwords differ.",
    choosePassword: "Choose this password",
    againTitle: "Please log in again",
    againText:
      "Your session has ended. What you typed is still here, and what you were doing goes on once you are logged in.",
    leave: "Leave and drop what I was doing",
    stepUpTitle: "Confirm that it is you",
    stepUpText:
      "This touches money or permissions, so we ask once more. Nothing has been carried out yet, and what you typed is still here.",
    confirm: "Confirm and go on",
    confirming: "Checking…",
  },
  nav: {
    home: "Home",
    payments: "Payments",
    discrepancies: "Discrepancies",
    webhooks: "Webhooks",
    settings: "Settings",
    audit: "Audit log",
    logout: "Log out",
  },
};
