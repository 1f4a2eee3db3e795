import { expect, it } from 'vitest';
import { known } from '../../kit/known.ts';

const MANIFESTS = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: db
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - { name: c, image: "postgres:16", ports: [{ containerPort: 5432 }] }
---
apiVersion: v1
kind: Service
metadata: { name: front, namespace: shop }
spec:
  type: LoadBalancer
  selector: { app: db }
  ports:
    - { port: 15432, targetPort: 5432, nodePort: 30432 }
status: { loadBalancer: { ingress: [{ ip: 203.0.113.20 }, { hostname: lb.example.com }] } }
---
kind: Service
metadata: { name: redis-headless }
spec: { clusterIP: None, ports: [{ port: 6379 }, { port: 1, protocol: UDP }] }
---
kind: Ingress
metadata: { name: i }
spec:
  tls: [{ hosts: [k.example.com] }]
  rules:
    - { host: k.example.com, http: { paths: [{ backend: { service: { name: kibana } } }] } }
    - { host: plain.example.com }
    - { host: "*.example.com" }
---
kind: StatefulSet
metadata: { name: alone }
spec:
  serviceName: behind
  template: { spec: { containers: [{ image: "mongo:7", ports: [{ containerPort: 27017 }] }] } }
`;

it('manifests tell what leads out of the cluster, and which engine stands behind it', async () => {
  const { rows, remarks } = await known({ 'all.yaml': MANIFESTS }, ['kubernetes:all.yaml']);
  expect(rows).toEqual([
    '203.0.113.20:15432|postgresql|one address|19',
    'alone-0.behind.default.svc.cluster.local:27017|mongodb|inside|39',
    'front.shop.svc.cluster.local:15432|postgresql|inside|19',
    'k.example.com:443|kibana|one address|31',
    'lb.example.com:15432|postgresql|one address|19',
    'plain.example.com:80||one address|32',
    'redis-headless.default.svc.cluster.local:6379|redis|inside|24',
  ]);
  expect(remarks).toEqual([
    'all.yaml:19 service shop/front: open at port 30432 of every node, and no node stands here: kubectl get services,nodes -o json tells them',
    'all.yaml:33 ingress default/i: a rule for every name, or for a wildcard, names no host',
  ]);
});

it('a dump of kubectl has the addresses of the nodes', async () => {
  const items = [
    {
      kind: 'Service',
      metadata: { name: 'es', namespace: 'logs' },
      spec: { type: 'NodePort', ports: [{ port: 9200, nodePort: 30_920, protocol: 'TCP' }] },
    },
    { kind: 'Node', status: { addresses: [{ type: 'InternalIP', address: '10.1.0.4' }, { type: 'Hostname' }] } },
    {
      kind: 'DaemonSet',
      metadata: { name: 'cache' },
      spec: {
        template: { spec: { hostNetwork: true, containers: [{ image: 'redis:7', ports: [{ containerPort: 6380 }] }] } },
      },
    },
  ];
  const lines = items.map((item) => JSON.stringify(item)).join(',\n');
  const dump = { 'dump.json': `{"kind": "List", "items": [\n${lines}\n]}\n` };
  const { rows, remarks } = await known(dump, ['kubernetes:dump.json']);
  expect(rows).toEqual([
    '10.1.0.4:6380|redis|all interfaces|4',
    '10.1.0.4:30920||all interfaces|2',
    'es.logs.svc.cluster.local:9200|elasticsearch+opensearch|inside|2',
  ]);
  expect(remarks).toEqual([]);
});
