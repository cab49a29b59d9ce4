import type { Case } from "./case.ts";
import { pythonCases } from "./cases/python.ts";

/** Every case of the corpus by the language of its SDK. */
export const ALL_CASES: { readonly [language: string]: readonly Case[] } = {
  python: pythonCases,
};
