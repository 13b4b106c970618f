// The view is its address: what is asked of the server is read from it, and a click changes it.
import { useLocation, useSearch } from "wouter";

export interface View {
  condition: string;
  team: string;
  site: string;
  days: number;
  list: string;
}

export const PERIODS = [7, 30, 90, 365];
const USUAL: View = { condition: "", team: "", site: "", days: 30, list: "all" };

export function parse(search: string): View {
  const asked = new URLSearchParams(search);
  const days = Number(asked.get("days") ?? USUAL.days);
  return {
    condition: asked.get("condition") ?? USUAL.condition,
    team: asked.get("team") ?? USUAL.team,
    site: asked.get("site") ?? USUAL.site,
    days: Number.isInteger(days) && days >= 1 && days <= 366 ? days : USUAL.days,
    list: asked.get("list") ?? USUAL.list,
  };
}

/** The part of an address after the question mark; what is usual is left out. */
export function format(view: View): string {
  const asked = new URLSearchParams();
  for (const key of ["condition", "team", "site"] as const) if (view[key] !== USUAL[key]) asked.set(key, view[key]);
  if (view.days !== USUAL.days) asked.set("days", String(view.days));
  if (view.list !== USUAL.list) asked.set("list", view.list);
  return asked.size === 0 ? "" : `?${asked}`;
}

export interface Shown {
  view: View;
  /** The address of the same page with something else asked. */
  to(change: Partial<View>): string;
  go(change: Partial<View>): void;
}

export function useView(): Shown {
  const [path, navigate] = useLocation();
  const view = parse(useSearch());
  const to = (change: Partial<View>): string => path + format({ ...view, ...change });
  return { view, to, go: (change) => navigate(to(change)) };
}

/** "2026-10": the month before the one that a moment is in, and that month. */
export function months(at: number): [string, string] {
  const name = (date: Date): string => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;
  const now = new Date(at);
  return [name(new Date(now.getFullYear(), now.getMonth() - 1, 1)), name(now)];
}
