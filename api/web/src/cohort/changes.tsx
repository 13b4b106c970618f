// Before and after each activation of rules: the same figures, the same length of time.
import { dated, span } from "../time";
import type { Burden, CohortPage, Outcomes, RuleChange } from "./contract";
import { perDays, share } from "./outcomes";
import { Definitions } from "./figure";
import { perDay, seenAfter } from "./overview";
import { RuleTable } from "./rules";
import { words } from "./words";

export function ChangesView({ page }: { page: CohortPage }) {
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">{words.changes.heading}</h2>
      <p className="note">{words.definitions.change}</p>
      <Definitions
        of={[
          [words.outcomes.heading, words.definitions.stays],
          [words.outcomes.readmitted, words.definitions.readmitted],
          [words.burden.perDay, words.definitions.alerts],
          [words.burden.automated, words.definitions.automated],
          [words.burden.seenAfter, words.definitions.seen_after],
          [words.burden.truth, words.definitions.true_of_closed],
        ]}
      />
      {page.changes.length === 0 && <p className="empty">{words.changes.none}</p>}
      {page.changes.map((change) => (
        <Change key={change.at} change={change} />
      ))}
    </section>
  );
}

const FIGURES: [string, (of: Burden) => string][] = [
  [words.burden.perDay, (of) => `${perDay(of)} (${words.burden.of(of.alerts, of.patient_days)})`],
  [words.burden.automated, (of) => words.rate(of.automated)],
  [words.burden.seen, (of) => words.rate(of.seen)],
  [words.burden.seenAfter, seenAfter],
  [words.burden.truth, (of) => words.rate(of.true_of_closed)],
  [words.burden.acted, (of) => words.rate(of.acted_of_closed)],
];

const OUTCOMES: [string, (of: Outcomes) => string][] = [
  [words.outcomes.unplanned, (of) => perDays(of.unplanned)],
  [words.outcomes.emergency, (of) => perDays(of.emergency)],
  [words.outcomes.inHospital, (of) => perDays(of.in_hospital)],
  [words.outcomes.readmitted, (of) => share(of.readmitted)],
];

function Change({ change }: { change: RuleChange }) {
  const { before, after } = change;
  const title = words.changes.of(change.name, change.version, dated(change.at), change.by);
  return (
    <article className="panel" data-rules={change.hash}>
      <h3>{title}</h3>
      <p className="note">{words.changes.span(span(after.until - after.from))}</p>
      <div className="scroll" tabIndex={0} role="region" aria-label={title}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{words.changes.figure}</th>
              <th scope="col">{words.changes.before}</th>
              <th scope="col">{words.changes.after}</th>
            </tr>
          </thead>
          <tbody>
            {OUTCOMES.map(([name, figure]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="figure">{figure(change.outcomes_before)}</td>
                <td className="figure">{figure(change.outcomes_after)}</td>
              </tr>
            ))}
            {FIGURES.map(([name, figure]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="figure">{figure(before)}</td>
                <td className="figure">{figure(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details>
        <summary>{words.changes.byRule}</summary>
        <RuleTable title={words.changes.before} rules={before.by_rule} />
        <RuleTable title={words.changes.after} rules={after.by_rule} />
      </details>
    </article>
  );
}
