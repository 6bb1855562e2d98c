// The one place that starts the Worker. A bundler needs the address spelled out here to make a chunk of it.
import type { FromWorker, ToWorker } from "../worker/messages.ts";

/** The page's end of a Worker, typed. */
export interface WorkerPort {
  post(message: ToWorker, transfer?: Transferable[]): void;
  /** Ends the Worker at once; nothing comes from it afterwards. */
  terminate(): void;
}

/** @param failed  the Worker's script could not be loaded, or threw what nobody caught. */
export function startWorker(receive: (message: FromWorker) => void, failed: (text: string) => void): WorkerPort {
  const worker = new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module", name: "glasshell" });
  worker.addEventListener("message", (event: MessageEvent<FromWorker>) => receive(event.data));
  worker.addEventListener("error", (event) => failed(event.message || "the worker's script could not be loaded"));
  worker.addEventListener("messageerror", () => failed("a message from the worker could not be read"));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    terminate: () => worker.terminate(),
  };
}
