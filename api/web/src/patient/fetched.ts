// Something about one patient that is fetched, and again when their row changes, not more than once in five seconds.
import { useEffect, useEffectEvent, useState } from "react";
import type { Answer } from "../ask";
import type { Row } from "../contract";

const PAUSE_MS = 5_000;

export function useFetched<T>(load: () => Promise<Answer<T>>, row: Row): { data: T | null; failed: boolean } {
  const [data, setData] = useState<T | null>(null);
  const [failed, setFailed] = useState(false);
  const [due, setDue] = useState(0);
  const fetched = useEffectEvent(load);
  useEffect(() => {
    let isGone = false;
    void fetched().then((answer) => {
      if (isGone) return;
      setFailed(!answer.ok);
      if (answer.ok) setData(answer.data);
    });
    return () => {
      isGone = true;
    };
  }, [row.patient, due]);
  useEffect(() => {
    const timer = setTimeout(() => setDue((count) => count + 1), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [row, failed]);
  return { data, failed };
}
