import { expect, test } from '#support/app/app-test.ts';

test('lets the page reach nothing but its own program', async ({ open }) => {
  const { page, app } = open;
  expect(await page.evaluate(() => typeof Reflect.get(globalThis, 'require'))).toBe('undefined');
  expect(await page.evaluate(() => typeof Reflect.get(globalThis, 'process'))).toBe('undefined');
  expect(await page.evaluate(() => window.open('https://example.com') === null)).toBe(true);
  const before = page.url();
  await page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'file:///etc/passwd';
    document.body.append(link);
    link.click();
  });
  expect(page.url()).toBe(before);
  expect(app.windows()).toHaveLength(1);
  const fetched = await page.evaluate(() =>
    fetch('https://example.com').then(
      () => 'reached',
      () => 'refused',
    ),
  );
  expect(fetched).toBe('refused');
});

test('runs no script that was not shipped', async ({ open }) => {
  const { page } = open;
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.body.append(script);
    const image = document.createElement('img');
    image.setAttribute('onerror', 'window.wasRun = true');
    image.src = 'app://holdpoint/missing.png';
    document.body.append(image);
    return new Promise((resolve) =>
      image.addEventListener('error', () => resolve(Reflect.get(window, 'wasRun') === true)),
    );
  });
  expect(ran).toBe(false);
});

test("answers an unknown command, a wrong input and an engine command that is not the page's with an error", async ({
  open,
}) => {
  const { page } = open;
  const call = (command: string, input: unknown) =>
    page.evaluate(
      ([name, given]) =>
        (
          Reflect.get(window, 'holdpoint') as {
            call(c: string, i: unknown): Promise<{ ok: boolean; error?: { code: string } }>;
          }
        ).call(name as string, given),
      [command, input],
    );
  expect(await call('no.such', {})).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  expect(await call('run.open', { run: 7 })).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  expect(await call('release.importFile', { path: '/etc/passwd' })).toMatchObject({
    ok: false,
    error: { code: 'refused' },
  });
  expect(await call('run.open', { run: '../../etc' })).toMatchObject({
    ok: false,
    error: { code: 'not-found' },
  });
});
