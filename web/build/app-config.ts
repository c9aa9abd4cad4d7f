import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { UserConfig } from "vite";

/**
 * How every app of this workspace is built: into web/dist/<name>, under names
 * without hashes and without source maps, so that the committed files change
 * only where the source did and carry nothing of the machine that built them.
 * Base is the path under which the app's server has them.
 */
export function appConfig(name: string, base = "/"): UserConfig {
  return {
    base,
    root: fileURLToPath(new URL(`../apps/${name}`, import.meta.url)),
    plugins: [react(), tailwindcss()],
    // tsyringe reads the types of constructor parameters.
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
    build: {
      outDir: fileURLToPath(new URL(`../dist/${name}`, import.meta.url)),
      emptyOutDir: true,
      sourcemap: false,
      reportCompressedSize: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: {
          entryFileNames: "app.js",
          chunkFileNames: "[name].js",
          assetFileNames: "[name][extname]",
          // The bundler adds rolldown-runtime.js by itself, which both import.
          // Dialogs and tabs come with the first page that has some; what both
          // need is vendor's, which is asked first.
          codeSplitting: {
            groups: [
              { name: "vendor", test: /node_modules\/(?!@base-ui\/|@floating-ui\/)/, priority: 2 },
              { name: "base-ui", test: /node_modules/, priority: 1 },
            ],
          },
        },
      },
    },
  };
}
