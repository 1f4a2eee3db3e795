import type { Reach } from '../../model/lint.ts';
import { below, entriesOf, itemsOf, type Located, textOf } from '../located.ts';
import { type Server, type Settings, set } from '../server.ts';
import { commandSettings, type Word } from './command.ts';
import type { Surroundings } from './compose.ts';
import { imageOf } from './image.ts';

const PODS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'];

/** The containers of manifests, with the Services of the same files that lead to them. Of a Secret or ConfigMap nothing is read. */
export function kubernetesServers(documents: readonly Located[], around: Surroundings): Server[] {
  const all = documents.flatMap((one) =>
    textOf(below(one, 'kind')) === 'List' ? itemsOf(below(one, 'items')) : [one],
  );
  const services = all.filter((one) => textOf(below(one, 'kind')) === 'Service');
  return all.flatMap((one) => {
    const kind = textOf(below(one, 'kind')) ?? '';
    const template =
      kind === 'Pod'
        ? one
        : kind === 'CronJob'
          ? below(one, 'spec', 'jobTemplate', 'spec', 'template')
          : PODS.includes(kind)
            ? below(one, 'spec', 'template')
            : null;
    const pod = below(template, 'spec');
    return itemsOf(below(pod, 'containers')).flatMap((container) => {
      const named = below(container, 'image');
      const image = imageOf(textOf(named) ?? '');
      const known = around.engineOf(image.path);
      if (named === null || known === null) return [];
      const settings: Settings = new Map();
      for (const item of itemsOf(below(container, 'env'))) {
        const name = textOf(below(item, 'name'));
        const value = below(item, 'value');
        const from = below(item, 'valueFrom');
        if (name !== null)
          set(settings, `env:${name}`, from === null ? expanded(textOf(value) ?? '') : null, value?.at ?? item.at);
      }
      const words = [...itemsOf(below(container, 'command')), ...itemsOf(below(container, 'args'))];
      commandSettings(
        words.map((word): Word => ({ text: (textOf(word) ?? '').replaceAll('$(', '${'), at: word.at })),
        settings,
      );
      return [
        {
          engine: known.engine,
          name: `${kind} ${textOf(below(one, 'metadata', 'name')) ?? ''}, container ${textOf(below(container, 'name')) ?? ''}`,
          version: image.version,
          image: image.path,
          settings,
          complete: below(container, 'envFrom') === null && !mountsSettings(pod, container),
          published: reachOf(pod, container, template, services, known.ports),
          at: named.at,
        },
      ];
    });
  });
}

function expanded(text: string): string | null {
  return text.includes('$(') ? null : text;
}

/** Whether a volume of a ConfigMap or a Secret is mounted: what it holds is not read. */
function mountsSettings(pod: Located | null, container: Located): boolean {
  const volumes = itemsOf(below(pod, 'volumes')).filter((volume) =>
    ['configMap', 'secret', 'projected', 'csi'].some((kind) => below(volume, kind) !== null),
  );
  const names = new Set(volumes.map((volume) => textOf(below(volume, 'name'))));
  return itemsOf(below(container, 'volumeMounts')).some((mount) => names.has(textOf(below(mount, 'name'))));
}

function reachOf(
  pod: Located | null,
  container: Located,
  template: Located | null,
  services: readonly Located[],
  ports: readonly number[],
): Reach {
  if (textOf(below(pod, 'hostNetwork')) === 'true') return 'all-interfaces';
  const own = (port: Located | null): boolean => ports.includes(Number(textOf(port)));
  const ofHost = itemsOf(below(container, 'ports')).find(
    (port) => below(port, 'hostPort') !== null && own(below(port, 'containerPort')),
  );
  if (ofHost !== undefined)
    return (textOf(below(ofHost, 'hostIP')) ?? '').startsWith('127.') ? 'loopback' : 'all-interfaces';
  const labels = new Map(
    entriesOf(below(template, 'metadata', 'labels')).map(({ name, value }) => [name, textOf(value)]),
  );
  const outside = services.some((service) => {
    const selector = entriesOf(below(service, 'spec', 'selector'));
    const leads = selector.length > 0 && selector.every(({ name, value }) => labels.get(name) === textOf(value));
    const type = textOf(below(service, 'spec', 'type'));
    const leaves =
      type === 'LoadBalancer' || type === 'NodePort' || itemsOf(below(service, 'spec', 'externalIPs')).length > 0;
    return leads && leaves && itemsOf(below(service, 'spec', 'ports')).some((port) => own(targetOf(port, container)));
  });
  return outside ? 'all-interfaces' : 'cluster-network';
}

/** The port of the container that a port of a Service leads to: by number, by name, or the same number. */
function targetOf(port: Located, container: Located): Located | null {
  const target = below(port, 'targetPort');
  const named = itemsOf(below(container, 'ports')).find((one) => textOf(below(one, 'name')) === textOf(target));
  return target === null ? below(port, 'port') : named === undefined ? target : below(named, 'containerPort');
}
