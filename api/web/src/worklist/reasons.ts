// Which reasons fit into a row's two lines. What doesn't fit is counted, never cut.
import { text } from "../text";

const SEPARATOR = "; ";

/** Joins as many reasons as fit into `lines` lines; the first always stands, however long. */
export function fitReasons(
  reasons: readonly string[],
  width: number,
  lines: number,
  measure: (words: string) => number,
): string {
  let fitted = reasons[0] ?? "";
  let shown = Math.min(1, reasons.length);
  for (let next = 2; next <= reasons.length; next += 1) {
    const longer = reasons.slice(0, next).join(SEPARATOR);
    if (lineCount(withRest(longer, reasons.length - next), width, measure) > lines) continue;
    fitted = longer;
    shown = next;
  }
  return withRest(fitted, reasons.length - shown);
}

function withRest(shown: string, rest: number): string {
  return rest > 0 ? `${shown} ${text.list.moreReasons(rest)}` : shown;
}

/** How many lines a browser would wrap `words` into. */
export function lineCount(words: string, width: number, measure: (words: string) => number): number {
  let lines = 1;
  let line = "";
  for (const word of words.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && measure(longer) > width) {
      lines += 1;
      line = word;
    } else line = longer;
  }
  return lines;
}

let context: CanvasRenderingContext2D | null | undefined;

/** The width of some words in a font, as the browser will set them. */
export function measureIn(font: string): (words: string) => number {
  return (words) => {
    context ??= document.createElement("canvas").getContext("2d");
    if (!context) return words.length * 8;
    if (context.font !== font) context.font = font;
    return context.measureText(words).width;
  };
}
