// Tabs: one of them is in the order of keys, arrows go from one to the next, and what is behind each comes when it is
// first shown and then stays: what was typed there isn't lost.
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { text } from "../text";

export const TABS = ["vitals", "timeline", "thresholds", "care", "messages", "devices"] as const;
export type Tab = (typeof TABS)[number];

export const isTab = (name: string | null): name is Tab => TABS.some((tab) => tab === name);

interface Props {
  shown: Tab;
  onShow(tab: Tab): void;
  panels: Record<Tab, ReactNode>;
  /** Stands beside a tab's name: how much waits there. */
  counts?: Partial<Record<Tab, number>>;
}

export function Tabs({ shown, onShow, panels, counts = {} }: Props) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [visited, setVisited] = useState<readonly Tab[]>([shown]);
  if (!visited.includes(shown)) setVisited([...visited, shown]);
  const go = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = after(shown, event.key);
    if (!next) return;
    event.preventDefault();
    onShow(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={text.tabs.label} className="tabs" ref={list} onKeyDown={go}>
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`${id}-${tab}`}
            className="tab"
            data-tab={tab}
            aria-selected={tab === shown}
            aria-controls={`${id}-${tab}-panel`}
            tabIndex={tab === shown ? 0 : -1}
            onClick={() => onShow(tab)}
          >
            {text.tabs[tab]}
            {(counts[tab] ?? 0) > 0 && ` (${counts[tab]})`}
          </button>
        ))}
      </div>
      {TABS.map((tab) => (
        <div key={tab} role="tabpanel" id={`${id}-${tab}-panel`} aria-labelledby={`${id}-${tab}`} hidden={tab !== shown} className="panel-of-tab">
          {(visited.includes(tab) || tab === shown) && panels[tab]}
        </div>
      ))}
    </>
  );
}

/** Where a key leads to from a tab; nowhere if it is none of theirs. */
export function after(tab: Tab, key: string): Tab | undefined {
  const place = TABS.indexOf(tab);
  const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[key];
  return to === undefined ? undefined : TABS.at(to % TABS.length);
}
