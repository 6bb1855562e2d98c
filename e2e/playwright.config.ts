// A real Chromium against a real relay and a real OpenSSH server, all on loopback. Each worker has servers of its own.
import { defineConfig } from "@playwright/test";

const measuring = /tab-hide\.spec\.ts$/;

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // What takes longer hangs. The slowest test here needs a quarter of it on two busy cores.
  timeout: 40_000,
  expect: { timeout: 10_000 },
  globalTimeout: 10 * 60_000,
  // What measures a rate has the machine to itself, once the others are through.
  projects: [
    { name: "together", testIgnore: measuring },
    { name: "alone", testMatch: measuring, dependencies: ["together"] },
  ],
  reporter: [["list"], ["./support/summary-reporter.ts"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    colorScheme: "dark",
    viewport: { width: 1280, height: 800 },
    actionTimeout: 10_000,
    screenshot: "only-on-failure",
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: {
      executablePath: process.env.GLASSHELL_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
