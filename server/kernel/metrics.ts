import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  observe(operation: string, status: number, seconds: number): void;
  /** Measured when asked. */
  gauge(name: string, help: string, read: () => number): void;
  count(name: string, help: string, labels: Record<string, string>): void;
  text(): Promise<string>;
  contentType: string;
}

/** Prometheus figures of this node; one registry per hub, so that several can run in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'hub_operation_seconds',
    help: 'Time of an operation over HTTP',
    labelNames: ['operation', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const counters = new Map<string, Counter>();

  return {
    observe: (operation, status, seconds) => durations.observe({ operation, status: String(status) }, seconds),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    count(name, help, labels) {
      const counter = counters.get(name) ?? new Counter({ name, help, labelNames: Object.keys(labels), registers: [registry] });
      counters.set(name, counter);
      counter.inc(labels);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
