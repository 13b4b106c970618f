// The operator's page: the figure that matters to patients first, then the rest, gateways, and what was rejected.
import type { Canary, Ops } from "../contract";
import { serverNow } from "../desk";
import { formats } from "../language";
import { useMe } from "../me";
import { text } from "../text";
import { age, clock, span } from "../time";
import { Gateways } from "./gateways";
import { HeldReadings } from "./held";
import { usePoll } from "./poll";
import { Rejected } from "./rejected";

const FIGURES_MS = 2_000;

export function Operations() {
  const { data: ops, heardAt, failed } = usePoll<Ops>("/api/ops", FIGURES_MS);
  const me = useMe();
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
          <Figures ops={ops} />
          {/* Whose a reading is, settles who may see whose they are. */}
          {me?.pages.includes("/work") && <HeldReadings />}
          <Gateways gateways={ops.gateways} />
          <Rejected byReason={ops.quarantined.by_reason} total={ops.quarantined.total} />
        </>
      )}
    </div>
  );
}

function Figures({ ops }: { ops: Ops }) {
  const { count, ms, seconds, bytesSize } = text.ops;
  return (
    <dl className="figures">
      <Figure name={text.ops.unscored} value={seconds(ops.oldest_unscored_s)} first />
      {ops.canary && (
        <Figure name={text.ops.canary} value={<CanaryWords canary={ops.canary} />} note={canaryNote(ops.canary)} bad={!ops.canary.ok} />
      )}
      <Figure
        name={text.ops.rate}
        value={text.ops.perSecond(formats.number(ops.readings_per_s, 1))}
      />
      <Figure name={text.ops.lag} value={ms(ops.latency_ms.p50)} />
      <Figure name={text.ops.lagWorst} value={ms(ops.latency_ms.p99)} />
      <Figure name={text.ops.store} value={count(ops.store.behind)} />
      <Figure name={text.ops.care} value={count(ops.care.behind)} />
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
      <Figure name={text.ops.memory} value={bytesSize(ops.memory_bytes)} />
      <Figure name={text.ops.uptime} value={ops.uptime_s < 60 ? text.time.underAMinute : span(ops.uptime_s * 1000)} note={text.ops.version(ops.version)} />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: React.ReactNode;
  note?: string | undefined;
  first?: boolean;
  bad?: boolean;
}

function Figure({ name, value, note, first = false, bad = false }: FigureProps) {
  return (
    <div className={`${first ? "first" : ""} ${bad ? "bad" : ""}`}>
      <dt>{name}</dt>
      <dd>
        <span className="figure">{value}</span>
        {note && <span className="note"> {note}</span>}
      </dd>
    </div>
  );
}

function canaryNote({ p50_ms, p99_ms }: Canary): string | undefined {
  return p50_ms === null || p99_ms === null ? undefined : text.ops.canaryUsual(text.ops.ms(p50_ms), text.ops.ms(p99_ms));
}

function CanaryWords({ canary }: { canary: Canary }) {
  const ago = text.time.ago(age(canary.checked_at, serverNow()));
  return <>{canary.ok ? text.ops.canaryOk(text.ops.ms(canary.latency_ms), ago) : text.ops.canaryFailed(ago)}</>;
}
