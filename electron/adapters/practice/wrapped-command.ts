/**
 * Understands the ways in which the engine sends commands, for a shell that cannot read its script from an open stdin:
 * `/bin/sh -s` with one line of shell on stdin, and `/bin/sh -c 'IFS= read -r hp_l; eval "$hp_l"'` with one line of
 * shell and then data. Everything else is plain text.
 */
export type Invocation =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'script' }
  | { readonly kind: 'line-and-data' };

export function readInvocation(command: string): Invocation {
  if (command === '/bin/sh -s') return { kind: 'script' };
  const quoted = /^\/bin\/sh -c '([^']*)'$/.exec(command)?.[1];
  if (quoted === undefined) return { kind: 'plain', text: command };
  return /^IFS= read -r (\w+); eval "\$\1"$/.test(quoted)
    ? { kind: 'line-and-data' }
    : { kind: 'plain', text: quoted };
}

/** What arrived on stdin, once it is enough to begin: the shell text, and the data that came with it. */
export interface Arrived {
  readonly text: string;
  readonly data: Buffer;
}

/** Null while the text is not complete: it is one line. */
export function readArrived(stdin: Buffer, ended: boolean): Arrived | null {
  const end = stdin.indexOf(10) + 1;
  if (end > 0) return { text: stdin.toString('utf8', 0, end), data: stdin.subarray(end) };
  return ended ? { text: stdin.toString('utf8'), data: Buffer.alloc(0) } : null;
}

/** The start marker that the text would print, and the text without it. Output here comes only at the end; the marker must not. */
export function takeMarker(text: string, pid: number): { marker: string | null; text: string } {
  const nonce = /hp_nonce=([\w-]+)/.exec(text)?.[1];
  const match = /echo "\$hp_nonce \$\$ [^"]*"/.exec(text);
  if (nonce === undefined || match === null) return { marker: null, text };
  return { marker: `${nonce} ${pid} ${pid}\n`, text: text.replace(match[0], ':') };
}
