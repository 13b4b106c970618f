// A person's own limits beside the rules' own, each with a reason and a day to look again; and which of the
// automation's pathways don't run for them. The server checks a plan whole, and holds every floor.
import { useState, type FormEvent } from "react";
import { ask } from "../ask";
import type { Row } from "../contract";
import { say, serverNow } from "../desk";
import { formats } from "../language";
import type { components } from "../openapi";
import { text } from "../text";
import { momentOf } from "../time";
import { useTimes } from "../zone";

type Settled = components["schemas"]["PlanSettled"];
type Plan = Settled["plan"];
type Limit = Settled["limits"][number];
type Own = NonNullable<Plan["limits"]>[number];

const EMPTY: readonly never[] = [];

export function Thresholds({ row }: { row: Row }) {
  const url = `/api/patients/${encodeURIComponent(row.patient)}/plan`;
  const [settled, setSettled] = useState<Settled | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = async (): Promise<Settled | null> => {
    const done = await ask<Settled>("GET", url);
    setProblem(done.ok ? null : text.thresholds.notLoaded);
    if (done.ok) setSettled(done.data);
    return done.ok ? done.data : null;
  };
  // What somebody else has settled meanwhile stays: the change is made to the plan as it is now.
  const change = async (make: (plan: Plan) => Plan): Promise<boolean> => {
    const now = await load();
    if (!now) return false;
    const plan = make({ ...now.plan, limits: (now.plan.limits ?? EMPTY).filter(lasts) });
    const done = await ask<Settled>("PUT", url, { plan });
    if (done.ok) setSettled(done.data);
    if (done.ok) say(text.thresholds.done);
    const mistakes = done.ok ? null : (done.problem as { mistakes?: string[] } | null)?.mistakes;
    setProblem(done.ok ? null : text.thresholds.failed(mistakes?.join("; ") ?? done.why));
    return done.ok;
  };
  return (
    <section className="thresholds">
      <h3>{text.thresholds.heading}</h3>
      <details onToggle={(event) => event.currentTarget.open && void load()}>
        <summary>{text.thresholds.open}</summary>
        {problem && (
          <p role="alert" className="problem">
            {problem}
          </p>
        )}
        {!settled && !problem && <p className="note">{text.patient.loading}</p>}
        {settled && <Limits settled={settled} zone={row.zone} onChange={change} />}
        {settled && <Pathways settled={settled} onChange={change} />}
      </details>
    </section>
  );
}

const lasts = ({ until }: Own): boolean => (until ?? Infinity) > serverNow();
const isOf = (limit: Limit) => (own: Own) => own.rule === limit.rule && own.name === limit.name;

interface Parts {
  settled: Settled;
  onChange(make: (plan: Plan) => Plan): Promise<boolean>;
}

function Limits({ settled, zone, onChange }: Parts & { zone: string }) {
  const { dated } = useTimes();
  const [changing, setChanging] = useState<string | null>(null);
  const figure = (value: number, unit: string): string => `${formats.number(value, 1)} ${unit}`;
  const back = (limit: Limit) => onChange((plan) => ({ ...plan, limits: (plan.limits ?? EMPTY).filter((own) => !isOf(limit)(own)) }));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={text.thresholds.heading}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{text.thresholds.limit}</th>
            <th scope="col">{text.thresholds.default}</th>
            <th scope="col">{text.thresholds.own}</th>
            <th scope="col">{text.ops.actions}</th>
          </tr>
        </thead>
        <tbody>
          {settled.limits.map((limit) => {
            const own = settled.plan.limits?.find((one) => isOf(limit)(one) && lasts(one));
            const id = `${limit.rule}.${limit.name}`;
            const name = `${text.patient.signs[limit.sign ?? ""] ?? limit.sign ?? ""} ${limit.rule} ${limit.name}`;
            return (
              <tr key={id} data-limit={id}>
                <th scope="row">
                  {text.patient.signs[limit.sign ?? ""] ?? limit.sign} <span className="note code">{limit.rule} {limit.name}</span>
                </th>
                <td className="figure nowrap">{figure(limit.value, limit.unit)}</td>
                <td>
                  {own && (
                    <>
                      <strong className="figure nowrap">{figure(own.value, own.unit)}</strong> <span className="said">{own.reason}</span>
                      <span className="note">
                        {" "}
                        {text.person(own.by ?? "")}
                        {own.until != null && `, ${text.thresholds.until(dated(own.until))}`}
                      </span>
                    </>
                  )}
                  {changing === id && (
                    <Change
                      limit={limit}
                      own={own}
                      zone={zone}
                      onDone={() => setChanging(null)}
                      onSave={(wish) => onChange((plan) => ({ ...plan, limits: [...(plan.limits ?? EMPTY).filter((one) => !isOf(limit)(one)), wish] }))}
                    />
                  )}
                </td>
                <td>
                  <button type="button" className="small" aria-expanded={changing === id} aria-label={`${text.thresholds.change}: ${name}`} onClick={() => setChanging(changing === id ? null : id)}>
                    {text.thresholds.change}
                  </button>{" "}
                  {own && (
                    <button type="button" className="small" aria-label={`${text.thresholds.back}: ${name}`} onClick={() => void back(limit)}>
                      {text.thresholds.back}
                    </button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface ChangeProps {
  limit: Limit;
  own: Own | undefined;
  zone: string;
  onSave(wish: Own): Promise<boolean>;
  onDone(): void;
}

function Change({ limit, own, zone, onSave, onDone }: ChangeProps) {
  const [value, setValue] = useState(String(own?.value ?? limit.value));
  const [reason, setReason] = useState(own?.reason ?? "");
  const [day, setDay] = useState("");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const until = momentOf(`${day}T23:59`, zone);
    const wish = { rule: limit.rule, name: limit.name, value: Number(value), unit: limit.unit, reason, until };
    if (await onSave(wish)) onDone();
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label>
        {text.thresholds.value(limit.unit)}
        <input type="number" step="any" required autoFocus value={value} onChange={(event) => setValue(event.target.value)} />
      </label>
      <p className="note">{limit.direction === "low" ? text.thresholds.floorLow(formats.number(limit.floor, 1), limit.unit) : text.thresholds.floorHigh(formats.number(limit.floor, 1), limit.unit)}</p>
      <label>
        {text.act.reason}
        <input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <label>
        {text.thresholds.review}
        <input type="date" required value={day} onChange={(event) => setDay(event.target.value)} />
      </label>
      <div className="actions">
        <button type="submit">{text.thresholds.save}</button>
        <button type="button" onClick={onDone}>
          {text.acknowledge.cancel}
        </button>
      </div>
    </form>
  );
}

/** What the automation does by itself, and what of it is stopped for this person. */
function Pathways({ settled, onChange }: Parts) {
  const paused = new Set(settled.plan.paused ?? EMPTY);
  const toggle = (id: string): Promise<boolean> =>
    onChange((plan) => {
      const others = (plan.paused ?? EMPTY).filter((one) => one !== id);
      return { ...plan, paused: paused.has(id) ? others : [...others, id] };
    });
  return (
    <fieldset>
      <legend>{text.thresholds.pathways}</legend>
      {settled.pathways.map((id) => (
        <label key={id}>
          <input type="checkbox" checked={!paused.has(id)} onChange={() => void toggle(id)} /> <span className="code">{id}</span>
          {paused.has(id) && <strong> {text.thresholds.stopped}</strong>}
        </label>
      ))}
    </fieldset>
  );
}
