// The view and its address are the same.
import { expect, test } from "vitest";
import { format, months, parse } from "./view";

test("an_address_comes_back_from_its_view", () => {
  for (const search of ["", "?condition=copd", "?days=7", "?condition=heart_failure&days=90&list=quiet", "?team=North+%26+co&site=Hill&days=7"])
    expect(format(parse(search))).toBe(search);
});

test("what_can_not_be_asked_is_the_usual", () => {
  for (const search of ["?days=0", "?days=x", "?days=1.5", "?days=400", "?other=1"])
    expect(parse(search)).toEqual({ condition: "", team: "", site: "", days: 30, list: "all" });
});

test("the_month_before_january_is_december", () => {
  expect(months(new Date(2026, 0, 5).getTime())).toEqual(["2025-12", "2026-01"]);
  expect(months(new Date(2026, 10, 30).getTime())).toEqual(["2026-10", "2026-11"]);
});
