/** The app's processes, ended without warning. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenApp } from './open-app.ts';

interface Process {
  readonly pid: number;
  readonly args: string;
}

/** The engine is a utility process of the app; its command line says so. */
export function killEngine({ app }: OpenApp): void {
  const engine = familyOf(app.process().pid ?? 0).find(({ args }) => args.includes('node.mojom.NodeService'));
  if (!engine) throw new Error('the app has no engine process');
  process.kill(engine.pid, 'SIGKILL');
}

/** All of it at once, as when the workstation loses power. */
export async function killApp({ app }: OpenApp): Promise<void> {
  const main = app.process();
  const ended = new Promise((resolve) => main.once('exit', resolve));
  for (const { pid } of familyOf(main.pid ?? 0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // One that ends because the one before it did needs no killing.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  await ended;
}

/** The app that was started on this library, as by another one of them; its own log says who it is. */
export function endAppOn(library: string): void {
  const [, pid] = / app (\d+) started/.exec(readFileSync(join(library, 'logs', 'app.log'), 'utf8')) ?? [];
  for (const each of familyOf(Number(pid)).toReversed()) process.kill(each.pid, 'SIGKILL');
}

/** A process and all that descend from it, eldest first. */
function familyOf(eldest: number): readonly Process[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const all = listed.split('\n').flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid && parent && args ? [{ pid: Number(pid), parent: Number(parent), args }] : [];
  });
  const family = all.filter(({ pid }) => pid === eldest);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}
