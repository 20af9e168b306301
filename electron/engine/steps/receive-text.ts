/** The text that receives an uploaded file: it goes beside its target and takes that place once its hash is right. */
import type { Reason } from '#core/run/reasons.ts';
import { readRefusal } from '../remote/read-refusal.ts';
import { type Values, writeScript } from '../shell/write-script.ts';

const KIB = 1024;

export interface UploadTarget {
  readonly to: string;
  /** A symbolic link at the target is followed; otherwise it is refused. */
  readonly follow: boolean;
}

export interface Receipt extends UploadTarget {
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

export function receiveText(receipt: Receipt): string {
  const { nonce, sha256, bytes, mode, owner, guard } = receipt;
  return writeScript('receive', {
    ...{ ...valuesOf(receipt), nonce, sha256, guard },
    kib: Math.ceil(bytes / KIB),
    mode: mode ?? '',
    owner: owner ?? '',
  });
}

/** The host's line on an owner that it could not keep; null where it kept it. */
export function ownerLost(stdout: string): Reason | null {
  const [, was, is] = /^owner-lost (\d+:\d+) (\d+:\d+)$/m.exec(stdout) ?? [];
  return was === undefined || is === undefined ? null : { kind: 'owner-lost', was, is };
}

/** By the last line, where the host says why the file is not in place. */
export function notPlaced(exit: number, stderr: string, mask: (text: string) => string): Reason {
  const said = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  const by = readRefusal(said);
  return by === null ? { kind: 'not-placed', exit, said: mask(said) } : { kind: 'placing-prevented', by };
}

/** Says whether the file is in place: `there`, `absent`, or `part` where a part of it is left. */
export function findUploadText(target: UploadTarget, upload: Pick<Receipt, 'nonce' | 'sha256'>): string {
  return writeScript('find-upload', { ...valuesOf(target), ...upload });
}

function valuesOf({ to, follow }: UploadTarget): Pick<Values<'receive'>, 'to' | 'follow'> {
  return { to, follow: follow ? 'yes' : 'no' };
}
