import { Lab, labStates, type Standing } from '../test/kit/lab.ts';

/** Where they all stand: loopback, and away from what else a machine serves on 127.0.0.1. */
export const ADDRESS = '127.0.0.2';
// Read when the container engine is first talked to: there the lab waits for a server to be ready.
process.env['TESTCONTAINERS_HOST_OVERRIDE'] = ADDRESS;

/** Fifteen servers by the names of their states in the lab, open and locked mixed; those with more than one door under audit say which. */
export const SERVERS: readonly (readonly [string, ...string[]])[] = [
  ['redis/7.0.15-open'],
  ['memcached/1.6.18-locked'],
  ['mariadb/10.11-locked'],
  ['mqtt/2.0.11-open'],
  ['postgresql/18.3-open'],
  ['rabbitmq/3.10.8-locked', 'rabbitmq/3.10.8-management', 'rabbitmq/3.10.8-metrics'],
  ['clickhouse/18.16.1-open', 'clickhouse/18.16.1-native-open'],
  ['docker-registry/2.8.2-open'],
  ['etcd/3.4.23-locked'],
  ['influxdb/1.6.7-locked'],
  ['nats/2.9.10-locked', 'nats/2.9.10-monitoring'],
  ['elasticsearch/8.4.3-open'],
  ['ldap/2.5.13-open'],
  ['prometheus/2.42.0-locked'],
  ['zookeeper/3.8.0-open'],
];

/** Servers that stand side by side, each on the ports that it is known by. */
export class Street implements AsyncDisposable {
  readonly #labs: Lab[] = [];

  /** Starts and fills them one after the other, and returns every door that is under audit. */
  async open(say: (line: string) => void): Promise<readonly Standing[]> {
    const states = new Map((await labStates()).map((state) => [state.name, state]));
    const doors: Standing[] = [];
    for (const names of SERVERS) {
      const lab = new Lab({ host: ADDRESS, ports: 'own' });
      this.#labs.push(lab);
      for (const name of names) {
        const state = states.get(name);
        if (state === undefined) throw new Error(`the lab has no state ${name}`);
        doors.push(await lab.enter(state));
      }
      say(`${names[0]} stands`);
    }
    return doors;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const lab of this.#labs.splice(0)) await lab[Symbol.asyncDispose]();
  }
}
