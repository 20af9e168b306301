import {
  chmodSync,
  type FSWatcher,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Says whether the host's key is believed, and notes which it was: of the words of ssh, what for, type and key, and its fingerprint.
 * What is believed stands in files beside it, made of what release and library say.
 */
const KNOWN = `#!/bin/sh
[ "$2" = HOSTNAME ] || exit 0
printf '%s %s\\n' "$3" "$4" >"$1.shown"
cat "$1.always"
while IFS= read -r trusted; do
  if [ "$trusted" = "$5" ]; then printf '* %s %s\\n' "$3" "$4"; fi
done <"$1.trusted"
`;

/** Hands on one question of ssh, and its answer back. It ends with the program that would answer. */
const ASK = `#!/bin/sh
umask 077
at="\${0%/*}/$HOLDPOINT_ASKS.$$"
mkfifo "$at.answer" && exec 3<>"$at.answer" || exit 1
printf '%s\\n%s' "\${SSH_ASKPASS_PROMPT-}" "$1" >"$at.draft" && mv "$at.draft" "$at.ask" || exit 1
( while kill -0 "$HOLDPOINT_PID"; do sleep 1; done; kill $$ ) </dev/null >/dev/null 2>&1 3>&- &
trap 'kill "$!"; mv "$at.ask" "$at.over"; exit 1' HUP INT TERM
IFS= read -r answer <&3
kill "$!" 2>/dev/null
case $answer in =*) printf '%s\\n' "\${answer#=}" ;; *) exit 1 ;; esac
`;

/** With what ssh adds to the name of a socket, this leaves room in the 104 bytes that macOS has for one. */
const LONGEST = 60;

/** A folder that only this user may enter, for sockets, and for what ssh and this program say to each other. */
export class PrivateFolder {
  readonly path: string;
  readonly #watcher: FSWatcher;
  readonly #listeners = new Map<string, (file: string) => void>();
  #names = 0;

  constructor() {
    const base = tmpdir();
    const isFit = base.length <= LONGEST && /^[\w./-]+$/.test(base);
    const place = isFit ? base : '/tmp';
    removeOrphans(place);
    this.path = mkdtempSync(join(place, `hp-${process.pid}-`));
    for (const [name, text] of [
      ['known', KNOWN],
      ['ask', ASK],
    ] as const) {
      writeFileSync(join(this.path, name), text);
      chmodSync(join(this.path, name), 0o700);
    }
    this.#watcher = watch(this.path, (_event, file) => {
      if (file !== null) this.#listeners.get(file.split('.', 1)[0] ?? '')?.(file);
    });
    this.#watcher.on('error', () => undefined);
  }

  /** A name of its own for what belongs to one connection, and who is told of its files as they come. */
  claim(onFile: (file: string) => void): string {
    this.#names += 1;
    const name = String(this.#names);
    this.#listeners.set(name, onFile);
    return name;
  }

  in(file: string): string {
    return join(this.path, file);
  }

  forget(name: string): void {
    this.#listeners.delete(name);
  }

  remove(): void {
    this.#watcher.close();
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A day, so that what another container keeps in the same place is not taken for something left over. */
const ORPHAN_MS = 24 * 60 * 60 * 1000;

/** Folders of programs that were killed. Those of other users stay: they cannot be removed. */
function removeOrphans(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = Number(/^hp-(\d+)-\w{6}$/.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) tryTo(() => removeOld(join(place, name)));
  }
}

function removeOld(folder: string): void {
  if (Date.now() - statSync(folder).mtimeMs > ORPHAN_MS) rmSync(folder, { recursive: true });
}

function isRunning(pid: number): boolean {
  return tryTo(() => process.kill(pid, 0));
}

/** False where it cannot be done. */
function tryTo(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
