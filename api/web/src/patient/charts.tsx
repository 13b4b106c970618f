// A person's vital signs over a day, a week or a month: five small charts over one axis of time, with a sentence, the
// same as a table behind T, and as a PNG to take away that says of whom it is.
import { memo, useMemo, useRef, useState, type PointerEvent } from "react";
import { savePng } from "../chart/png";
import { useWidth } from "../chart/width";
import type { PatientDetail, Row } from "../contract";
import { serverNow } from "../desk";
import { formats, withUnit } from "../language";
import { text } from "../text";
import { birthday, zoneName, type Times } from "../time";
import { useTimes } from "../zone";
import { apart, DAY_MS, pointsOf, seriesOf, ticks, type Period, type Point, type Series } from "./series";
import { SeriesTable } from "./series-table";

interface Props {
  row: Row;
  detail: PatientDetail | null;
  /** The moment that was asked for: then it is a day before and after that. */
  at: number | null;
  asTable: boolean;
  onToggle(): void;
}

const PERIODS = [1, 7, 30] as const;

export function VitalCharts({ row, detail, at, asTable, onToggle }: Props) {
  const [days, setDays] = useState<(typeof PERIODS)[number]>(1);
  // As of when the values were fetched: what is drawn then stays where it is.
  const asOf = useMemo(() => (detail ? serverNow() : 0), [detail]);
  const period = useMemo(
    () => (at === null ? { from: asOf - days * DAY_MS, to: asOf } : { from: at - DAY_MS, to: at + DAY_MS }),
    [asOf, at, days],
  );
  const series = useMemo(() => (detail ? seriesOf(detail.charts, detail.readings, period) : []), [detail, period]);
  const times = useTimes();
  const picture = useRef<SVGSVGElement>(null);
  const said = at === null ? text.charts.periods(days) : text.charts.around(times.dated(at));
  const heading = `${text.charts.heading}, ${said}`;
  const save = (): void => {
    if (!picture.current) return;
    const zone = zoneName(row.zone, asOf);
    void savePng(picture.current, {
      title: `${row.name}, ${text.patient.born(birthday(row.born))}, ${row.patient}`,
      more: [heading, text.charts.asOf(times.dated(asOf), zone)],
      file: `${row.patient}-${text.charts.heading}`,
      about: {
        Software: "Hearthwatch",
        patient: `${row.name}, ${row.born}, ${row.patient}`,
        period: `${iso(period.from)} to ${iso(period.to)}`,
        zone: row.zone,
        "as of": iso(asOf),
        "oxygen scale": String(detail?.spo2_scale ?? 1),
      },
    });
  };
  return (
    <section>
      <h3>{text.charts.heading}</h3>
      {!detail && <p className="note">{text.patient.loading}</p>}
      {detail && (
        <figure className="chart vital-charts">
          <figcaption>
            {at === null && (
              <span role="group" aria-label={text.charts.period}>
                {PERIODS.map((one) => (
                  <button key={one} type="button" className="tab" aria-pressed={days === one} onClick={() => setDays(one)}>
                    {text.charts.periods(one)}
                  </button>
                ))}
              </span>
            )}
            <button type="button" className="small" onClick={onToggle} aria-label={`${asTable ? text.patient.trendChart : text.patient.trendTable}: ${text.charts.heading}`}>
              {asTable ? text.patient.trendChart : text.patient.trendTable}
            </button>
            {!asTable && (
              <button type="button" className="small" aria-label={text.charts.pngOf(heading)} onClick={save}>
                {text.charts.png}
              </button>
            )}
            <p>{sentence(said, series)}</p>
          </figcaption>
          {asTable ? <SeriesTable series={series} label={heading} /> : <Picture {...{ series, period, times, picture }} />}
        </figure>
      )}
    </section>
  );
}

const iso = (at: number): string => new Date(at).toISOString();

/** "24 h: respiration 12–26 /min; oxygen 88–96 %." */
function sentence(said: string, series: Series[]): string {
  const ranges = series.flatMap(({ ground, points }) => {
    const values = points.filter(({ withdrawn, reach }) => !withdrawn && reach === null).map(({ value }) => value);
    if (values.length === 0) return [];
    const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => formats.number(value, 1));
    return [text.charts.range(text.charts.sign(ground.sign), low === high ? `${low}` : `${low}–${high}`, ground.unit)];
  });
  return ranges.length === 0 ? text.charts.none(said) : `${said}: ${ranges.join("; ")}.`;
}

const ROW = 104;
const TOP = 20;
const TALL = 74;
const LEFT = 36;
const RIGHT = 34;
const FOOT = 20;
/** As wide as a day's name gets, and some space. */
const WORDS = 52;

interface Drawn {
  series: Series[];
  period: Period;
  times: Times;
}

/** Where a moment lies. */
const across = ({ from, to }: Period, width: number) => (at: number) => LEFT + ((at - from) / (to - from)) * (width - LEFT - RIGHT);

function Picture({ series, period, times, picture }: Drawn & { picture: React.RefObject<SVGSVGElement | null> }) {
  const width = useWidth();
  const [cursor, setCursor] = useState<number | null>(null);
  const x = across(period, width);
  const height = series.length * ROW + FOOT;
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const { left, width: wide } = event.currentTarget.getBoundingClientRect();
    const share = (((event.clientX - left) / wide) * width - LEFT) / (width - LEFT - RIGHT);
    setCursor(share < 0 || share > 1 ? null : period.from + share * (period.to - period.from));
  };
  return (
    <>
      <svg ref={picture} viewBox={`0 0 ${width} ${height}`} style={{ width }} aria-hidden="true" onPointerMove={point} onPointerLeave={() => setCursor(null)}>
        <Axis {...{ period, times, width, height }} />
        {series.map((one, place) => (
          <g key={one.ground.sign} transform={`translate(0 ${place * ROW})`}>
            <Plot series={one} period={period} width={width} />
          </g>
        ))}
        {cursor !== null && <line className="cursor" x1={x(cursor)} x2={x(cursor)} y1={TOP} y2={height - FOOT} />}
      </svg>
      <p className="note at-cursor" aria-hidden="true">
        {cursor === null ? text.charts.legend : atCursor(cursor, series, period, times)}
      </p>
    </>
  );
}

function Axis({ period, times, width, height }: Omit<Drawn, "series"> & { width: number; height: number }) {
  const x = across(period, width);
  const long = period.to - period.from > 2 * DAY_MS;
  const shown = ticks(period, times.clock);
  const [first, second] = shown;
  // So many of them that their words don't touch.
  const every = first === undefined || second === undefined ? 1 : Math.ceil(WORDS / (x(second) - x(first)));
  return shown.map((at, place) => (
    <g key={at}>
      <line className="grid" x1={x(at)} x2={x(at)} y1={TOP} y2={height - FOOT} />
      {place % every === 0 && (
        <text x={x(at)} y={height - 4} textAnchor="middle">
          {long ? times.day(at) : times.clock(at)}
        </text>
      )}
    </g>
  ));
}

const Plot = memo(function Plot({ series, period, width }: { series: Series; period: Period; width: number }) {
  const { ground, points, low, high } = series;
  const x = across(period, width);
  const y = (value: number): number => TOP + TALL - ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * TALL;
  const right = width - RIGHT;
  const last = points.findLast(({ withdrawn }) => !withdrawn);
  return (
    <>
      {ground.bands.map(({ from, to, points: scored }, place) => {
        const [top, bottom] = [y(to ?? high), y(from ?? low)];
        return scored === 0 || bottom - top < 1 ? null : (
          <g key={from ?? "lowest"}>
            <rect className={`band points-${scored}`} x={LEFT} y={top} width={right - LEFT} height={bottom - top} />
            {/* Two columns of them: those of thin neighbours would lie on one another. */}
            <text className="points" x={right + 3 + (place % 2) * 16} y={(top + bottom) / 2 + 4}>
              {`+${scored}`}
            </text>
          </g>
        );
      })}
      {ground.usual && (
        <rect className="usual" x={LEFT} y={y(ground.usual.high)} width={right - LEFT} height={Math.max(2, y(ground.usual.low) - y(ground.usual.high))} />
      )}
      <line className="grid" x1={LEFT} x2={right} y1={TOP} y2={TOP} />
      <line className="grid" x1={LEFT} x2={right} y1={TOP + TALL} y2={TOP + TALL} />
      <text x={LEFT - 5} y={TOP + 9} textAnchor="end">
        {formats.number(high, 0)}
      </text>
      <text x={LEFT - 5} y={TOP + TALL} textAnchor="end">
        {formats.number(low, 0)}
      </text>
      <text className="sign" x={4} y={13}>
        {named(series, last)}
      </text>
      {apart(points, ({ at, value, base, withdrawn }) => `${Math.round(x(at))} ${Math.round(y(value))} ${base ?? ""} ${withdrawn}`).map((point) => (
        <Mark key={`${point.at} ${point.value}`} point={point} x={x(point.at)} y={y} />
      ))}
    </>
  );
});

/** A device's value, one that was typed, one that doesn't count any more, or one that the sensor could not tell. */
function Mark({ point, x, y }: { point: Point; x: number; y(value: number): number }) {
  const kind = `mark${point.typed ? " typed" : ""}${point.withdrawn ? " withdrawn" : ""}`;
  if (point.reach !== null)
    return (
      <text className="reach" x={x} y={y(point.value) + (point.reach === "below" ? -1 : 9)} textAnchor="middle">
        {point.reach === "below" ? "▼" : "▲"}
      </text>
    );
  if (point.base !== null) return <rect className={kind} x={x - 1.5} y={y(point.value)} width={3} height={Math.max(1, y(point.base) - y(point.value))} />;
  return <circle className={kind} cx={x} cy={y(point.value)} r={2.5} />;
}

/** "Oxygen 89 % +3". */
function named({ ground }: Series, last: Point | undefined): string {
  const name = text.charts.sign(ground.sign);
  if (!last) return `${name}: ${text.list.unknown}`;
  if (last.reach !== null) return `${name}: ${text.patient.beyond(last.reach)}`;
  const scored = pointsOf(ground.bands, last.value) ?? 0;
  return `${name} ${withUnit(figure(last), ground.unit)}${scored > 0 ? ` +${scored}` : ""}`;
}

function figure({ value, base }: Point): string {
  return base === null ? formats.number(value, 1) : `${formats.number(value, 0)}/${formats.number(base, 0)}`;
}

/** What was measured about then. */
function atCursor(cursor: number, series: Series[], { from, to }: Period, times: Times): string {
  const near = series.flatMap(({ ground, points }) => {
    const nearest = points.toSorted((a, b) => Math.abs(a.at - cursor) - Math.abs(b.at - cursor))[0];
    if (!nearest || Math.abs(nearest.at - cursor) > (to - from) / 40) return [];
    return [`${text.charts.sign(ground.sign)} ${withUnit(figure(nearest), ground.unit)} (${times.clock(nearest.at)})`];
  });
  return [times.dated(cursor), ...near].join(" · ");
}
