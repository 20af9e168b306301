/** Bundles, in words: why one is refused, and what it would bring. */
import type { BundleFault, FormFault } from '../../bundle/faults.ts';
import type { CarriedStanding, ReleaseStanding } from '../../bundle/preview.ts';
import { formatBytes, formatNames } from '../figures/format-count.ts';
import { formatZonedTime } from '../figures/format-time.ts';
import { describeStanding } from './describe-signing.ts';

/** Of a file that is left out, since its name has a place that a run fills in. */
export function describeUnknownFile(name: string): string {
  return `${name} is known only once a run fills it in, and is not in the bundle`;
}

/** A clause that follows the name of the file. */
export function describeBundleFault(fault: BundleFault): string {
  switch (fault.kind) {
    case 'bundle-unreadable':
      return fault.why;
    case 'bundle-too-large':
      return `${fault.what} is larger than ${formatBytes(fault.mostBytes)}, the most that a bundle may have`;
    case 'bundle-form':
      return fault.at === 0
        ? 'it is not a bundle'
        : `${FORM[fault.what]} (byte ${fault.at}). Have it copied again, or made again`;
    case 'bundle-unsigned':
      return 'nobody signed it. Have it signed where it comes from: holdpoint bundle sign';
    case 'bundle-signer-unknown':
      return `it is signed by ${formatNames(fault.ids)}, which nobody here trusts, so nothing in it was read. Get the public key from its owner, compare its words, and trust it first`;
    case 'bundle-signer-revoked':
      return `it is signed by ${fault.key.name}, key ${fault.key.id}, which is no longer trusted here. ${describeStanding(fault.key)}`;
    case 'bundle-signature-wrong':
      return `the signature by ${fault.id} does not match: the bundle was changed, or somebody else signed it in that name`;
    case 'bundle-manifest':
      return fault.what === 'shape'
        ? `this version of Holdpoint cannot read its manifest${fault.where === '' ? '' : ` (${fault.where})`}`
        : 'its manifest is not in canonical form';
    case 'bundle-requires':
      return `it needs Holdpoint ${fault.version}, and this is ${fault.own}`;
    case 'bundle-ahead':
      return `it says that it was made ${formatZonedTime(fault.created)}, which is in the future. Check the clock of this workstation`;
    case 'bundle-expired':
      return `it was valid until ${formatZonedTime(fault.expires)}. Have a new one made`;
    case 'bundle-member':
      return MEMBER[fault.how](fault.name);
    case 'bundle-file-name':
      return `${FILE_NAME[fault.how]}: ${fault.path}`;
    case 'bundle-release':
      return `its release is refused: ${fault.why}`;
    case 'bundle-evidence':
      return `the evidence of ${fault.run} in it does not verify`;
    case 'bundle-older':
      return `it holds an older revision than the library: number ${fault.number} of the history, kept ${formatZonedTime(fault.keptAt)}. To go back to that one, restore it from the history`;
    case 'bundle-replayed':
      return `it was made ${formatZonedTime(fault.created)}, and a bundle of this release made ${formatZonedTime(fault.newest)} was imported already`;
    case 'bundle-imported':
      return `it was imported ${formatZonedTime(fault.at)}; there is nothing to do`;
    case 'bundle-differs':
      return `the library has ${fault.version}, saved ${formatZonedTime(fault.savedAt)}, with a text that the bundle was not made from`;
  }
}

const FORM: Readonly<Record<FormFault, string>> = {
  truncated: 'it is cut off',
  header: 'it has an entry with a header that no bundle has',
  name: 'it has an entry with a name that no bundle has',
  padding: 'there is data between its entries',
  end: 'there is data after its end',
  order: 'its entries are not in order',
  'too-many': 'it has more signatures than a bundle can have',
};

const MEMBER: Readonly<Record<'differs' | 'unexpected' | 'missing', (name: string) => string>> = {
  differs: (name) => `${name} in it is not the file that was signed`,
  unexpected: (name) => `${name} is in it, but is not part of what was signed`,
  missing: (name) => `${name} is missing from it`,
};

const FILE_NAME: Readonly<Record<'unwritable' | 'collides' | 'not-named' | 'lacking', string>> = {
  unwritable: 'a file in it has a name that some disks cannot store',
  collides: 'two files in it have names that some disks do not tell apart',
  'not-named': 'a file in it is not one that the release uses',
  lacking: 'its release needs a file that is not in it',
};

/** What becomes of the release. A sentence without its stop. */
export function describeReleaseStanding(standing: ReleaseStanding): string {
  switch (standing.kind) {
    case 'new':
      return 'The library does not have this release yet';
    case 'same':
      return `The library has this revision already, saved ${formatZonedTime(standing.savedAt)}`;
    case 'newer':
      return `It follows what the library has: ${standing.version}, saved ${formatZonedTime(standing.savedAt)}`;
    case 'differs':
      return `It was not made from what the library has: ${standing.version}, saved ${formatZonedTime(standing.savedAt)}. What is here stays in the history`;
    case 'older':
      return `It is older than what the library has: number ${standing.number} of the history, kept ${formatZonedTime(standing.keptAt)}`;
    case 'replayed':
      return `A bundle of this release that was made later, ${formatZonedTime(standing.newest)}, was imported already`;
    case 'imported':
      return `It was imported ${formatZonedTime(standing.at)}`;
  }
}

/** Whether such a bundle can be imported at all. */
export function mayBeImported({ kind }: ReleaseStanding): boolean {
  return kind === 'new' || kind === 'same' || kind === 'newer' || kind === 'differs';
}

export const HOST_KEY_STANDINGS: Readonly<Record<CarriedStanding, string>> = {
  new: 'comes with it',
  known: 'accepted here already',
  refused: 'left out: another key is accepted here',
};

export const APPROVAL_STANDINGS: Readonly<Record<CarriedStanding, string>> = {
  new: 'comes with it',
  known: 'known here already',
  refused: 'left out: not one of the people of the release',
};
