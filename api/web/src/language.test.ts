// Each page says its own sentences and those that all pages have: none that another page would have to load.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { FluentResource } from "@fluent/bundle";
import { expect, test } from "vitest";
import { formats, say, together, withUnit } from "./language";

const LOCALES = path.join(import.meta.dirname, "../../locales");

const keys = (tag: string, file: string): string[] =>
  new FluentResource(readFileSync(path.join(LOCALES, tag, `${file}.ftl`), "utf8")).body.map(({ id }) => id);

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: readFileSync(path.join(import.meta.dirname, file), "utf8") }));

test("a_page_says_its_own_sentences_and_those_of_every_page", () => {
  const everywhere = [...keys("en", "staff"), ...keys("en", "staff-desk")];
  let said = 0;
  for (const { file, text } of sources) {
    const loads = [...text.matchAll(/(?:await|=) sentences\("(.+?)"\)/g)].map(([, name]) => name ?? "");
    const there = new Set([...everywhere, ...loads.flatMap((name) => keys("en", name))]);
    for (const [, key = ""] of text.matchAll(/\bsay\("(.+?)"/g)) {
      expect(there.has(key), `${file} says ${key}`).toBe(true);
      said += 1;
    }
  }
  expect(said).toBeGreaterThan(600);
});

test("every_file_of_staff_is_loaded_by_one_page", () => {
  const files = readdirSync(path.join(LOCALES, "en")).filter((file) => file.startsWith("staff"));
  const loaded = sources.flatMap(({ text }) => [...text.matchAll(/(?:await|=) sentences\("(.+?)"\)/g)].map(([, name]) => `${name}.ftl`));
  expect(loaded.toSorted()).toEqual(files.toSorted());
});

test("all_files_can_be_read_whole", () => {
  for (const tag of ["en", "es", "de"])
    for (const file of readdirSync(path.join(LOCALES, tag)).filter((name) => name.startsWith("staff"))) {
      const text = readFileSync(path.join(LOCALES, tag, file), "utf8");
      const begun = [...text.matchAll(/^([a-z][a-z0-9-]*) =/gm)].map(([, key]) => key);
      // A sentence that can't be read would be left out in silence.
      expect(new FluentResource(text).body.map(({ id }) => id), `${tag}/${file}`).toEqual(begun);
    }
});

test("a_figure_and_its_unit_stay_in_one_line", () => {
  expect(withUnit("92", "%")).toBe("92\u00a0%");
  expect(withUnit("18–27", "/min")).toBe("18–27/min");
  expect(withUnit("3", "")).toBe("3");
  expect(together("temperature 18.1 °C is outside 30 to 43 °C")).toBe("temperature 18.1\u00a0°C is outside 30 to 43\u00a0°C");
});

test("numbers_keep_their_decimals", () => {
  expect(formats.fixed(0.1, 2)).toBe("0.10");
  expect(say("staff-time-hours", { n: 1200 })).toBe("1,200\u00a0h");
});
