// The node of the measurements: a real sshd whose shell is the same for every client and starts without anything of this machine's.
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSshd } from "../../support/node/sshd.mjs";

/** What the relay calls it. */
export const nodeName = "bench";

export const prompt = "gsh> ";

/** The prompt also sets a title, by which a page can be told that it was drawn without being asked over and over. */
export const promptTitle = (number) => `prompt-${number}`;

const shell = `#!/bin/sh
export PS1='\\[\\e]2;prompt-\\#\\a\\]${prompt}' HISTFILE=
exec bash --noprofile --norc
`;

export const lineOctets = 100;

/** Text as a build log or a source listing has it: lines of 100 columns, no two alike for a while. */
function textBlock(octets) {
  const words =
    "the quick brown fox jumps over a lazy dog while (count < limit) { value += table[index++]; } // note".split(" ");
  let state = 1;
  let text = "";
  while (text.length < octets) {
    let line = "";
    while (line.length < lineOctets - 1) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      line += `${words[state % words.length]} `;
    }
    text += `${line.slice(0, lineOctets - 1)}\n`;
  }
  return Buffer.from(text.slice(0, octets));
}

export async function writeText(path, octets) {
  const block = textBlock(1_000_000);
  const blocks = Array.from({ length: Math.floor(octets / block.length) }, () => block);
  await writeFile(path, Buffer.concat([...blocks, block.subarray(0, octets % block.length)]));
}

/**
 * @param {import("../../support/node/processes.mjs").Processes} processes
 * @param {string} folder
 * @param {import("../../support/node/bad-network.mjs").Side} [side]  of a bad network, where it runs
 */
export async function startNode(processes, folder, side) {
  const shellPath = join(folder, "shell");
  await writeFile(shellPath, shell);
  await chmod(shellPath, 0o755);
  // Debian's bash reads ~/.bashrc when sshd starts it, also for a command: the scratch folder has none.
  const lines = [`ForceCommand ${shellPath}`, `SetEnv HOME=${folder} LANG=C.UTF-8`];
  return startSshd(processes, folder, lines, side?.seeing, side?.address);
}
