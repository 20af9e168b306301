/** Bundles, in words: why one is refused, and what it would bring. */
import type { BundleFault, FormFault } from '../bundle/faults.ts';
import type { CarriedStanding, ReleaseStanding } from '../bundle/preview.ts';
import { describeStanding } from './describe-signing.ts';
import { formatBytes, formatNames } from './format-count.ts';
import { formatZonedTime } from './format-time.ts';

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
      return `${fault.what} has more than ${formatBytes(fault.mostBytes)}, which no bundle has`;
    case 'bundle-form':
      return fault.at === 0
        ? 'it is no bundle: nothing in it begins as one does'
        : `${FORM[fault.what]} (byte ${fault.at}). Have it copied again, or made again`;
    case 'bundle-unsigned':
      return 'nobody signed it. Have it signed where it comes from: holdpoint bundle sign';
    case 'bundle-signer-unknown':
      return `it is signed by ${formatNames(fault.ids)}, which nobody here trusts, so nothing in it was read. Get the public key from its owner, compare its words, and trust it first`;
    case 'bundle-signer-revoked':
      return `it is signed by ${fault.key.name}, key ${fault.key.id}, which counts no more. ${describeStanding(fault.key)}`;
    case 'bundle-signature-wrong':
      return `the signature by ${fault.id} does not fit: the bundle was changed, or somebody else signed it in that name`;
    case 'bundle-manifest':
      return fault.what === 'shape'
        ? `its manifest is not one that this Holdpoint knows${fault.where === '' ? '' : ` (${fault.where})`}`
        : 'its manifest is not written in the one way in which it can be';
    case 'bundle-requires':
      return `it needs Holdpoint ${fault.version}, and this is ${fault.own}`;
    case 'bundle-ahead':
      return `it says that it was made ${formatZonedTime(fault.created)}, which is still to come. Check the clock of this workstation`;
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
  truncated: 'it ends too early',
  header: 'a part of it begins as none does in a bundle',
  name: 'a part of it has a name that none has in a bundle',
  padding: 'something stands between its parts',
  end: 'something stands behind its end',
  order: 'its parts are not in their order, so it is no bundle',
  'too-many': 'it has more signatures than a bundle can have',
};

const MEMBER: Readonly<Record<'differs' | 'unexpected' | 'missing', (name: string) => string>> = {
  differs: (name) => `${name} in it is not the one that was signed`,
  unexpected: (name) => `${name} is in it, and what was signed does not name it there`,
  missing: (name) => `${name} is missing in it`,
};

const FILE_NAME: Readonly<Record<'unwritable' | 'collides' | 'not-named' | 'lacking', string>> = {
  unwritable: 'a file in it has a name that not every disk takes',
  collides: 'two files in it are one on some disk',
  'not-named': 'a file in it is none that the release names',
  lacking: 'its release needs a file that is not in it',
};

/** What becomes of the release. A sentence without its stop. */
export function describeReleaseStanding(standing: ReleaseStanding): string {
  switch (standing.kind) {
    case 'new':
      return 'The library does not have this release yet';
    case 'same':
      return `The library has this very revision, saved ${formatZonedTime(standing.savedAt)}`;
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
