// One patient: a `tr` laid out as a grid, drawn again only when its own patient changes.
import { memo, type CSSProperties } from "react";
import type { Alert } from "../contract";
import { board } from "../desk";
import { speaking, TONES, tone, waiting } from "../severity";
import { text } from "../text";
import { Age, Badge, Score, ScoreNote, StateWords, ToldNext, Trend, VitalFigure, Waiting, WhenKnown } from "./cells";
import { fitReasons } from "./reasons";
import { useRow } from "./use";

/** The signs that have a column, in the order of the ward chart. */
export const SIGNS = ["respiration", "spo2", "blood_pressure", "pulse", "temperature"] as const;

const WHY_LINES = 2;

interface Props {
  patient: string;
  index: number;
  /** Where the row lies, in pixels from the top of the list. */
  start: number;
  /** How high it stays, in pixels, whatever it says. */
  leastHeight: number | undefined;
  focusable: boolean;
  trendAsText: boolean;
  whyWidth: number;
  measureWords: (words: string) => number;
  measureRow: (element: HTMLTableRowElement | null) => void;
}

export const PatientRow = memo(function PatientRow(props: Props) {
  const row = useRow(board, props.patient);
  if (!row) return null;
  const alert = speaking(row);
  const waits = waiting(row);
  const others = row.alerts.filter((open) => open !== alert);
  return (
    <tr
      role="row"
      ref={props.measureRow}
      className={`row ${tone(row)}`}
      data-index={props.index}
      data-patient={row.patient}
      aria-rowindex={props.index + 2}
      tabIndex={props.focusable ? 0 : -1}
      style={{ transform: `translateY(${props.start}px)`, minHeight: props.leastHeight } as CSSProperties}
    >
      <td role="gridcell" className="cell-news2">
        <Score news2={row.news2} />
        <span className="stack">
          <Badge row={row} />
          <ScoreNote news2={row.news2} />
        </span>
      </td>
      <td role="rowheader" className="cell-patient">
        <button type="button" tabIndex={-1} className="name" data-open>
          {row.name}
        </button>
        <span className="note">
          {text.list.person(row.sex, row.age)}
          {row.conditions.length > 0 && ` · ${row.conditions.map(text.condition).join(", ")}`}
          {row.unread > 0 && <strong className="mail"> ✉ {text.messages.unread(row.unread)}</strong>}
          {others.length > 0 && (
            <strong>
              {" "}
              <span aria-hidden="true">{text.list.moreAlerts(others.length)}</span>
              <span className="hidden">
                {text.list.moreAlertsHidden(others.length)}
                {others.map((open) => `${TONES[open.severity].word}: ${open.why[0] ?? open.problem}`).join("; ")}
              </span>
            </strong>
          )}
        </span>
      </td>
      <td role="gridcell" className="cell-why">
        {alert && fitReasons(alert.why, props.whyWidth, WHY_LINES, props.measureWords)}
        {alert && (
          <>
            {" "}
            <WhenKnown alert={alert} />
            <History alert={alert} />
          </>
        )}
      </td>
      <td role="gridcell" className="cell-trend">
        <span className="label">{text.list.columns.trend}</span>
        <Trend points={row.trend} asText={props.trendAsText} />
      </td>
      {SIGNS.map((sign) => (
        <td role="gridcell" className={`cell-vital cell-${sign}`} key={sign}>
          <span className="label">{text.list.columns[sign]}</span>
          <VitalFigure vital={row.vitals.find((vital) => vital.sign === sign)} />
        </td>
      ))}
      <td role="gridcell" className="cell-last">
        <span className="label">{text.list.columns.last}</span>
        {row.heard_at === null ? text.time.never : <Age at={row.heard_at} />}
      </td>
      <td role="gridcell" className="cell-waiting">
        <span className="label">{text.list.columns.waiting}</span>
        <Waiting row={row} /> {waits && <ToldNext alert={waits} />}
      </td>
      <td role="gridcell" className="cell-state">
        <span className="label">{text.list.columns.state}</span>
        <span className="stack">
          <StateWords row={row} />
        </span>
        {waits && (
          <button type="button" tabIndex={-1} className="small" data-acknowledge>
            {text.list.acknowledge}
            <span className="hidden"> {row.name}</span>
          </button>
        )}
      </td>
    </tr>
  );
});

function History({ alert: { triggers, escalated, escalated_to } }: { alert: Alert }) {
  const parts = [
    triggers > 1 ? text.list.triggers(triggers) : "",
    escalated > 0 ? text.list.escalated(escalated) : "",
    escalated_to !== null ? text.list.escalatedTo(escalated_to) : "",
  ].filter(Boolean);
  return parts.length > 0 ? <span className="note">, {parts.join(", ")}</span> : null;
}
