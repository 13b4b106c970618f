// The cells of a worklist row: score, vital signs, trend, ages. Each says in words what it shows in colour.
import { memo } from "react";
import type { Alert, News2, Row, TrendPoint, Vital } from "../contract";
import { serverNow, tick } from "../desk";
import { speaking, TONES, tone, waiting } from "../severity";
import { text } from "../text";
import { age, lateness, span } from "../time";
import { useTimes } from "../zone";
import { useMade } from "../value";

export function Badge({ row }: { row: Row }) {
  const shown = tone(row);
  return <ToneBadge tone={shown} />;
}

export function ToneBadge({ tone: shown }: { tone: keyof typeof TONES }) {
  const { mark, word } = TONES[shown];
  return (
    <span className={`badge ${shown}`}>
      {mark && (
        <span className="mark" aria-hidden="true">
          {mark}{" "}
        </span>
      )}
      {word}
    </span>
  );
}

/** "8", or "5–11" while parts of the score are unknown. */
export function bounds(news2: News2): string {
  return news2.low === news2.high ? String(news2.score) : `${news2.low}–${news2.high}`;
}

export function Score({ news2 }: { news2: News2 | null }) {
  if (!news2) return <span className="score none">–<span className="hidden">{text.list.noScore}</span></span>;
  return <span className={`score ${news2.status}`}>{bounds(news2)}</span>;
}

export function ScoreNote({ news2 }: { news2: News2 | null }) {
  if (!news2) return <span className="note">{text.list.noScore}</span>;
  if (news2.status === "stale") return <span className="note">{text.list.staleScore}</span>;
  if (news2.known < news2.of) return <span className="note">{text.list.known(news2.known, news2.of)}</span>;
  return null;
}

export function VitalFigure({ vital }: { vital: Vital | undefined }) {
  if (!vital)
    return (
      <span className="vital unknown">
        <span aria-hidden="true">?</span>
        <span className="hidden">{text.list.unknown}</span>
      </span>
    );
  const points = vital.points ?? 0;
  return (
    <span className={`vital points-${vital.stale ? 0 : points} ${vital.stale ? "stale" : ""}`}>
      <span className="figure">{vital.text}</span>
      {points > 0 && !vital.stale && (
        <span className="points">
          +{points}
          <span className="hidden"> {text.list.points(points)}</span>
        </span>
      )}
      {vital.stale && (
        <span className="note">
          <span className="hidden">{text.list.stale}, </span>
          <Age at={vital.taken_at} />
        </span>
      )}
    </span>
  );
}

/** A canvas of 48 half hours, stretched over whatever the column is wide. */
const WIDTH = 96;
const HEIGHT = 24;
const DAY_MS = 86_400_000;
/** A score of 9 fills the chart; what lies above is already an emergency. */
const FULL = 9;

/** One bar per score, where it was in the last day. Gaps stay gaps. */
export const Trend = memo(function Trend({ points, asText }: { points: TrendPoint[]; asText: boolean }) {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return <span className="note">–<span className="hidden">{text.list.noTrend}</span></span>;
  const top = Math.max(...points.map((point) => point.news2));
  const sentence = text.list.trend(first.news2, last.news2, top);
  if (asText)
    return (
      <span>
        <span aria-hidden="true">{text.list.trendShort(first.news2, last.news2)}</span>
        <span className="hidden">{sentence}</span>
      </span>
    );
  const bars = points.map((point) => {
    const x = Math.max(0, 1 - (last.at - point.at) / DAY_MS) * (WIDTH - 2);
    const height = Math.max(1, (Math.min(point.news2, FULL) / FULL) * HEIGHT);
    return `M${x.toFixed(1)} ${HEIGHT}v-${height.toFixed(1)}h1.6v${height.toFixed(1)}z`;
  });
  return (
    <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={sentence}>
      <path d={bars.join("")} />
    </svg>
  );
});

export function Age({ at }: { at: number }) {
  return <>{useMade(tick, (now) => age(at, now))}</>;
}

export function Ago({ at }: { at: number }) {
  return <>{useMade(tick, (now) => text.time.ago(age(at, now)))}</>;
}

export function Waiting({ row }: { row: Row }) {
  const alert = waiting(row);
  const since = alert?.raised_at ?? 0;
  const due = alert?.due_at ?? Number.MAX_SAFE_INTEGER;
  const waited = useMade(tick, (now) => span(now - since));
  const late = useMade(tick, (now) => lateness(due, now));
  if (!alert) return null;
  return (
    <>
      <span>{waited}</span>{" "}
      {late && <strong className="late">{late}</strong>}
    </>
  );
}

/** Who is told next, and when, if nobody acknowledges it until then. */
export function ToldNext({ alert: { told_next } }: { alert: Alert }) {
  const { moment } = useTimes();
  if (!told_next) return null;
  const at = moment(told_next.at, serverNow());
  return <span className="note">{told_next.who === null ? text.desk.toldNobody(at) : text.desk.toldNext(bare(told_next.who), at)}</span>;
}

/** A name without its role: a row has little room. */
const bare = (by: string): string => by.replace(/ \(.+\)$/, "");

/** From when the reason is: the score beside it is from now. */
export function WhenKnown({ alert }: { alert: Alert }) {
  const { moment } = useTimes();
  const at = moment(alert.known_at, serverNow());
  return <span className="note">{alert.known_at === alert.raised_at ? text.desk.whenRaised(at) : text.desk.asOf(at)}</span>;
}

/** Who has it: nobody yet, whom it was given to, or the person who acknowledged and when. */
export function StateWords({ row }: { row: Row }) {
  const { clock, moment } = useTimes();
  const alert = speaking(row);
  if (!alert) return row.heard_at === null ? <>{text.list.noReading}</> : <>{text.list.nothingToDo}</>;
  const open = row.alerts.filter((one) => one.acknowledged === null).length;
  if (alert.snoozed) return <>{text.list.snoozedUntil(clock(alert.snoozed.until), alert.snoozed.by)}</>;
  if (!alert.acknowledged) return <>{alert.owner ? text.list.ownedBy(alert.owner) : text.list.waitingState}</>;
  return (
    <>
      <span>{text.list.seenBy(alert.acknowledged.by, clock(alert.acknowledged.at))}</span>{" "}
      {alert.due_at !== null && <span className="note">{text.list.backAt(moment(alert.due_at, serverNow()))}</span>}{" "}
      {open > 0 && <span>{text.list.moreWaiting(open)}</span>}
    </>
  );
}
