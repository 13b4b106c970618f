// A chart as a PNG file, with its title and its address below, and inside as text what it is of: filter,
// period, rule set. What it is about travels with it.
// It is painted shape by shape: the pages' security policy lets no picture in from a data address.
import { withTexts, type Texts } from "./png-text";

const SCALE = 2;
const FOOT = 44;

export async function savePng(svg: SVGSVGElement, title: string, about: Texts): Promise<void> {
  const { width, height } = svg.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil((height + FOOT) * SCALE);
  const paint = canvas.getContext("2d");
  if (!paint) return;
  paint.fillStyle = "#ffffff";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  for (const shape of svg.querySelectorAll<SVGGraphicsElement>("rect, line, text")) draw(paint, shape);
  paint.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  paint.fillStyle = "#16202b";
  paint.textAlign = "start";
  paint.font = "12px sans-serif";
  paint.fillText(title, 4, height + 16);
  paint.fillText(`${location.pathname}${location.search} · ${new Date().toISOString()}`, 4, height + 34);
  const painted = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!painted) return;
  const bytes = withTexts(new Uint8Array(await painted.arrayBuffer()), { Title: title, ...about });
  const blob = new Blob([bytes], { type: "image/png" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function draw(paint: CanvasRenderingContext2D, shape: SVGGraphicsElement): void {
  const place = shape.getCTM();
  if (!place) return;
  paint.setTransform(place.a * SCALE, place.b * SCALE, place.c * SCALE, place.d * SCALE, place.e * SCALE, place.f * SCALE);
  const number = (name: string): number => Number(shape.getAttribute(name) ?? 0);
  const style = getComputedStyle(shape);
  paint.fillStyle = style.fill;
  paint.strokeStyle = style.stroke;
  if (shape instanceof SVGRectElement) {
    const box = [number("x"), number("y"), number("width"), number("height")] as const;
    paint.fillRect(...box);
    if (style.stroke !== "none") paint.strokeRect(...box);
  } else if (shape instanceof SVGLineElement) {
    paint.beginPath();
    paint.moveTo(number("x1"), number("y1"));
    paint.lineTo(number("x2"), number("y2"));
    paint.stroke();
  } else {
    paint.font = `${style.fontSize} sans-serif`;
    paint.textAlign = style.textAnchor === "middle" ? "center" : style.textAnchor === "end" ? "end" : "start";
    paint.fillText(shape.textContent ?? "", number("x"), number("y"));
  }
}
