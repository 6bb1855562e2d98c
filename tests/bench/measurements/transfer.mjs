// What travels to a browser that has never been here: counted by Chromium while a person opens the page and a shell, and compared
// with the files that the build made.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { PageTerminal } from "../support/browser.mjs";
import { root } from "../support/paths.mjs";
import { sum } from "../support/statistics.mjs";

const dist = process.env.GLASSHELL_WEB_ROOT ?? join(root, "web/dist");

/** A file's size as it is sent. */
async function shippedOctets(path) {
  const packed = await stat(`${path}.br`).catch(() => null);
  return (packed ?? (await stat(path))).size;
}

/** Everything that the page and its Worker ask for, with what its answer took on the wire, header included. */
function watchRequests(browser) {
  const urls = new Map();
  const done = [];
  browser.onEvent((method, params) => {
    // A Worker's script is asked for by the page and ends in the Worker, under the same id.
    const id = params.requestId;
    if (method === "Target.attachedToTarget") {
      // Both the page and, from it, its Worker; they wait until they are watched.
      const { sessionId } = params;
      browser.send("Network.enable", {}, sessionId);
      browser.send(
        "Target.setAutoAttach",
        { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
        sessionId,
      );
      browser.send("Runtime.runIfWaitingForDebugger", {}, sessionId);
    } else if (method === "Network.requestWillBeSent") urls.set(id, new URL(params.request.url));
    else if (method === "Network.loadingFinished") {
      done.push({ url: urls.get(id), octets: params.encodedDataLength });
      urls.delete(id);
    }
  });
  return { done, unfinished: urls };
}

export const names = ["wasm_transfer", "page_transfer"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  let requests;
  const page = await PageTerminal.open(bench, {
    watch: (browser) => {
      requests = watchRequests(browser);
    },
  });
  await page.close();
  if (requests.unfinished.size > 0) throw new Error(`not loaded: ${[...requests.unfinished.values()].join(" ")}`);

  const names = (await readdir(dist, { recursive: true })).filter((name) => !/\.(br|gz)$/.test(name));
  const loaded = requests.done
    .map(({ url }) => (url.pathname === "/" ? "index.html" : url.pathname.slice(1)))
    .filter((name) => names.includes(name));
  const files = await Promise.all(
    loaded.map(async (name) => ({
      name,
      plain: (await stat(join(dist, name))).size,
      shipped: await shippedOctets(join(dist, name)),
    })),
  );
  const engine = files.filter(({ name }) => /(\.wasm|\/worker-[^/]*\.js)$/.test(name));
  if (engine.length < 2) throw new Error(`no module and glue among what was loaded: ${loaded.join(" ")}`);

  const kib = (list, of) => sum(list.map(of)) / 1024;
  const row = (name, value, list) => {
    const plain = kib(list, (file) => file.plain);
    return { name, value, baseline: plain, ratio: value / plain, files: list };
  };
  return [
    {
      ...row(
        "wasm_transfer",
        kib(engine, (file) => file.shipped),
        engine,
      ),
      note: "the baseline is the same without compression",
    },
    {
      ...row(
        "page_transfer",
        kib(requests.done, ({ octets }) => octets),
        files,
      ),
      files_kib: kib(files, (file) => file.shipped),
      requests: requests.done.length,
      note: "bodies and headers as Chromium counted them; files_kib: the files alone; the baseline is the files without compression",
    },
  ];
}
