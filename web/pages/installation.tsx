import type { Installation as Seen } from "../data/installation.ts";
import { useInstallation } from "../data/installation.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { Findings, Health } from "../sections/health.tsx";
import { Disk, Versions, Work } from "../sections/installation-figures.tsx";
import { Quarantine } from "../sections/quarantine.tsx";

/** How the installation is, for who runs it. */
export function Installation() {
  useTitle("Installation");
  const installation = useInstallation();
  if (installation.data === undefined && installation.error !== undefined) {
    return <Failed error={installation.error} retry={installation.reload} />;
  }
  return (
    <div class="page wide">
      <header class="page-head">
        <h1>Installation</h1>
        <p class="quiet">Looked at again every few seconds. On the machine itself, culprit doctor finds the same.</p>
      </header>
      {installation.data === undefined ? <Skeleton rows={4} shape="block" /> : <Parts seen={installation.data} />}
    </div>
  );
}

function Parts({ seen }: { seen: Seen }) {
  return (
    <>
      <section class="part" aria-labelledby="health-title">
        <h2 id="health-title">Health</h2>
        <Health seen={seen} />
        <Findings findings={seen.findings} />
      </section>
      <section class="part" aria-labelledby="disk-title">
        <h2 id="disk-title">Disk</h2>
        <Disk disk={seen.disk} />
      </section>
      <section class="part" aria-labelledby="work-title">
        <h2 id="work-title">Jobs and backups</h2>
        <Work jobs={seen.jobs} lastBackup={seen.lastBackup} />
      </section>
      <section class="part" aria-labelledby="quarantine-title">
        <h2 id="quarantine-title">Quarantine</h2>
        <Quarantine count={seen.quarantined} />
      </section>
      <section class="part" aria-labelledby="versions-title">
        <h2 id="versions-title">Versions</h2>
        <Versions versions={seen.versions} />
      </section>
    </>
  );
}
