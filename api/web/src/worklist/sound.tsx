// The sound's switch, its test, and a pause that counts down; and the switch of the browser's notices.
import { tick } from "../desk";
import { notices, switchNotices } from "../live/notify";
import { quiet, sound, switchSound, testSound } from "../live/sound";
import { text } from "../text";
import { useMade, useValue } from "../value";

export function SoundSwitch() {
  const { is, quietUntil } = useValue(sound);
  return (
    <>
      <button type="button" className="quiet" aria-pressed={is !== "off"} onClick={() => switchSound(is === "off")}>
        <span aria-hidden="true">♪ </span>
        {text.sound[is]}
      </button>
      {is !== "off" && (
        <button type="button" className="quiet" onClick={testSound}>
          {text.sound.test}
        </button>
      )}
      {is === "on" &&
        (quietUntil === null ? (
          <button type="button" className="quiet" onClick={quiet}>
            {text.sound.pause}
          </button>
        ) : (
          <Countdown until={quietUntil} />
        ))}
    </>
  );
}

/** Notices of the browser while no tab is looked at. */
export function NoticeSwitch() {
  const is = useValue(notices);
  if (is === "none") return null;
  return (
    <button type="button" className="quiet" aria-pressed={is === "on"} onClick={() => void switchNotices(is === "off")}>
      {text.desk.notices[is]}
    </button>
  );
}

function Countdown({ until }: { until: number }) {
  const left = useMade(tick, () => Math.max(0, Math.ceil((until - Date.now()) / 1000)));
  return <span className="note figure">{text.sound.paused(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`)}</span>;
}
