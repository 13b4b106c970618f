import { expect, test } from "vitest";
import type { Field, Form } from "../contract";
import { isNumber, nextVersion, shifted, splice } from "./edit";

const text = '# Schwelle: ≥ 92 %\nurgent = "92 %" # bleibt\nback = "95 %"\nversion = 9\n';

function field(of: string, after: string): Field {
  const at = new TextEncoder().encode(text.slice(0, text.indexOf(after) + after.length)).length;
  return { at, end: at + of.length, text: of, unit: "%" };
}

function form(): Form {
  const limits = [
    { name: "urgent", value: field("92", 'urgent = "'), floor: null },
    { name: "back", value: field("95", 'back = "'), floor: null },
  ];
  const rule = { id: "A", line: 1, source: "", switch: null, applies: [], limits, levels: [], clear: [] };
  const problems = [{ id: "p", title: "P", spans: [], clear_times: null, rules: [rule] }];
  return { version: field("9", "version = "), times: [], problems, adjusts: [], pathways: [] };
}

const value = (of: Form, place: number): Field => of.problems[0]!.rules[0]!.limits[place]!.value;

test("a_number_is_changed_in_its_place_and_comments_stay", () => {
  expect(splice(text, { ...value(form(), 0), by: "100" })).toBe(text.replace('"92 %"', '"100 %"'));
});

test("a_second_change_finds_its_place_after_the_first", () => {
  const { at, end } = value(form(), 0);
  const first = { at, end, by: "100" };
  const moved = shifted(form(), first);
  expect(value(moved, 0).text).toBe("100");
  const both = splice(splice(text, first), { ...value(moved, 1), by: "9" });
  expect(both).toBe(text.replace('"92 %"', '"100 %"').replace('"95 %"', '"9 %"'));
});

test("a_draft_counts_the_version_up", () => {
  expect(nextVersion(text, form())).toBe(text.replace("version = 9", "version = 10"));
});

test("only_numbers_that_a_rule_set_can_hold_are_taken", () => {
  for (const good of ["0", "92", "37.5", "1.645"]) expect(isNumber(good), good).toBe(true);
  for (const bad of ["", "-", "9,5", "1e3", ".5", "5.", "1.2345", "12345678"]) expect(isNumber(bad), bad).toBe(false);
});
