import { apiUrl } from "./api.ts";
import { useAsk } from "./use-ask.ts";

export type Attachment = { id: string; name: string; mimetype: string; type: string; size: number };

/** Where the files of an event are asked for. */
export const attachmentsPath = (org: string, project: string, eventId: string): string =>
  `projects/${org}/${project}/events/${eventId}/attachments/`;
export const useAttachments = (path: string | null) => useAsk<Attachment[]>(path);

/** The file itself, which the server gives as a download alone. */
export const fileUrl = (path: string, { id }: Attachment): string => apiUrl(`${path}${id}/?download=1`);

const MAX_TEXT = 256 * 1024;
const MAX_IMAGE = 8 * 1024 * 1024;
const TEXT = /^(text\/(?!html|xml)|application\/(json|x-ndjson|yaml|toml))/i;
/** Pictures that cannot hold a script. */
const IMAGE = /^image\/(png|jpeg|gif|webp|avif|bmp)$/i;

export type Preview = "text" | "image" | undefined;

export function previewOf({ mimetype, name, size }: Attachment): Preview {
  if (IMAGE.test(mimetype)) return size <= MAX_IMAGE ? "image" : undefined;
  const isText = TEXT.test(mimetype) || (mimetype === "application/octet-stream" && /\.(txt|log|json|csv|md)$/i.test(name));
  return isText && size <= MAX_TEXT ? "text" : undefined;
}

/** Reads a file as a text, whatever it is. */
export async function readText(url: string): Promise<string> {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`The file cannot be read (${response.status}).`);
  return response.text();
}
