// The language of the page, and every sentence in it. Only that one's are loaded, before anything is drawn.
import { FluentBundle, FluentResource } from "@fluent/bundle";

/** What every page of staff says, and what a page says that nobody may ever open. */
type File = "staff" | `staff-${string}`;

const FILES = import.meta.glob<string>("../../locales/*/staff*.ftl", { query: "?raw", import: "default" });
const file = (tag: string, name: File) => FILES[`../../locales/${tag}/${name}.ftl`];

/** The server writes the language into the page: what somebody chose, else what their browser asks for. */
const asked = typeof document === "undefined" ? "en" : document.documentElement.lang;
export const language = file(asked, "staff") ? asked : "en";

/** For dates and numbers: English is written as the browser's own country writes it. */
export const locale = language === "en" ? undefined : language;

// What stands left to right is not marked as such: names and numbers are copied from these pages.
const bundle = new FluentBundle(language, { useIsolating: false });

/** Loads the sentences of a page, in the one language. A page's words wait for it before they are said. */
export async function sentences(name: File): Promise<void> {
  const load = file(language, name);
  if (load) bundle.addResource(new FluentResource(await load()));
}
const desk = sentences("staff-desk");
await sentences("staff");
await desk;

/** A sentence of the files that are loaded, with what it has places for. */
export function say(key: `staff-${string}`, places: Record<string, string | number> = {}): string {
  const pattern = bundle.getMessage(key)?.value;
  // A test holds the keys that are said to those that are there, in each language.
  return pattern ? bundle.formatPattern(pattern, places, []) : key;
}

export const formats = {
  whole: new Intl.NumberFormat(locale),
  /** With so many decimals at most. */
  number: (n: number, decimals: number): string => n.toLocaleString(locale, { maximumFractionDigits: decimals }),
  /** With so many decimals, always. */
  fixed: (n: number, decimals: number): string => n.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
};

/** "92 %", "27/min": a number and its unit never part. */
export function withUnit(figure: string, unit: string): string {
  return `${figure}${unit === "" || unit.startsWith("/") ? "" : "\u00a0"}${unit}`;
}

/** A sentence of the server's in which no figure parts from its unit. */
export function together(sentence: string): string {
  return sentence.replaceAll(/(\d) (?=°C|%|mmHg|kg|mg)/g, "$1\u00a0");
}

/** What one can change to, as those call it who speak it. */
export const LANGUAGES = [
  ["en", "English"],
  ["es", "Español"],
  ["de", "Deutsch"],
] as const;
