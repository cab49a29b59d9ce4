import { metaAt } from "../data/meta.ts";
import type { Exception, Meta } from "../data/types.ts";
import { Section, Value } from "../primitives/values.tsx";
import { Frames } from "./frames.tsx";

/** The chain of errors: what was raised last comes first, then what it was caused by. */
export function Exceptions({ values, meta }: { values: readonly Exception[]; meta: Meta | undefined }) {
  const chain = values.map((exception, index) => ({ exception, meta: metaAt(meta, "values", index) })).toReversed();
  return (
    <Section id="exception" title="Exception">
      {chain.map(({ exception, meta: own }, index) => (
        <div key={index} class="exception">
          <ExceptionHead exception={exception} isCause={index > 0} meta={metaAt(own, "value")} />
          <Frames trace={exception.stacktrace} meta={metaAt(own, "stacktrace")} />
        </div>
      ))}
    </Section>
  );
}

function ExceptionHead({ exception, isCause, meta }: { exception: Exception; isCause: boolean; meta: Meta | undefined }) {
  const { type, value, module, mechanism } = exception;
  return (
    <>
      <h3>
        {isCause && <span class="cause">Caused by</span>}
        <bdi>{type ?? "Error"}</bdi>
        {module !== null && <span class="quiet module"> {module}</span>}
      </h3>
      {value !== null && value !== "" && (
        <p class="value">
          <Value value={value} meta={meta} />
        </p>
      )}
      {mechanism !== null && (
        <p class="marks quiet">
          {mechanism.handled === false && <span class="mark bad">Unhandled</span>}
          {mechanism.handled === true && <span>Handled</span>}
          {mechanism.type !== undefined && mechanism.type !== "generic" && <span>caught by {mechanism.type}</span>}
          {mechanism.description !== undefined && <span>{mechanism.description}</span>}
        </p>
      )}
    </>
  );
}
