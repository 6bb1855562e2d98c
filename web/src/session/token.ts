// Proof for the relay of who the person is, as the page around the terminal gives it. What that page does wrong here is not the
// engine's failure, nor the relay's.
import type { TokenProblem } from "../failure/explain.ts";
import { printableText } from "../screen/printable.ts";

/** A short-lived token, or what fetches one. */
export type Token = string | (() => string | Promise<string>);

/** docs/wire-protocol.md, `hello`. */
const proofLimitOctets = 8_192;

/** What a page's error may say in the details. */
const textLimit = 500;

/** Asks the page. Never throws. No deadline: the page may have to ask the person, who sees what is waited for and can leave. */
export async function proofOf(token: Token): Promise<Uint8Array | TokenProblem> {
  const problem = (text: string): TokenProblem => ({ kind: "tokenFailed", text: printableText(text, textLimit) });
  let given: unknown;
  try {
    given = typeof token === "function" ? await token() : token;
  } catch (error) {
    if (error instanceof Error) return problem(`${error.name}: ${error.message}`);
    return problem(typeof error === "string" ? error : "");
  }
  if (typeof given !== "string") return problem(`token: ${given === null ? "null" : typeof given}`);
  const proof = new TextEncoder().encode(given);
  return proof.length > proofLimitOctets ? problem(`token: ${proof.length} > ${proofLimitOctets}`) : proof;
}
