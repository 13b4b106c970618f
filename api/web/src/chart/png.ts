// A chart as a PNG file, with its title and its address below, and inside as text what it is of: filter,
// period, rule set, or patient. What it is about travels with it.
// It is painted shape by shape: the pages' security policy lets no picture in from a data address.
import { withTexts, type Texts } from "./png-text";

const SCALE = 2;
/** Around the lines below the picture, and each of them. */
const EDGE = 8;
const LINE = 18;

export interface Caption {
  title: string;
  /** More lines below the title. */
  more?: string[];
  /** What the file is called, without its ending; else it is the title. */
  file?: string;
  /** What goes into the file as text. */
  about: Texts;
}

export async function savePng(svg: SVGSVGElement, { title, more = [], file = title, about }: Caption): Promise<void> {
  const { width, height } = svg.getBoundingClientRect();
  const lines = [title, ...more, `${location.pathname}${location.search} · ${new Date().toISOString()}`];
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil((height + lines.length * LINE + EDGE) * SCALE);
  const paint = canvas.getContext("2d");
  if (!paint) return;
  paint.fillStyle = "#ffffff";
  paint.fillRect(0, 0, canvas.width, canvas.height);
  for (const shape of svg.querySelectorAll<SVGGraphicsElement>("rect, line, circle, text")) draw(paint, shape);
  paint.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  paint.globalAlpha = 1;
  paint.fillStyle = "#16202b";
  paint.textAlign = "start";
  paint.font = "12px sans-serif";
  for (const [place, line] of lines.entries()) paint.fillText(line, 4, height + LINE * (place + 1) - 2, width - 8);
  const painted = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!painted) return;
  const bytes = withTexts(new Uint8Array(await painted.arrayBuffer()), { Title: title, ...about });
  const blob = new Blob([bytes], { type: "image/png" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${plain(file).replaceAll(/[^a-z0-9]+/g, "-")}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** "Verläufe" as "verlaufe": a name that every disk takes. */
const plain = (name: string): string => name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();

function draw(paint: CanvasRenderingContext2D, shape: SVGGraphicsElement): void {
  const place = shape.getCTM();
  if (!place) return;
  paint.setTransform(place.a * SCALE, place.b * SCALE, place.c * SCALE, place.d * SCALE, place.e * SCALE, place.f * SCALE);
  const number = (name: string): number => Number(shape.getAttribute(name) ?? 0);
  const style = getComputedStyle(shape);
  paint.fillStyle = style.fill;
  paint.strokeStyle = style.stroke;
  paint.globalAlpha = Number(style.fillOpacity);
  paint.lineWidth = Number.parseFloat(style.strokeWidth) || 1;
  paint.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(Number.parseFloat));
  const [filled, stroked] = [style.fill !== "none", style.stroke !== "none"];
  if (shape instanceof SVGRectElement) {
    const box = [number("x"), number("y"), number("width"), number("height")] as const;
    if (filled) paint.fillRect(...box);
    if (stroked) paint.strokeRect(...box);
  } else if (shape instanceof SVGTextElement) {
    paint.font = `${style.fontWeight} ${style.fontSize} sans-serif`;
    paint.textAlign = style.textAnchor === "middle" ? "center" : style.textAnchor === "end" ? "end" : "start";
    paint.fillText(shape.textContent ?? "", number("x"), number("y"));
  } else {
    paint.beginPath();
    if (shape instanceof SVGCircleElement) paint.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
    else {
      paint.moveTo(number("x1"), number("y1"));
      paint.lineTo(number("x2"), number("y2"));
    }
    if (filled && shape instanceof SVGCircleElement) paint.fill();
    if (stroked) paint.stroke();
  }
}
