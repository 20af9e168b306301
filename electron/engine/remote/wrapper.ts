/**
 * How a command travels: the host's process list shows `/bin/sh -s`, and everything else goes over stdin as one
 * compound command on one line. A shell runs nothing of it when it is cut short at either end, so half a script never starts.
 * The first thing it prints is a marker with a nonce, its pid and process group; no marker, not started.
 */
import { quoteForShell } from '#core/plan/quote.ts';
import { type Guard, NO_GUARD } from '../lease/texts.ts';
import { environmentCheck } from './environment-check.ts';
import { NOT_STARTED_EXIT } from './not-started.ts';

export interface Sudo {
  readonly user: string;
  readonly password: string | null;
}

export interface Wrapped {
  /** What is exec'd; holds no secret and nothing of the author's. */
  readonly command: string;
  /** Goes to stdin, once `ready` was printed where there is sudo. May hold secrets. */
  readonly payload: string;
  readonly nonce: string;
  /** Printed by sudo when it wants the password; null without sudo or password. */
  readonly prompt: string | null;
  /** Printed once sudo let us through; null without sudo. */
  readonly ready: string | null;
}

export interface ShellJob {
  /** POSIX shell text, run by `eval`. */
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
  readonly sudo: Sudo | null;
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
  const prompt = sudo?.password == null ? null : `${nonce}-password`;
  return { command: commandOf(job, nonce), payload: asOneLine(payload), nonce, prompt, ready };
}

/**
 * The same text as one physical line and one compound command. A login script that reads from the link takes the whole of
 * it, or leaves a rest without its opening brace, of which a shell runs nothing. Line breaks come from the shell's own IFS.
 */
export function asOneLine(text: string): string {
  const quoted = quoteForShell(text).replaceAll('\n', `'"$hp_n"'`);
  return `{ hp_n=\${IFS#??}; hp_n=\${hp_n%"\${hp_n#?}"}; eval ${quoted}; }\n`;
}

/** Free of backslashes, exclamation marks and newlines, so that csh and fish read it as sh does. */
function commandOf({ sudo, takesInput, ownGroup, guard = NO_GUARD }: Starting, nonce: string): string {
  const reader = takesInput ? 'IFS= read -r hp_l; eval "$hp_l"' : 'exec /bin/sh -s';
  const [start, ...words] = ownGroup ? [IN_OWN_GROUP, 'sh', '-', `'${reader}'`] : [reader];
  if (!sudo) return takesInput || ownGroup ? ['/bin/sh -c', `'${start}'`, ...words].join(' ') : '/bin/sh -s';
  const how = sudo.password === null ? '-n' : `-S -p ${nonce}-password`;
  const become = `exec sudo ${how} -u ${sudo.user} -- /bin/sh -c "$1"${ownGroup ? ' sh - "$2"' : ''}`;
  const outer = `${guard.outer}if test "$(id -un)" = "${sudo.user}"; then eval "$1"; exit; fi; ${become}`;
  return [`/bin/sh -c '${outer}' sh 'echo ${nonce}-ready; ${start}'`, ...words.slice(2)].join(' ');
}

/**
 * Begins `$2` in a session of its own, before anything of the input is read. Where this shell leads its group already, sudo has seen to
 * it, and setsid would leave a copy behind that nobody waits for.
 */
const IN_OWN_GROUP =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is shell text
  'hp_g=; { read -r hp_a hp_a hp_a hp_a hp_g hp_a </proc/$$/stat; } 2>/dev/null; test "${hp_g:-$$}" = $$ || { command -v setsid >/dev/null 2>&1 && exec setsid /bin/sh -c "$2"; }; eval "$2"';

/** What of the guard stands in the payload, by who runs it. */
export function guardWithin({ sudo, guard = NO_GUARD }: Pick<ShellJob, 'sudo' | 'guard'>): string {
  return sudo ? guard.other : guard.login;
}

/** sudo's user is checked before it is put into a command line. */
export function isUserName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(text);
}

function payloadOf(job: ShellJob, nonce: string): string {
  const marker = `hp_g=; { read -r hp_a hp_a hp_a hp_a hp_g hp_a </proc/$$/stat; } 2>/dev/null || hp_g=$(ps -o pgid= -p $$ 2>/dev/null); echo "${nonce} $$ \${hp_g:-$$}"`;
  const before = guardWithin(job);
  const guard = before === '' ? '' : `${before}; `;
  const cd = job.cwd === null ? '' : `cd -- ${quoteForShell(job.cwd)} || exit ${NOT_STARTED_EXIT}; `;
  if (job.takesInput) return `{ ${guard}${cd}${marker}; eval ${quoteForShell(job.text)}; exit $?; }\n`;
  const variables = Object.entries(job.env).map(
    ([name, value]) => `export ${name}=${quoteForShell(value)}\n`,
  );
  const check = environmentCheck(job.env, variables.join(''));
  return `{ ${guard}${cd}${check}\n${marker}; unset hp_a hp_g hp_o; exec </dev/null\n${variables.join('')}eval ${quoteForShell(job.text)}\nexit $?; }\n`;
}

/** Shell text that keeps a script in a private file, checks its SHA-256, runs it and removes it. */
export function scriptText(interpreter: string, script: string, sha256: string): string {
  return `hp_d=$(umask 077; mktemp -d 2>/dev/null) || { hp_d=\${TMPDIR:-/tmp}/hp.$$; mkdir -m 700 "$hp_d"; } || exit ${NOT_STARTED_EXIT}
trap 'rm -rf "$hp_d"' EXIT; trap 'exit 143' TERM; trap 'exit 130' INT; trap 'exit 129' HUP
printf %s ${quoteForShell(script)} >"$hp_d/script" || exit ${NOT_STARTED_EXIT}
${hashOfFile('"$hp_d/script"', 'hp_h')}
if [ -n "$hp_h" ] && [ "$hp_h" != ${sha256} ]; then echo "the script did not arrive whole" >&2; exit ${NOT_STARTED_EXIT}; fi
${interpreter} "$hp_d/script"`;
}

/** Sets a variable to the SHA-256 of a file, or to nothing where the host has no tool for it. */
export function hashOfFile(file: string, variable: string): string {
  return `${variable}=$( { sha256sum <${file} || shasum -a 256 <${file} || openssl dgst -sha256 -r <${file}; } 2>/dev/null ); ${variable}=\${${variable}%% *}`;
}
