// A patient's plan as it was loaded, and how it is changed: each change names the version that was seen, so that of
// two people who save at once the second is told who was first.
import { useEffect } from "react";
import { ask, type Answer } from "../ask";
import { say, serverNow } from "../desk";
import type { components } from "../openapi";
import { useValue, type Value } from "../value";
import { words } from "./words";

type Schemas = components["schemas"];
export type Settled = Schemas["PlanSettled"];
export type Plan = Settled["plan"];
export type Limit = Settled["limits"][number];
export type Own = NonNullable<Plan["limits"]>[number];
export type PlanChange = Schemas["PlanChange"];
export type PlanTrial = Schemas["PlanTrial"];

export type Make = (plan: Plan) => Plan;

/** What is known of a plan. All parts of a page share it: what one of them saves, the others have seen. */
export interface PlanKnown {
  settled: Settled | null;
  changes: PlanChange[] | null;
  /** Why it could not be loaded. */
  problem: string | null;
}

export interface PlanDesk extends PlanKnown {
  /** Gives why it was not saved. */
  save(make: Make, reason?: string): Promise<string | null>;
  revert(version: number, reason: string): Promise<string | null>;
  preview(make: Make): Promise<Answer<PlanTrial>>;
}

/** A trial decides about weeks. */
const TRIAL_MS = 30_000;
const EMPTY: readonly never[] = [];

export const lasts = ({ until }: Own): boolean => (until ?? Infinity) > serverNow();
export const isOf = (limit: Limit) => (own: Own) => own.rule === limit.rule && own.name === limit.name;

/** The plan with this limit of its own, or without one. */
export const withLimit = (limit: Limit, own: Own | null): Make => (plan) => ({
  ...plan,
  limits: [...(plan.limits ?? EMPTY).filter((one) => !isOf(limit)(one)), ...(own ? [own] : [])],
});

/** The plan in which a pathway is stopped, or isn't. */
export const withPathway = (id: string, stopped: boolean): Make => (plan) => ({
  ...plan,
  paused: [...(plan.paused ?? EMPTY).filter((one) => one !== id), ...(stopped ? [id] : [])],
});

type Found = [Answer<Settled>, Answer<PlanChange[]>];

const find = (url: string): Promise<Found> => Promise.all([ask<Settled>("GET", url), ask<PlanChange[]>("GET", `${url}/changes`)]);

/** Shows what was found, unless something newer is shown already. */
function show(known: Value<PlanKnown>, [plan, past]: Found): void {
  const before = known.get();
  if (plan.ok && plan.data.version < (before.settled?.version ?? 0)) return;
  known.set({
    settled: plan.ok ? plan.data : before.settled,
    changes: past.ok ? past.data : before.changes,
    problem: plan.ok ? (past.ok ? null : words.changes.notLoaded) : words.limits.notLoaded,
  });
}

export function usePlan(patient: string, known: Value<PlanKnown>): PlanDesk {
  const url = `/api/patients/${encodeURIComponent(patient)}/plan`;
  const { settled, changes, problem } = useValue(known);
  useEffect(() => {
    void find(url).then((found) => show(known, found));
  }, [url, known]);

  // What has ended by itself is no longer part of what is settled.
  const made = (make: Make, now: Settled): Plan => make({ ...now.plan, limits: (now.plan.limits ?? EMPTY).filter(lasts) });
  const done = async (answer: Answer<Settled>): Promise<string | null> => {
    // Whoever wasn't first sees at once what the first one did.
    show(known, await find(url));
    if (answer.ok) say(words.limits.done);
    const mistakes = answer.ok ? undefined : (answer.problem as { mistakes?: string[] } | null)?.mistakes;
    return answer.ok ? null : words.limits.failed(mistakes?.join("; ") ?? answer.why);
  };
  return {
    settled,
    changes,
    problem,
    save: async (make, reason) => {
      if (!settled) return words.limits.notLoaded;
      return done(await ask<Settled>("PUT", url, { version: settled.version, reason, plan: made(make, settled) }));
    },
    revert: async (version, reason) => {
      if (!settled) return words.limits.notLoaded;
      return done(await ask<Settled>("POST", `${url}/reverts`, { version: settled.version, reverts: version, reason }));
    },
    preview: async (make) => {
      if (!settled) return { ok: false, status: 0, why: words.limits.notLoaded, problem: null };
      return ask<PlanTrial>("POST", `${url}/trials`, { plan: made(make, settled) }, TRIAL_MS);
    },
  };
}
