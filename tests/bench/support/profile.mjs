// CPU profiles, for Chromium's developer tools: of this process and so of the WASM module in it, and of a page with its Worker.
import { mkdir, writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { root } from "./paths.mjs";

const folder = `${root}build/bench`;

/**
 * Profiles one thread while `work` runs, into build/bench/NAME.cpuprofile.
 *
 * @param {string} name
 * @param {(method: string, params?: object) => Promise<any>} send  an order to the thread's inspector
 * @param {() => Promise<void>} work
 */
export async function withProfiler(name, send, work) {
  await send("Profiler.enable");
  await send("Profiler.setSamplingInterval", { interval: 500 });
  await send("Profiler.start");
  await work();
  const { profile } = await send("Profiler.stop");
  await send("Profiler.disable");
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${name}.cpuprofile`, JSON.stringify(profile));
}

/** Profiles this process. */
export async function withCpuProfile(name, work) {
  const session = new Session();
  session.connect();
  await withProfiler(name, (method, params) => session.post(method, params), work);
  session.disconnect();
}
