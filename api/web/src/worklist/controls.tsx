// Sections, severities and the find box above the list.
import type { RefObject } from "react";
import { board, serverNow } from "../desk";
import { TONES } from "../severity";
import { language } from "../language";
import { text } from "../text";
import { useView } from "./use";

const SECTIONS = ["mine", "waiting", "seen", "snoozed", "all"] as const;
const SEVERITIES = ["emergency", "urgent", "review"] as const;

export function Controls({ find, onLeaveFind }: { find: RefObject<HTMLInputElement | null>; onLeaveFind(): void }) {
  const filter = useView(board, (view) => view.filter);
  const counts = useView(board, (view) => view.counts);
  return (
    <div className="filters">
      <div role="group" aria-label={text.list.sections.label}>
        {SECTIONS.map((section) => (
          <button
            type="button"
            key={section}
            className="tab"
            aria-pressed={filter.section === section}
            onClick={() => board.show({ section }, serverNow())}
          >
            {text.list.sections[section]} <span className="figure">{text.ops.count(counts[section])}</span>
          </button>
        ))}
      </div>
      <div role="group" aria-label={text.list.severities}>
        {SEVERITIES.map((severity) => (
          <button
            type="button"
            key={severity}
            className={`tab tone ${severity}`}
            aria-pressed={filter.severity === severity}
            onClick={() => board.show({ severity: filter.severity === severity ? null : severity }, serverNow())}
          >
            <span className="mark" aria-hidden="true">
              {TONES[severity].mark}
            </span>{" "}
            <span className="figure">{text.ops.count(counts[severity])}</span> {language === "de" ? TONES[severity].word : TONES[severity].word.toLowerCase()}
          </button>
        ))}
      </div>
      <label className="find">
        <span>
          <span aria-hidden="true">/ </span>
          {text.list.find}
        </span>
        <input
          ref={find}
          type="search"
          value={filter.find}
          placeholder={text.list.findHint}
          onChange={(event) => board.show({ find: event.target.value }, serverNow())}
          onKeyDown={(event) => {
            if (event.key === "Enter") onLeaveFind();
            if (event.key !== "Escape") return;
            board.show({ find: "" }, serverNow());
            onLeaveFind();
          }}
        />
      </label>
    </div>
  );
}
