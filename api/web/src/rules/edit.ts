// Changes a rule set's text in its place, and moves every later place of its form along.
import type { Checked, Field, Form, Mistake, Piece, Switch } from "../contract";

export interface Edit {
  at: number;
  end: number;
  by: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The text with some of its bytes replaced: everything else, comments too, stays. */
export function splice(text: string, { at, end, by }: Edit): string {
  const bytes = encoder.encode(text);
  return decoder.decode(bytes.subarray(0, at)) + by + decoder.decode(bytes.subarray(end));
}

/** The same for the form: places behind the edit move, and what stood there says what was written. */
export function shifted(form: Form, edit: Edit): Form {
  const by = encoder.encode(edit.by).length - (edit.end - edit.at);
  const move = (place: number): number => (place >= edit.end ? place + by : place);
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, walk(inner)] as const);
    const walked = Object.fromEntries(entries) as Record<string, unknown>;
    if (!("at" in walked && "end" in walked)) return walked;
    const place = value as Field | Switch;
    if (place.at === edit.at && place.end === edit.end) {
      const text = "text" in place ? { text: edit.by } : { is_on: edit.by === place.on };
      return { ...walked, ...text, end: edit.end + by };
    }
    return { ...walked, at: move(place.at), end: move(place.end) };
  };
  return walk(form) as Form;
}

/** What a person may type for a number: digits, with one point at most. */
export function isNumber(typed: string): boolean {
  return /^\d{1,7}(\.\d{1,3})?$/.test(typed);
}

export function isField(piece: Piece): piece is Field {
  return typeof piece !== "string" && "at" in piece;
}

/** The mistakes of one part; with none, those that belong to no rule. */
export function mistakesOf(checked: Checked | null, place: string): Mistake[] {
  return checked?.mistakes.filter((mistake) => mistake.place === place) ?? [];
}

/** A rule set's text with its version counted up by one. */
export function nextVersion(text: string, form: Form | null): string {
  const version = form?.version;
  return version ? splice(text, { ...version, by: String(Number(version.text) + 1) }) : text;
}
