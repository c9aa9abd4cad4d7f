import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// One classic script, without a framework, for any shop's <script src>.
export default defineConfig({
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
