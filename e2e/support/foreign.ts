import type { Page } from "playwright-core";
import type { Browsers, Device } from "./browser.ts";
import type { ConsoleBox } from "./console.ts";
import type { Json } from "./json.ts";
import { Listener } from "./listener.ts";
import { until } from "./until.ts";

type Params = { readonly [k: string]: Json };

/** Somebody else's shop: a page on an origin of its own, and a server that is told things. */
export class ForeignShop {
  readonly page: Page;
  readonly server: Listener;

  private constructor(page: Page, server: Listener) {
    this.page = page;
    this.server = server;
  }

  /** Opens its page, which names itself to the SDK by a line of its own. */
  static async visit(
    { browsers, box }: { readonly browsers: Browsers; readonly box: ConsoleBox },
    options: { readonly device?: Device; readonly script?: string; readonly init?: string } = {},
  ): Promise<ForeignShop> {
    const { device, script = "/v1/iamport.js" } = options;
    const init = options.init ?? `IMP.init("${box.sandbox.imp}")`;
    const server = await Listener.start(`<!doctype html><html lang="ko"><title>shop</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <body><button id="go">결제</button>
      <script src="${box.url}${script}"></script>
      <script>
        ${init};
        window.told = null;
        document.querySelector("#go").addEventListener("click", () => {
          const { call, params } = window.wanted;
          IMP[call](params, (response) => { window.told = response; });
        });
      </script></body></html>`);
    const page = await browsers.fresh(device);
    await page.goto(server.url);
    return new ForeignShop(page, server);
  }

  /** Presses the shop's button, which calls the SDK within the click. */
  async call(call: "request_pay" | "certification", params: Params): Promise<void> {
    await this.page.evaluate(
      (wanted) => {
        Reflect.set(globalThis, "told", null);
        Reflect.set(globalThis, "wanted", wanted);
      },
      { call, params } as unknown,
    );
    await this.page.locator("#go").click();
  }

  /** What the callback received. */
  told(): Promise<Json> {
    return until("the callback is called", () =>
      this.page.evaluate(() => Reflect.get(globalThis, "told") as Json),
    );
  }

  async close(): Promise<void> {
    await this.server.stop();
  }
}

export const order = {
  pg: "html5_inicis.INIpayTest",
  pay_method: "card",
  name: "유자청",
  amount: 12_900,
  buyer_name: "홍길동",
  buyer_tel: "010-1234-5678",
};
