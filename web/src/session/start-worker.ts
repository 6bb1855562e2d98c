// The one place that starts the Worker. A bundler needs the address spelled out here to make a chunk of it.
import type { FromWorker, ToWorker } from "../worker/messages.ts";

/** The page's end of a Worker, typed. */
export interface WorkerPort {
  post(message: ToWorker, transfer?: Transferable[]): void;
  /** Ends the Worker at once; nothing comes from it afterwards. */
  terminate(): void;
}

/** Started ahead of time, with its module loaded and compiled; whoever connects first takes it. */
let spare: Worker | null = null;

function create(): Worker {
  return new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module", name: "glasshell" });
}

/** Starts a Worker while the person is still choosing, so that the module is compiled when they have chosen. */
export function prepareWorker(): void {
  if (spare) return;
  const worker = create();
  spare = worker;
  // Whoever connects tries again, and is told.
  worker.addEventListener("error", () => {
    if (spare === worker) spare = null;
  });
}

/** @param failed  the Worker's script could not be loaded, or threw what nobody caught. */
export function startWorker(receive: (message: FromWorker) => void, failed: (text: string) => void): WorkerPort {
  const worker = spare ?? create();
  spare = null;
  worker.addEventListener("message", (event: MessageEvent<FromWorker>) => receive(event.data));
  worker.addEventListener("error", (event) => failed(event.message || "the worker's script could not be loaded"));
  worker.addEventListener("messageerror", () => failed("a message from the worker could not be read"));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    terminate: () => worker.terminate(),
  };
}
