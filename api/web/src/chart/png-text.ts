// Texts inside a PNG file, as its format has them: an iTXt chunk for each, in UTF-8 (PNG, third edition, 11.3.3.4).

export type Texts = Record<string, string>;

/** The end of every PNG file: the chunk IEND, 12 bytes. */
const END = 12;

/** The same picture with these texts before its end. Keywords are 1 to 79 printable Latin letters. */
export function withTexts(png: Uint8Array<ArrayBuffer>, texts: Texts): Uint8Array<ArrayBuffer> {
  const chunks = Object.entries(texts).map(([keyword, text]) => chunk("iTXt", international(keyword, text)));
  const end = png.length - END;
  const parts = [png.subarray(0, end), ...chunks, png.subarray(end)];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Not compressed, in no named language, the keyword not translated. */
function international(keyword: string, text: string): Uint8Array {
  const encode = new TextEncoder();
  return Uint8Array.from([...encode.encode(keyword), 0, 0, 0, 0, 0, ...encode.encode(text)]);
}

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(kind), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** The checksum of PNG and gzip, a bit at a time: a few hundred bytes need no table. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
