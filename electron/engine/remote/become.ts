/** How a command becomes another user: the words that start a shell as that user, in a text that csh and fish read as sh does. */
import { becomerOf } from '#core/release/become.ts';

export interface SudoLogin {
  readonly user: string;
  readonly password: string | null;
  /** `su`, `doas`, or a command of the site; sudo unless told. */
  readonly by?: string | undefined;
}

export interface Becoming {
  /** Runs `$1` by `/bin/sh` as that user, with `$2` as its `$2`. */
  readonly text: string;
  /** Stands before what is run: takes back what was set for the way there. */
  readonly before: string;
  /** Further words behind the two. */
  readonly more: readonly string[];
  /** What asks for the password; null where there is none. */
  readonly prompt: string | null;
  /** It asks once and then ends: what it says last is its answer to the password. */
  readonly asksOnce: boolean;
}

/** What su runs, as the shell of that user reads it. */
const BY_SU = 'exec /bin/sh -c "$hp_a" sh - "$hp_b"';
/** su would ask in the language of the login; the step gets that back. */
const FOR_SU = 'hp_a="$1"; hp_b="$2"; hp_c="$LC_ALL"; hp_d=su; LC_ALL=C; export hp_a hp_b hp_c hp_d LC_ALL';
const AFTER_SU =
  'test "$hp_d" && { LC_ALL="$hp_c"; test "$hp_c" || unset LC_ALL; }; unset hp_a hp_b hp_c hp_d; ';

export function becoming({ user, password, by }: SudoLogin, nonce: string): Becoming {
  const becomer = becomerOf(by);
  const shell = '/bin/sh -c "$1" sh - "$2"';
  const plain = { before: '', more: [], asksOnce: false };
  switch (becomer.kind) {
    case 'sudo': {
      const prompt = password === null ? null : `${nonce}-password`;
      const how = prompt === null ? '-n' : `-S -p ${prompt}`;
      return { ...plain, text: `exec sudo ${how} -u ${user} -- ${shell}`, prompt };
    }
    case 'doas':
      return { ...plain, text: `exec doas -n -u ${user} -- ${shell}`, prompt: null };
    case 'command':
      return { ...plain, text: `exec ${becomer.command.replaceAll('%u', user)} ${shell}`, prompt: null };
    case 'su':
      return {
        text: `${FOR_SU}; exec su ${user} -c "$3"`,
        before: AFTER_SU,
        more: [`'${BY_SU}'`],
        prompt: password === null ? null : 'Password: ',
        asksOnce: true,
      };
  }
}
