import { equal } from "node:assert/strict";
import { consoleStories } from "../support/console.ts";

const story = consoleStories();

story("a page that cannot be loaded says so and keeps the menu", async ({ browsers, box }) => {
  const home = await box.open(browsers, "");
  await home.page.route("**/scenarios-page.js", (route) => route.abort());
  await home.slot("nav-scenarios").click();
  await home.slot("page-broken").waitFor();
  equal(await home.slot("nav-home").count(), 1);
  await home.page.unroute("**/scenarios-page.js");
  await home.slot("page-broken").getByRole("button", { name: "다시 시도" }).click();
  await home.slot("fault-hold").waitFor();
  equal(await home.title(), "시나리오");
});

story("a page that cannot be loaded says so in English", async ({ browsers, box }) => {
  const home = await box.open(browsers, "", "en");
  await home.page.route("**/clock-page.js", (route) => route.abort());
  await home.slot("nav-clock").click();
  await home.page.getByText(/^This page could not be loaded/).waitFor();
});
