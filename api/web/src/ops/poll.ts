// Asks the server for figures again and again, while somebody can see them.
import { useEffect, useState } from "react";
import { request } from "../me";

export interface Polled<T> {
  data: T | null;
  /** When the last answer came, on this computer's clock. */
  heardAt: number | null;
  failed: boolean;
}

export function usePoll<T>(url: string, everyMs: number, limitMs = 10_000): Polled<T> {
  const [polled, setPolled] = useState<Polled<T>>({ data: null, heardAt: null, failed: false });
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(limitMs)]);
        const response = await request(url, { signal });
        if (!response.ok) throw new Error(String(response.status));
        const data = (await response.json()) as T;
        setPolled({ data, heardAt: Date.now(), failed: false });
      } catch {
        if (abort.signal.aborted) return;
        setPolled((old) => ({ ...old, failed: true }));
      }
      if (document.visibilityState === "visible") timer = setTimeout(() => void ask(), everyMs);
    };
    const onShow = (): void => {
      if (document.visibilityState === "visible") void ask();
    };
    void ask();
    document.addEventListener("visibilitychange", onShow);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onShow);
    };
  }, [url, everyMs, limitMs]);
  return polled;
}
