import { createHash } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOT_STARTED_EXIT } from '#engine/remote/not-started.ts';
import { cleanText, listText } from '#engine/remote/record/left-texts.ts';
import { attachText, endText, type Launch, launchText, TRAILER_MARK } from '#engine/remote/record/texts.ts';
import { asOneLine } from '#engine/remote/wrapper.ts';
import { writeScript } from '#engine/shell/write-script.ts';
import { until } from '#support/cli-fixture.ts';
import { type LocalShell, openShell, SHELLS } from '#support/local-shell.ts';

const NONCE = 'hpnonce';
const LAST_PID = '/proc/sys/kernel/ns_last_pid';
const HIGHEST_PID = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8')) - 1;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe.each(SHELLS)('a record kept by %s', (path) => {
  let shell: LocalShell;
  let count = 0;
  beforeAll(() => {
    shell = openShell(path);
    for (const run of ['r-1', 'r-2', 'r-3']) {
      const records = join(shell.home, '.local/state/holdpoint/runs', run);
      mkdirSync(records, { recursive: true, mode: 0o700 });
      writeFileSync(join(records, 'since'), '4 end\n');
    }
  });
  afterAll(() => shell.close());

  /** As a host makes it for a run. */
  const makeFolder = async (run: string): Promise<void> => {
    expect((await shell.say(writeScript('track-run', { run, seq: 4 }))).stdout).toBe('track ok\nattempts\n');
  };
  const fresh = () => {
    count += 1;
    return { run: 'r-1', attempt: `a${count}` };
  };
  const launch = (text: string, more: Partial<Launch> = {}) => {
    const place = more.place ?? fresh();
    const whole = {
      place,
      nonce: NONCE,
      text,
      env: {},
      cwd: null,
      guard: '',
      fed: false,
      ...more,
    };
    return { place, text: asOneLine(launchText(whole)) };
  };
  const attach = (place: Launch['place'], more: Partial<Parameters<typeof attachText>[0]> = {}) =>
    asOneLine(
      attachText({
        place,
        nonce: NONCE,
        from: { stdout: 0, stderr: 0 },
        fence: null,
        follow: true,
        guard: '',
        ...more,
      }),
    );
  const folderOf = ({ run }: Launch['place']) => join(shell.home, '.local/state/holdpoint/runs', run);
  const fileOf = (place: Launch['place'], kind: 'sh' | 'out' | 'err' | 'pid') =>
    join(folderOf(place), `${place.attempt}.${kind}`);
  const pidOf = (stdout: string) => Number(/^\S+ \w+ (\d+)/.exec(stdout)?.[1]);
  const trailer = (code: number | string, left = 0) => `${TRAILER_MARK}${NONCE} ${code} ${left}\n`;

  it('says that it started, passes on both streams, and says the code', async () => {
    const { stdout, stderr, exit } = await shell.start(launch('echo out; echo err >&2; exit 3').text).ended;
    expect(stdout).toBe(`${NONCE} started ${pidOf(stdout)} ${pidOf(stdout)}\nout\n${trailer(3)}`);
    expect(stderr).toBe('err\n');
    expect(exit).toBe(0);
  });

  it('is private to its user', async () => {
    const { place, text } = launch('true');
    await shell.start(text).ended;
    expect(statSync(folderOf(place)).mode & 0o777).toBe(0o700);
  });

  it('gives the step its environment without keeping the values', async () => {
    const value = `it's $HOME "quoted" \\ and\nmore`;
    const { place, text } = launch('printf "%s|%s" "$WORD" "$PATH"', { env: { WORD: value, PATH: '/bin' } });
    const { stdout } = await shell.start(text).ended;
    expect(stdout).toContain(`${value}|/bin`);
    const kept = readdirSync(folderOf(place)).filter((name) => name.endsWith('.sh'));
    const texts = kept.map((name) => readFileSync(join(folderOf(place), name), 'utf8'));
    expect(texts.join()).toContain('$WORD');
    expect(texts.join()).not.toContain('quoted');
  });

  it('starts nothing when it is cut short, at whatever byte', async () => {
    const { place, text } = launch('echo ran');
    for (let length = 0; length < text.length - 1; length += 211) {
      const running = shell.start(text.slice(0, length));
      running.cut();
      await running.ended;
      expect(existsSync(fileOf(place, 'sh')), `cut at ${length}`).toBe(false);
    }
  });

  it('starts nothing when a login script takes the beginning of it', async () => {
    const { place, text: payload } = launch('echo ran');
    expect(payload.indexOf('\n')).toBe(payload.length - 1);
    for (let from = 1; from < payload.length; from += from < 80 ? 1 : 97) {
      await shell.say(payload.slice(from));
      expect(existsSync(fileOf(place, 'sh')), `from ${from}`).toBe(false);
    }
    expect((await shell.start(payload).ended).stdout).toContain('ran\n');
  }, 60_000);

  it('starts nothing in a folder that is not there', async () => {
    const { stdout, exit } = await shell.start(launch('echo ran', { cwd: '/nowhere/at all' }).text).ended;
    expect({ stdout, exit }).toEqual({ stdout: '', exit: NOT_STARTED_EXIT });
  });

  it('starts nothing where the guard refuses', async () => {
    const guard = 'echo taken >&2; exit 97';
    const { stdout, stderr, exit } = await shell.start(launch('echo ran', { guard }).text).ended;
    expect({ stdout, stderr, exit }).toEqual({ stdout: '', stderr: 'taken\n', exit: NOT_STARTED_EXIT });
  });

  it('is started once, however often it is sent', async () => {
    const { text } = launch(`echo ran >>"$HOME/ran"`);
    await Promise.all(Array.from({ length: 8 }, () => shell.start(text).ended));
    expect(readFileSync(join(shell.home, 'ran'), 'utf8')).toBe('ran\n');
  });

  it('never starts once it is fenced, and says so', async () => {
    const { place, text } = launch('echo ran');
    expect((await shell.start(attach(place, { fence: 5 })).ended).stdout).toMatch(`${NONCE} fenced`);
    const { stdout, stderr, exit } = await shell.start(text).ended;
    expect({ stdout, exit }).toEqual({ stdout: '', exit: NOT_STARTED_EXIT });
    expect(stderr).toContain('fenced');
    expect((await shell.start(attach(place)).ended).stdout).toMatch(`${NONCE} fenced`);
  });

  it('is absent to one who does not fence, and stays so', async () => {
    const place = fresh();
    expect((await shell.start(attach(place)).ended).stdout).toMatch(`${NONCE} absent`);
    expect(existsSync(fileOf(place, 'sh'))).toBe(false);
  });

  it('continues when the link is gone, and gives its output from the byte on', async () => {
    const { place, text } = launch('echo first; while ! test -e "$HOME/go"; do sleep 0.05; done; echo last');
    const begun = shell.start(text);
    await until(() => {
      begun.remind();
      return begun.stdout().includes('first');
    });
    begun.cut();
    const again = shell.start(attach(place, { from: { stdout: 6, stderr: 0 } }));
    await until(() => again.stdout().includes('running'));
    writeFileSync(join(shell.home, 'go'), '');
    const { stdout } = await again.ended;
    expect(stdout).toBe(`${NONCE} running ${pidOf(stdout)} ${pidOf(stdout)} same -\nlast\n${trailer(0)}`);
  });

  it('keeps the outcome for whoever comes later, as often as they come', async () => {
    const { place, text } = launch('echo out; exit 7');
    await shell.start(text).ended;
    for (let time = 0; time < 2; time += 1) {
      const { stdout } = await shell.start(attach(place)).ended;
      expect(stdout).toMatch(new RegExp(`^${NONCE} ended \\d+ \\d+ same \\d+\nout\n`));
      expect(stdout.endsWith(trailer(7))).toBe(true);
    }
  });

  it("keeps it also where the host's clock was set back meanwhile, and then says nothing of how long it took", async () => {
    const { place, text } = launch('exit 7');
    await shell.start(text).ended;
    utimesSync(fileOf(place, 'pid'), 0, 0);
    const { stdout } = await shell.start(attach(place)).ended;
    expect(stdout).toMatch(new RegExp(`^${NONCE} ended \\d+ \\d+ same -\n`));
    expect(stdout.endsWith(trailer(7))).toBe(true);
  });

  it('tells a look that does not stay that it runs', async () => {
    const { place, text } = launch('exec sleep 60');
    const begun = shell.start(text);
    await until(() => begun.stdout().includes('started'));
    await until(() => existsSync(fileOf(place, 'pid')));
    expect((await shell.start(attach(place, { follow: false })).ended).stdout).toMatch(`${NONCE} running`);
    await shell.say(endText(place, 'stop'));
    await begun.ended;
  });

  it('is ended with all its processes, and says that it was', async () => {
    const { place, text } = launch('trap "" TERM; sleep 61 & sleep 62');
    const begun = shell.start(text);
    await until(() => begun.stdout().includes('started'));
    await until(() => existsSync(fileOf(place, 'pid')));
    expect((await shell.say(endText(place, 'timeout'))).stdout).toBe('gone\n');
    await begun.ended;
    expect((await shell.start(attach(place)).ended).stdout.endsWith(trailer('timeout'))).toBe(true);
    expect((await shell.say(endText(place, 'stop'))).stdout).toBe('ended\n');
  });

  it('has our wish for its outcome, however well it takes the signal', async () => {
    const { place, text } = launch('trap "exit 0" TERM; sleep 65 & wait');
    const begun = shell.start(text);
    await until(() => existsSync(fileOf(place, 'pid')));
    expect((await shell.say(endText(place, 'stop'))).stdout).toBe('gone\n');
    await begun.ended;
    expect((await shell.start(attach(place)).ended).stdout.endsWith(trailer('stop'))).toBe(true);
  });

  it.each(['HUP', 'TERM', 'USR1', 'PIPE', 'ABRT', 'XCPU'])(
    'keeps the outcome of a step that sends %s to its own process group',
    async (signal) => {
      const { text } = launch(`echo before; kill -${signal} 0; sleep 66`);
      const { stdout } = await shell.start(text).ended;
      expect(stdout).toMatch(new RegExp(`\nbefore\n${TRAILER_MARK}${NONCE} [1-9]\\d* 0\n$`));
    },
  );

  it('takes any name for a variable of the step', async () => {
    const env = Object.fromEntries(['b', 'c', 'd', 'l', 's', 'x'].map((name) => [name, `its own ${name}`]));
    const { text } = launch('echo "$b|$c|$d|$l|$s|$x|$#"', { env });
    expect((await shell.start(text).ended).stdout).toContain(
      'its own b|its own c|its own d|its own l|its own s|its own x|0\n',
    );
  });

  it('starts nothing with an environment that the host does not take, and names the value', async () => {
    const { place, text } = launch('echo ran', { env: { SMALL: 'x', BLOB: 'y'.repeat(200 * 1024) } });
    const { stdout, stderr, exit } = await shell.start(text).ended;
    expect({ stdout, exit }).toEqual({ stdout: '', exit: NOT_STARTED_EXIT });
    expect(stderr).toMatch(/^holdpoint: environment-too-large BLOB \d+ \d+\n$/);
    expect(existsSync(fileOf(place, 'sh'))).toBe(false);
  });

  it('takes an environment of 100 KiB', async () => {
    const { text } = launch('printf %s "$BLOB" | wc -c', { env: { BLOB: 'y'.repeat(100 * 1024) } });
    expect((await shell.start(text).ended).stdout).toMatch(new RegExp(`\\n *${100 * 1024}\\n`));
  });

  it.skipIf(process.getuid?.() !== 0)(
    "is in its own user's home, where sudo keeps the HOME of the one who logs in",
    async () => {
      const home = join(shell.home, 'login');
      mkdirSync(home);
      chownSync(home, 65534, 65534);
      const where = async (env: Readonly<Record<string, string>>) =>
        (await shell.say(`${writeScript('track', {})}\necho "$hp_b"`, env)).stdout;
      const own = `track ok\n${shell.home}/.local/state/holdpoint\n`;
      expect(await where({ HOME: home })).toBe(`track ok\n${userInfo().homedir}/.local/state/holdpoint\n`);
      expect(await where({ XDG_STATE_HOME: home })).toBe(own);
      expect(await where({ XDG_STATE_HOME: join(home, 'not/there yet') })).toBe(own);
      expect(await where({ XDG_STATE_HOME: 'no/whole/path' })).toBe(own);
      const state = join(shell.home, 'state/not there yet');
      expect(await where({ XDG_STATE_HOME: state })).toBe(`track ok\n${state}/holdpoint\n`);
      expect(readdirSync(home)).toEqual([]);
    },
  );

  it('is gone when its process went without an outcome', async () => {
    const { place, text } = launch('kill -9 "$PPID"; sleep 0.2');
    const { stdout } = await shell.start(text).ended;
    expect(stdout).toMatch(new RegExp(`${TRAILER_MARK}${NONCE} gone [01]\n$`));
    expect((await shell.start(attach(place)).ended).stdout).toMatch(/ gone \d+ \d+ same -/);
  });

  it('takes no stranger for its process: another start time, another boot', async () => {
    for (const [identity, boot] of [
      [`${process.pid} 1 ${bootId()} end`, 'same'],
      [`${process.pid} ${startOf(process.pid)} 0000-0000 end`, 'booted'],
    ] as const) {
      const place = fresh();
      for (const kind of ['sh', 'out', 'err'] as const) writeFileSync(fileOf(place, kind), '');
      writeFileSync(fileOf(place, 'pid'), `${identity}\n`);
      const { stdout } = await shell.start(attach(place)).ended;
      expect(stdout).toMatch(new RegExp(`^${NONCE} gone ${process.pid} \\d+ ${boot} -\n`));
    }
  });

  it('believes no half-written outcome', async () => {
    const { place, text } = launch('exit 0');
    await shell.start(text).ended;
    const [identity] = readFileSync(fileOf(place, 'pid'), 'utf8').split('\n');
    writeFileSync(fileOf(place, 'pid'), `${identity}\n1`);
    expect((await shell.start(attach(place)).ended).stdout).toMatch(/ gone \d+ \d+ same -/);
    writeFileSync(fileOf(place, 'pid'), `${identity}\n12 end\n`);
    expect((await shell.start(attach(place)).ended).stdout.endsWith(trailer(12))).toBe(true);
  });

  it('says when processes of the step live on', async () => {
    const { place, text } = launch('sleep 63 >/dev/null 2>&1 & echo over');
    const { stdout } = await shell.start(text).ended;
    expect(stdout.endsWith(`over\n${trailer(0, 1)}`)).toBe(true);
    const pid = Number(readFileSync(fileOf(place, 'pid'), 'utf8').split(' ')[0]);
    process.kill(-pid, 'SIGKILL');
  });

  it('passes on bytes as they are, megabytes of them', async () => {
    const { text } = launch(
      `i=0; while [ $i -lt 256 ]; do printf "\\\\$(printf %o $i)"; i=$((i+1)); done; seq 1 200000`,
    );
    const { stdout } = await shell.start(text).ended;
    const body = stdout.slice(stdout.indexOf('\n') + 1, -trailer(0).length);
    const every = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
    const numbers = Array.from({ length: 200_000 }, (_, i) => `${i + 1}\n`).join('');
    expect(sha256(body)).toBe(sha256(every + numbers));
  });

  it('is listed and removed with its run, except what still runs', async () => {
    const place = { run: 'r-2', attempt: 'alive' };
    const begun = shell.start(launch('exec sleep 64', { place }).text);
    await until(() => existsSync(fileOf(place, 'pid')));
    await shell.start(launch('true', { place: { run: 'r-2', attempt: 'over' } }).text).ended;
    expect((await shell.say(listText())).stdout).toMatch(/record r-2 over ended \d+ \d+ 0/);
    expect((await shell.say(cleanText('r-2'))).stdout).toMatch(/^left alive \d+\nclean\n$/);
    expect(readdirSync(folderOf(place)).toSorted()).toEqual([
      'alive.err',
      'alive.out',
      'alive.pid',
      'alive.sh',
      'since',
    ]);
    await shell.say(endText(place, 'stop'));
    await begun.ended;
    expect((await shell.say(cleanText('r-2'))).stdout).toBe('clean\n');
    expect(existsSync(folderOf(place))).toBe(false);
  });

  it.each([
    ['r-3', 'not tells', async () => undefined],
    ['r-5', 'tells', () => makeFolder('r-5')],
  ])(
    'stays while a daemon writes to it, names the daemon, and goes with it, where %s %s of the processes before it',
    async (run, _tells, make) => {
      await make();
      const place = { run, attempt: 'served' };
      const daemon = `echo $$ >"$HOME/daemon-${run}"; while echo tick; do sleep 0.05; done`;
      const text = `setsid sh -c '${daemon}' & until test -s "$HOME/daemon-${run}"; do sleep 0.05; done; echo started`;
      await shell.start(launch(text, { place }).text).ended;
      await shell.start(launch('true', { place: { run, attempt: 'over' } }).text).ended;
      const pid = Number(readFileSync(join(shell.home, `daemon-${run}`), 'utf8'));
      try {
        const { stdout } = await shell.say(cleanText(run));
        expect(stdout).toMatch(new RegExp(`^kept served ${pid} \\d+\nclean\n$`));
        expect((await shell.say(listText())).stdout).toMatch(
          new RegExp(`^record ${run} served ended \\d+ [1-9]\\d* ${pid}$`, 'm'),
        );
        expect(existsSync(fileOf({ ...place, attempt: 'over' }, 'sh'))).toBe(false);
        const before = statSync(fileOf(place, 'out')).size;
        await until(() => statSync(fileOf(place, 'out')).size > before);
      } finally {
        process.kill(pid, 'SIGKILL');
      }
      await until(async () => (await shell.say(cleanText(run))).stdout === 'clean\n');
      expect(existsSync(folderOf(place))).toBe(false);
    },
  );

  it('asks no process that began before the run', async () => {
    const place = { run: 'r-6', attempt: 'old' };
    mkdirSync(join(shell.home, 'old/holdpoint/runs/r-6'), { recursive: true });
    const begun = await shell.say(
      '( exec >"$HOME/old/holdpoint/runs/r-6/old.out" 2>/dev/null </dev/null; exec sleep 67 ) & echo $!',
    );
    const pid = Number(begun.stdout);
    try {
      await makeFolder('r-6');
      await shell.start(launch('true', { place }).text).ended;
      expect((await shell.say(listText())).stdout).toMatch(
        new RegExp(`^record r-6 old ended .* ${pid}$`, 'm'),
      );
      expect((await shell.say(cleanText('r-6'))).stdout).toBe('clean\n');
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  });

  it.runIf(canChoosePids())('names the daemon where what it starts has a lower number', async () => {
    await makeFolder('r-4');
    const place = { run: 'r-4', attempt: 'served' };
    const daemon = `echo $$ >"$HOME/first"; echo ${HIGHEST_PID} >${LAST_PID}; sleep 66 & echo $! >"$HOME/second"; wait`;
    const text = `echo ${HIGHEST_PID - 40} >${LAST_PID}; setsid sh -c '${daemon}' & until test -s "$HOME/second"; do sleep 0.05; done`;
    await shell.start(launch(text, { place }).text).ended;
    const pid = Number(readFileSync(join(shell.home, 'first'), 'utf8'));
    try {
      expect((await shell.say(listText())).stdout).toMatch(
        new RegExp(`^record r-4 served ended \\d+ [1-9]\\d* ${pid}$`, 'm'),
      );
      expect((await shell.say(cleanText('r-4'))).stdout).toMatch(
        new RegExp(`^kept served ${pid} \\d+\nclean\n$`),
      );
    } finally {
      process.kill(-pid, 'SIGKILL');
    }
    await until(async () => (await shell.say(cleanText('r-4'))).stdout === 'clean\n');
  });
});

/** Whether this machine lets a test choose the number of the next process. */
function canChoosePids(): boolean {
  try {
    accessSync(LAST_PID, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
