// What travels to a browser that has never been here: counted by Chromium while a person opens the page and a shell, and compared
// with the files that the build made.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { nodeName } from "../support/bench.mjs";
import { PageTerminal } from "../support/browser.mjs";
import { root } from "../support/paths.mjs";
import { sum } from "../support/statistics.mjs";

const dist = join(root, "web/dist");

/** A file's size as it is sent. */
async function shippedOctets(path) {
  const packed = await stat(`${path}.br`).catch(() => null);
  return (packed ?? (await stat(path))).size;
}

/** Everything that Chromium's pages and Workers asked for, with what their answers took on the wire. */
function watchRequests(context) {
  const seen = [];
  context.on("requestfinished", (request) => {
    seen.push(
      request.sizes().then(({ responseBodySize, responseHeadersSize }) => ({
        path: new URL(request.url()).pathname,
        body: responseBodySize,
        headers: responseHeadersSize,
      })),
    );
  });
  return seen;
}

export const names = ["wasm_transfer", "page_transfer"];

/** @param {import("../support/bench.mjs").Bench} bench */
export async function measure(bench) {
  const [node, relay] = await Promise.all([bench.node(), bench.relay()]);
  let seen = [];
  const onContext = (context) => {
    seen = watchRequests(context);
  };
  const page = await PageTerminal.open({ url: relay.url, node, name: nodeName, onContext });
  const requests = await Promise.all(seen);
  await page.close();

  const names = (await readdir(dist, { recursive: true })).filter((name) => !/\.(br|gz)$/.test(name));
  const loaded = requests
    .map(({ path }) => (path === "/" ? "index.html" : path.slice(1)))
    .filter((name) => names.includes(name));
  const files = await Promise.all(
    loaded.map(async (name) => ({
      name,
      plain: (await stat(join(dist, name))).size,
      shipped: await shippedOctets(join(dist, name)),
    })),
  );
  const engine = files.filter(({ name }) => /(\.wasm|worker[^/]*\.js)$/.test(name));
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
        kib(requests, ({ body, headers }) => body + headers),
        files,
      ),
      files_kib: kib(files, (file) => file.shipped),
      requests: requests.length,
      note: "bodies and headers as Chromium counted them; files_kib: the files alone; the baseline is the files without compression",
    },
  ];
}
