// How many readings wait to be somebody's, wherever people work; it leads to where they are settled.
import { Link } from "wouter";
import type { Unclaimed } from "../contract";
import { text } from "../text";
import { usePoll } from "./poll";

const EVERY_MS = 10_000;

export function HeldLink() {
  const { data } = usePoll<Unclaimed>("/api/unclaimed?limit=1", EVERY_MS);
  if (!data || data.waiting === 0) return null;
  return (
    <Link href="/ops#held" className="note">
      {text.ops.heldCount(data.waiting)}
    </Link>
  );
}
