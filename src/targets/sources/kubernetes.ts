import { engineOfWord } from '../engine-words.ts';
import type { Reading } from '../from.ts';
import { at, itemsOf, membersOf, parseTrees, type Tree, textOf } from './yaml-tree.ts';

/** A workload whose containers tell which engine stands behind a service. */
interface Workload {
  readonly tree: Tree;
  readonly name: string;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly containers: readonly Tree[];
}

const WORKLOADS = new Set(['StatefulSet', 'Deployment', 'DaemonSet', 'ReplicaSet', 'Pod']);

/**
 * Manifests (rendered ones too) and dumps of `kubectl get -o json` or `-o yaml`. What leads out of the cluster (node ports, load
 * balancers, external addresses, ingresses) are endpoints; the rest is listed as inside, under the name that the cluster knows.
 */
export async function read(reading: Reading): Promise<void> {
  const { source } = reading;
  const objects = parseTrees(await source.text(), source.file).flatMap((tree) => {
    const list = textOf(at(tree, 'kind'))?.endsWith('List') === true;
    return list ? itemsOf(at(tree, 'items')) : [tree];
  });
  const ofKind = (kind: string) => objects.filter((tree) => textOf(at(tree, 'kind')) === kind);
  const workloads = objects.filter((tree) => WORKLOADS.has(textOf(at(tree, 'kind')) ?? '')).map(workloadOf);
  const nodes = ofKind('Node').flatMap((tree) =>
    itemsOf(at(tree, 'status', 'addresses'))
      .filter((address) => /^(?:Internal|External)IP$/.test(textOf(at(address, 'type')) ?? ''))
      .map((address) => textOf(at(address, 'address')) ?? ''),
  );
  const services = ofKind('Service');
  for (const service of services) readService(service, workloads, nodes, reading);
  for (const ingress of ofKind('Ingress')) readIngress(ingress, reading);
  for (const workload of workloads) readWorkload(workload, services, nodes, reading);
}

function workloadOf(tree: Tree): Workload {
  const pod = textOf(at(tree, 'kind')) === 'Pod';
  const template = pod ? tree : at(tree, 'spec', 'template');
  return {
    tree,
    name: textOf(at(tree, 'metadata', 'name')) ?? '',
    namespace: namespaceOf(tree),
    labels: textsOf(at(template, 'metadata', 'labels')),
    containers: itemsOf(at(template, 'spec', 'containers')),
  };
}

function namespaceOf(tree: Tree): string {
  return textOf(at(tree, 'metadata', 'namespace')) ?? 'default';
}

function textsOf(tree: Tree | null): ReadonlyMap<string, string> {
  return new Map(membersOf(tree).map(([name, value]) => [name, textOf(value) ?? '']));
}

function selects(service: Tree, { namespace, labels }: Workload): boolean {
  const selector = textsOf(at(service, 'spec', 'selector'));
  return (
    selector.size > 0 &&
    namespace === namespaceOf(service) &&
    [...selector].every(([name, value]) => labels.get(name) === value)
  );
}

type Word = { readonly text: string; readonly by: 'image' | 'name' };

function imageWord(containers: readonly Tree[]): Word | null {
  const text = containers
    .map((container) => textOf(at(container, 'image')) ?? '')
    .find((image) => engineOfWord(image) !== null);
  return text === undefined ? null : { text, by: 'image' };
}

function readService(
  service: Tree,
  workloads: readonly Workload[],
  nodes: readonly string[],
  { add, note }: Reading,
): void {
  const name = textOf(at(service, 'metadata', 'name')) ?? '';
  const label = `service ${namespaceOf(service)}/${name}`;
  const behind = workloads.filter((workload) => selects(service, workload));
  const word = imageWord(behind.flatMap(({ containers }) => containers)) ?? ({ text: name, by: 'name' } as const);
  const type = textOf(at(service, 'spec', 'type')) ?? 'ClusterIP';
  const balancers = itemsOf(at(service, 'status', 'loadBalancer', 'ingress')).map(
    (each) => textOf(at(each, 'ip')) ?? textOf(at(each, 'hostname')),
  );
  const asked = textOf(at(service, 'spec', 'loadBalancerIP'));
  const external = itemsOf(at(service, 'spec', 'externalIPs')).map(textOf);
  const outside = [
    ...(type === 'LoadBalancer' ? [...balancers, balancers.length === 0 ? asked : null] : []),
    ...external,
  ].filter((host) => host !== null);
  for (const item of itemsOf(at(service, 'spec', 'ports'))) {
    if ((textOf(at(item, 'protocol')) ?? 'TCP') !== 'TCP') continue;
    const port = Number(textOf(at(item, 'port')));
    const place = { line: item.line, column: item.column, name: label, word };
    if (type === 'ExternalName') {
      add({ ...place, host: textOf(at(service, 'spec', 'externalName')) ?? '', port });
      continue;
    }
    add({ ...place, host: `${name}.${namespaceOf(service)}.svc.cluster.local`, port, bound: 'inside' });
    for (const host of outside) add({ ...place, host, port, bound: 'one address' });
    if (type === 'LoadBalancer' && outside.length === 0) {
      note(
        item.line,
        `${label}: the address of its load balancer does not stand here: kubectl get services -o json tells it`,
      );
    }
    const nodePort = textOf(at(item, 'nodePort'));
    if (type === 'ClusterIP') continue;
    for (const host of nodePort === null ? [] : nodes)
      add({ ...place, host, port: Number(nodePort), bound: 'all interfaces' });
    if (type === 'NodePort' && nodePort === null)
      note(item.line, `${label}: the cluster chooses its node port: kubectl get services -o json tells it`);
    else if (nodePort !== null && nodes.length === 0) {
      note(
        item.line,
        `${label}: open at port ${nodePort} of every node, and no node stands here: kubectl get services,nodes -o json tells them`,
      );
    }
  }
}

function readIngress(ingress: Tree, { add, note }: Reading): void {
  const label = `ingress ${namespaceOf(ingress)}/${textOf(at(ingress, 'metadata', 'name')) ?? ''}`;
  const secured = new Set(
    itemsOf(at(ingress, 'spec', 'tls')).flatMap((entry) => itemsOf(at(entry, 'hosts')).map(textOf)),
  );
  for (const rule of itemsOf(at(ingress, 'spec', 'rules'))) {
    const host = textOf(at(rule, 'host'));
    const backends = itemsOf(at(rule, 'http', 'paths')).map(
      (path) => textOf(at(path, 'backend', 'service', 'name')) ?? textOf(at(path, 'backend', 'serviceName')) ?? '',
    );
    const backend = backends.find((name) => engineOfWord(name) !== null);
    const word = backend === undefined ? undefined : ({ text: backend, by: 'name' } as const);
    if (host === null || host.startsWith('*'))
      note(rule.line, `${label}: a rule for every name, or for a wildcard, names no host`);
    else {
      const tls = secured.has(host);
      add({
        host,
        port: tls ? 443 : 80,
        line: rule.line,
        column: rule.column,
        name: label,
        tls: tls ? 'tls' : 'plain',
        bound: 'one address',
        word,
      });
    }
  }
}

/** What reaches out by a port of its node, and stores that no service of this file leads to. */
function readWorkload(
  workload: Workload,
  services: readonly Tree[],
  nodes: readonly string[],
  { add, note }: Reading,
): void {
  const kind = textOf(at(workload.tree, 'kind')) ?? '';
  const label = `${kind} ${workload.namespace}/${workload.name}`;
  const spec = kind === 'Pod' ? at(workload.tree, 'spec') : at(workload.tree, 'spec', 'template', 'spec');
  const onHost = textOf(at(spec, 'hostNetwork')) === 'true';
  const alone = kind === 'StatefulSet' && !services.some((service) => selects(service, workload));
  for (const container of workload.containers) {
    const word = imageWord([container]) ?? ({ text: workload.name, by: 'name' } as const);
    for (const item of itemsOf(at(container, 'ports'))) {
      if ((textOf(at(item, 'protocol')) ?? 'TCP') !== 'TCP') continue;
      const port = Number(textOf(at(item, 'containerPort')));
      const hostPort = textOf(at(item, 'hostPort')) ?? (onHost ? String(port) : null);
      const place = { line: item.line, column: item.column, name: label, word };
      if (hostPort !== null) {
        for (const host of nodes) add({ ...place, host, port: Number(hostPort), bound: 'all interfaces' });
        if (nodes.length === 0)
          note(
            item.line,
            `${label}: open at port ${hostPort} of its nodes, and no node stands here: dump nodes as well`,
          );
      }
      if (!alone) continue;
      const behind = textOf(at(workload.tree, 'spec', 'serviceName'));
      const host = [`${workload.name}-0`, behind ?? '', workload.namespace, 'svc.cluster.local']
        .filter((part) => part !== '')
        .join('.');
      add({ ...place, host, port, bound: 'inside' });
    }
  }
}
