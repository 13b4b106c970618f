// The operator's page: the figure that matters to patients first, then the rest, gateways, and what was rejected.
import { useMemo, useState, type ReactNode } from "react";
import type { Canary } from "../contract";
import type { Ops } from "./contract";
import { formats } from "../language";
import { useMe } from "../me";
import { text } from "../text";
import { age, clock, span } from "../time";
import { Batteries, lowBatteries, type Battery, type Member } from "./batteries";
import { Clocks } from "./clocks";
import { Gateways } from "./gateways";
import { Outbox, OnCall } from "./outbox";
import { HeldReadings } from "./held";
import { usePoll } from "./poll";
import { Rejected } from "./rejected";

const FIGURES_MS = 2_000;
const FLEET_MS = 30_000;

export function Operations() {
  const { data: ops, heardAt, failed } = usePoll<Ops>("/api/ops", FIGURES_MS);
  const fleet = usePoll<Member[]>("/api/gateways", FLEET_MS).data;
  const low = useMemo(() => lowBatteries(fleet ?? []), [fleet]);
  const rates = useRates(ops);
  // Whose a reading is, settles who may see whose they are.
  const settles = useMe()?.pages.includes("/work") ?? false;
  return (
    <div className="ops">
      <h1>{text.ops.heading}</h1>
      {failed && (
        <p role="alert" className="problem">
          {text.ops.failed(heardAt === null ? null : clock(heardAt))}
        </p>
      )}
      {!ops && !failed && <p className="empty">{text.ops.loading}</p>}
      {ops && (
        <>
          <Figures {...{ ops, rates, low, settles }} />
          {settles && <HeldReadings />}
          <Gateways gateways={ops.gateways} fleet={fleet ?? []} />
          <Batteries low={low} />
          <Clocks clocks={ops.clocks} />
          <Outbox outbox={ops.outbox} />
          <OnCall rota={ops.rota} />
          <Rejected byReason={ops.quarantined.by_reason} total={ops.quarantined.total} />
        </>
      )}
    </div>
  );
}

/** So many of the last rates are shown: a minute of them. */
const RATES = 30;

function useRates(ops: Ops | null): number[] {
  const [seen, setSeen] = useState<{ of: Ops | null; rates: number[] }>({ of: null, rates: [] });
  if (ops && seen.of !== ops) setSeen({ of: ops, rates: [...seen.rates, ops.readings_per_s].slice(-RATES) });
  return seen.rates;
}

/** Each count leads to the list of what it counts. */
function Figures({ ops, rates, low, settles }: { ops: Ops; rates: number[]; low: Battery[]; settles: boolean }) {
  const { count, ms, seconds, bytesSize } = text.ops;
  const on = ops.gateways.filter(({ online }) => online).length;
  return (
    <dl className="figures">
      <Figure name={text.ops.unscored} value={seconds(ops.oldest_unscored_s)} first />
      {ops.canary && (
        <Figure name={text.ops.canary} value={<CanaryWords canary={ops.canary} ageSeconds={ops.canary_age_s ?? 0} />} note={canaryNote(ops.canary)} bad={!ops.canary.ok} />
      )}
      <Figure
        name={text.ops.rate}
        value={text.ops.perSecond(formats.number(ops.readings_per_s, 1))}
        note={<Rates rates={rates} />}
      />
      <Figure name={text.ops.lag} value={ms(ops.latency_ms.p50)} />
      <Figure name={text.ops.lagWorst} value={ms(ops.latency_ms.p99)} />
      <Figure name={text.ops.store} value={count(ops.store.behind)} note={ops.store.failure ?? undefined} bad={ops.store.failure !== null} />
      <Figure name={text.ops.care} value={count(ops.care.behind)} />
      <Figure name={text.ops.gateways} to="#gateways" value={text.ops.gatewaysOn(on)} note={text.ops.gatewaysOff(ops.gateways.length - on)} />
      <Figure name={text.ops.batteries} to="#batteries" value={count(low.length)} />
      <Figure name={text.ops.clocks} to="#clocks" value={count(ops.clocks.off)} />
      <Figure name={text.ops.broker} value={ops.broker_connected ? text.ops.brokerOn : text.ops.brokerOff} bad={!ops.broker_connected} />
      {settles && <Figure name={text.ops.held} to="#held" value={count(ops.unclaimed.waiting)} />}
      <Figure name={text.ops.rejected} to="#rejected" value={count(ops.quarantined.total)} />
      <Figure name={text.ops.outbox} to="#outbox" value={count(ops.outbox.waiting)} note={text.ops.failing(ops.outbox.failing)} bad={ops.outbox.failing > 0} />
      <Figure name={text.ops.gaps} to="#rota" value={count(ops.rota.gaps.length)} bad={ops.rota.until !== null && ops.rota.gaps.length > 0} />
      <Figure
        name={text.ops.scored}
        value={count(ops.engine.scored_readings)}
        note={text.ops.workers(ops.engine.workers)}
      />
      <Figure name={text.ops.admitted} value={count(ops.admitted)} />
      <Figure name={text.ops.duplicates} value={count(ops.duplicates)} />
      <Figure
        name={text.ops.journal}
        value={text.ops.journalEntries(ops.journal.entries)}
        note={`${bytesSize(ops.journal.bytes)}, ${text.ops.durable(ops.journal.durable_offset)}`}
      />
      {ops.disk && <Figure name={text.ops.disk} value={text.ops.diskUsed(ops.disk.used_percent)} note={diskNote(ops.disk)} bad={isFilling(ops.disk)} />}
      <Figure name={text.ops.memory} value={bytesSize(ops.memory_bytes)} />
      <Figure name={text.ops.uptime} value={ops.uptime_s < 60 ? text.time.underAMinute : span(ops.uptime_s * 1000)} note={text.ops.version(ops.version)} />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: ReactNode;
  note?: ReactNode;
  /** Where the list of it is. */
  to?: string;
  first?: boolean;
  bad?: boolean;
}

function Figure({ name, value, note, to, first = false, bad = false }: FigureProps) {
  return (
    <div className={`${first ? "first" : ""} ${bad ? "bad" : ""}`}>
      <dt>{to ? <a href={to}>{name}</a> : name}</dt>
      <dd>
        <span className="figure">{value}</span>
        {note && <span className="note"> {note}</span>}
      </dd>
    </div>
  );
}

function Rates({ rates }: { rates: number[] }) {
  const most = Math.max(1, ...rates);
  return (
    <svg className="rates" viewBox={`0 0 ${RATES * 3} 14`} preserveAspectRatio="xMinYMid" aria-hidden="true">
      {rates.map((rate, place) => (
        <rect key={place} x={place * 3} width="2" y={13 - (rate / most) * 13} height={1 + (rate / most) * 13} />
      ))}
    </svg>
  );
}

type Disk = NonNullable<Ops["disk"]>;

/** Sooner than this somebody has to do something. */
const SOON_DAYS = 14;
const FULL_PERCENT = 90;

const isFilling = ({ used_percent, full_in_days }: Disk): boolean => used_percent >= FULL_PERCENT || (full_in_days ?? Infinity) < SOON_DAYS;

function diskNote({ bytes_per_day, full_in_days, data_bytes }: Disk): string {
  const ours = text.ops.diskOurs(text.ops.bytesSize(data_bytes));
  if (bytes_per_day === null) return `${text.ops.diskUnknown} ${ours}`;
  return `${full_in_days === null ? text.ops.diskStill : text.ops.diskFull(full_in_days)} ${ours}`;
}

function canaryNote({ p50_ms, p99_ms }: Canary): string | undefined {
  return p50_ms === null || p99_ms === null ? undefined : text.ops.canaryUsual(text.ops.ms(p50_ms), text.ops.ms(p99_ms));
}

function CanaryWords({ canary, ageSeconds }: { canary: Canary; ageSeconds: number }) {
  const ago = text.time.ago(age(0, ageSeconds * 1000));
  return <>{canary.ok ? text.ops.canaryOk(text.ops.ms(canary.latency_ms), ago) : text.ops.canaryFailed(ago)}</>;
}
