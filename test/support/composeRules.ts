/** The parts of a Compose file that the rules look at. */
export interface Compose {
  services: Record<string, Service>;
  volumes?: Record<string, unknown>;
}

export interface Service {
  image?: string;
  build?: unknown;
  restart?: string;
  ports?: (string | number)[];
  volumes?: string[];
  environment?: Record<string, string | number | null>;
  env_file?: unknown;
  healthcheck?: { test?: unknown; disable?: boolean };
  stop_grace_period?: string;
}

/** What breaks the rules of a deployment: `service: what`. */
export function breachesOf({ services, volumes = {} }: Compose, graceMs: number): string[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const found = [
      ...tagFaults(service),
      ...portFaults(service),
      ...volumeFaults(service, Object.keys(volumes)),
      ...secretFaults(service),
      ...(runsOnce(service) || hasHealthcheck(service) ? [] : ['has no health check']),
      ...(name === 'worker' ? graceFaults(service, graceMs) : []),
    ];
    return found.map((fault) => `${name}: ${fault}`);
  });
}

/** A service that ends by itself: it is restarted only when it failed. */
const runsOnce = ({ restart = '' }: Service): boolean => restart.startsWith('on-failure');

const hasHealthcheck = ({ healthcheck }: Service): boolean =>
  healthcheck?.test !== undefined && healthcheck.disable !== true;

const tagFaults = ({ image = '' }: Service): string[] =>
  /^[a-z/-]+:\d+\.\d+(\.\d+)?$/.test(image) ? [] : [`image ${image} is not pinned to a version`];

const portFaults = ({ ports = [] }: Service): string[] =>
  ports
    .filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(String(port)))
    .map((port) => `port ${port} is open beyond this machine`);

/** Data lives in a volume with a name, or in a folder of the user's. */
const volumeFaults = ({ volumes = [] }: Service, named: string[]): string[] =>
  volumes
    .filter((volume) => !isPath(volume) && !named.includes(volume.split(':')[0] ?? ''))
    .map((volume) => `volume ${volume} has no name`);

const isPath = (volume: string): boolean => /^(\.|\$\{).*:\//.test(volume);

/** A secret comes from the environment of whoever starts the services, or stops them from starting. */
function secretFaults({ environment = {} }: Service): string[] {
  return Object.entries(environment)
    .filter(([name, value]) => /KEY|PASSWORD|PWD|SECRET|TOKEN/.test(name) && value !== null)
    .filter(([, value]) => !/^\$\{[A-Z_]+:\?[^}]+\}$/.test(String(value)))
    .map(([name]) => `${name} is written into the file`);
}

function graceFaults({ stop_grace_period: grace = '10s' }: Service, graceMs: number): string[] {
  const seconds = /^(\d+)s$/.exec(grace)?.[1];
  if (seconds !== undefined && Number(seconds) * 1000 > graceMs) return [];
  return [`stop_grace_period ${grace} is shorter than the ${graceMs / 1000} s its calls get`];
}
