import assert from "node:assert/strict";
import { test } from "node:test";
import { bucketsOf, drawn } from "../../main/web/charts/buckets";
import { timeLabels } from "../../main/web/charts/time-axis";
import { chooseZone, zoneOffset } from "../../main/web/state/zone";

const HOUR = 3_600_000;

function labels(from: string, to: string, stepSeconds: number, most: number): string[] {
  return [...timeLabels(bucketsOf({ from: Date.parse(from), to: Date.parse(to) }, stepSeconds), most).values()];
}

test("hours are labelled where the clocks of the zone show round ones", () => {
  chooseZone("Asia/Kolkata"); // half an hour off
  assert.deepEqual(labels("2026-05-01T00:10:00Z", "2026-05-01T04:10:00Z", 60, 5), ["06:00", "07:00", "08:00", "09:00"]);
});

test("days begin at the midnights of the zone, also when its clocks change in between", () => {
  chooseZone("Europe/Berlin");
  assert.equal(zoneOffset(Date.parse("2026-03-28T12:00:00Z")), HOUR);
  assert.equal(zoneOffset(Date.parse("2026-03-30T12:00:00Z")), 2 * HOUR);
  const buckets = bucketsOf({ from: Date.parse("2026-03-27T23:00:00Z"), to: Date.parse("2026-03-31T22:00:00Z") }, 3600);
  assert.deepEqual([...timeLabels(buckets, 5)], [
    [0, "Mar 28"],
    [24, "Mar 29"],
    [47, "Mar 30"], // the day of 23 hours
    [71, "Mar 31"],
  ]);
});

test("there are no more labels than there is room for", () => {
  chooseZone("UTC");
  for (const hours of [0.01, 0.3, 1, 7, 30, 200, 2000]) {
    const from = Date.parse("2026-01-01T00:07:00Z");
    const span = { from, to: from + hours * HOUR };
    assert.ok(timeLabels(bucketsOf(span, Math.max(1, (hours * 3600) / 100)), 6).size <= 7, `${hours} h`);
  }
});

test("a value belongs to the bucket that its time lies in; others are unknown", () => {
  const { values } = drawn({ name: "x", colour: 0, points: [[12_000, 1], [29_999, 2], [99_000, 3]] }, bucketsOf({ from: 0, to: 40_000 }, 10));
  assert.deepEqual(values, [null, 1, 2, null]);
});
