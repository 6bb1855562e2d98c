// What tests have done on the near side of a bad network, in a process of its own.
import { createHash } from "node:crypto";
import { VisitingBench } from "../../bench/support/far-stack.mjs";
import { nodeName, prompt } from "../../bench/support/node.mjs";
import { WasmTerminal } from "../../bench/support/wasm-terminal.mjs";

/**
 * Signs in and shows a file.
 *
 * @returns {Promise<{ promptMs: number, sha256: string, octets: number }>}  until the first prompt, and what was shown between the marks
 */
export async function showFile({ node, relay }, path) {
  const bench = new VisitingBench({ node, relay });
  const began = performance.now();
  const terminal = await WasmTerminal.connect((await bench.relay()).socketUrl(nodeName), node);
  await terminal.waitFor(prompt);
  const promptMs = performance.now() - began;
  await terminal.command("stty -opost\n", prompt);
  const pieces = [];
  const receive = terminal.receive.bind(terminal);
  terminal.receive = (octets) => {
    pieces.push(Buffer.from(octets));
    receive(octets);
  };
  await terminal.command(`printf 'gsh-%s' begin; cat ${path}; printf 'gsh-%s' end\n`, "gsh-end");
  await terminal.close();
  const shown = Buffer.concat(pieces);
  const content = shown.subarray(shown.indexOf("gsh-begin") + "gsh-begin".length, shown.lastIndexOf("gsh-end"));
  return { promptMs, octets: content.length, sha256: createHash("sha256").update(content).digest("hex") };
}
