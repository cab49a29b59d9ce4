import type { Answer } from "../answer.ts";
import { found } from "../answer.ts";
import { textField } from "./fields.ts";
import { fieldError } from "./refusal.ts";
import type { GitlabAsk } from "./route.ts";

const PAGE = 20;
const MAX_PAGE = 100;

/** One page of a short list that is held whole, by `page` and `per_page`, with GitLab's headers. Source: docs.gitlab.com, "Pagination". */
export function numberedPage(publicUrl: string, ask: GitlabAsk, rows: readonly object[]): Answer {
  const [pageText, sizeText] = [textField(ask.fields, "page") ?? "1", textField(ask.fields, "per_page") ?? String(PAGE)];
  if (!/^\d{1,9}$/.test(pageText)) return fieldError("page is invalid");
  if (!/^\d{1,9}$/.test(sizeText)) return fieldError("per_page is invalid");
  const page = Math.max(1, Number(pageText));
  const size = Math.min(MAX_PAGE, Math.max(1, Number(sizeText)));
  const last = Math.max(1, Math.ceil(rows.length / size));
  const link = (rel: string, number: number): string => {
    const path = ask.path.split("?", 1)[0] ?? "";
    return `<${publicUrl}${path.replace(/[<>,;"]/g, encodeURIComponent)}?page=${number}&per_page=${size}>; rel="${rel}"`;
  };
  const [before, after] = [page > 1 && page <= last, page < last];
  const links = [...(before ? [link("prev", page - 1)] : []), ...(after ? [link("next", page + 1)] : [])];
  return found(rows.slice((page - 1) * size, page * size), {
    Link: [...links, link("first", 1), link("last", last)].join(", "),
    "X-Page": String(page),
    "X-Per-Page": String(size),
    "X-Prev-Page": before ? String(page - 1) : "",
    "X-Next-Page": after ? String(page + 1) : "",
    "X-Total": String(rows.length),
    "X-Total-Pages": String(last),
  });
}
