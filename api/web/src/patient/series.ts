// What charts of vital signs are drawn from: the values of a period, sign by sign, and where they lie.
import type { ChartBand, ChartGround, Reading } from "../contract";

export const DAY_MS = 86_400_000;

/** From when to when. */
export interface Period {
  from: number;
  to: number;
}

/** One value, or a pressure from diastolic to systolic. */
export interface Point {
  at: number;
  value: number;
  /** The diastolic pressure that was measured with it. */
  base: number | null;
  typed: boolean;
  withdrawn: boolean;
  /** The sensor could not tell: it was lower, or higher, than `value`. */
  reach: "below" | "above" | null;
}

export interface Series {
  ground: ChartGround;
  points: Point[];
  /** Of what the axis shows. */
  low: number;
  high: number;
}

/** What an axis shows at least, so that a calm day looks calm. */
const LEAST: Record<string, readonly [number, number]> = {
  respiration: [8, 28],
  spo2: [84, 100],
  systolic: [60, 180],
  pulse: [40, 130],
  temperature: [35, 39],
};

/** The signs that have a chart, each with its values within the period, oldest first. */
export function seriesOf(grounds: ChartGround[], readings: Reading[], { from, to }: Period): Series[] {
  const within = readings.filter(({ taken_at }) => taken_at !== null && taken_at >= from && taken_at <= to);
  const diastolic = new Map(within.filter(({ sign }) => sign === "diastolic").map((reading) => [reading.id, reading.value]));
  return grounds.map((ground) => {
    const [least, most] = LEAST[ground.sign] ?? [0, 1];
    const told = within.filter(({ sign }) => sign === ground.sign);
    const baseOf = ({ id }: Reading): number | null => (ground.sign === "systolic" ? (diastolic.get(id) ?? null) : null);
    const known = told.flatMap((reading) => [reading.value, baseOf(reading)]).filter((value) => value !== null);
    const [low, high] = [Math.floor(Math.min(least, ...known)), Math.ceil(Math.max(most, ...known))];
    const points = told.map((reading): Point => {
      const reach = reading.value !== null ? null : reading.reach === "above" ? "above" : "below";
      return {
        at: reading.taken_at ?? from,
        value: reading.value ?? (reach === "above" ? high : low),
        base: baseOf(reading),
        typed: reading.origin === "typed",
        withdrawn: reading.withdrawn === true,
        reach,
      };
    });
    return { ground, points: points.toSorted((a, b) => a.at - b.at), low, high };
  });
}

/** Of points that would lie on one another, the last: what a month of minutes looks like is no other picture. */
export function apart(points: Point[], place: (point: Point) => string): Point[] {
  return Array.from(new Map(points.map((point) => [place(point), point])).values());
}

/** What a value scores, or null where none of the bands holds it. */
export function pointsOf(bands: ChartBand[], value: number): number | null {
  const band = bands.find(({ from, to }) => (from === null || value >= from) && (to === null || value < to));
  return band?.points ?? null;
}

/** Moments on the axis: every six hours of a day, else midnights; `clock` tells a moment as "18:00". */
export function ticks({ from, to }: Period, clock: (at: number) => string): number[] {
  const days = (to - from) / DAY_MS;
  const step = 15 * 60_000;
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const [hour, minute] = clock(at).split(":").map(Number);
    if (minute === 0 && (hour ?? 0) % (days <= 2 ? 6 : 24) === 0) found.push(at);
  }
  if (days <= 10) return found;
  return found.filter((_, place) => place % 5 === 0);
}
