import { defineConfig } from "vite";

// `npm run dev` serves the page with reloads and hands /api to a service that runs already (`make up`). The key comes
// from the environment, so that it is in no file.
const service = process.env.CHAD_RUNS_URL ?? "http://127.0.0.1:7331";
const key = process.env.SMITHERS_RUNS_API_KEY;

export default defineConfig({
  build: {
    outDir: process.env.UI_OUT ?? "../../../target/ui",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0, // the page's policy allows no data: scripts or styles
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  server: {
    proxy: { "/api": { target: service, headers: key ? { "x-smithers-key": key } : {} } },
  },
  test: {
    include: ["src/**/*.test.ts"],
    css: true, // else style sheets are empty to the test that reads them
    testTimeout: 60_000, // the suite of the services keeps both cores busy meanwhile
  },
});
