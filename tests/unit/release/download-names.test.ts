import { expect, it } from 'vitest';
import { parseRelease } from '#core/release/parse-release.ts';
import { withStep, withSteps } from './release-text.ts';

const meeting = (text: string): string[] =>
  parseRelease(text).issues.flatMap(({ code, message }) => (code === 'downloads-meet' ? [message] : []));
const get = (id: string, on: string, more: string): string =>
  `- { id: ${id}, title: ${id}, on: ${on}, nothing_to_undo: It reads, download: { from: /var/log/app, to: ${more} } }\n`;

it('a download from several hosts to one file is told, and a folder or a name of the host is not', () => {
  const to = (name: string) => meeting(withStep(`on: all\ndownload: { from: /a, to: "${name}" }`));
  expect(to('app.log')).toEqual([expect.stringMatching(/^"one" downloads from 3 hosts to one file/)]);
  expect(to('logs/web1-web2-db1')).toHaveLength(1);
  for (const name of ['logs/', '{{ host.name }}.log']) expect(to(name)).toEqual([]);
});

it('so are two steps that bring the files of two hosts to one name, or to one that some disks take for it', () => {
  const text = (on: string, to: string) =>
    meeting(withSteps(get('one', 'web1', 'logs/app') + get('two', on, to)));
  expect(text('web2', 'logs/app')).toEqual([
    '"two" downloads to the file of "one", which comes from another host and would be replaced: write {{ host.name }} in "to"',
  ]);
  expect(text('db1', './Logs//APP')).toHaveLength(1);
  expect(text('web1', 'logs/app')).toEqual([]);
  expect(text('web2', 'logs/other')).toEqual([]);
  expect(text('web2, when: host.name == "web2"', 'logs/app')).toEqual([]);
});
