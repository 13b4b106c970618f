// Bars as pictures, each with a sentence, the same as a table behind T, and as a PNG to take away.
import { useRef, type ReactNode, type RefObject } from "react";
import { savePng } from "../chart/png";
import type { Texts } from "../chart/png-text";
import { useWidth } from "../chart/width";
import { measureIn } from "../worklist/reasons";
import { words } from "./words";

interface Chart {
  title: string;
  sentence: string;
  asTable: boolean;
  onToggle(): void;
  /** Whose figures of when and under which rules: goes with a picture that is taken away. */
  about: Texts;
}

export interface Bar {
  name: string;
  /** Counts, in the order of the parts. */
  parts: number[];
  /** Stands in place of a bar. */
  instead: string | null;
}

/** The space around a bar's name. */
const AROUND = 14;
const SIZE = 13;
const ROW = 26;

/** As wide as the longest name needs, and never so wide that no bar is left. */
function labelOf(bars: Bar[], width: number): number {
  const wide = measureIn(`${SIZE}px ${getComputedStyle(document.body).fontFamily}`);
  const longest = Math.max(0, ...bars.map(({ name }) => wide(name)));
  return Math.min(longest + AROUND, width * 0.6);
}

/** Told apart without colour by their order, their outline and their count. */
const FILLS = ["#16202b", "#ffb38a", "#ffffff"];
const TEXTS = ["#ffffff", "#16202b", "#16202b"];

export function StackedBars({ parts, bars, first, ...chart }: Chart & { parts: string[]; bars: Bar[]; first: string }) {
  const picture = useRef<SVGSVGElement>(null);
  const width = useWidth();
  const label = labelOf(bars, width);
  if (bars.length === 0) return null;
  return (
    <Frame {...chart} picture={picture}>
      {chart.asTable ? (
        <BarTable parts={parts} bars={bars} first={first} title={chart.title} />
      ) : (
        <>
          <ul className="legend">
            {parts.map((part, place) => (
              <li key={part}>
                <svg width="14" height="14" aria-hidden="true">
                  <rect x="1" y="1" width="12" height="12" fill={FILLS[place]} stroke="#16202b" />
                </svg>{" "}
                {part}
              </li>
            ))}
          </ul>
          <svg ref={picture} viewBox={`0 0 ${width} ${bars.length * ROW}`} aria-hidden="true" fontSize={SIZE}>
            {bars.map((bar, place) => (
              <g key={bar.name} transform={`translate(0 ${place * ROW})`}>
                <text x={label - 8} y={ROW - 9} textAnchor="end" fill="#16202b">
                  {bar.name}
                </text>
                <BarParts bar={bar} width={width} label={label} />
              </g>
            ))}
          </svg>
        </>
      )}
    </Frame>
  );
}

function BarParts({ bar, width, label }: { bar: Bar; width: number; label: number }) {
  if (bar.instead !== null)
    return (
      <text x={label} y={ROW - 9} fill="#51606e">
        {bar.instead}
      </text>
    );
  const total = Math.max(1, bar.parts.reduce((sum, part) => sum + part, 0));
  const wide = (part: number): number => (part / total) * (width - label - 2);
  const starts = bar.parts.map((_, place) => label + 1 + wide(bar.parts.slice(0, place).reduce((sum, part) => sum + part, 0)));
  return (
    <>
      {bar.parts.map((part, place) =>
        part === 0 ? null : (
          <g key={place}>
            <rect x={starts[place]} y={3} width={wide(part)} height={ROW - 8} fill={FILLS[place]} stroke="#16202b" />
            {wide(part) > 24 && (
              <text x={(starts[place] ?? 0) + wide(part) / 2} y={ROW - 9} textAnchor="middle" fill={TEXTS[place]}>
                {words.count(part)}
              </text>
            )}
          </g>
        ),
      )}
    </>
  );
}

function BarTable({ parts, bars, first, title }: { parts: string[]; bars: Bar[]; first: string; title: string }) {
  return (
    <Scroll label={title}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {parts.map((part) => (
              <th key={part} scope="col">
                {part}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.name}>
              <th scope="row">{bar.name}</th>
              {bar.instead !== null ? (
                <td colSpan={parts.length}>{bar.instead}</td>
              ) : (
                bar.parts.map((part, place) => (
                  <td key={parts[place]} className="figure">
                    {words.count(part)}
                  </td>
                ))
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

export interface DayBar {
  name: string;
  /** 0 to 1. */
  share: number;
  cells: string[];
}

const HEIGHT = 90;
const FLOOR = HEIGHT - 18;

export function DayBars({ columns, days, ...chart }: Chart & { columns: string[]; days: DayBar[] }) {
  const picture = useRef<SVGSVGElement>(null);
  const width = useWidth();
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  const wide = (width - 40) / days.length;
  return (
    <Frame {...chart} picture={picture}>
      {chart.asTable ? (
        <Scroll label={chart.title}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{words.adherence.day}</th>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day, place) => (
                <tr key={place}>
                  <th scope="row">{day.name}</th>
                  {day.cells.map((cell, column) => (
                    <td key={columns[column]} className="figure">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      ) : (
        <svg ref={picture} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true" fontSize="12">
          <line x1={40} x2={width} y1={FLOOR} y2={FLOOR} stroke="#51606e" />
          <line x1={40} x2={width} y1={4} y2={4} stroke="#d5dbe1" />
          <text x={36} y={12} textAnchor="end" fill="#51606e">
            100 %
          </text>
          <text x={36} y={FLOOR} textAnchor="end" fill="#51606e">
            0
          </text>
          {days.map((day, place) => (
            <rect
              key={place}
              x={40 + place * wide + wide * 0.1}
              width={Math.max(0.5, wide * 0.8)}
              y={FLOOR - day.share * (FLOOR - 4)}
              height={day.share * (FLOOR - 4)}
              fill="#0b6b7f"
            />
          ))}
          <text x={40} y={HEIGHT - 3} fill="#51606e">
            {first.name}
          </text>
          <text x={width} y={HEIGHT - 3} textAnchor="end" fill="#51606e">
            {last.name}
          </text>
        </svg>
      )}
    </Frame>
  );
}

function Frame(props: Chart & { children: ReactNode; picture: RefObject<SVGSVGElement | null> }) {
  const { title, sentence, asTable, onToggle, about, children, picture } = props;
  return (
    <figure className="chart">
      <figcaption>
        <strong>{title}.</strong> {sentence}{" "}
        <button type="button" className="small" onClick={onToggle} aria-label={`${asTable ? words.chart : words.table}: ${title}`}>
          {asTable ? words.chart : words.table}
        </button>{" "}
        {!asTable && (
          <button
            type="button"
            className="small"
            aria-label={words.exports.pngOf(title)}
            onClick={() => picture.current && void savePng(picture.current, { title, about })}
          >
            {words.exports.png}
          </button>
        )}
      </figcaption>
      {children}
    </figure>
  );
}

function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
