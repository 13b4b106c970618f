// The rules page: what decides now, the draft, and what decided before.
import { Link, useLocation } from "wouter";
import { ActiveView } from "./active";
import { DraftView } from "./draft";
import { HistoryView } from "./history";
import { useActive } from "./load";
import { text } from "../text";
import { words } from "./words";

const VIEWS = [
  ["/rules", words.views.active],
  ["/rules/draft", words.views.draft],
  ["/rules/history", words.views.history],
] as const;

export function Rules() {
  const [path] = useLocation();
  const loaded = useActive();
  return (
    <div className="rules">
      <h1>{words.heading}</h1>
      <nav aria-label={words.views.label} className="views">
        {VIEWS.map(([to, name]) => (
          <Link key={to} href={to} aria-current={path === to ? "page" : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      {loaded.failed && (
        <p role="alert" className="problem">
          {words.failed}
        </p>
      )}
      {!VIEWS.some(([to]) => to === path) && <p className="empty">{text.missingPage}</p>}
      {path === "/rules" && <ActiveView loaded={loaded} />}
      {path === "/rules/draft" && <DraftView loaded={loaded} />}
      {path === "/rules/history" && <HistoryView />}
    </div>
  );
}
