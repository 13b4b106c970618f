// Stays in hospital: how many, and who was back.
import type { Outcomes, Rate } from "./contract";
import { CohortFigure } from "./figure";
import { words } from "./words";

export function OutcomeFigures({ outcomes }: { outcomes: Outcomes }) {
  return (
    <dl className="figures">
      <CohortFigure name={words.outcomes.unplanned} value={perDays(outcomes.unplanned)} definition={words.definitions.stays} />
      <CohortFigure name={words.outcomes.planned} value={perDays(outcomes.planned)} />
      <CohortFigure name={words.outcomes.emergency} value={perDays(outcomes.emergency)} />
      <CohortFigure name={words.outcomes.inHospital} value={perDays(outcomes.in_hospital)} />
      <CohortFigure
        name={words.outcomes.readmitted}
        value={share(outcomes.readmitted)}
        note={outcomes.pending ? words.outcomes.pending(outcomes.pending) : null}
        definition={words.definitions.readmitted}
      />
    </dl>
  );
}

export function perDays(rate: Rate | null): string {
  return rate === null ? words.outcomes.hidden : words.outcomes.per(rate);
}

export function share(rate: Rate | null): string {
  return rate === null ? words.outcomes.hidden : words.rate(rate);
}
