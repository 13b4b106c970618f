// A person's own limits beside the rules' own, each with a reason and a day to look again; which of the automation's
// pathways don't run for them; and how all that became what it is. The server checks a plan whole, and holds every floor.
import { useState } from "react";
import type { Row } from "../contract";
import { formats } from "../language";
import { text } from "../text";
import { momentOf } from "../time";
import type { Value } from "../value";
import { useTimes } from "../zone";
import { isOf, lasts, usePlan, withLimit, withPathway, type Limit, type Own, type PlanDesk, type PlanKnown, type Settled } from "./plan-desk";
import { PlanDialog } from "./plan-dialog";
import { PlanHistory } from "./plan-history";
import { words } from "./words";

export function Thresholds({ row, plan }: { row: Row; plan: Value<PlanKnown> }) {
  const desk = usePlan(row.patient, plan);
  return (
    <>
      <section className="thresholds">
        <h3>{text.tabs.thresholds}</h3>
        {desk.problem && (
          <p role="alert" className="problem">
            {desk.problem}
          </p>
        )}
        {!desk.settled && !desk.problem && <p className="note">{text.patient.loading}</p>}
        {desk.settled && (
          <>
            <Version settled={desk.settled} />
            <Limits settled={desk.settled} desk={desk} zone={row.zone} />
            <Pathways settled={desk.settled} desk={desk} />
          </>
        )}
      </section>
      {desk.changes && <PlanHistory changes={desk.changes} desk={desk} />}
    </>
  );
}

function Version({ settled }: { settled: Settled }) {
  const { dated } = useTimes();
  const { version, by, at } = settled;
  return <p className="note">{version === 0 || at == null ? words.limits.noVersion : words.limits.version(version, by ?? "", dated(at))}</p>;
}

interface Parts {
  settled: Settled;
  desk: PlanDesk;
}

const nameOf = (limit: Limit): string => text.patient.signs[limit.sign ?? ""] ?? limit.sign ?? "";

function Limits({ settled, desk, zone }: Parts & { zone: string }) {
  const { dated } = useTimes();
  const [changing, setChanging] = useState<Limit | null>(null);
  const [dropping, setDropping] = useState<Limit | null>(null);
  const { figure } = words.limits;
  return (
    <>
      <div className="scroll" tabIndex={0} role="region" aria-label={words.limits.heading}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{words.limits.limit}</th>
              <th scope="col">{words.limits.default}</th>
              <th scope="col">{words.limits.own}</th>
              <th scope="col">{text.ops.actions}</th>
            </tr>
          </thead>
          <tbody>
            {settled.limits.map((limit) => {
              const own = ownOf(settled, limit);
              const id = `${limit.rule}.${limit.name}`;
              const name = `${nameOf(limit)} ${limit.rule} ${limit.name}`;
              return (
                <tr key={id} data-limit={id}>
                  <th scope="row">
                    {nameOf(limit)} <span className="note code">{limit.rule} {limit.name}</span>
                  </th>
                  <td className="figure nowrap">{figure(limit.value, limit.unit)}</td>
                  <td>
                    {own && (
                      <>
                        <strong className="figure nowrap">{figure(own.value, own.unit)}</strong> <span className="said">{own.reason}</span>
                        <span className="note">
                          {" "}
                          {text.person(own.by ?? "")}
                          {own.until != null && `, ${words.limits.until(dated(own.until))}`}
                        </span>
                      </>
                    )}
                  </td>
                  <td>
                    <button type="button" className="small" aria-label={`${words.limits.change}: ${name}`} onClick={() => setChanging(limit)}>
                      {words.limits.change}
                    </button>{" "}
                    {own && (
                      <button type="button" className="small" aria-label={`${words.limits.back}: ${name}`} onClick={() => setDropping(limit)}>
                        {words.limits.back}
                      </button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {changing && <Change limit={changing} own={ownOf(settled, changing)} zone={zone} desk={desk} onClose={() => setChanging(null)} />}
      {dropping && (
        <PlanDialog
          title={`${words.limits.back}: ${nameOf(dropping)} ${dropping.rule} ${dropping.name}`}
          desk={desk}
          make={withLimit(dropping, null)}
          submit={words.limits.back}
          onSubmit={(reason) => desk.save(withLimit(dropping, null), reason)}
          onClose={() => setDropping(null)}
        />
      )}
    </>
  );
}

const ownOf = (settled: Settled, limit: Limit): Own | undefined => settled.plan.limits?.find((one) => isOf(limit)(one) && lasts(one));

interface ChangeProps {
  limit: Limit;
  own: Own | undefined;
  zone: string;
  desk: PlanDesk;
  onClose(): void;
}

function Change({ limit, own, zone, desk, onClose }: ChangeProps) {
  const [value, setValue] = useState(String(own?.value ?? limit.value));
  const [day, setDay] = useState("");
  const until = day === "" ? null : momentOf(`${day}T23:59`, zone);
  const wish = (reason: string): Own => ({ rule: limit.rule, name: limit.name, value: Number(value), unit: limit.unit, reason, until });
  const { floorLow, floorHigh } = words.limits;
  const floor = (limit.direction === "low" ? floorLow : floorHigh)(formats.number(limit.floor, 1), limit.unit);
  return (
    <PlanDialog
      title={`${words.limits.change}: ${nameOf(limit)} ${limit.rule} ${limit.name}`}
      desk={desk}
      // Nobody has said yet why: a trial keeps no reason.
      make={value === "" ? null : withLimit(limit, wish("?"))}
      submit={words.limits.save}
      onSubmit={(reason) => desk.save(withLimit(limit, wish(reason)))}
      onClose={onClose}
    >
      <label>
        {words.limits.value(limit.unit)}
        <input type="number" step="any" required autoFocus value={value} onChange={(event) => setValue(event.target.value)} />
      </label>
      <p className="note">{floor}</p>
      <label>
        {words.limits.review}
        <input type="date" required value={day} onChange={(event) => setDay(event.target.value)} />
      </label>
    </PlanDialog>
  );
}

/** What the automation does by itself, and what of it is stopped for this person. */
function Pathways({ settled, desk }: Parts) {
  const [asked, setAsked] = useState<string | null>(null);
  const paused = new Set(settled.plan.paused ?? []);
  return (
    <>
      <h4>{words.limits.pathways}</h4>
      <ul className="pathways">
        {settled.pathways.map((id) => (
          <li key={id} data-pathway={id}>
            <span className="code">{id}</span> {paused.has(id) && <strong>{words.limits.stopped}</strong>}{" "}
            <button type="button" className="small" aria-label={`${paused.has(id) ? words.limits.resume : words.limits.stop}: ${id}`} onClick={() => setAsked(id)}>
              {paused.has(id) ? words.limits.resume : words.limits.stop}
            </button>
          </li>
        ))}
      </ul>
      {asked !== null && <PathwayDialog id={asked} desk={desk} onClose={() => setAsked(null)} />}
    </>
  );
}

/** Stops a pathway for one person, or lets it go on. */
export function PathwayDialog({ id, desk, onClose }: { id: string; desk: PlanDesk; onClose(): void }) {
  // As it was when the person asked: it doesn't turn round under the hand.
  const [stopped] = useState(() => desk.settled?.plan.paused?.includes(id) ?? false);
  const submit = stopped ? words.limits.resume : words.limits.stop;
  const make = withPathway(id, !stopped);
  return (
    <PlanDialog title={`${submit}: ${id}`} desk={desk} make={make} submit={submit} onSubmit={(reason) => desk.save(make, reason)} onClose={onClose}>
      {!stopped && <p className="note">{words.limits.stopWhat}</p>}
    </PlanDialog>
  );
}
