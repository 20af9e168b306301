import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPageWord } from '#main/page-word.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits for a page as long as it says that a person is asked', async () => {
  const page = createPageWord(() => undefined, 5000);
  const asked = page.ask();
  page.hear('asking');
  await vi.advanceTimersByTimeAsync(3_600_000);
  page.hear('stay');
  expect(await asked).toBe('stay');
});

it('takes a page that says nothing for mute, and can ask it again', async () => {
  const page = createPageWord(() => undefined, 5000);
  const asked = page.ask();
  await vi.advanceTimersByTimeAsync(5000);
  expect(await asked).toBe('mute');
  const again = page.ask();
  page.hear('go');
  expect(await again).toBe('go');
});
