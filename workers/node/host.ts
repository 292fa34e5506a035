import { open } from 'node:fs/promises';
import { arch, hostname, release } from 'node:os';
import { ask } from './command.js';

const FILE_BYTES_MAX = 256 * 1024;
const MOUNTS_MAX = 40;
const FACT_CHARS_MAX = 500;
/** File systems that hold nothing of anybody. */
const NO_STORAGE =
  /^(?:proc|sysfs|devtmpfs|devpts|tmpfs|cgroup2?|overlay|squashfs|mqueue|debugfs|tracefs|securityfs|pstore|bpf|autofs|nsfs|configfs|fusectl|hugetlbfs|ramfs|rpc_pipefs|binfmt_misc|efivarfs)$/;

type Facts = Readonly<Record<string, string>>;

/** The beginning of a file; nothing where it can't be read. */
export async function readStart(path: string, most = FILE_BYTES_MAX): Promise<string | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(most), 0, most, 0);
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Which start of the machine this is; without it, the process stands for it. */
export async function bootOf(fallback: string): Promise<string> {
  return (await readStart('/proc/sys/kernel/random/boot_id', 100))?.trim() || fallback;
}

export async function hostFacts(): Promise<Facts> {
  const [release_, mounts, services] = await Promise.all([
    readStart('/etc/os-release'),
    readStart('/proc/self/mounts'),
    ask('systemctl', ['list-units', '--type=service', '--all', '--plain', '--no-legend', '--no-pager']),
  ]);
  return {
    ...osFacts(release_ ?? ''),
    ...{ kernel: release(), architecture: arch(), hostname: hostname().slice(0, FACT_CHARS_MAX) },
    ...mountFacts(mounts ?? ''),
    ...(services !== undefined && serviceFacts(services)),
  };
}

/** https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
export function osFacts(text: string): Facts {
  const found = new Map(
    text.split('\n').flatMap((line) => {
      const [, key, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
      return key !== undefined && value !== undefined ? [[key, value.replace(/^(["'])(.*)\1$/, '$2')] as const] : [];
    }),
  );
  const named: readonly (readonly [string, string | undefined])[] = [
    ['os', found.get('ID')],
    ['os-version', found.get('VERSION_ID')],
    ['os-name', found.get('PRETTY_NAME')],
  ];
  return Object.fromEntries(named.flatMap(([key, value]) => (value ? [[key, value.slice(0, FACT_CHARS_MAX)]] : [])));
}

/** Spaces and the like stand there as octal numbers. */
export function mountFacts(text: string): Facts {
  const mounts = text.split('\n').flatMap((line) => {
    const [, path, kind, options] = line.split(' ');
    if (path === undefined || kind === undefined || options === undefined || NO_STORAGE.test(kind)) return [];
    const place = path.replaceAll(/\\([0-7]{3})/g, (_all, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    if (!/^[A-Za-z0-9._:@+/~=-]{1,110}$/.test(place)) return [];
    return [
      [
        `mount:${place}`,
        `${kind} ${options.split(',').includes('ro') ? 'read-only' : 'writable'}`.slice(0, FACT_CHARS_MAX),
      ] as const,
    ];
  });
  return Object.fromEntries(mounts.slice(0, MOUNTS_MAX));
}

/** Unit, load, active, sub, and a description in words. */
export function serviceFacts(text: string): Facts {
  const units = text.split('\n').flatMap((line) => {
    const [unit, , active, sub] = line.trim().split(/\s+/);
    return unit?.endsWith('.service') === true && active !== undefined ? [{ unit, active, sub }] : [];
  });
  const failed = units.filter(({ active }) => active === 'failed').map(({ unit }) => unit.replace(/\.service$/, ''));
  return {
    'services-running': String(units.filter(({ sub }) => sub === 'running').length),
    'services-failed': String(failed.length),
    ...(failed.length > 0 && { 'services-failed-names': failed.join(', ').slice(0, FACT_CHARS_MAX) }),
  };
}
