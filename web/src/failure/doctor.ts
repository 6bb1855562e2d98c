// What the relay's doctor says (`glasshell-relay doctor`), for what a browser can find out by itself: the same words, sentences and lines
// for a proxy, from the same catalogue (relay/doctor/catalogue). It is fetched when something has failed, and not before.
import type english from "../../../relay/doctor/catalogue/en.json";
import type { LanguageTag } from "../i18n/language.ts";

/** The doctor's word for what is wrong: those that a browser can tell. */
export type DoctorProblem = Extract<keyof typeof english.problems, `http_${string}` | `upgrade_${string}`>;
export type ProxyName = keyof typeof english.proxies;

export interface DoctorFinding {
  readonly problem: DoctorProblem;
  /** What the places in braces of its sentences stand for. */
  readonly facts: Readonly<Record<string, string>>;
  /** The proxy that was recognised. */
  readonly proxy: ProxyName | null;
}

export interface Advice {
  readonly seen: string;
  readonly means: string;
  readonly remedy: string;
  /** Lines for the proxy's configuration, and whose they are; none if there is nothing to write or the proxy is not known. */
  readonly linesFor: string;
  readonly lines: readonly string[];
}

/** In each language, since the person may choose another while it is shown. */
export type AdviceInLanguages = Readonly<Record<LanguageTag, Advice>>;

/** @return null if the catalogue cannot be had: it comes from where the relay is, and that may be what has failed */
export async function advise(finding: DoctorFinding): Promise<AdviceInLanguages | null> {
  try {
    const [here, there, { default: lines }] = await Promise.all([
      import("../../../relay/doctor/catalogue/en.json"),
      import("../../../relay/doctor/catalogue/pt-br.json"),
      import("../../../relay/doctor/catalogue/lines.json"),
    ]);
    const snippet = (lines.problems as Readonly<Record<string, keyof typeof lines.snippets>>)[finding.problem];
    const written = snippet && finding.proxy ? lines.snippets[snippet][finding.proxy] : [];
    const say = (words: typeof english): Advice => {
      const sentences = words.problems[finding.problem];
      return {
        seen: fillIn(sentences.seen, finding.facts),
        means: fillIn(sentences.means, finding.facts),
        remedy: fillIn(sentences.do, finding.facts),
        linesFor: finding.proxy ? fillIn(words.labels.lines, { proxy: words.proxies[finding.proxy] }) : "",
        lines: written,
      };
    };
    return { en: say(here.default), "pt-BR": say(there.default) };
  } catch {
    return null;
  }
}

/** Puts facts in the place of their names in braces. A name without a fact becomes "-". */
export function fillIn(sentence: string, facts: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{([a-z_0-9]+)\}/g, (_, name: string) => facts[name] ?? "-");
}

/** The proxy that an answer came through, by how it names itself and by the pages that it makes. */
export function recogniseProxy(server: string, body: string): ProxyName | null {
  const named = server.toLowerCase();
  for (const proxy of ["nginx", "haproxy", "caddy", "apache", "traefik"] as const)
    if (named.includes(proxy)) return proxy;
  if (/<hr><center>(nginx|openresty)/.test(body)) return "nginx";
  if (body.includes("No server is available to handle this request")) return "haproxy";
  if (body.includes("<address>Apache/")) return "apache";
  return null;
}
