// One person before the compose stack, which scripts/compose-test.sh has started: GLASSHELL_ADDRESS is where it is.
import { defineConfig } from "@playwright/test";
import base from "./playwright.config.ts";

const { projects: _, ...shared } = base;

export default defineConfig({
  ...shared,
  testDir: "compose",
  workers: 1,
  timeout: 120_000,
  use: { ...base.use, baseURL: process.env.GLASSHELL_ADDRESS, ignoreHTTPSErrors: true },
});
