// React's side of the board: one subscription per row, and one per part of the view.
import { useCallback, useSyncExternalStore } from "react";
import type { Row } from "../contract";
import type { Board, View } from "./board";

export function useRow(board: Board, patient: string): Row | undefined {
  const watch = useCallback((listener: () => void) => board.watchRow(patient, listener), [board, patient]);
  return useSyncExternalStore(watch, () => board.row(patient));
}

/** `part` must give something whose identity holds while it doesn't change: the board sees to that. */
export function useView<T>(board: Board, part: (view: View) => T): T {
  return useSyncExternalStore(board.watchView, () => part(board.view()));
}
