/** What RabbitMQ's metrics tell, line by line in the text form of Prometheus. */
export interface Metrics {
  readonly version: string;
  readonly cluster: string | null;
  /** Null: they name no queues, since that is not turned on. */
  readonly queues: readonly { readonly host: string; readonly name: string; readonly messages: number }[] | null;
}

const MOST_LINES = 100_000;
const QUEUE = /^rabbitmq_(?:detailed_)?queue_messages\{([^}]{1,2000})\} (\d{1,15})(?:\.0+)?$/;

/** Null for what is none of RabbitMQ's: build and identity are told in every answer. */
export function readMetrics(text: string): Metrics | null {
  let version: string | null = null;
  let cluster: string | null = null;
  let identity = false;
  let named = false;
  const queues: { host: string; name: string; messages: number }[] = [];
  for (const line of text.split('\n', MOST_LINES)) {
    if (!line.startsWith('rabbitmq_')) {
      named ||= line.startsWith('# TYPE rabbitmq_detailed_queue_messages ');
      continue;
    }
    const labels = line.slice(0, 4_000);
    if (line.startsWith('rabbitmq_build_info{')) version = labelOf(labels, 'rabbitmq_version');
    if (line.startsWith('rabbitmq_identity_info{')) {
      identity = true;
      cluster = labelOf(labels, 'rabbitmq_cluster');
    }
    const [, of = '', messages] = QUEUE.exec(labels) ?? [];
    const [host, name] = [labelOf(of, 'vhost'), labelOf(of, 'queue')];
    if (host !== null && name !== null) queues.push({ host, name, messages: Number(messages) });
  }
  if (!identity || version === null || !/^\d{1,3}\.\d{1,3}\.\d{1,4}/.test(version)) return null;
  return { version: version.slice(0, 60), cluster, queues: named || queues.length > 0 ? queues : null };
}

function labelOf(labels: string, name: string): string | null {
  const value = new RegExp(`(?:^|[{,])${name}="((?:[^"\\\\]|\\\\.){0,500})"`).exec(labels)?.[1];
  return value === undefined ? null : value.replace(/\\(["\\])/g, '$1');
}
