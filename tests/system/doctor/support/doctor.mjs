// Runs the doctor, as an operator would, and reads what it says.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const program = process.env.GLASSHELL_RELAY_BINARY ?? `${root}build/release/relay/glasshell-relay`;

/** Far above what any walk here takes. */
const patienceMs = 60_000;

/** @returns {Promise<{ code: number, output: string, errors: string }>} */
export function runDoctor(args, options = {}) {
  return new Promise((resolve) => {
    execFile(program, ["doctor", ...args], { timeout: patienceMs, ...options }, (error, output, errors) => {
      resolve({ code: error ? (error.code ?? -1) : 0, output, errors });
    });
  });
}

/** @returns its exit code, and the report */
export async function examine(args) {
  const { code, output, errors } = await runDoctor([...args, "--json"]);
  try {
    return { code, report: JSON.parse(output) };
  } catch (error) {
    throw new Error(`the doctor ends with ${code} and says no report:\n${output}${errors}`, { cause: error });
  }
}
