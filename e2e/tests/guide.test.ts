import { join } from "node:path";
import { freePort, startBackend } from "../support/backend.ts";
import { Customer, trade } from "../support/customer.ts";
import { expectAnswer } from "../support/http.ts";
import { text } from "../support/json.ts";
import { root } from "../support/needs.ts";
import { folder, Program } from "../support/program.ts";
import { until } from "../support/until.ts";
import { browserStories } from "../support/world.ts";

const story = browserStories("npm");

story(
  "docs/seed.ko.md runs as written: the reader's own project takes a payment",
  async ({ browsers }) => {
    const port = await freePort();
    const shop = `http://localhost:${port}`;
    // The guide's reader signs up and adds the channel by hand; the console's own story does, too.
    const backend = await startBackend(shop, async (ready) => {
      const control = text(ready, "control");
      const reader = await expectAnswer(200, "POST", `${control}/merchants`, {
        body: { email: "me@example.com", name: "나의 상점" },
      });
      await expectAnswer(200, "POST", `${control}/merchants/${text(reader, "code")}/channels`, {
        body: { name: "KG이니시스", provider: "html5_inicis", mid: "INIpayTest" },
      });
      return [
        ...["--portone-imp", text(reader, "code"), "--portone-pg-code", "html5_inicis.INIpayTest"],
        ...["--portone-api-key", text(reader, "api_key")],
        ...["--portone-api-secret", text(reader, "api_secret")],
        ...["--portone-api-base", text(ready, "api_v1"), "--portone-sdk-url", text(ready, "sdk")],
      ];
    });
    const project = folder();
    const values = {
      PORTONE_IMP: backend.settings.PORTONE_IMP,
      PORTONE_SDK_URL: backend.settings.PORTONE_SDK_URL,
      NARU_URL: backend.server.url,
      NARU_API_KEY: backend.server.key,
      NARU_SHOP_WEBHOOK_SECRET: backend.settings.NARU_SHOP_WEBHOOK_SECRET,
      SHOP_URL: shop,
    };
    const app = new Program(
      process.execPath,
      [
        join(root, "e2e/seed-app/run.mjs"),
        ...["--dir", project.path, "--port", String(port)],
        ...Object.entries(values).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
      ],
      { cwd: project.path, name: "the guide's project" },
    );
    try {
      await app.ready(
        "is installed, built and started",
        () => app.stdout.includes("listening"),
        80_000,
      );
      const customer = new Customer(await browsers.fresh(), "phoneNumber");
      await trade(backend, customer, shop, 59_000);
      await until("the reader's server hears the webhook", () => app.stdout.includes("결제 확인"));
    } finally {
      await app.kill();
      await backend.stop();
      project.remove();
    }
  },
);
