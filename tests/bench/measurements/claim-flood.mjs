// More than ten thousand claims a second on sessions of others: whether all are refused, how long each takes, and what somebody who types on
// the claimed session feels of it.
import { stat } from "node:fs/promises";
import { startLoadedRelay } from "../support/loaded-relay.mjs";
import { cpuSeconds } from "../support/processes-cost.mjs";

const claimsPerSecond = 10_500;
const floodMs = 10_000;

export const names = ["claim_flood"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const { generator, relay, end } = await startLoadedRelay(bench, "claim-flood");
  const logged = async () => (await stat(relay.log)).size;
  const [cpuBefore, logBefore] = [cpuSeconds(relay.pid), await logged()];
  const told = await generator.order("claim", bench.size(claimsPerSecond, 500), bench.size(floodMs, 1_000));
  if (told.others > 0 || !told.session_lives || told.typed.unanswered > 0) {
    throw new Error(`claims: ${told.others} were answered otherwise; the session lives: ${told.session_lives}`);
  }
  const claims = told.unknown.count + told.wrong_secret.count;
  const row = {
    name: "claim_flood",
    value: told.per_second,
    ratio: told.unknown.p50 / told.wrong_secret.p50,
    claims,
    relay_cpu_us_per_claim: (1e6 * (cpuSeconds(relay.pid) - cpuBefore)) / claims,
    log_octets_per_claim: ((await logged()) - logBefore) / claims,
    unknown_ms: { p50: told.unknown.p50, p99: told.unknown.p99 },
    wrong_secret_ms: { p50: told.wrong_secret.p50, p99: told.wrong_secret.p99 },
    typed_ms: { p50: told.typed.p50, p99: told.typed.p99 },
    note: "ratio: what a claim on no session takes, of what one with a wrong secret takes",
  };
  await end();
  return [row];
}
