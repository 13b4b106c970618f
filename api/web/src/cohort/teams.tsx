// The work of each team: what waits, what was asked of it, how soon it answered, how much time it signed.
import { useState } from "react";
import { Link } from "wouter";
import { formats } from "../language";
import { usePoll } from "../ops/poll";
import type { TeamsPage, Work, Workload } from "./contract";
import { Definitions } from "./figure";
import { seenAfter } from "./overview";
import { format, type Shown } from "./view";
import { words } from "./words";

const EVERY_MS = 15_000;
const LIMIT_MS = 120_000;
const DAY_MS = 86_400_000;

export function TeamsView({ shown }: { shown: Shown }) {
  const [by, setBy] = useState<"team" | "site">("team");
  const { condition, days } = shown.view;
  const asked = new URLSearchParams({ by, days: String(days), ...(condition && { condition }) });
  const { data, failed } = usePoll<TeamsPage>(`/api/teams?${asked}`, EVERY_MS, LIMIT_MS);
  const heading = by === "team" ? words.teams.heading : words.teams.bySite;
  return (
    <section aria-labelledby="teams">
      <h2 id="teams">{heading}</h2>
      <p>
        <button type="button" className="small" onClick={() => setBy(by === "team" ? "site" : "team")}>
          {words.teams.by[by]}
        </button>
      </p>
      {failed && (
        <p role="alert" className="problem">
          {words.failed}
        </p>
      )}
      {!data && !failed && <p className="empty">{words.loading}</p>}
      {data?.teams.length === 0 && <p className="empty">{words.teams.nobody}</p>}
      {data && data.teams.length > 0 && (
        <>
          <TeamTable page={data} heading={heading} shown={shown} />
          <Definitions of={[[heading, words.definitions.workload]]} />
        </>
      )}
    </section>
  );
}

const COLUMNS: [string, (work: Work) => string][] = [
  [words.teams.open, (work) => words.teams.openOf(work.open, work.open_people)],
  [
    words.teams.asked,
    (work) => words.teams.askedOf(perDay(work.asked, work), work.asked, work.patient_days) + (work.is_within_budget ? "" : `, ${words.teams.over}`),
  ],
  [words.burden.automated, (work) => words.rate(work.automated)],
  [words.burden.seen, (work) => words.rate(work.seen)],
  [words.burden.seenAfter, seenAfter],
  [words.teams.minutes, (work) => words.teams.minutesPer(work.minutes, perDay(work.minutes, work))],
];

function TeamTable({ page, heading, shown }: { page: TeamsPage; heading: string; shown: Shown }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={heading}>
      <table className="plain people">
        <thead>
          <tr>
            <th scope="col">{page.by === "team" ? words.filters.team : words.filters.site}</th>
            <th scope="col">{words.teams.patients}</th>
            {COLUMNS.map(([column]) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.teams.map((team) => (
            <tr key={team.name} data-team={team.name}>
              <th scope="row">
                <Name team={team} by={page.by} shown={shown} />
              </th>
              <Cells team={team} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Name({ team, by, shown }: { team: Workload; by: "team" | "site"; shown: Shown }) {
  if (team.name === "") return words.teams.none;
  return <Link href={`/cohort${format({ ...shown.view, [by]: team.name })}`}>{team.name}</Link>;
}

function Cells({ team: { people, work } }: { team: Workload }) {
  if (people === null || work === null) return <td colSpan={COLUMNS.length + 1}>{words.teams.few}</td>;
  return (
    <>
      <td className="figure">{words.count(people)}</td>
      {COLUMNS.map(([column, cell]) => (
        <td key={column} className="figure">
          {cell(work)}
        </td>
      ))}
    </>
  );
}

function perDay(count: number, { patient_ms: ms }: Work): string {
  return ms === 0 ? "–" : formats.fixed((count * DAY_MS) / ms, 2);
}
