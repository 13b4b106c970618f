// The overview: who measures, who is in control, risk today, and what alerts cost.
import { formats } from "../language";
import { text } from "../text";
import { span } from "../time";
import { DayBars, StackedBars, type Bar } from "./bars";
import type { Burden, CohortPage, Summary } from "./contract";
import { CohortFigure } from "./figure";
import { dayName } from "./names";
import { OutcomeFigures } from "./outcomes";
import type { Texts } from "../chart/png-text";
import { RuleTable } from "./rules";
import type { Shown } from "./view";
import { words } from "./words";

interface Props {
  page: CohortPage;
  shown: Shown;
  asTable: boolean;
  onToggle(): void;
}

export function Overview({ page, shown, asTable, onToggle }: Props) {
  const { summary, burden } = page;
  const chart = { asTable, onToggle, about: aboutOf(page) };
  return (
    <>
      <section aria-labelledby="measuring">
        <h2 id="measuring">{words.adherence.heading}</h2>
        <Adherence summary={summary} shown={shown} />
        <DayBars
          title={words.adherence.byDay}
          sentence={words.adherence.sentence(summary.adherence.slots)}
          columns={[words.adherence.done, words.adherence.due, words.adherence.share]}
          days={summary.adherence.by_day.map(({ day, slots }) => ({
            name: dayName(day),
            share: slots.d === 0 ? 0 : slots.n / slots.d,
            cells: [words.count(slots.n), words.count(slots.d), words.percent(slots)],
          }))}
          {...chart}
        />
      </section>
      <section aria-labelledby="control">
        <h2 id="control">{words.control.heading}</h2>
        <ControlFigures summary={summary} shown={shown} />
        <StackedBars
          title={words.control.byCondition}
          sentence={words.control.sentence}
          first={words.control.condition}
          parts={[words.control.atGoal, words.control.above, words.control.notEnough]}
          bars={conditionBars(summary)}
          {...chart}
        />
      </section>
      <section aria-labelledby="glucose">
        <h2 id="glucose">{words.glucose.heading}</h2>
        <GlucoseFigures summary={summary} shown={shown} />
      </section>
      <section aria-labelledby="risk">
        <h2 id="risk">{words.risk.heading}</h2>
        <RiskFigures summary={summary} shown={shown} />
        <DayBars
          title={words.risk.byDay}
          sentence={words.risk.sentence(page.days)}
          columns={[words.risk.emergency, words.risk.urgent, words.risk.review, words.risk.watching]}
          days={riskDays(summary)}
          {...chart}
        />
      </section>
      <section aria-labelledby="alerts">
        <h2 id="alerts">{words.burden.heading}</h2>
        <BurdenFigures burden={burden} />
        <RuleTable title={words.burden.byRule} rules={burden.by_rule} />
      </section>
      <section aria-labelledby="hospital">
        <h2 id="hospital">{words.outcomes.heading}</h2>
        <OutcomeFigures outcomes={page.outcomes} />
      </section>
    </>
  );
}

/** What goes with a picture: the same as with the other files. */
function aboutOf({ as_of, days, condition, team, site, cursor, rules }: CohortPage): Texts {
  return {
    Software: "Hearthwatch",
    "as of": new Date(as_of).toISOString(),
    period: `${days} days, the last of them today`,
    condition: condition ?? "all",
    team: team ?? "all",
    site: site ?? "all",
    journal: `up to entry ${cursor}`,
    rules: `${rules.name} v${rules.version} ${rules.hash}`,
  };
}

interface Part {
  summary: Summary;
  shown: Shown;
}

function Adherence({ summary: { adherence }, shown }: Part) {
  return (
    <dl className="figures">
      <CohortFigure name={words.adherence.slots} value={words.rate(adherence.slots)} definition={words.definitions.adherence} />
      <CohortFigure name={words.adherence.byDevice} value={words.rate(adherence.by_device)} definition={words.definitions.by_device} />
      <CohortFigure
        name={words.adherence.notEnough}
        value={words.rate(adherence.not_enough)}
        definition={words.definitions.not_enough}
        to={shown.to({ list: "not_measuring" })}
      />
      <CohortFigure
        name={words.adherence.quiet}
        value={words.rate(adherence.quiet)}
        definition={words.definitions.quiet}
        to={shown.to({ list: "quiet" })}
      />
    </dl>
  );
}

function ControlFigures({ summary: { control }, shown }: Part) {
  return (
    <dl className="figures">
      <CohortFigure
        name={words.control.atGoal}
        value={words.rate(control.at_goal)}
        definition={words.definitions.at_goal}
        to={shown.to({ list: "at_goal" })}
      />
      <CohortFigure
        name={words.rows.lists["above_goal"] ?? ""}
        value={words.people(control.at_goal.d - control.at_goal.n)}
        to={shown.to({ list: "above_goal" })}
      />
      <CohortFigure
        name={words.rows.lists["pressure_unknown"] ?? ""}
        value={words.people(control.not_enough)}
        to={shown.to({ list: "pressure_unknown" })}
      />
      <CohortFigure name={words.control.inRange} value={words.rate(control.in_range)} definition={words.definitions.in_range} />
      <CohortFigure
        name={words.control.quality}
        value={words.rate(control.quality)}
        note={words.control.qualityNote(control.quality_not_measured, control.quality_excluded)}
        definition={words.definitions.cbp}
        to={shown.to({ list: "not_controlled" })}
      />
    </dl>
  );
}

function GlucoseFigures({ summary: { glucose }, shown }: Part) {
  if (glucose.watched === 0) return <p className="empty">{words.glucose.none}</p>;
  const shares = words.definitions.glucose_shares;
  return (
    <dl className="figures">
      <CohortFigure
        name={words.glucose.atTarget}
        value={words.rate(glucose.at_target)}
        definition={words.definitions.glucose}
        to={shown.to({ list: "glucose_at_target" })}
      />
      <CohortFigure
        name={words.rows.lists["glucose_off_target"] ?? ""}
        value={words.people(glucose.at_target.d - glucose.at_target.n)}
        to={shown.to({ list: "glucose_off_target" })}
      />
      <CohortFigure
        name={words.rows.lists["glucose_unknown"] ?? ""}
        value={words.people(glucose.not_enough)}
        to={shown.to({ list: "glucose_unknown" })}
      />
      <CohortFigure name={words.glucose.inRange} value={words.share(glucose.in_range)} definition={shares} />
      <CohortFigure name={words.glucose.low} value={words.share(glucose.lt70)} />
      <CohortFigure name={words.glucose.veryLow} value={words.share(glucose.lt54)} />
      <CohortFigure name={words.glucose.high} value={words.share(glucose.gt180)} />
      <CohortFigure name={words.glucose.veryHigh} value={words.share(glucose.gt250)} />
      <CohortFigure name={words.glucose.stable} value={words.rate(glucose.stable)} definition={shares} />
      <CohortFigure
        name={words.glucose.episodes}
        value={words.glucose.episodesOf(glucose.episodes_lt54, Math.floor(glucose.minutes / 1440))}
        definition={words.definitions.glucose_episodes}
      />
    </dl>
  );
}

const SEVERITIES = ["emergency", "urgent", "review"] as const;

function RiskFigures({ summary: { risk_now: risk }, shown }: Part) {
  return (
    <dl className="figures">
      {SEVERITIES.map((severity) => (
        <CohortFigure
          key={severity}
          name={words.risk[severity]}
          value={words.count(risk[severity])}
          to={shown.to({ list: severity })}
        />
      ))}
      <CohortFigure name={words.risk.watching} value={words.count(risk.watching)} definition={words.definitions.risk} />
    </dl>
  );
}

export function BurdenFigures({ burden }: { burden: Burden }) {
  return (
    <dl className="figures">
      <CohortFigure
        name={words.burden.perDay}
        value={perDay(burden)}
        note={`${words.burden.of(burden.alerts, burden.patient_days)}, ${burden.is_within_budget ? words.burden.within : words.burden.over}`}
        definition={words.definitions.alerts}
        bad={!burden.is_within_budget}
      />
      <CohortFigure name={words.burden.automated} value={words.rate(burden.automated)} definition={words.definitions.automated} />
      <CohortFigure name={words.burden.seen} value={words.rate(burden.seen)} />
      <CohortFigure name={words.burden.seenAfter} value={seenAfter(burden)} definition={words.definitions.seen_after} />
      <CohortFigure name={words.burden.truth} value={words.rate(burden.true_of_closed)} definition={words.definitions.true_of_closed} />
      <CohortFigure name={words.burden.acted} value={words.rate(burden.acted_of_closed)} />
    </dl>
  );
}

/** Alerts in a day of one patient. */
export function perDay(burden: Burden): string {
  return burden.patient_ms === 0 ? "–" : formats.fixed((burden.alerts * 86_400_000) / burden.patient_ms, 3);
}

export function seenAfter({ seen_after: after }: Pick<Burden, "seen_after">): string {
  return after === null ? words.burden.never : words.burden.seenAfterOf(span(after.p50), span(after.p90));
}

function conditionBars(summary: Summary): Bar[] {
  return summary.by_condition.map(({ condition, control }) => {
    const name = text.condition(condition);
    if (control === null) return { name, parts: [], instead: words.control.few };
    const { at_goal: goal, not_enough: unknown } = control;
    const parts = [goal.n, goal.d - goal.n, unknown];
    return { name, parts, instead: control.watched === 0 ? words.control.noneWatched : null };
  });
}

function riskDays(summary: Summary) {
  return summary.risk_by_day.map(({ day, risk }) => {
    const alerted = risk.emergency + risk.urgent + risk.review;
    return {
      name: dayName(day),
      share: alerted / Math.max(1, alerted + risk.watching),
      cells: [risk.emergency, risk.urgent, risk.review, risk.watching].map(words.count),
    };
  });
}
