/** A host that runs what it is given for real, opens so many sessions, and leaves every later wish for one without an answer. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ScriptedServer, startScriptedServer } from './scripted-ssh-server.ts';

export interface CountedSessions extends ScriptedServer {
  /** What commands see as $HOME and $HOLDPOINT_HOST_DIR. */
  readonly dir: string;
  /** Wishes for a session that got no answer. */
  unanswered(): number;
}

export async function startCountedSessions(name: string, sessions: number): Promise<CountedSessions> {
  const dir = mkdtempSync(join(tmpdir(), 'holdpoint-counted-'));
  const env = { ...process.env, HOME: dir, HOLDPOINT_HOST_DIR: dir };
  let left = sessions;
  let unanswered = 0;
  const server = await startScriptedServer({
    name,
    onReady: (connection) =>
      connection.on('session', (accept) => {
        if (left === 0) unanswered += 1;
        else {
          left -= 1;
          accept().on('exec', (allow, _refuse, { command }) => {
            const channel = allow();
            const child = spawn('/bin/sh', ['-c', command], { env, detached: true });
            channel.pipe(child.stdin);
            child.stdin.on('error', () => undefined);
            child.stdout.pipe(channel, { end: false });
            child.stderr.pipe(channel.stderr, { end: false });
            child.on('close', (code) => {
              channel.exit(code ?? 255);
              channel.end();
            });
          });
        }
      }),
  });
  return {
    ...server,
    dir,
    unanswered: () => unanswered,
  };
}
