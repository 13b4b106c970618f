// What gateways say of their monitors: whose battery is nearly empty, the emptiest first.
import { useState } from "react";
import type { components } from "../openapi";
import { text } from "../text";
import { Ago } from "../worklist/cells";

export type Member = components["schemas"]["Gateway"];

/** Percent. Under this somebody should think of a new one. */
const LOW = 20;

export interface Battery {
  device: string;
  gateway: string;
  percent: number;
  heardAt: number | null;
}

/** A status is what a gateway says of itself: nothing of its form is certain. */
export function lowBatteries(fleet: Member[]): Battery[] {
  const found = fleet.flatMap(({ id, status }) => {
    const said = status as { monitors?: unknown } | null;
    const monitors = Array.isArray(said?.monitors) ? (said.monitors as Record<string, unknown>[]) : [];
    return monitors.flatMap((monitor): Battery[] => {
      const percent = monitor?.["battery_percent"];
      if (typeof percent !== "number" || percent >= LOW) return [];
      const heard = Date.parse(String(monitor["heard"]));
      return [{ device: String(monitor["device"]), gateway: id, percent, heardAt: Number.isNaN(heard) ? null : heard }];
    });
  });
  return found.toSorted((a, b) => a.percent - b.percent);
}

/** So many are shown before somebody asks for more. */
const FEW = 8;

export function Batteries({ low }: { low: Battery[] }) {
  const [all, setAll] = useState(false);
  return (
    <section aria-labelledby="batteries">
      <h2 id="batteries">
        {text.ops.batteries} <span className="note">{text.ops.count(low.length)}</span>
      </h2>
      {low.length === 0 && <p className="note">{text.ops.noBatteries}</p>}
      {low.length > 0 && (
        <div className="scroll" tabIndex={0} role="region" aria-label={text.ops.batteries}>
          <table className="plain" aria-labelledby="batteries">
            <thead>
              <tr>
                <th scope="col">{text.ops.heldDevice}</th>
                <th scope="col">{text.ops.battery}</th>
                <th scope="col">{text.ops.gateway}</th>
                <th scope="col">{text.ops.heard}</th>
              </tr>
            </thead>
            <tbody>
              {(all ? low : low.slice(0, FEW)).map((battery) => (
                <tr key={`${battery.gateway} ${battery.device}`}>
                  <th scope="row">{battery.device}</th>
                  <td className="figure">{battery.percent} %</td>
                  <td>{battery.gateway}</td>
                  <td>{battery.heardAt === null ? text.time.never : <Ago at={battery.heardAt} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {low.length > FEW && (
        <button type="button" onClick={() => setAll(!all)} aria-label={`${text.ops.batteries}: ${all ? text.ops.heldFewer : text.ops.heldMore(low.length - FEW)}`}>
          {all ? text.ops.heldFewer : text.ops.heldMore(low.length - FEW)}
        </button>
      )}
    </section>
  );
}

/** How many readings a gateway keeps that the server doesn't hold yet, as it said last. */
export function keptBy(member: Member | undefined): number | null {
  const spool = (member?.status as { spool?: { readings?: unknown } } | null | undefined)?.spool;
  return typeof spool?.readings === "number" ? spool.readings : null;
}
