// Alerts that come, go or move by a draft, each with the moment to look at.
import { useState } from "react";
import { Link } from "wouter";
import type { AlertAt, Compared } from "../contract";
import { board } from "../desk";
import { text } from "../text";
import { dated } from "../time";
import { ToneBadge } from "../worklist/cells";
import { words } from "./words";

type Kind = keyof typeof words.trial.lists;

interface Line {
  kind: Kind;
  alert: AlertAt;
  to: AlertAt | null;
}

/** So many are shown before somebody asks for more. */
const FEW = 25;

export function ComparedAlerts({ compared }: { compared: Compared }) {
  const lines: Line[] = [
    ...compared.added.map((alert): Line => ({ kind: "added", alert, to: null })),
    ...compared.removed.map((alert): Line => ({ kind: "removed", alert, to: null })),
    ...compared.moved.map(({ from, to }): Line => ({ kind: "moved", alert: from, to })),
  ];
  if (lines.length === 0) return <p className="note">{words.trial.nothing}</p>;
  const kinds = (["added", "removed", "moved"] as const).filter((kind) => lines.some((line) => line.kind === kind));
  return (
    <>
      {kinds.map((kind) => (
        <AlertTable key={kind} kind={kind} lines={lines.filter((line) => line.kind === kind)} />
      ))}
    </>
  );
}

function AlertTable({ kind, lines }: { kind: Kind; lines: Line[] }) {
  const [shown, setShown] = useState(FEW);
  const heading = words.trial.list(words.trial.lists[kind], lines.length);
  return (
    <>
      <h4>{heading}</h4>
      <div className="scroll" tabIndex={0} role="region" aria-label={heading}>
        <table className="plain" data-compared={kind}>
          <thead>
            <tr>
              <th scope="col">{words.trial.at}</th>
              <th scope="col">{words.trial.patient}</th>
              <th scope="col">{words.trial.problem}</th>
              <th scope="col">{words.trial.severity}</th>
              <th scope="col">{words.trial.rule}</th>
              <th scope="col">{words.trial.open}</th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, shown).map(({ alert, to }) => {
              const name = board.latest(alert.patient)?.name ?? alert.patient;
              const at = dated(alert.raised_at);
              return (
                <tr key={`${alert.patient} ${alert.problem} ${alert.offset} ${alert.raised_at}`}>
                  <td className="figure">
                    {at}
                    {to && to.raised_at !== alert.raised_at && (
                      <span className="note"> {words.trial.movedTo(dated(to.raised_at))}</span>
                    )}
                  </td>
                  <th scope="row">{name}</th>
                  <td>{text.problem(alert.problem)}</td>
                  <td>
                    <ToneBadge tone={alert.severity} />
                    {to && to.severity !== alert.severity && (
                      <>
                        {" → "}
                        <ToneBadge tone={to.severity} />
                      </>
                    )}
                  </td>
                  <td>{alert.rule}</td>
                  <td>
                    <Link href={alert.link} aria-label={words.trial.openOf(name, at)}>
                      {words.trial.open}
                    </Link>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {lines.length > shown && (
        <button type="button" onClick={() => setShown(lines.length)}>
          {words.trial.more(lines.length - shown)}
        </button>
      )}
    </>
  );
}
