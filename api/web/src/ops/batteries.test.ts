// What a gateway says of itself has no certain form.
import { expect, test } from "vitest";
import { keptBy, lowBatteries, type Member } from "./batteries";

const member = (status: unknown): Member => ({ id: "gw-1", online: true, version: null, heard_at: null, stored_seq: 0, certificate: null, shut_out: null, status, commands: [] });

test("batteries_under_a_fifth_are_listed_the_emptiest_first", () => {
  const monitors = [
    { device: "cuff", battery_percent: 19, heard: "2026-11-23T09:00:00Z" },
    { device: "scale", battery_percent: 20, heard: "2026-11-23T09:00:00Z" },
    { device: "finger", battery_percent: 3, heard: "soon" },
    { device: "thermometer", battery_percent: null },
  ];
  expect(lowBatteries([member({ monitors })]).map(({ device, heardAt }) => [device, heardAt])).toEqual([
    ["finger", null],
    ["cuff", Date.UTC(2026, 10, 23, 9)],
  ]);
});

test("a_status_of_another_form_says_nothing", () => {
  for (const status of [null, "x", {}, { monitors: 3 }, { monitors: [null, 4] }]) expect(lowBatteries([member(status)])).toEqual([]);
  expect([keptBy(member(null)), keptBy(undefined), keptBy(member({ spool: { readings: 41 } }))]).toEqual([null, null, 41]);
});
