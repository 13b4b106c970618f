// One figure with its numerator and denominator, what it counts, and a way to the people behind it.
import type { ReactNode } from "react";
import { Link } from "wouter";
import { words } from "./words";

/** What the figures of a table count, in full. */
export function Definitions({ of }: { of: [name: string, definition: string | undefined][] }) {
  return (
    <details className="definitions">
      <summary>{words.define}</summary>
      <dl>
        {of.map(([name, definition]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="note">{definition}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

interface Props {
  name: string;
  value: ReactNode;
  note?: ReactNode;
  /** What it counts, in full. */
  definition?: string | undefined;
  /** The address that lists its people. */
  to?: string;
  bad?: boolean;
}

export function CohortFigure({ name, value, note, definition, to, bad = false }: Props) {
  return (
    <div className={bad ? "bad" : ""}>
      <dt>{to ? <Link href={to}>{name}</Link> : name}</dt>
      <dd>
        <span className="figure">{value}</span>
        {note && <span className="note"> {note}</span>}
        {definition && (
          <details>
            <summary>
              {words.define}
              <span className="hidden">: {name}</span>
            </summary>
            <p className="note">{definition}</p>
          </details>
        )}
      </dd>
    </div>
  );
}
