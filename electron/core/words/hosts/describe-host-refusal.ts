/** Why a host began nothing, or put no file in place: a clause that follows "The host did not start it:" and the like. */
import type { HostRefusal } from '../../run/host-refusals.ts';
import { formatBytes } from '../figures/format-count.ts';

type Clauses = {
  readonly [Kind in HostRefusal['kind']]: (refusal: Extract<HostRefusal, { readonly kind: Kind }>) => string;
};

export function describeHostRefusal(refusal: HostRefusal): string {
  const describe = CLAUSES[refusal.kind] as (refusal: HostRefusal) => string;
  return describe(refusal);
}

const CLAUSES: Clauses = {
  'lease-gone': () =>
    'the lease of this run on this host is gone. Another program has taken the host over, or has ended the run',
  'not-leased': () => 'the host was not leased to this run',
  'home-unwritable': () =>
    'nothing can be written in the home of the user who logs in. Check the space there, and whether that user may write',
  'home-odd': () =>
    'the path of the home of the user who logs in has characters that cannot be passed on before sudo',
  'run-folder-gone': ({ path }) =>
    `no record can be kept, because the folder of this run in ${path} is gone. Somebody or something removed it`,
  'record-unwritable': ({ path }) => `no record can be kept in ${path}. Check the space there`,
  'step-unwritable': ({ path }) => `the step cannot be written to ${path}. Check the space there`,
  fenced: () => 'another program found that it had not started, and keeps it from starting',
  'environment-too-large': ({ name, bytes, totalBytes }) =>
    `the environment of the step is too large there: ${name} alone has ${formatBytes(bytes)} of ${formatBytes(totalBytes)}. Send the value as a file, by an upload step`,

  'target-folder': ({ path }) => `${path} is a folder. End the path with / to put the file into it`,
  'target-special': ({ path }) => `${path} is a device, a pipe or a socket, not a file that can be replaced`,
  'target-link': ({ path }) =>
    `${path} is a symbolic link. Upload to the file it leads to, or write follow: true`,
  'target-link-astray': ({ path }) => `${path} is a symbolic link that leads nowhere`,
  'owner-untold': ({ path }) =>
    `mode and owner of ${path} cannot be read there. Write mode and owner in the step`,
  'no-space': ({ path, bytes, freeBytes }) =>
    `it needs ${formatBytes(bytes)} and ${formatBytes(freeBytes)} are free at ${path}`,
  'part-removed': ({ path }) =>
    `another program has removed ${path}: it looked for this upload and found it incomplete`,
  'no-hash-tool': () => 'the host has no sha256sum, shasum or openssl to verify the file',
  'arrived-otherwise': ({ sha256 }) => `it did not arrive whole: its SHA-256 on the host is ${sha256}`,

  'script-unwritable': ({ path }) =>
    `no private file can be written for it in ${path}. Check the space there, and whether its user may write`,
  'script-cut': ({ sha256 }) => `it did not arrive whole: its SHA-256 on the host is ${sha256}`,
};
