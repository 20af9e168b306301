/** What lint says of commands as they are pasted from a terminal or a document: prompts, and lines that YAML joins. */
import { describe, expect, it } from 'vitest';
import { saidOfStep } from './release-text.ts';

/** What is said of one step, whose text stands in double quotes. */
function saidOf(run: string): string[] {
  return saidOfStep(`run: ${JSON.stringify(run)}\nnothing_to_undo: A test\n`);
}

describe('a prompt that was pasted along', () => {
  const told = (run: string) => saidOf(run).filter((each) => each.includes(' prompt '));

  it.each([
    ['$ systemctl restart app', '"$"'],
    ['ls /srv\n$ systemctl restart app', '"$"'],
    ['[root@web1 ~]# systemctl restart app', '"[root@web1 ~]#"'],
    ['app@web1:/srv/app$ ls -l', '"app@web1:/srv/app$"'],
    ['root@web1:~# ls', '"root@web1:~#"'],
    ['PS C:\\Users> dir', '"PS C:\\Users>"'],
    ['C:\\> dir', '"C:\\>"'],
    ['mysql> select 1;', '"mysql>"'],
    ['shop=# select 1', '"shop=#"'],
    ['(venv) $ ls', '"(venv) $"'],
  ])('%j is an error', (run, prompt) => {
    expect(told(run)).toEqual([
      `error prompt ${prompt} is the prompt of a terminal, and would be run as a command: leave it out`,
    ]);
  });

  it('of root makes a comment of the command behind it', () => {
    expect(told('# systemctl restart app\nls')).toEqual([
      'warning prompt "# systemctl …" is a comment and is not run: leave out the "# ", if it is the prompt of a terminal',
    ]);
    expect(saidOf('# systemctl restart app\n# rm -rf /srv/cache')[0]).toContain(
      '"run" holds comments only, which does nothing and succeeds; leave out the "# ", if it is the prompt of a terminal',
    );
    expect(told('# find the old one\nls')).toEqual([]);
    expect(told('# curl needs -f\nls')).toEqual([]);
  });

  it.each([
    'x=$((5 \\\n% 3))',
    'cat >x <<EOF\n$ x\nEOF',
    "echo '\n$ x'",
    'a \\\n  % b',
    '$HOME/x y',
    '> /var/log/x',
  ])('there is none in %j', (run) => {
    expect(told(run)).toEqual([]);
  });
});

describe('lines that YAML joins', () => {
  const joined = (lines: string) =>
    saidOfStep(`${lines}\nnothing_to_undo: A test`).filter((each) => each.includes('lines-joined'));

  it.each([
    'run: >\n  cd /srv/app\n  rm -rf cache\n  make install',
    'run: cd /srv/app\n  make install',
    'run: "cd /srv/app\n  make install"',
    'run: >\n  /opt/stop.sh\n  /opt/start.sh --now',
    'run: docker run \\\n  -d nginx',
    'run: a\nundo: >\n  mv x y\n  rm z z',
    'run: >\n  load one\n  load two',
    'run: >\n  cd /srv\n  deploy all',
    'run: >\n  systemctl stop app\n  cp a b',
    'run: >\n  sudo systemctl stop app\n  sudo systemctl start app',
    'run: >\n  mkdir x\n  ./install.sh x',
  ])('%j is told', (lines) => {
    expect(joined(lines)).toHaveLength(1);
  });

  it('are looked at in a text of any length', () => {
    const long = `run: >\n${"  echo 'a' &&\n".repeat(150_000)}`;
    expect(joined(`${long}  true`)).toEqual([]);
    expect(joined(`${long}  rm -rf cache\n  make install`)).toHaveLength(1);
  });

  it.each([
    'run: |\n  cd /srv/app\n  make install',
    'run: >-\n  tar -xf a.tar\n  -C /srv',
    'run: >\n  a b &&\n  c d',
    'run: >\n  a b\n  && c d',
    'run: >\n  echo "a b\n  c d"',
    'run: >\n  docker run \\\n    -d nginx',
    'run: "docker run \\\n  -d nginx"',
    'run: >\n  a b\n\n  c d',
    'run: >\n  systemctl\n  restart app',
    'run: systemctl\n  restart app',
    'run: >\n  sudo systemctl\n  restart\n  app',
    'run: >\n  kubectl -n test rollout\n  restart deployment/web',
    'run: >\n  docker compose\n  up -d',
    'run: >\n  aws s3\n  cp a b',
    'run: >\n  sudo -u app\n  rm -rf x',
    'run: >\n  env A=b\n  rm x y',
    'run: >\n  docker exec web\n  php artisan migrate',
    'run: >\n  cp -r /a/b\n  /c/d /e',
    'run: >\n  rsync -a --delete from\n  to user',
    'run: >\n  apt-get -y\n  install nginx',
  ])('%j is left alone', (lines) => {
    expect(joined(lines)).toEqual([]);
  });
});
