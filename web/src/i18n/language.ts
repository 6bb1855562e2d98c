// Which language the person reads. Chosen by a switch, else by the browser's languages, else English.

import { readSetting, writeSetting } from "../session/settings.ts";
import type { Catalogue } from "./catalogue.ts";
import { english } from "./en.ts";
import { portuguese } from "./pt-br.ts";

export const catalogues: readonly Catalogue[] = [english, portuguese];
export type LanguageTag = Catalogue["tag"];

/** The catalogue for the first of `tags` (BCP 47) whose language there is; English if there is none. */
export function catalogueFor(tags: readonly string[]): Catalogue {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split("-")[0];
    const found = catalogues.find((catalogue) => catalogue.tag.toLowerCase().split("-")[0] === primary);
    if (found) return found;
  }
  return english;
}

let chosen: Catalogue | null = null;
const listeners = new Set<() => void>();

/** The language in force: the chosen one, or the browser's. */
export function language(): Catalogue {
  chosen ??= catalogueFor([readSetting("language") ?? "", ...navigator.languages]);
  return chosen;
}

/** Chooses a language for this page and for later visits. */
export function chooseLanguage(tag: LanguageTag): void {
  chosen = catalogueFor([tag]);
  writeSetting("language", tag);
  for (const listener of [...listeners]) listener();
}

/** @return a function that ends the subscription. */
export function onLanguageChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
