// The score over the last day: a chart with a sentence, and the same figures as a table.
import type { TrendPoint } from "../contract";
import { serverNow } from "../desk";
import { text } from "../text";
import { useTimes } from "../zone";

interface Props {
  points: TrendPoint[];
  asTable: boolean;
  onToggle(): void;
}

export function ScoreTrend({ points, asTable, onToggle }: Props) {
  const first = points[0];
  const last = points.at(-1);
  return (
    <section>
      <h3>{text.patient.trend}</h3>
      {!first || !last ? (
        <p className="note">{text.list.noTrend}</p>
      ) : (
        <figure className="score-trend">
          <figcaption>
            {text.list.trend(first.news2, last.news2, Math.max(...points.map((point) => point.news2)))}{" "}
            <button type="button" className="small" onClick={onToggle}>
              {asTable ? text.patient.trendChart : text.patient.trendTable}
            </button>
          </figcaption>
          {asTable ? <PointTable points={points} /> : <Chart points={points} first={first} last={last} />}
        </figure>
      )}
    </section>
  );
}

const WIDTH = 560;
const HEIGHT = 120;
const MARGIN = { left: 24, right: 28, top: 8, bottom: 18 };
const GRID = [0, 5, 7] as const;
/** The least that the axis reaches, so that a calm day looks calm. */
const TOP = 10;

function Chart({ points, first, last }: { points: TrendPoint[]; first: TrendPoint; last: TrendPoint }) {
  const { clock } = useTimes();
  const top = Math.max(TOP, ...points.map((point) => point.news2));
  const from = Math.min(first.at, last.at - 3_600_000);
  const x = (at: number): number =>
    MARGIN.left + ((at - from) / (last.at - from)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (score: number): number => HEIGHT - MARGIN.bottom - (score / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {GRID.map((score) => (
        <g key={score}>
          <line className="grid" x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y(score)} y2={y(score)} />
          <text x={MARGIN.left - 6} y={y(score) + 4} textAnchor="end">
            {score}
          </text>
        </g>
      ))}
      {points.map((point) => (
        <circle key={point.at} cx={x(point.at)} cy={y(point.news2)} r={point === last ? 4 : 2.5} />
      ))}
      <text className="last" x={x(last.at) + 8} y={y(last.news2) + 4}>
        {last.news2}
      </text>
      <text x={MARGIN.left} y={HEIGHT - 4}>
        {clock(first.at)}
      </text>
      <text x={WIDTH - MARGIN.right} y={HEIGHT - 4} textAnchor="end">
        {clock(last.at)}
      </text>
    </svg>
  );
}

function PointTable({ points }: { points: TrendPoint[] }) {
  const { moment } = useTimes();
  const now = serverNow();
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{text.patient.time}</th>
          <th scope="col">NEWS2</th>
        </tr>
      </thead>
      <tbody>
        {points.toReversed().map((point) => (
          <tr key={point.at}>
            <td className="figure">{moment(point.at, now)}</td>
            <td className="figure">{point.news2}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
