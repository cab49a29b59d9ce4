import { useEffect, useState } from "preact/hooks";
import type { Attachment } from "../data/attachments.ts";
import { fileUrl, previewOf, readText, useAttachments } from "../data/attachments.ts";
import { bytes } from "../data/words.ts";
import { Failed } from "../primitives/states.tsx";
import { Section } from "../primitives/values.tsx";

/** The files that came with an event: texts and pictures are shown here, all are given as downloads. */
export function Attachments({ path }: { path: string }) {
  const files = useAttachments(path);
  if (files.error === undefined && (files.data === undefined || files.data.length === 0)) return null;
  return (
    <Section id="attachments" title="Attachments">
      {files.error !== undefined ? (
        <Failed error={files.error} retry={files.reload} what="list of attachments" />
      ) : (
        <ul class="attachments">
          {files.data?.map((file) => (
            <li key={file.id}>
              <File file={file} url={fileUrl(path, file)} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function File({ file, url }: { file: Attachment; url: string }) {
  const [isOpen, setOpen] = useState(false);
  const kind = previewOf(file);
  const head = (
    <>
      <bdi>{file.name}</bdi> <span class="n">{bytes(file.size)}</span>
    </>
  );
  const download = (
    <a class="button small" href={url} download={file.name} aria-label={`Download ${file.name}`}>
      Download
    </a>
  );
  if (kind === undefined) {
    return (
      <p class="file">
        {head} {download}
      </p>
    );
  }
  return (
    <details class="part" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{head}</summary>
      {isOpen &&
        (kind === "image" ? <img src={url} alt={`Attachment ${file.name}`} /> : <TextFile url={url} name={file.name} />)}
      <p class="file">{download}</p>
    </details>
  );
}

function TextFile({ url, name }: { url: string; name: string }) {
  const [text, setText] = useState<string>();
  useEffect(() => {
    readText(url).then(setText, (error: unknown) => setText(error instanceof Error ? error.message : String(error)));
  }, [url]);
  return (
    <pre tabIndex={0} role="region" aria-label={`Text of ${name}`}>
      {text ?? "…"}
    </pre>
  );
}
