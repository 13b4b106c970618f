// How a patient's plan became what it is: who changed what, when and why, from what to what; each can be taken back.
import { useState } from "react";
import { text } from "../text";
import { useTimes } from "../zone";
import type { PlanChange, PlanDesk } from "./plan-desk";
import { PlanDialog } from "./plan-dialog";
import { words } from "./words";

export function PlanHistory({ changes, desk }: { changes: PlanChange[]; desk: PlanDesk }) {
  const { dated } = useTimes();
  const [asked, setAsked] = useState<PlanChange | null>(null);
  const reverted = new Set(changes.map((change) => change.reverts));
  return (
    <section className="plan-history">
      <h3>{words.changes.heading}</h3>
      {changes.length === 0 && <p className="note">{words.changes.none}</p>}
      <ol className="plain-list">
        {changes.map((change) => (
          <li key={change.version} data-version={change.version}>
            <p>
              <span className="note">{words.changes.version(change.version)}</span> <time className="figure">{dated(change.at)}</time> <strong>{text.person(change.by)}</strong>
              {change.reverts != null && <em> {words.changes.reverts(change.reverts)}</em>} <span className="said">{change.reason}</span>
            </p>
            <Parts change={change} />
            {reverted.has(change.version) && <span className="note">{words.changes.reverted} </span>}
            <button type="button" className="small" aria-label={words.changes.revertOf(change.version)} onClick={() => setAsked(change)}>
              {words.changes.revert}
            </button>
          </li>
        ))}
      </ol>
      {asked && (
        <PlanDialog
          title={words.changes.revertOf(asked.version)}
          desk={desk}
          make={null}
          submit={words.changes.revert}
          required={false}
          onSubmit={(reason) => desk.revert(asked.version, reason)}
          onClose={() => setAsked(null)}
        >
          <p>{words.changes.revertWhat}</p>
          <Parts change={asked} back />
        </PlanDialog>
      )}
    </section>
  );
}

/** From what to what; of one that is taken back the other way round. */
function Parts({ change, back = false }: { change: PlanChange; back?: boolean }) {
  const { dated } = useTimes();
  return (
    <ul>
      {change.parts.map((part) => {
        const [from, to] = back ? [part.after, part.before] : [part.before, part.after];
        return (
          <li key={`${part.part} ${part.of}`}>
            {words.changes.name(part)}: <span className="figure">{words.changes.value(part, from, dated)}</span> → <strong className="figure">{words.changes.value(part, to, dated)}</strong>
            {!back && part.until != null && <span className="note"> {words.limits.until(dated(part.until))}</span>}
          </li>
        );
      })}
    </ul>
  );
}
