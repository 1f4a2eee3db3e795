import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { StartedNetwork, StartedTestContainer, WaitStrategy } from 'testcontainers';
import { GenericContainer, getContainerRuntimeClient, Network, Wait } from 'testcontainers';
import { byText } from '../../src/support/stable-json.ts';
import type { LabAdmin, LabDoor, LabServer, LabState, Truth } from './lab-state.ts';

// testcontainers reads these when it first talks to the engine. Its reaper would be an image to pull.
process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
process.env['TESTCONTAINERS_HOST_OVERRIDE'] ??= '127.0.0.1';

const DOCKER = new URL('../../docker/', import.meta.url);
const STARTUP_MILLISECONDS = 180_000;

/** Null where a container engine answers, otherwise the reason why the lab cannot run. */
export async function engineMissing(): Promise<string | null> {
  try {
    await getContainerRuntimeClient();
    return null;
  } catch (error) {
    return `no container engine answers: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Without a container engine a test of the lab counts as skipped, with the reason; where CI is set it fails instead. */
export function needEngine(missing: string | null, context: { skip: (reason: string) => never }): void {
  if (missing === null) return;
  if (process.env['CI'] === 'true') throw new Error(missing);
  context.skip(missing);
}

/** The states of every docker/NAME/states.ts, in a stable order in which those of one server stand together. */
export async function labStates(): Promise<LabState[]> {
  const folders = (await readdir(DOCKER))
    .toSorted(byText)
    .filter((folder) => existsSync(new URL(`${folder}/states.ts`, DOCKER)));
  const states: LabState[] = [];
  for (const folder of folders) {
    const module = (await import(new URL(`${folder}/states.ts`, DOCKER).href)) as { states: readonly LabState[] };
    states.push(...module.states);
  }
  return [...Map.groupBy(states, ({ server }) => server).values()].flat();
}

/** A state that stands: where to audit it, what is true of it, and who looks after it. */
export interface Standing {
  readonly state: LabState;
  readonly door: LabDoor;
  /** What a user would type. */
  readonly target: string;
  readonly truth: Truth;
  readonly admin: LabAdmin | null;
  /** What the server has logged so far. */
  log(): Promise<string>;
  /** Runs a command in the server's container, as its administrator at the machine; throws where that fails. */
  readonly run: (...command: readonly string[]) => Promise<string>;
  /** Ends the server and starts it again, on the same port. */
  readonly restart: () => Promise<void>;
}

interface Running {
  readonly server: LabServer;
  readonly container: StartedTestContainer;
  readonly network: StartedNetwork;
  readonly admin: LabAdmin | null;
  truth: Truth | null;
  variant: string | null;
}

const NOTHING: Truth = { records: 0, collections: 0, people: null };

/** Where servers are published: by ports that are free, or by those that they are known by. */
export interface LabPlace {
  readonly host: LabDoor['host'];
  readonly ports: 'free' | 'own';
}

/** One server at a time: the next state keeps it where it needs the same one, and otherwise ends it first. */
export class Lab implements AsyncDisposable {
  readonly #place: LabPlace;
  #running: Running | null = null;
  #front: StartedTestContainer | null = null;

  constructor(place: LabPlace = { host: '127.0.0.1', ports: 'free' }) {
    this.#place = place;
  }

  async enter(state: LabState): Promise<Standing> {
    await this.#closeFront();
    const running = await this.#serve(state.server);
    if (running.admin !== null && state.variant !== null && running.variant !== state.variant) {
      if (running.variant !== null) await running.admin.wipe();
      running.variant = null;
      running.truth = await running.admin.seed(state.variant);
      running.variant = state.variant;
    }
    if (state.front !== null) this.#front = await start(state.front, running.network, null, this.#place);
    const container = this.#front ?? running.container;
    const { tls } = state.front ?? state.server;
    const transport = state.udp === true ? 'udp' : 'tcp';
    const port = container.getMappedPort(state.door, transport);
    const door: LabDoor = { host: this.#place.host, port, tls };
    return {
      state,
      door,
      target: targetOf(state, door),
      truth: running.truth ?? NOTHING,
      admin: running.admin,
      log: () => logOf(container),
      run: (...command) => runIn(container, command),
      restart: () => container.restart(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#closeFront();
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    await running.admin?.close();
    await running.container.stop();
    await running.network.stop();
  }

  async #serve(server: LabServer): Promise<Running> {
    if (this.#running?.server === server) return this.#running;
    await this[Symbol.asyncDispose]();
    const network = await new Network().start();
    try {
      const container = await start(server, network, 'store', this.#place);
      const port = container.getMappedPort(server.ports[0]);
      const door: LabDoor = { host: this.#place.host, port, tls: server.tls };
      const admin = server.admin?.(door) ?? null;
      this.#running = { server, container, network, admin, truth: null, variant: null };
      return this.#running;
    } catch (error) {
      await network.stop();
      throw error;
    }
  }

  async #closeFront(): Promise<void> {
    const front = this.#front;
    this.#front = null;
    await front?.stop();
  }
}

async function runIn(container: StartedTestContainer, command: readonly string[]): Promise<string> {
  const { exitCode, output } = await container.exec([...command], { user: 'root' });
  if (exitCode !== 0) throw new Error(`${command.join(' ')}: exit code ${exitCode}: ${output}`);
  return output;
}

/** What was logged until now: testcontainers would wait for more. The engine sends frames of eight bytes and a payload. */
async function logOf(container: StartedTestContainer): Promise<string> {
  const client = await getContainerRuntimeClient();
  const frames = await client.container.getById(container.getId()).logs({ stdout: true, stderr: true, follow: false });
  const payloads: Buffer[] = [];
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    payloads.push(frames.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(payloads).toString('utf8');
}

/** The scheme is said only where the path needs a URL, or nothing else would tell it: most users type host and port. */
function targetOf(state: LabState, door: LabDoor): string {
  const at = `${door.host}:${door.port}`;
  if (state.udp === true) return `udp://${at}`;
  return state.path === '/' ? at : `${door.tls ? 'https' : 'http'}://${at}${state.path}`;
}

async function start(
  server: LabServer,
  network: StartedNetwork,
  alias: string | null,
  place: LabPlace,
): Promise<StartedTestContainer> {
  const image = await build(server);
  const container = new LoopbackContainer(image, place)
    .withExposedPorts(...server.ports, ...(server.udp ?? []).map((port) => `${port}/udp` as const))
    .withEnvironment({ ...server.environment })
    .withResourcesQuota({ memory: server.memory })
    .withNetwork(network)
    .withStartupTimeout(STARTUP_MILLISECONDS)
    .withWaitStrategy(readiness(server));
  if (alias !== null) container.withNetworkAliases(alias);
  try {
    return await container.start();
  } catch (error) {
    await container.discard();
    throw error;
  }
}

function readiness({ ports: [first], ready, tls }: LabServer): WaitStrategy {
  if (ready === 'listening') return Wait.forListeningPorts();
  const http = Wait.forHttp('/', first).forStatusCodeMatching((status) => status !== 503 && status !== 502);
  return tls ? http.usingTls().allowInsecure() : http;
}

/** Built once, then found again in the engine's cache. BuildKit leaves out the stages that the target does not need. */
export async function build(server: Pick<LabServer, 'docker' | 'target'>): Promise<string> {
  const image = `unlatched-lab/${server.docker}:${server.target}`;
  await GenericContainer.fromDockerfile(fileURLToPath(new URL(server.docker, DOCKER)))
    .withTarget(server.target)
    .withBuildkit()
    .build(image, { deleteOnExit: false });
  return image;
}

/** Publishes its ports on one loopback address alone: an open server of the lab is open to nobody else. */
class LoopbackContainer extends GenericContainer {
  readonly #place: LabPlace;
  #id: string | null = null;

  constructor(image: string, place: LabPlace) {
    super(image);
    this.#place = place;
  }

  /** Removes what did not start: testcontainers leaves it behind. */
  async discard(): Promise<void> {
    if (this.#id === null) return;
    const client = await getContainerRuntimeClient();
    await client.container.getById(this.#id).remove({ force: true, v: true });
  }

  protected override containerCreated(id: string): Promise<void> {
    this.#id = id;
    return Promise.resolve();
  }

  /** Ports by number: one that the engine chooses would be another after a restart. */
  protected override async beforeContainerCreated(): Promise<void> {
    const ports = Object.keys(this.hostConfig.PortBindings ?? {});
    const { host, ports: which } = this.#place;
    const free = which === 'free' ? await freePorts(ports.length) : ports.map((port) => Number.parseInt(port, 10));
    this.hostConfig.PortBindings = Object.fromEntries(
      ports.map((port, at) => [port, [{ HostIp: host, HostPort: String(free[at]) }]]),
    );
  }
}

/** Held together until all are known, so that they are different ones. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
