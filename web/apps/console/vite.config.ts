import { defineConfig } from "vite";
import { appConfig } from "../../build/app-config.ts";

export default defineConfig(appConfig("console", "/console/"));
