// The rules that decide now: which set, since when, by whom, and what they say.
import { Link } from "wouter";
import type { Proposal } from "../contract";
import { serverNow } from "../desk";
import { usePoll } from "../ops/poll";
import { dated, moment } from "../time";
import type { Loaded } from "./load";
import { RuleSetView } from "./set";
import { words } from "./words";

const EVERY_MS = 5_000;

/** Somebody has proposed other rules: whoever opens this page may be the one who has to approve. */
function Waits() {
  const { data: proposal } = usePoll<Proposal | null>("/api/rules/proposal", EVERY_MS);
  if (!proposal) return null;
  return (
    <p className="done">
      {words.activate.proposed(proposal.by, moment(proposal.at, serverNow()))} <strong>{proposal.reason}</strong> <Link href="/rules/draft">{words.views.draft}</Link>
    </p>
  );
}

export function ActiveView({ loaded }: { loaded: Loaded }) {
  const { active, form } = loaded;
  if (!active) return <p className="empty">{words.loading}</p>;
  return (
    <section aria-labelledby="active">
      <h2 id="active">{words.active.heading}</h2>
      <dl className="pairs summary">
        <dt>{words.active.set}</dt>
        <dd>{words.version(active.name, active.version)}</dd>
        <dt>{words.active.since}</dt>
        <dd>{active.since === null ? words.active.builtIn : dated(active.since)}</dd>
        <dt>{words.active.by}</dt>
        <dd>{active.by === null ? words.active.nobody : words.active.who(active.by)}</dd>
        <dt>{words.hash}</dt>
        <dd className="code">{active.hash}</dd>
        <dt>{words.active.report}</dt>
        <dd className="code">{active.report ?? words.active.noReport}</dd>
      </dl>
      <Waits />
      <p className="note">{words.active.unsigned}</p>
      {form ? <RuleSetView form={form} /> : <p className="empty">{words.loading}</p>}
    </section>
  );
}
