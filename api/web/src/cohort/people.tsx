// The people behind a figure; each leads to their own page.
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { serverNow } from "../desk";
import { age } from "../time";
import { text } from "../text";
import type { CohortPage, Quiet, Row } from "./contract";
import type { Shown } from "./view";
import { words } from "./words";

interface Props {
  page: CohortPage;
  shown: Shown;
  forBilling: boolean;
}

export function People({ page, shown, forBilling }: Props) {
  const name = words.rows.lists[page.list] ?? page.list;
  const columns = forBilling ? BILLING : page.rows.some((row) => row.glucose !== null) ? [...CARE, GLUCOSE] : CARE;
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(page.list);
  // Whoever asks above for the people behind a figure is brought to them.
  useEffect(() => {
    if (before.current === page.list) return;
    before.current = page.list;
    heading.current?.focus();
    heading.current?.scrollIntoView();
  }, [page.list]);
  return (
    <section aria-labelledby="people">
      <h2 id="people" ref={heading} tabIndex={-1}>
        {words.rows.heading(name)}
      </h2>
      <p>
        {words.rows.shown(page.rows.length, page.rows_total)}
        {page.list !== "all" && (
          <>
            {" · "}
            <Link href={shown.to({ list: "all" })}>{words.rows.all}</Link>
          </>
        )}
      </p>
      {page.rows.length === 0 ? (
        <p className="empty">{words.rows.none}</p>
      ) : (
        <div className="scroll" tabIndex={0} role="region" aria-label={name}>
          <table className="plain people">
            <thead>
              <tr>
                {columns.map(([column]) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <tr key={row.patient} data-patient={row.patient}>
                  {columns.map(([column, cell], place) =>
                    place === 0 ? (
                      <th key={column} scope="row">
                        {cell(row)}
                      </th>
                    ) : (
                      <td key={column} className="figure">
                        {cell(row)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

type ColumnOf = [string, (row: Row) => React.ReactNode];

const PATIENT: ColumnOf = [
  words.rows.patient,
  (row) => <Link href={`/patients/${encodeURIComponent(row.patient)}`}>{row.name}</Link>,
];
const CONDITION: ColumnOf = [words.rows.condition, (row) => row.conditions.map(text.condition).join(", ")];
const LAST: ColumnOf = [
  words.rows.last,
  (row) => (row.last_at === null ? words.rows.never : text.time.ago(age(row.last_at, serverNow()))),
];

const CARE: ColumnOf[] = [
  PATIENT,
  CONDITION,
  LAST,
  [
    words.rows.measured,
    (row) => (
      <>
        {words.rate(row.slots)}
        {!row.enough && <strong> {words.rows.enough}</strong>}
        {!row.planned && <span className="note"> · {words.rows.unplanned}</span>}
      </>
    ),
  ],
  [words.rows.silent, (row) => silence(row.quiet)],
  [words.rows.pressure, (row) => (row.mean_pressure === null ? "" : row.mean_pressure.map(Math.round).join("/"))],
  [words.rows.atGoal, (row) => (row.pressures === 0 ? "" : row.at_goal === null ? words.rows.enough : row.at_goal ? words.rows.yes : words.rows.no)],
];

/** Where somebody wears a sensor. */
const GLUCOSE: ColumnOf = [
  words.rows.glucose,
  ({ glucose }) =>
    glucose && (
      <>
        {words.percent({ n: glucose.shares.in_70_180, d: glucose.shares.all })}
        {glucose.mean !== null && glucose.gmi_pct !== null && (
          <span className="note"> · {words.rows.glucoseMean(glucose.mean, glucose.gmi_pct)}</span>
        )}
        {glucose.at_target === null && <strong> {words.rows.enough}</strong>}
      </>
    ),
];

const BILLING: ColumnOf[] = [
  PATIENT,
  CONDITION,
  LAST,
  [
    words.rows.period,
    ({ clocks }) => (
      <>
        {clocks.days}/16
        {clocks.days_typed > 0 && <span className="note"> {words.rows.typed(clocks.days_typed)}</span>}
      </>
    ),
  ],
  [
    words.rows.minutes,
    ({ clocks }) => (
      <>
        {clocks.spent.minutes}/20
        {clocks.interpreted > 0 && <span className="note"> {words.rows.interpreted(clocks.interpreted)}</span>}
      </>
    ),
  ],
  [words.rows.live, ({ clocks }) => (clocks.spent.live ? words.rows.yes : words.rows.no)],
  [words.rows.codes, (row) => row.codes],
  [words.rows.standing, (row) => words.billing.standings[row.billing]],
];

function silence(quiet: Quiet): string {
  switch (quiet.state) {
    case "silent":
      return words.rows.gone;
    case "usual":
      return words.rows.usual;
    case "quiet":
      return words.rows.quiet(quiet.days);
  }
}
