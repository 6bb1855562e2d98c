// A CPU profile of this process, and so of the WASM module in it, for Chromium's developer tools.
import { mkdir, writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { root } from "./paths.mjs";

export async function withCpuProfile(name, work) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 500 });
  await session.post("Profiler.start");
  await work();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  const folder = `${root}build/bench`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${name}.cpuprofile`, JSON.stringify(profile));
  return profile;
}
