import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/** Puts the types beside the script, for shops that write TypeScript. */
const types: Plugin = {
  name: "types",
  generateBundle() {
    const source = readFileSync(new URL("iamport.d.ts", import.meta.url), "utf8");
    this.emitFile({ type: "asset", fileName: "iamport.d.ts", source });
  },
};

// One classic script, without a framework, for any shop's <script src>.
export default defineConfig({
  plugins: [types],
  root: fileURLToPath(new URL(".", import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL("../../dist/sdk", import.meta.url)),
    emptyOutDir: true,
    sourcemap: false,
    reportCompressedSize: false,
    target: "es2019",
    lib: {
      entry: "src/iamport.ts",
      formats: ["iife"],
      name: "NaruIamport",
      fileName: () => "iamport.js",
    },
  },
});
