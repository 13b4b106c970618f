// The live link in words, in a strip whose height never changes: nothing below it moves when the link is lost.
import { board, liveLink, serverNow, tick } from "../desk";
import { text } from "../text";
import { clock, clockWithSeconds } from "../time";
import { useMade, useValue } from "../value";
import { useView } from "../worklist/use";

export function LiveStatus() {
  const link = useValue(liveLink);
  if (link.state === "connecting")
    return (
      <div className="live">
        <p>{text.link.connecting}</p>
      </div>
    );
  if (link.state === "lost")
    return (
      <div className="live lost" role="alert">
        <p>
          <span aria-hidden="true">▲ </span>
          {text.link.lost(link.since === null ? null : clock(link.since))}
        </p>
      </div>
    );
  if (link.canary?.ok === false)
    return (
      <div className="live lost" role="alert">
        <p>
          <span aria-hidden="true">▲ </span>
          {text.link.canary}
        </p>
      </div>
    );
  return (
    <div className="live">
      <p>
        <span aria-hidden="true">● </span>
        {text.link.live} <ServerTime />
      </p>
    </div>
  );
}

function ServerTime() {
  const now = useMade(tick, clockWithSeconds);
  return <time className="figure">{now}</time>;
}

export function PauseButton() {
  const paused = useView(board, (view) => view.paused);
  const unseen = useView(board, (view) => view.unseen);
  return (
    <button type="button" className="quiet" onClick={() => board.pause(!paused, serverNow())}>
      {paused ? text.link.resume(unseen) : text.link.pause}
    </button>
  );
}
