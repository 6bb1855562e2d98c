// The Worker's entry: a real socket, a real clock, and the module, which is fetched and compiled as soon as the Worker starts.
import wasmIntegrity from "@wasm/glasshell.wasm?integrity";
import wasmUrl from "@wasm/glasshell.wasm?url";
import { EngineModule } from "../wasm/engine-module.ts";
import type { ToWorker } from "./messages.ts";
import { SessionDriver } from "./session-driver.ts";
import { WakingClock } from "./waking-clock.ts";

async function compile(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url, { integrity: wasmIntegrity });
  if (!response.ok) throw new Error(`the engine could not be loaded: ${url} gave ${response.status}`);
  // Streaming wants the right MIME type, which not every server of static files gives.
  return response.headers.get("content-type")?.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

const engine = compile(wasmUrl).then((module) => EngineModule.instantiate(module));
// Whoever opens a session is told; until then it is nobody's concern.
engine.catch(() => undefined);

const clock = new WakingClock(
  () => performance.now(),
  () => Date.now(),
);
const driver = new SessionDriver({
  engine,
  openSocket: (url, subprotocol) => new WebSocket(url, subprotocol),
  fetch: (url, init) => fetch(url, init),
  post: (message, transfer = []) => self.postMessage(message, { transfer }),
  now: () => clock.now(),
});

self.addEventListener("message", (event: MessageEvent<ToWorker>) => driver.receive(event.data));
