// What happened to a patient, and the readings behind it.
import { useState } from "react";
import type { Reading, TimelineEntry } from "../contract";
import { serverNow } from "../desk";
import { formats } from "../language";
import { text } from "../text";
import { Recompute } from "./recompute";
import { useTimes } from "../zone";

interface TimelineProps {
  patient: string;
  entries: TimelineEntry[] | undefined;
  /** The moment that was asked for: its lines are marked. */
  at?: number | null;
}

export function Timeline({ patient, entries, at = null }: TimelineProps) {
  const { moment } = useTimes();
  const now = serverNow();
  return (
    <section>
      <h3>{text.patient.timeline}</h3>
      {!entries && <p className="note">{text.patient.loading}</p>}
      {entries?.length === 0 && <p className="note">{text.patient.noTimeline}</p>}
      <ol className="timeline">
        {entries
          ?.toSorted((a, b) => b.at - a.at)
          .map((entry) => (
            <li
              key={entry.id}
              ref={entry.at === at ? intoView : undefined}
              className={`is-${entry.kind} ${entry.at === at ? "is-asked" : ""}`}
            >
              <time className="figure">{moment(entry.at, now)}</time>
              <span className="kind">{text.patient.kinds[entry.kind]}</span>
              <span>
                {entry.text}
                {entry.at === at && <strong className="note"> {text.patient.moment}</strong>}
                {entry.kind === "alert" && <Recompute patient={patient} entry={entry} />}
              </span>
            </li>
          ))}
      </ol>
    </section>
  );
}

/** Whoever followed a link to a moment sees it, once. */
function intoView(line: HTMLLIElement | null): void {
  line?.scrollIntoView({ block: "center" });
}

interface ReadingsProps {
  readings: Reading[] | undefined;
  missing: boolean | undefined;
  used: ReadonlySet<string>;
}

/** So many readings stand there at first: a day and more of somebody who measures everything. */
const FIRST = 40;

export function Readings({ readings, missing = false, used }: ReadingsProps) {
  const { moment } = useTimes();
  const [all, setAll] = useState(false);
  const now = serverNow();
  const newest = readings?.toSorted((a, b) => (b.taken_at ?? b.stored_at) - (a.taken_at ?? a.stored_at)) ?? [];
  return (
    <section>
      <h3>{text.patient.readings}</h3>
      {!readings && <p className="note">{text.patient.loading}</p>}
      {missing && <p role="alert">{text.patient.readingsMissing}</p>}
      {readings?.length === 0 && !missing && <p className="note">{text.patient.noReadings}</p>}
      {readings && readings.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={text.patient.readings}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{text.patient.measured}</th>
                <th scope="col">{text.patient.sign}</th>
                <th scope="col">{text.patient.value}</th>
                <th scope="col">{text.patient.from}</th>
                <th scope="col">{text.patient.known}</th>
                <th scope="col">{text.patient.id}</th>
              </tr>
            </thead>
            <tbody>
              {(all ? newest : newest.slice(0, FIRST)).map((reading) => (
                <tr key={`${reading.id} ${reading.sign}`}>
                  <td className="figure">
                    {reading.taken_at === null ? text.patient.undated : moment(reading.taken_at, now)}
                  </td>
                  <td>{text.patient.signs[reading.sign] ?? reading.sign}</td>
                  <td className="figure nowrap">{measured(reading)}</td>
                  <td>
                    <span aria-hidden="true">{reading.origin === "typed" ? "○" : "●"} </span>
                    {text.patient.origin[reading.origin]} <span className="note">{reading.device}</span>
                  </td>
                  <td className="figure">{moment(reading.stored_at, now)}</td>
                  <td className="figure">
                    {reading.id}
                    {reading.withdrawn && <strong className="note"> {text.patient.withdrawn}</strong>}
                    {used.has(reading.id) && <strong className="note"> {text.patient.used}</strong>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {newest.length > FIRST && (
        <button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? text.patient.newestReadings(FIRST) : text.patient.allReadings(newest.length)}
        </button>
      )}
    </section>
  );
}

/** A sensor that can't tell how low or how high it is has measured something all the same. */
function measured({ value, reach, unit }: Reading): string {
  if (value === null) return text.patient.beyond(reach ?? "");
  return `${formats.number(value, 1)} ${unit}`;
}
