import type { QrCode } from "../data/qr.ts";
import { qrCode } from "../data/qr.ts";

/** Modules of light around a code, without which it is not found. */
const QUIET = 4;

/** A text as a QR code, dark on light in every theme, for readers know no other. Nothing where the text is too long for one. */
export function QrImage({ text, label }: { text: string; label: string }) {
  const code = qrCode(text);
  if (code === undefined) return null;
  const side = code.size + 2 * QUIET;
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={pathOf(code)} fill="#000" />
    </svg>
  );
}

/** A stroke for each run of dark modules of a row. */
function pathOf({ size, isDark }: QrCode): string {
  const runs: string[] = [];
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      let length = 0;
      while (x + length < size && isDark(x + length, y)) length += 1;
      if (length > 0) runs.push(`M${x + QUIET} ${y + QUIET}h${length}v1h-${length}z`);
      x += length;
    }
  }
  return runs.join("");
}
