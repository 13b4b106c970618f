// Whose figures, over which period; and the files of what is shown.
import { useState } from "react";
import { text } from "../text";
import type { CohortPage } from "./contract";
import { format, PERIODS, type Shown } from "./view";
import { words } from "./words";

export function Filters({ page, shown }: { page: CohortPage | null; shown: Shown }) {
  const { view, go } = shown;
  const conditions = page?.conditions ?? (view.condition ? [view.condition] : []);
  const periods = PERIODS.includes(view.days) ? PERIODS : [...PERIODS, view.days].toSorted((a, b) => a - b);
  return (
    <div className="filters">
      <div className="filters" role="group" aria-label={words.filters.label}>
        <label>
          {words.filters.programme}{" "}
          <select value={view.condition} onChange={(event) => go({ condition: event.target.value })}>
            <option value="">{words.filters.everybody}</option>
            {conditions.map((condition) => (
              <option key={condition} value={condition}>
                {text.condition(condition)}
              </option>
            ))}
          </select>
        </label>
        <Choice name={words.filters.team} value={view.team} of={page?.teams} onChoose={(team) => go({ team })} />
        <Choice name={words.filters.site} value={view.site} of={page?.sites} onChoose={(site) => go({ site })} />
        <label>
          {words.filters.period}{" "}
          <select value={view.days} onChange={(event) => go({ days: Number(event.target.value) })}>
            {periods.map((days) => (
              <option key={days} value={days}>
                {words.filters.days(days)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <CopyLink />
      <span className="exports" role="group" aria-label={words.exports.label}>
        <a href={`/api/cohort/export.csv${format(view)}`} download>
          {words.exports.csv}
        </a>
        <a href={`/api/cohort/export.parquet${format(view)}`} download>
          {words.exports.parquet}
        </a>
      </span>
    </div>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  of: string[] | undefined;
  onChoose(value: string): void;
}

/** Nothing where there is nothing to choose. */
function Choice({ name, value, of = [], onChoose }: ChoiceProps) {
  const known = value === "" || of.includes(value) ? of : [value, ...of];
  if (known.length === 0) return null;
  return (
    <label>
      {name}{" "}
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{words.filters.everybody}</option>
        {known.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The address is the view: whoever opens the link sees the same. */
function CopyLink() {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href);
      setCopied(true);
    } catch {
      // Without a clipboard the address bar has it.
      setCopied(false);
    }
  };
  return (
    <>
      <button type="button" className="small" onClick={() => void copy()}>
        {words.filters.copy}
      </button>
      <span role="status" className="note">
        {copied && words.filters.copied}
      </span>
    </>
  );
}
