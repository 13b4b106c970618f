// The values behind the charts of vital signs, as a table: newest first, a line for each time.
import { serverNow } from "../desk";
import { formats } from "../language";
import { text } from "../text";
import { useTimes } from "../zone";
import type { Point, Series } from "./series";

/** More would make the page slow; who needs them all has the export. */
const LINES_MAX = 1_000;

export function SeriesTable({ series, label }: { series: Series[]; label: string }) {
  const { moment } = useTimes();
  const now = serverNow();
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted((a, b) => b - a);
  const at = series.map(({ points }) => byTime(points));
  return (
    <>
      {times.length > LINES_MAX && <p className="note">{text.charts.newest(LINES_MAX, times.length)}</p>}
      <div className="scroll" tabIndex={0} role="region" aria-label={label}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{text.patient.time}</th>
              {series.map(({ ground }) => (
                <th scope="col" key={ground.sign}>
                  {text.charts.sign(ground.sign)} <span className="note">{ground.unit}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.slice(0, LINES_MAX).map((time) => (
              <tr key={time}>
                <th scope="row" className="figure">
                  {moment(time, now)}
                </th>
                {series.map(({ ground }, place) => (
                  <td key={ground.sign} className="figure nowrap">
                    {at[place]?.get(time)?.map(shown).join(", ")}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function byTime(points: Point[]): Map<number, Point[]> {
  const found = new Map<number, Point[]>();
  for (const point of points) found.set(point.at, [...(found.get(point.at) ?? []), point]);
  return found;
}

function shown({ value, base, typed, withdrawn, reach }: Point): string {
  const number = reach !== null ? text.patient.beyond(reach) : base === null ? formats.number(value, 1) : `${formats.number(value, 0)}/${formats.number(base, 0)}`;
  return [number, typed ? "○" : "", withdrawn ? text.patient.withdrawn : ""].filter(Boolean).join(" ");
}
