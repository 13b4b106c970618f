// Fetches a patient's readings and timeline, again when their row changes, not more than once in two seconds.
import { useEffect, useState } from "react";
import type { PatientDetail, Row } from "../contract";
import { request } from "../me";

const PAUSE_MS = 2_000;

/** With `at`, what was known a day before and after that moment. */
export function useDetail(patient: string, row: Row | undefined, at: number | null = null): { detail: PatientDetail | null; failed: boolean } {
  const [detail, setDetail] = useState<PatientDetail | null>(null);
  const [failed, setFailed] = useState(false);
  const [due, setDue] = useState(0);

  const around = at === null ? "" : `?at=${at}`;
  useEffect(() => {
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      try {
        const response = await request(`/api/patients/${encodeURIComponent(patient)}${around}`, { signal: abort.signal });
        if (!response.ok) throw new Error(String(response.status));
        setDetail((await response.json()) as PatientDetail);
        setFailed(false);
      } catch {
        if (!abort.signal.aborted) setFailed(true);
      }
    };
    void load();
    return () => abort.abort();
  }, [patient, around, due]);

  // A change asks for a new fetch after a pause; changes within the pause ask for the same one.
  useEffect(() => {
    const timer = setTimeout(() => setDue((count) => count + 1), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [row, failed]);

  return { detail, failed };
}
