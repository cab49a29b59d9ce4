import { remarksIn } from "../data/meta.ts";
import type { Meta } from "../data/types.ts";
import { Section } from "../primitives/values.tsx";

/** All that is not as it was sent, in one place; each is also said where it stands. */
export function Trimmed({ meta }: { meta: Meta }) {
  const remarks = remarksIn(meta);
  if (remarks.length === 0) return null;
  return (
    <Section id="trimmed" title="Cut or taken out">
      <table class="values">
        <tbody>
          {remarks.map(({ place, reason }) => (
            <tr key={place}>
              <th scope="row">
                <bdi>{place}</bdi>
              </th>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
