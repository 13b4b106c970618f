// How wide a chart is: as wide as there is room for, so that words keep their size on a phone.
import { useEffect, useState } from "react";

const WIDTH_MAX = 640;

export function useWidth(): number {
  const [width, setWidth] = useState(roomFor);
  useEffect(() => {
    const onResize = (): void => setWidth(roomFor());
    addEventListener("resize", onResize);
    return () => removeEventListener("resize", onResize);
  }, []);
  return width;
}

function roomFor(): number {
  return Math.max(240, Math.min(WIDTH_MAX, document.documentElement.clientWidth - 56));
}
