// What another plan would have changed for this patient: in one sentence, then every alert that would be gone or new.
import type { Severity } from "../contract";
import { text } from "../text";
import { ToneBadge } from "../worklist/cells";
import { useTimes } from "../zone";
import type { PlanTrial } from "./plan-desk";
import { words } from "./words";

const KINDS = ["gone", "new", "moved"] as const;

export function Preview({ trial }: { trial: PlanTrial }) {
  const { preview } = words;
  return (
    <>
      <p>
        <strong>{preview.alerts(trial.before, trial.after, trial.days)}</strong> {preview.confirmed(trial.confirmed, trial.kept)}{" "}
        <span className="note">{preview.readings(trial.readings)}</span>
      </p>
      {KINDS.filter((kind) => trial[kind].length > 0).map((kind) => (
        <Alerts key={kind} heading={`${preview.lists[kind]}: ${trial[kind].length}`} kind={kind} alerts={trial[kind]} />
      ))}
    </>
  );
}

function Alerts({ heading, kind, alerts }: { heading: string; kind: string; alerts: PlanTrial["gone"] }) {
  const { dated } = useTimes();
  return (
    <>
      <h3>{heading}</h3>
      <ul className="plain-list" data-preview={kind}>
        {alerts.map(({ alert, confirmed }) => (
          <li key={`${alert.problem} ${alert.raised_at}`}>
            {/* Beside this page: what was typed here stays. */}
            <a href={alert.link} target="_blank" rel="noreferrer" aria-label={words.preview.openOf(dated(alert.raised_at))}>
              {dated(alert.raised_at)}
            </a>{" "}
            <ToneBadge tone={alert.severity as Severity} /> {text.problem(alert.problem)} <span className="note code">{alert.rule}</span>
            {confirmed && <strong> {words.preview.isTrue}</strong>}
          </li>
        ))}
      </ul>
    </>
  );
}
