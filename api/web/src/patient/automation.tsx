// What the automation did with a patient, newest first: by which rules, what it saw, what it sent, what came of it; and
// that it doesn't do it again with this one.
import { useState } from "react";
import { ask } from "../ask";
import type { Row, Severity } from "../contract";
import { serverNow } from "../desk";
import type { components } from "../openapi";
import { text } from "../text";
import type { Value } from "../value";
import { useTimes } from "../zone";
import { useFetched } from "./fetched";
import { usePlan, type PlanKnown } from "./plan-desk";
import { PathwayDialog } from "./thresholds";
import { words } from "./words";

type Line = components["schemas"]["AutomationLine"];

/** So many are shown before somebody asks for more. */
const FEW = 10;

export function Automation({ row, plan }: { row: Row; plan: Value<PlanKnown> }) {
  const url = `/api/patients/${encodeURIComponent(row.patient)}/automation`;
  const { data: lines, failed } = useFetched<Line[]>(() => ask("GET", url), row);
  const desk = usePlan(row.patient, plan);
  const [shown, setShown] = useState(FEW);
  const [asked, setAsked] = useState<string | null>(null);
  const paused = new Set(desk.settled?.plan.paused ?? []);
  return (
    <section className="automation-done">
      <h3>{words.automation.heading}</h3>
      {failed && <p role="status">{words.automation.notLoaded}</p>}
      {!lines && !failed && <p className="note">{text.patient.loading}</p>}
      {lines?.length === 0 && <p className="note">{words.automation.none}</p>}
      <ol className="plain-list">
        {lines?.slice(0, shown).map((line) => (
          <li key={line.id} data-pathway={line.pathway}>
            <Step line={line} />
            {paused.has(line.pathway) ? (
              <strong>{words.limits.stopped}</strong>
            ) : (
              <button type="button" className="small" aria-label={words.automation.stopOf(line.pathway)} aria-disabled={!desk.settled} onClick={() => desk.settled && setAsked(line.pathway)}>
                {words.automation.stop}
              </button>
            )}
          </li>
        ))}
      </ol>
      {lines && lines.length > shown && (
        <button type="button" onClick={() => setShown(lines.length)}>
          {words.automation.more(lines.length - shown)}
        </button>
      )}
      {asked !== null && <PathwayDialog id={asked} desk={desk} onClose={() => setAsked(null)} />}
    </section>
  );
}

function Step({ line }: { line: Line }) {
  const { moment } = useTimes();
  const now = serverNow();
  const { automation } = words;
  const came = automation.kinds[line.came.kind]?.(line.came.at == null ? "" : moment(line.came.at, now), text.severity[(line.came.severity ?? "review") as Severity]);
  return (
    <>
      <p>
        <time className="figure">{moment(line.at, now)}</time> <strong>{line.did}</strong>{" "}
        <span className="note">
          {line.title} · {automation.by(line.pathway, line.rule_set ?? null, line.version ?? null, line.rules)}
        </span>
      </p>
      <dl className="pairs">
        {line.saw.length > 0 && (
          <>
            <dt>{automation.saw}</dt>
            <dd>{line.saw.join("; ")}</dd>
          </>
        )}
        <dt>{automation.sent}</dt>
        <dd>{line.sent === "" ? <span className="note">{automation.nothingSent}</span> : line.sent}</dd>
        <dt>{automation.came}</dt>
        <dd>{came}</dd>
      </dl>
    </>
  );
}
