// What is known of one patient: why they are here, where that comes from, what was done, what was measured.
import { useState } from "react";
import { ActButtons } from "../act";
import type { Alert, News2, PatientDetail, Row } from "../contract";
import { serverNow } from "../desk";
import { later } from "../later";
import { text } from "../text";
import { birthday } from "../time";
import { Value } from "../value";
import { Ago, Badge, bounds, Score, StateWords, ToneBadge, VitalFigure, Waiting } from "../worklist/cells";
import { Appointments } from "./appointments";
import { VitalCharts } from "./charts";
import { Documents } from "./documents";
import { Readings, Timeline } from "./history";
import { Medicines } from "./medicines";
import { Messages } from "./messages";
import type { PlanKnown } from "./plan-desk";
import { Questions } from "./questions";
import { Stays } from "./stays";
import { Tabs, type Tab } from "./tabs";
import { TeamOf } from "./team";
import { ScoreTrend } from "./trend";
import { WhereaboutsOf } from "./whereabouts";
import { InZoneOf, useTimes, ZoneNote } from "../zone";

interface Props {
  row: Row;
  detail: PatientDetail | null;
  failed: boolean;
  asTable: boolean;
  /** The moment that was asked for. */
  at?: number | null;
  /** Which tab is shown, where whoever shows this keeps that. */
  tab?: Tab;
  onToggle(): void;
  onTab?(tab: Tab): void;
}

/** Loaded with their words when somebody first goes there. */
const Thresholds = later<{ row: Row; plan: Value<PlanKnown> }>(async () => (await import("./thresholds")).Thresholds);
const Automation = later<{ row: Row; plan: Value<PlanKnown> }>(async () => (await import("./automation")).Automation);
const Devices = later<{ row: Row }>(async () => (await import("./devices")).Devices);

export function PatientBody({ row, detail, failed, asTable, at = null, tab, onToggle, onTab }: Props) {
  const [own, setOwn] = useState<Tab>("vitals");
  const plan = usePlanOf(row.patient);
  return (
    <InZoneOf row={row}>
      <ZoneNote row={row} />
      <p className="headline">
        <Score news2={row.news2} /> <Badge row={row} /> <span>{scoreSentence(row.news2)}</span>
      </p>
      <p className="state">
        <StateWords row={row} /> <Waiting row={row} />
      </p>
      <Questions row={row} />
      <Alerts row={row} />
      {failed && (
        <p role="status" className="problem">
          {text.patient.failed}
        </p>
      )}
      <Tabs
        key={row.patient}
        shown={tab ?? own}
        onShow={onTab ?? setOwn}
        counts={{ messages: row.unread }}
        panels={{
          vitals: (
            <>
              <VitalSigns row={row} scale={detail?.spo2_scale ?? 1} />
              <VitalCharts {...{ row, detail, at, asTable, onToggle }} />
              <ScoreTrend points={row.trend} asTable={asTable} onToggle={onToggle} />
              <Readings readings={detail?.readings} missing={detail?.readings_missing} used={new Set(row.alerts.flatMap((alert) => alert.provenance.readings))} />
            </>
          ),
          timeline: (
            <>
              <Timeline patient={row.patient} entries={detail?.timeline} at={at} />
              <Automation row={row} plan={plan} />
            </>
          ),
          thresholds: <Thresholds row={row} plan={plan} />,
          care: (
            <>
              <Medicines row={row} />
              <Appointments row={row} />
              <Stays row={row} />
              <WhereaboutsOf row={row} />
              <TeamOf row={row} />
            </>
          ),
          messages: (
            <>
              <Messages row={row} />
              <Documents row={row} />
            </>
          ),
          devices: <Devices row={row} />,
        }}
      />
    </InZoneOf>
  );
}

/** One for all tabs that show or change the plan of this patient, filled by whichever comes first. */
function usePlanOf(patient: string): Value<PlanKnown> {
  const make = () => ({ patient, known: new Value<PlanKnown>({ settled: null, changes: null, problem: null }) });
  const [plan, setPlan] = useState(make);
  if (plan.patient !== patient) setPlan(make());
  return plan.known;
}

/** Sex, age, date of birth, number, conditions. */
export function PersonNote({ row }: { row: Row }) {
  return (
    <p className="note">
      {text.list.person(row.sex, row.age)} · {text.patient.born(birthday(row.born))} · {row.patient}
      {row.conditions.length > 0 && ` · ${row.conditions.map(text.condition).join(", ")}`}
    </p>
  );
}

function scoreSentence(news2: News2 | null): string {
  if (!news2) return text.patient.scoreNone;
  if (news2.status === "stale") return text.patient.scoreStale(news2.low, news2.high);
  if (bounds(news2).includes("–")) return text.patient.scorePartial(news2.low, news2.high, news2.known, news2.of);
  return text.patient.scoreComplete(news2.score, news2.of);
}

function Alerts({ row }: { row: Row }) {
  return (
    <section>
      <h3>{text.patient.alerts}</h3>
      {row.alerts.length === 0 && <p className="note">{text.patient.noAlerts}</p>}
      {row.alerts.map((alert) => (
        <OneAlert alert={alert} key={alert.id} />
      ))}
    </section>
  );
}

function OneAlert({ alert }: { alert: Alert }) {
  const { clock, moment } = useTimes();
  const now = serverNow();
  const seen = alert.acknowledged;
  const { provenance } = alert;
  return (
    <article className={`alert ${alert.severity}`}>
      <h4>
        <ToneBadge tone={alert.severity} /> {alert.why[0] ?? alert.problem}
      </h4>
      {alert.why.length > 1 && (
        <ul>
          {alert.why.slice(1).map((why) => (
            <li key={why}>{why}</li>
          ))}
        </ul>
      )}
      <p className="note">
        {[
          text.patient.measuredAt(moment(alert.taken_at, now)),
          text.patient.knownAt(moment(alert.known_at, now)),
          seen
            ? `${text.list.seenBy(seen.by, clock(seen.at))}: ${text.acknowledge.next[seen.next]}`
            : alert.due_at !== null
              ? text.patient.due(moment(alert.due_at, now))
              : "",
          alert.owner && alert.owner !== seen?.by ? text.list.ownedBy(alert.owner) : "",
          alert.snoozed ? text.list.snoozedUntil(clock(alert.snoozed.until), alert.snoozed.by) : "",
          alert.triggers > 1 ? text.list.triggers(alert.triggers) : "",
          alert.escalated > 0 ? text.list.escalated(alert.escalated) : "",
          alert.escalated_to !== null ? text.list.escalatedTo(alert.escalated_to) : "",
          alert.escalated_by ? text.desk.escalatedBy(text.person(alert.escalated_by.by), alert.escalated_by.reason) : "",
          toldNext(alert.told_next, moment),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {alert.unless.map((unless) => (
        <p className="note" key={unless}>
          {unless}
        </p>
      ))}
      <ActButtons alert={alert} />
      <h5>{text.patient.automation}</h5>
      {alert.automation.length === 0 && <p className="note">{text.patient.noAutomation}</p>}
      <ul className="automation">
        {alert.automation.map((step) => (
          <li key={`${step.at} ${step.text}`}>
            <time>{moment(step.at, now)}</time> {step.text}
          </li>
        ))}
      </ul>
      <details>
        <summary>{text.patient.provenance}</summary>
        <dl className="pairs">
          <dt>{text.patient.rule}</dt>
          <dd>{provenance.rule}</dd>
          <dt>{text.patient.rules}</dt>
          <dd className="code">{provenance.rules}</dd>
          <dt>{text.patient.engine}</dt>
          <dd>{provenance.engine}</dd>
          <dt>{text.patient.entry}</dt>
          <dd className="figure">{provenance.offset}</dd>
          <dt>{text.patient.readingsUsed}</dt>
          <dd className="figure">{provenance.readings.join(", ")}</dd>
        </dl>
      </details>
    </article>
  );
}

function toldNext(next: Alert["told_next"], moment: (at: number, now: number) => string): string {
  if (!next) return "";
  const at = moment(next.at, serverNow());
  return next.who === null ? text.desk.toldNobody(at) : text.desk.toldNext(text.person(next.who), at);
}

function VitalSigns({ row, scale }: { row: Row; scale: number }) {
  return (
    <section>
      <h3>{text.patient.vitals}</h3>
      <table className="plain vital-signs">
        <thead>
          <tr>
            <th scope="col">{text.patient.sign}</th>
            <th scope="col">{text.patient.value}</th>
            <th scope="col">{text.patient.pointsColumn}</th>
            <th scope="col">{text.patient.measured}</th>
          </tr>
        </thead>
        <tbody>
          {row.vitals.map((vital) => (
            <tr key={vital.sign}>
              <th scope="row">{text.patient.signs[vital.sign] ?? vital.label}</th>
              <td>
                <span className="nowrap">
                  <VitalFigure vital={vital} /> {vital.unit}
                </span>
              </td>
              <td>{points(vital.stale, vital.points)}</td>
              <td>
                <Ago at={vital.taken_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {scale === 2 && <p>{text.patient.scaleTwo}</p>}
      <p className="note">{text.patient.copyright}</p>
    </section>
  );
}

function points(stale: boolean, scored: number | null): string {
  if (scored === null) return text.patient.noPoints;
  return stale ? text.patient.outOfScore : `+${scored}`;
}
