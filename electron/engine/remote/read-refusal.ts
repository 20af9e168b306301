/** What our own texts on a host say when they begin nothing or put nothing in place: `holdpoint: CODE …`, as facts. */
import type { HostRefusal } from '#core/run/host-refusals.ts';

const KIB = 1024;

type Readers = {
  readonly [Kind in HostRefusal['kind']]: (
    about: string,
  ) => Extract<HostRefusal, { readonly kind: Kind }> | null;
};

const bare =
  <Kind extends string>(kind: Kind) =>
  () =>
    ({ kind }) as const;

/** Not without the path that it speaks of. */
const withPath =
  <Kind extends string>(kind: Kind) =>
  (path: string) =>
    path === '' ? null : ({ kind, path } as const);

const withHash =
  <Kind extends string>(kind: Kind) =>
  (sha256: string) =>
    /^[0-9a-f]{64}$/.test(sha256) ? ({ kind, sha256 } as const) : null;

const READERS: Readers = {
  'lease-gone': bare('lease-gone'),
  'not-leased': bare('not-leased'),
  'home-unwritable': bare('home-unwritable'),
  'home-odd': bare('home-odd'),
  'run-folder-gone': withPath('run-folder-gone'),
  'record-unwritable': withPath('record-unwritable'),
  'step-unwritable': withPath('step-unwritable'),
  fenced: bare('fenced'),
  'environment-too-large': readEnvironment,
  'target-folder': withPath('target-folder'),
  'target-special': withPath('target-special'),
  'target-link': withPath('target-link'),
  'target-link-astray': withPath('target-link-astray'),
  'owner-untold': withPath('owner-untold'),
  'no-space': readSpace,
  'part-removed': withPath('part-removed'),
  'no-hash-tool': bare('no-hash-tool'),
  'arrived-otherwise': withHash('arrived-otherwise'),
  'script-unwritable': withPath('script-unwritable'),
  'script-cut': withHash('script-cut'),
};

function readEnvironment(about: string) {
  const [, name, bytes, total] = /^(\S+) (\d+) (\d+)$/.exec(about) ?? [];
  return name === undefined
    ? null
    : ({ kind: 'environment-too-large', name, bytes: Number(bytes), totalBytes: Number(total) } as const);
}

function readSpace(about: string) {
  const [, needed, free, path] = /^(\d+) (\d+) (.+)$/.exec(about) ?? [];
  return path === undefined
    ? null
    : ({ kind: 'no-space', bytes: Number(needed) * KIB, freeBytes: Number(free) * KIB, path } as const);
}

/** `said`: the host's last words, in a line. Null where they are not ours. */
export function readRefusal(said: string): HostRefusal | null {
  const [, code = '', about = ''] = /(?:^|\s)holdpoint: ([a-z-]+)(?: (.*))?$/.exec(said) ?? [];
  return Object.hasOwn(READERS, code) ? READERS[code as HostRefusal['kind']](about.trim()) : null;
}

/** What `script.sh` says where it ran nothing of a script. Every other word stands in front of an attempt, and is none of a script's. */
export function readScriptRefusal(said: string): HostRefusal | null {
  const refusal = readRefusal(said);
  return refusal?.kind === 'script-unwritable' || refusal?.kind === 'script-cut' ? refusal : null;
}
