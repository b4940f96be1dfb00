import type { Span } from '@opentelemetry/api';
import type { ConsumedMessage } from '../kafka/consumer/consumed-batch.ts';

/** A place in a trace, as the header `traceparent` has it (W3C Trace Context, version 00). */
export type Traceparent = string;

export const TRACE_HEADER = 'traceparent';

export interface SpanOptions {
  readonly name: string;
  /** What it follows from: the first is its parent, the others are linked. Without any, it begins a trace. */
  readonly parents: readonly Traceparent[];
  readonly attributes: Readonly<Record<string, string | number>>;
  /** When it began, in milliseconds since 1970; now when left out. */
  readonly startTime?: number;
}

/** Spans around pieces of work, one a chunk or a batch, never one a row. */
export interface Tracing {
  /** False where no collector is set: then nothing is created, sent or read for traces. */
  readonly isEnabled: boolean;
  start(): Promise<void>;
  /** Sends what is still held, as far as that is possible at once. */
  stop(): Promise<void>;
  /** Runs `work` in a span, which ends with it; `work` gets the span's traceparent, for what it sends. */
  span<Result>(
    options: SpanOptions,
    work: (traceparent: Traceparent | undefined) => Promise<Result>,
  ): Promise<Result>;
}

/**
 * Tracing that is sent to a collector by OTLP over HTTP, or none.
 *
 * @param endpoint the collector's address, without the path (`OTEL_EXPORTER_OTLP_ENDPOINT`)
 */
export function createTracing(service: string, endpoint: string | undefined): Tracing {
  return endpoint === undefined ? NO_TRACING : new OpenTelemetry(service, endpoint);
}

export const NO_TRACING: Tracing = {
  isEnabled: false,
  start: async () => undefined,
  stop: async () => undefined,
  span: (_options, work) => work(undefined),
};

/**
 * The place that everything done for an import follows from. Its trace has the import's id, so that nothing has to be
 * kept for it anywhere, and anybody who knows the import finds the trace.
 */
export function importTrace(importId: string): Traceparent {
  const traceId = importId.replaceAll('-', '');
  return `00-${traceId}-${traceId.slice(16)}-01`;
}

/** The places that messages came from, each once; at most {@link MAX_PARENTS}. */
export function tracesOf(messages: Iterable<Pick<ConsumedMessage, 'headers'>>): Traceparent[] {
  const found = new Set<Traceparent>();
  for (const { headers } of messages) {
    const header = headers?.[TRACE_HEADER];
    if (header === undefined) continue;
    found.add(header);
    if (found.size === MAX_PARENTS) break;
  }
  return [...found];
}

/** As many links as collectors keep of a span by default. */
export const MAX_PARENTS = 128;

/** What is still held when the service stops gets this long: its work is done, and a trace is worth no more. */
const STOP_MS = 1_000;

/** The libraries are loaded at the start, and only where they are used. */
class OpenTelemetry implements Tracing {
  readonly isEnabled = true;
  readonly #service: string;
  readonly #endpoint: string;
  #begin: ((options: SpanOptions) => { span: Span; traceparent: Traceparent | undefined }) | undefined;
  #shutdown: () => Promise<void> = async () => undefined;

  constructor(service: string, endpoint: string) {
    this.#service = service;
    this.#endpoint = endpoint;
  }

  async start(): Promise<void> {
    const [api, { W3CTraceContextPropagator }, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] =
      await Promise.all([
        import('@opentelemetry/api'),
        import('@opentelemetry/core'),
        import('@opentelemetry/sdk-trace-node'),
        import('@opentelemetry/exporter-trace-otlp-http'),
        import('@opentelemetry/resources'),
      ]);
    const { ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter, trace } = api;
    const exporter = new OTLPTraceExporter({ url: `${this.#endpoint.replace(/\/$/, '')}/v1/traces` });
    const provider = new sdk.NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': this.#service }),
      spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
    });
    const tracer = provider.getTracer('training-history');
    const propagator = new W3CTraceContextPropagator();
    this.#shutdown = () => provider.shutdown();
    this.#begin = ({ name, parents, attributes, startTime }) => {
      const contexts = parents.map((traceparent) =>
        propagator.extract(ROOT_CONTEXT, { [TRACE_HEADER]: traceparent }, defaultTextMapGetter),
      );
      // A header that is not one of a trace leaves the context as it was.
      const [parent = ROOT_CONTEXT, ...others] = contexts.filter((one) => trace.getSpanContext(one));
      const links = others.flatMap((one) => trace.getSpanContext(one) ?? []).map((context) => ({ context }));
      const started = startTime === undefined ? {} : { startTime };
      const span = tracer.startSpan(name, { attributes, links, ...started }, parent);
      const headers: Record<string, string> = {};
      propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, defaultTextMapSetter);
      return { span, traceparent: headers[TRACE_HEADER] };
    };
  }

  async stop(): Promise<void> {
    const deadline = new Promise<void>((resolve) => {
      setTimeout(resolve, STOP_MS).unref();
    });
    await Promise.race([this.#shutdown().catch(() => undefined), deadline]);
  }

  async span<Result>(
    options: SpanOptions,
    work: (traceparent: Traceparent | undefined) => Promise<Result>,
  ): Promise<Result> {
    const begun = this.#begin?.(options);
    try {
      return await work(begun?.traceparent);
    } catch (error) {
      // SpanStatusCode.ERROR; the error itself is logged where it is handled.
      begun?.span.setStatus({ code: 2 });
      throw error;
    } finally {
      begun?.span.end();
    }
  }
}
