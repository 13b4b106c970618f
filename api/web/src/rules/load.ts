// The active rules, with their form: asked again while nothing came, and when somebody has activated others.
import { useEffect, useState } from "react";
import { ask } from "../ask";
import type { ActiveRules, Form } from "../contract";
import { usePoll } from "../ops/poll";
import type { Checked } from "../contract";

const EVERY_MS = 5_000;

export interface Loaded {
  active: ActiveRules | null;
  form: Form | null;
  failed: boolean;
}

export function useActive(): Loaded {
  const { data: active, failed } = usePoll<ActiveRules>("/api/rules", EVERY_MS);
  const [form, setForm] = useState<{ hash: string; form: Form | null } | null>(null);
  const hash = active?.hash;
  const text = active?.text;
  useEffect(() => {
    if (hash === undefined || text === undefined) return;
    let gone = false;
    void ask<Checked>("POST", "/api/rules/checks", { text }).then((answer) => {
      if (!gone && answer.ok) setForm({ hash, form: answer.data.form });
    });
    return () => {
      gone = true;
    };
  }, [hash, text]);
  return { active, form: form && form.hash === hash ? form.form : null, failed };
}
