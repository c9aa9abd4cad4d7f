import { defineConfig, mergeConfig } from "vite";
import { appConfig } from "../../build/app-config.ts";

export default defineConfig(
  mergeConfig(appConfig("storefront"), {
    // tsyringe looks for reflect-metadata as soon as it is read; without this
    // the bundler reads a CommonJS module later than the ones that import it.
    build: { rolldownOptions: { output: { strictExecutionOrder: true } } },
  }),
);
