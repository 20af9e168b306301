/** The shell text that receives an uploaded file: it goes beside its target and takes that place once its hash is right. */
import { quoteForShell } from '#core/plan/quote.ts';
import { hashOfFile } from '../remote/wrapper.ts';

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

/** Sets `hp_t` to the file that is meant; `hp_no` gives up with words. */
export function targetText({ to, follow }: Target): string {
  const link = follow
    ? 'hp_t=$(readlink -f -- "$hp_t") && [ -n "$hp_t" ] || hp_no "the symbolic link leads nowhere"'
    : 'hp_no "$hp_t is a symbolic link: upload to the file it leads to, or write follow: true"';
  return `hp_no() { printf '%s\\n' "$*" >&2; exit 1; }
hp_t=${quoteForShell(to)}
if [ -h "$hp_t" ]; then ${link}; fi`;
}

/** The host's tools for it are GNU's, busybox's or a BSD's. */
const STAT_TEXT = `hp_stat() { stat -c '%a %u:%g' -- "$1" 2>/dev/null || stat -f '%Mp%Lp %u:%g' -- "$1" 2>/dev/null; }`;

export function receiveText(receipt: Receipt): string {
  const { nonce, sha256, bytes, mode, owner, guard } = receipt;
  const kib = Math.ceil(bytes / 1024);
  return `${targetText(receipt)}
hp_p="$hp_t.part-${nonce}"
if [ -d "$hp_t" ]; then hp_no "$hp_t is a directory; end the path with / to put the file into it"; fi
if [ -e "$hp_t" ] && ! [ -f "$hp_t" ]; then hp_no "$hp_t is a device, a pipe or a socket, and no file that could be replaced"; fi
${keepText(receipt)}
hp_k=$(df -Pk -- "$(dirname -- "$hp_t")" 2>/dev/null | { read -r hp_x; read -r hp_x hp_x hp_x hp_k hp_x && echo "$hp_k"; })
if [ -n "$hp_k" ] && [ "$hp_k" -lt ${kib} ]; then hp_no "no space: it needs ${kib} KiB and $hp_k KiB are free at $hp_t"; fi
trap 'rm -f -- "$hp_p"' EXIT
${
  // With the link gone nobody hears the words that follow; they must not end the shell before it has cleaned up.
  "trap '' PIPE"
}
trap 'exit 129' HUP
trap 'exit 143' TERM
umask 077
cat >"$hp_p" || exit 1
[ -e "$hp_p" ] || hp_no "another program has removed $hp_p: it looked for this upload and found it not whole"
${hashOfFile('"$hp_p"', 'hp_h')}
[ -n "$hp_h" ] || hp_no "the host has no sha256sum, shasum or openssl to verify the file"
[ "$hp_h" = ${sha256} ] || hp_no "the file did not arrive whole: $hp_h"
${owner === null ? KEEP_OWNER_TEXT : `chown -- ${quoteForShell(owner)} "$hp_p" || exit 1`}
chmod -- ${mode === null ? '"$hp_m"' : quoteForShell(mode)} "$hp_p" || exit 1
( : ; ${guard}
) || exit 1
mv -f -- "$hp_p" "$hp_t" || exit 1
echo "verified SHA-256 $hp_h"
[ -z "$hp_w" ] || echo "$hp_w"`;
}

/** Sets `hp_m` and `hp_o` to mode and owner of the file that is there, where the step leaves either to it. */
function keepText({ mode, owner }: Receipt): string {
  if (mode !== null && owner !== null) return 'hp_m= hp_o= hp_w=';
  return `${STAT_TEXT}
hp_m=0644 hp_o= hp_w=
if [ -e "$hp_t" ]; then
  hp_s=$(hp_stat "$hp_t"); hp_m=\${hp_s%% *}; hp_o=\${hp_s#* }
  [ -n "$hp_s" ] || hp_no "mode and owner of $hp_t cannot be told here: write mode and owner"
fi`;
}

const KEEP_OWNER_TEXT = `hp_x=; [ -z "$hp_o" ] || hp_x=$(hp_stat "$hp_p")
if [ "$hp_o" != "\${hp_x#* }" ] && ! chown -- "$hp_o" "$hp_p" 2>/dev/null; then
  chgrp -- "\${hp_o#*:}" "$hp_p" 2>/dev/null
  hp_s=$(hp_stat "$hp_p"); hp_w="${OWNER_LOST} it was $hp_o and is \${hp_s#* }"
fi`;
