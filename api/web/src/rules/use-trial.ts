// The back-test of one draft: whether there is one, how far it is, what it found.
import { useCallback, useEffect, useState } from "react";
import { ask } from "../ask";
import type { Report, Trial } from "../contract";

export interface TrialDesk {
  report: Report | null;
  running: { done: number; total: number } | null;
  /** Why it failed, or why it was refused. */
  problem: string | null;
  begin(text: string, days: number): Promise<void>;
  cancel(): Promise<void>;
}

const EVERY_MS = 700;

export function useTrial(hash: string | null): TrialDesk {
  const [trial, setTrial] = useState<{ of: string; trial: Trial | null } | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const current = trial && trial.of === hash ? trial.trial : null;

  useEffect(() => {
    if (hash === null) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const answer = await ask<Trial>("GET", `/api/rules/backtests/${hash}`);
      if (gone) return;
      if (answer.ok) setTrial({ of: hash, trial: answer.data });
      else if (answer.status === 404) setTrial({ of: hash, trial: null });
      const again = answer.ok ? answer.data.state === "running" : answer.status === 0;
      if (again) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [hash, round]);

  const begin = useCallback(async (text: string, days: number) => {
    setRefused(null);
    const answer = await ask<unknown>("POST", "/api/rules/backtests", { text, days });
    if (!answer.ok) setRefused(answer.why);
    setRound((n) => n + 1);
  }, []);
  const cancel = useCallback(async () => {
    if (hash === null) return;
    const answer = await ask<unknown>("DELETE", `/api/rules/backtests/${hash}`);
    // Through in the meantime: then the report says so.
    if (!answer.ok && answer.status !== 404) setRefused(answer.why);
    setRound((n) => n + 1);
  }, [hash]);

  return {
    report: current?.state === "done" ? current.report : null,
    running: current?.state === "running" ? current : null,
    problem: refused ?? (current?.state === "failed" ? current.why : null),
    begin,
    cancel,
  };
}
