/** A stand-in for sudo on a test server: it asks, refuses and lets through as it is told, and notes what it was given. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * When it wants the password: `always`, `never` (NOPASSWD), or `once`, after which it remembers for a while as sudo does.
 * `terminal`: it wants a terminal (`Defaults requiretty`). `code`: after the password it asks for a one-time code; `again`: by
 * the prompt that it was given.
 */
export type SudoAsks = 'always' | 'never' | 'once' | 'terminal' | 'code' | 'again';

const TEXT = `#!/bin/sh
here=$(dirname "$0")
asks=$(cat "$here/asks")
if [ "$asks" = terminal ] && ! [ -t 0 ]; then
  echo 'sudo: sorry, you must have a tty to run sudo' >&2
  exit 1
fi
while [ $# -gt 0 ]; do
  case $1 in
    -p) prompt=$2; shift ;;
    -u) shift ;;
    --) shift; break ;;
  esac
  shift
done
[ "$asks" = once ] && [ -e "$here/remembered" ] && asks=never
[ "$asks" = never ] && exec "$@"
for try in 1 2 3; do
  printf %s "$prompt" >&2
  IFS= read -r word || break
  echo "$word" >>"$here/given"
  if [ "$asks" = code ]; then printf 'Verification code: ' >&2; IFS= read -r word; exit 1; fi
  if [ "$asks" = again ]; then printf %s "$prompt" >&2; IFS= read -r word; exit 1; fi
  [ "$word" = "$(cat "$here/password")" ] && { touch "$here/remembered"; exec "$@"; }
  echo 'Sorry, try again.' >&2
done
echo 'sudo: 3 incorrect password attempts' >&2
exit 1
`;

export interface StandInSudo {
  /** What sets it before all other programs of the host. */
  readonly env: { readonly PATH: string };
  /** A command of the host that changes the password. */
  readonly change: string;
  asks(when: SudoAsks): void;
  takes(password: string): void;
  /** What it was given for a password since this was asked last, in order. */
  given(): readonly string[];
}

export function standInSudo(folder: string): StandInSudo {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'sudo'), TEXT, { mode: 0o755 });
  return {
    env: { PATH: `${bin}:/usr/local/bin:/usr/bin:/bin` },
    change: `printf another >${join(bin, 'password')}`,
    asks(when) {
      writeFileSync(join(bin, 'asks'), when);
      rmSync(join(bin, 'remembered'), { force: true });
    },
    takes: (password) => writeFileSync(join(bin, 'password'), password),
    given() {
      const path = join(bin, 'given');
      const words = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
      rmSync(path, { force: true });
      return words;
    },
  };
}
