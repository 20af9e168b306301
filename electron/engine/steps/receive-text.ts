/** The text that receives an uploaded file: it goes beside its target and takes that place once its hash is right. */
import { type Values, writeScript } from '../shell/write-script.ts';

export interface Target {
  readonly to: string;
  /** A symbolic link at the target is followed; otherwise it is refused. */
  readonly follow: boolean;
}

export interface Receipt extends Target {
  readonly nonce: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Null: that of the file which is there, or 0644. */
  readonly mode: string | null;
  /** Null: that of the file which is there, as far as the user may give it. */
  readonly owner: string | null;
  /** Ends a shell when this program may not act on the host any more: a file that arrives late is not put in place. */
  readonly guard: string;
}

/** Printed, with the owner, where an existing file's owner could not be kept. */
export const OWNER_LOST = 'the owner of the file that was there could not be kept:';

export function receiveText(receipt: Receipt): string {
  const { nonce, sha256, bytes, mode, owner, guard } = receipt;
  return writeScript('receive', {
    ...{ ...valuesOf(receipt), nonce, sha256, guard },
    kib: Math.ceil(bytes / 1024),
    mode: mode ?? '',
    owner: owner ?? '',
    lost: OWNER_LOST,
  });
}

/** Says whether the file is in place: `there`, `absent`, or `part` where a part of it is left. */
export function findUploadText(target: Target, upload: Pick<Receipt, 'nonce' | 'sha256'>): string {
  return writeScript('find-upload', { ...valuesOf(target), ...upload });
}

function valuesOf({ to, follow }: Target): Pick<Values<'receive'>, 'to' | 'follow'> {
  return { to, follow: follow ? 'yes' : 'no' };
}
