import type { CanonicalFrame } from "./frame.ts";

/** Names that many programs have, and many places of one program. */
const GENERIC = new Set(
  (
    "main run start init initialize setup handler handle invoke execute exec call callback apply process dispatch index default anonymous " +
    "lambda closure block func next then loop work perform render update emit trigger send request fetch get post put delete action " +
    "lambda_handler <module> <lambda> {closure} class@anonymous (anonymous) do doit test wrapper wrapped inner decorator middleware " +
    "connectedcallback disconnectedcallback attributechangedcallback componentdidmount componentdidupdate componentwillunmount mounted created " +
    "ngoninit ngondestroy useeffect onload onerror onmessage ontouchend " +
    "onclick onpress onsubmit onchange listener eval async invokeSuspend " +
    // Whatever a program asks for that is not there comes to one of these.
    "const_missing method_missing respond_to_missing __getattr__ __getattribute__ __getitem__ __call __callStatic __get autoload loadClass " +
    "doesNotUnderstand noSuchMethod"
  )
    .split(" ")
    .map((name) => name.toLowerCase()),
);

const OWN = 1;
/** A generic name in a class or module of its own. */
const GENERIC_BUT_PLACED = 0.5;
const NAMELESS = 0.1;

/** How much the frames that count say together; below 1 the text of the error has to help. */
export function strengthOf(frames: readonly CanonicalFrame[]): number {
  const seen = new Set<string>();
  let sum = 0;
  for (const { place, name, family } of frames) {
    const key = `${place}\n${name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    sum += specificityOf(place, name, family);
    if (sum >= 1) break;
  }
  return sum;
}

function specificityOf(place: string, name: string, family: CanonicalFrame["family"]): number {
  const plain = (name.split(/::|[.#/]/).at(-1) ?? name)
    .replace(/^lambda\$/, "")
    .replace(/[?!]$/, "")
    .toLowerCase();
  if (name === "" || (plain.length <= 2 && family === "javascript")) return NAMELESS;
  if (!GENERIC.has(plain)) return OWN;
  const isPlaced =
    family === "jvm" || family === "dotnet" || /::|[.#]/.test(name) || (family === "python" && place.includes("."));
  return isPlaced ? GENERIC_BUT_PLACED : NAMELESS;
}
