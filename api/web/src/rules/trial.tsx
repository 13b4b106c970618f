// The back-test: what the draft would have changed on this cohort's own past.
import { useId, useState, type FormEvent } from "react";
import type { Report, TrialFigures } from "../contract";
import { dated } from "../time";
import { ComparedAlerts } from "./compared";
import type { TrialDesk } from "./use-trial";
import { words } from "./words";

interface Props {
  trial: TrialDesk;
  text: string;
  hash: string | null;
  active: string;
}

const DAYS = [7, 30, 90, 365];

export function TrialPanel({ trial, text, hash, active }: Props) {
  const [days, setDays] = useState(90);
  const progress = useId();
  const begin = (event: FormEvent): void => {
    event.preventDefault();
    if (hash !== null && !trial.running) void trial.begin(text, days);
  };
  return (
    <section aria-labelledby="trial">
      <h3 id="trial">{words.trial.heading}</h3>
      <p className="note">{words.trial.about}</p>
      <form onSubmit={begin} className="filters">
        <label>
          {words.trial.days}{" "}
          <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {DAYS.map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="primary" aria-disabled={hash === null || trial.running !== null}>
          {words.trial.start}
        </button>
        {trial.running && (
          <button type="button" onClick={() => void trial.cancel()}>
            {words.trial.cancel}
          </button>
        )}
      </form>
      {hash === null && <p className="note">{words.trial.mistakes}</p>}
      {trial.running && (
        <p>
          <label htmlFor={progress}>
            {trial.running.total === 0
              ? words.trial.starting
              : words.trial.progress(trial.running.done, trial.running.total)}
          </label>{" "}
          <progress id={progress} max={Math.max(1, trial.running.total)} value={trial.running.done} />
        </p>
      )}
      {trial.problem && (
        <p role="alert" className="problem">
          {words.trial.failed(trial.problem)}
        </p>
      )}
      {hash !== null && !trial.running && !trial.report && <p className="note">{words.trial.none}</p>}
      {trial.report && <ReportView report={trial.report} stale={trial.report.active.hash !== active} />}
    </section>
  );
}

function ReportView({ report, stale }: { report: Report; stale: boolean }) {
  const { period, patients, readings, patient_days: days } = report;
  return (
    <div className="report">
      {stale && <p className="problem">{words.trial.stale}</p>}
      <p role="status">
        <strong>
          {words.trial.sentence(report.added.length, report.removed.length, report.moved.length, report.same)}
        </strong>
      </p>
      <p className="note">
        {words.trial.cohort(patients, readings, days)} ·{" "}
        {words.trial.period(dated(period.from), dated(period.to))}
      </p>
      <div className="scroll" tabIndex={0} role="region" aria-label={words.trial.figure}>
        <table className="plain figures-table">
          <thead>
            <tr>
              <th scope="col">{words.trial.figure}</th>
              <th scope="col">{words.trial.active}</th>
              <th scope="col">{words.trial.draft}</th>
            </tr>
          </thead>
          <tbody>
            {FIGURES.map(([name, figure]) => (
              <tr key={name}>
                <th scope="row">{words.trial.figures[name]}</th>
                <td className="figure">{figure(report.by_active, days)}</td>
                <td className="figure">{figure(report.by_draft, days)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ComparedAlerts compared={report} />
    </div>
  );
}

const { count } = words.trial;
type Named = keyof typeof words.trial.figures;

const FIGURES: [Named, (of: TrialFigures, days: number) => string][] = [
  ["alerts", (of) => count(of.alerts)],
  ["emergency", (of) => count(of.emergency)],
  ["urgent", (of) => count(of.urgent)],
  ["review", (of) => count(of.review)],
  ["per_patient_day", (of, days) => words.trial.rate(of.per_patient_day, of.alerts, days)],
  ["automated", (of) => count(of.automated)],
  ["share_automated", (of) => words.trial.share(of.share_automated, of.automated, of.automated + of.alerts)],
  ["minutes", (of) => count(of.minutes)],
];
