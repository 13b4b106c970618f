// The rules that decide now: which set, since when, by whom, and what they say.
import { dated } from "../time";
import type { Loaded } from "./load";
import { RuleSetView } from "./set";
import { words } from "./words";

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
      <p className="note">{words.active.unsigned}</p>
      {form ? <RuleSetView form={form} /> : <p className="empty">{words.loading}</p>}
    </section>
  );
}
