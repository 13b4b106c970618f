// The palette keeps its contrast: WCAG 2.2 AA, 4.5 for text and 3 for edges and the focus ring.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function colour(name: string): string {
  const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1] ?? "";
  const other = /var\(--(.+)\)/.exec(value)?.[1];
  return other ? colour(other) : value;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(colour(a)), luminance(colour(b))].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const SEVERITIES = ["emergency", "urgent", "review", "task"];

test("every_text_can_be_read_on_its_ground", () => {
  const pairs = [
    ...SEVERITIES.map((severity) => [`${severity}-text`, `${severity}-fill`]),
    ...["paper", "ground", "points-1", "points-2", "points-3"].map((ground) => ["ink", ground]),
    ["muted", "paper"],
    ["muted", "ground"],
    ["emergency-edge", "paper"],
    ["focus", "paper"],
  ] as [string, string][];
  for (const [text, ground] of pairs) expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
});

test("every_edge_and_the_focus_ring_can_be_seen", () => {
  const edges = [...SEVERITIES.map((severity) => `${severity}-edge`), "focus"];
  for (const edge of edges)
    for (const ground of ["paper", "ground"])
      expect(contrast(edge, ground), `${edge} on ${ground}`).toBeGreaterThanOrEqual(3);
});
