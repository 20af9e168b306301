import { expect, it } from 'vitest';
import { renderRunbook } from '#core/report/runbook.ts';
import { packed, seen } from './read-html.ts';
import { runbook } from './release-fixture.ts';

it('is told on the printed runbook which keys a host is to have next, beside those that it has', () => {
  const book = runbook();
  const next = 'SHA256:AnnouncedAnnouncedAnnouncedAnnouncedAnnouncedA';
  const environments = book.release.environments.map((environment) => ({
    ...environment,
    hosts: environment.hosts.map((host, at) => (at === 0 ? { ...host, nextHostKeys: [next] } : host)),
  }));
  const [host] = environments.flatMap(({ hosts }) => hosts);
  const paper = seen(renderRunbook({ ...book, release: { ...book.release, environments } }).html);
  expect(paper).toContain(packed(`${host?.hostKeys.join(' ')}announced as next: ${next}`));
  expect(seen(renderRunbook(book).html)).not.toContain(packed('announced as next'));
});
