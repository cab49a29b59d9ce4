import { monitorEventLoopDelay } from "node:perf_hooks";

/** What the operator can see of this process at a moment. */
export type Measures = {
  readonly logDepthBytes: number;
  readonly digestLagMs: number;
  readonly digestedEvents: number;
  readonly duplicateEvents: number;
  readonly digestedEntries: number;
  readonly quarantinedEntries: number;
  readonly openStreams: number;
  readonly canKeep: boolean;
};

const RESOLUTION_MS = 10;

/** Prometheus text. Event-loop delay is that of the main thread, the one that answers SDKs. */
export function createMetrics(measure: () => Measures): { readonly text: () => string } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  // The histogram holds the time from one sampling to the next: the resolution itself is no delay.
  const delayOf = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1_000);
  delay.enable();
  return {
    text() {
      const now = measure();
      const lines = [
        gauge("culprit_ready", "1 when an event can be kept now.", now.canKeep ? 1 : 0),
        gauge("culprit_log_depth_bytes", "Bytes accepted and not yet digested.", now.logDepthBytes),
        gauge("culprit_digest_lag_seconds", "Age of the oldest entry not yet digested.", now.digestLagMs / 1_000),
        counter("culprit_events_recorded_total", "Events stored since the start.", now.digestedEvents),
        counter("culprit_events_duplicate_total", "Events offered again since the start.", now.duplicateEvents),
        counter("culprit_requests_digested_total", "Requests kept and digested since the start.", now.digestedEntries),
        counter("culprit_requests_quarantined_total", "Kept requests that could not be digested.", now.quarantinedEntries),
        gauge("culprit_live_streams", "Open event streams.", now.openStreams),
        gauge("process_resident_memory_bytes", "Resident memory.", process.memoryUsage.rss()),
        ...[0.5, 0.99, 0.999].map(
          (quantile) =>
            `culprit_event_loop_delay_seconds{quantile="${quantile}"} ${delayOf(delay.percentile(quantile * 100))}\n`,
        ),
        gauge("culprit_event_loop_delay_max_seconds", "Largest delay since the last reading.", delayOf(delay.max)),
      ];
      delay.reset();
      return lines.join("");
    },
  };
}

function gauge(name: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;
}

function counter(name: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${name} ${value}\n`;
}
