/**
 * How a command travels: the host's process list shows `/bin/sh -s`, and everything else goes over stdin as one
 * compound command on one line. A shell runs nothing of it when it is cut short at either end, so half a script never starts.
 * The first thing it prints is a marker with a nonce, its pid and process group; no marker, not started.
 */
import { quoteForShell } from '#core/plan/quote.ts';
import { nameOfBecomer } from '#core/release/become.ts';
import { type Guard, NO_GUARD } from '../lease/texts.ts';
import { writeScript } from '../shell/write-script.ts';
import { becoming, type SudoLogin } from './become.ts';
import { environmentCheck } from './environment-check.ts';

export type { SudoLogin } from './become.ts';

export interface Wrapped {
  /** What is exec'd; holds no secret and nothing of the author's. */
  readonly command: string;
  /** Goes to stdin, once `ready` was printed where there is sudo. May hold secrets. */
  readonly payload: string;
  readonly nonce: string;
  /** What sudo or su prints when it wants the password; null without a password. */
  readonly prompt: string | null;
  /** What asks is known for asking once: it ends where it does not take the password. */
  readonly asksOnce?: boolean;
  /** What has to be let through, for what people read. */
  readonly by?: string;
  /** Printed once sudo let us through; null without sudo. */
  readonly ready: string | null;
}

export interface ShellJob {
  /** POSIX shell text: run by `eval`, except what takes input, which is none of an author's. */
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  readonly sudo: SudoLogin | null;
  /** The text reads data from its stdin. Otherwise stdin is closed. */
  readonly takesInput?: boolean;
  /** It begins a process group of its own, so that it can be ended without ending the server's. */
  readonly ownGroup?: boolean;
  /** Ends the shell before the marker when this program may not act on the host. */
  readonly guard?: Guard;
}

export function wrapJob(job: ShellJob, nonce: string): Wrapped {
  return wrapPayload(payloadOf(job, nonce), job, nonce);
}

/** What of a job decides on the command that starts it. */
type Starting = Pick<ShellJob, 'sudo' | 'takesInput' | 'ownGroup' | 'guard'>;

/** A payload that prints its own marker, sent in the same way. */
export function wrapPayload(payload: string, job: Starting, nonce: string): Wrapped {
  const { sudo } = job;
  const ready = sudo ? `${nonce}-ready` : null;
  const { prompt = null, asksOnce = false } = sudo === null ? {} : becoming(sudo, nonce);
  const by = nameOfBecomer(sudo?.by);
  return { command: commandOf(job, nonce), payload: asOneLine(payload), nonce, prompt, ready, asksOnce, by };
}

/**
 * The same text as one physical line and one compound command. A login script that reads from the link takes the whole of
 * it, or leaves a rest without its opening brace, of which a shell runs nothing. Line breaks, where it has any, come from the shell's own IFS.
 */
export function asOneLine(text: string): string {
  const line = text.trimEnd();
  const quoted = quoteForShell(line).replaceAll('\n', `'"$hp_n"'`);
  const breaks = line.includes('\n') ? `hp_n=\${IFS#??}; hp_n=\${hp_n%"\${hp_n#?}"}; ` : '';
  return `{ ${breaks}eval ${quoted}; }\n`;
}

/** Free of backslashes, exclamation marks and newlines, so that csh and fish read it as sh does. */
function commandOf({ sudo, takesInput, ownGroup, guard = NO_GUARD }: Starting, nonce: string): string {
  const reader = takesInput ? 'IFS= read -r hp_l; eval "$hp_l"' : 'exec /bin/sh -s';
  const [start, ...words] = ownGroup ? [writeScript('own-group', {}), 'sh', '-', `'${reader}'`] : [reader];
  if (!sudo) return takesInput || ownGroup ? ['/bin/sh -c', `'${start}'`, ...words].join(' ') : '/bin/sh -s';
  const { text, before, more } = becoming(sudo, nonce);
  const outer = `${guard.outer}if test "$(id -un)" = "${sudo.user}"; then eval "$1"; exit; fi; ${text}`;
  const inner = `${before}echo ${nonce}-ready; ${start}`;
  return [`/bin/sh -c '${outer}' sh '${inner}' ${words[2] ?? "''"}`, ...more].join(' ');
}

/** What of the guard stands in the payload, by who runs it. */
export function guardWithin({ sudo, guard = NO_GUARD }: Pick<ShellJob, 'sudo' | 'guard'>): string {
  return sudo ? guard.other : guard.login;
}

/** sudo's user is checked before it is put into a command line. */
export function isUserName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(text);
}

function payloadOf(job: ShellJob, nonce: string): string {
  const before = [guardWithin(job), cdText(job.cwd)];
  const marker = writeScript('marker', { nonce });
  if (job.takesInput) return inOneCommand([...before, marker, job.text, 'exit $?']);
  const exports = Object.entries(job.env)
    .map(([name, value]) => `export ${name}=${quoteForShell(value)}`)
    .join('; ');
  return inOneCommand([
    ...before,
    environmentCheck(job.env, exports),
    marker,
    'exec </dev/null',
    exports,
    `eval ${quoteForShell(job.text)}`,
    'exit $?',
  ]);
}

/** A command that is begun in its folder, or not at all. */
export function cdText(cwd: string | null): string {
  return cwd === null ? '' : writeScript('cd', { cwd });
}

/** One compound command: a shell that gets only a part of it runs nothing of it. */
export function inOneCommand(texts: readonly string[]): string {
  return `{ ${texts.filter((text) => text !== '').join('; ')}; }\n`;
}

/** Keeps a script in a private file, checks its SHA-256, runs it and removes it. */
export function scriptText(interpreter: string, script: string, sha256: string): string {
  return writeScript('script', { with: interpreter, script, sha256 });
}
