import { useMemo } from "preact/hooks";
import type { Block, Inline } from "../data/markdown.ts";
import { parseMarkdown } from "../data/markdown.ts";
import { Outside } from "./outside.tsx";

/** Text in Markdown as elements; markup in it is shown and never run. */
export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div class="markdown" dir="auto">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "paragraph":
      return (
        <p>
          <Lines of={block.lines} />
        </p>
      );
    case "heading":
      return (
        <p class="heading">
          <Line of={block.line} />
        </p>
      );
    case "quote":
      return (
        <blockquote>
          <Lines of={block.lines} />
        </blockquote>
      );
    case "list": {
      const items = block.items.map((item, index) => (
        <li key={index}>
          <Line of={item} />
        </li>
      ));
      return block.isNumbered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "code":
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
  }
}

const Lines = ({ of }: { of: readonly (readonly Inline[])[] }) => (
  <>
    {of.map((line, index) => (
      <span key={index}>
        {index > 0 && <br />}
        <Line of={line} />
      </span>
    ))}
  </>
);

const Line = ({ of }: { of: readonly Inline[] }) => (
  <>
    {of.map((part, index) => (
      <Part key={index} part={part} />
    ))}
  </>
);

function Part({ part }: { part: Inline }) {
  switch (part.kind) {
    case "text":
      return <>{part.text}</>;
    case "code":
      return <code>{part.text}</code>;
    case "strong":
      return <strong>{part.text}</strong>;
    case "em":
      return <em>{part.text}</em>;
    case "link":
      return <Outside href={part.href}>{part.text}</Outside>;
  }
}
