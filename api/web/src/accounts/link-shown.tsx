// A link that lets somebody in, once: as text, and as a code for a phone.
import { useState } from "react";
import { Dialog } from "../dialog";
import { dated } from "../time";
import type { AccountLink } from "./contract";
import { words } from "./words";

export function LinkShown({ link, onClose }: { link: AccountLink; onClose(): void }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(link.link ?? "");
    setCopied(true);
  };
  return (
    <Dialog label={words.link.heading(link.account.name)} className="account" onClose={onClose}>
      <h2>{words.link.heading(link.account.name)}</h2>
      {link.link === null ? (
        <p>{words.link.none}</p>
      ) : (
        <>
          <p>
            <code className="secret">{link.link}</code>
          </p>
          <Code rows={link.qr} />
          <p>{words.link.once(dated(link.ends_at))}</p>
        </>
      )}
      <div className="actions">
        {link.link !== null && (
          <button type="button" onClick={() => void copy()}>
            {words.link.copy}
          </button>
        )}
        <button type="button" className="primary" onClick={onClose}>
          {words.manage.close}
        </button>
        <span role="status">{copied && words.link.copied}</span>
      </div>
    </Dialog>
  );
}

/** Dark squares on white, with the margin that phones need to see it. */
function Code({ rows }: { rows: string[] }) {
  const size = rows.length + 8;
  const path = rows.flatMap((row, y) => [...row].map((dot, x) => (dot === "#" ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={words.link.qr} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
