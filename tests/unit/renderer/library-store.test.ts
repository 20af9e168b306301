import { describe, expect, it } from 'vitest';
import { createBridge } from '#bridge/bridge.ts';
import { idFrom } from '#core/release/id-from.ts';
import { createLibraryStore, selectShown } from '#features/library/library-store.ts';
import { createFakeApi } from '#support/fake-api.ts';

function store() {
  const api = createFakeApi();
  return createLibraryStore(createBridge(() => api));
}

describe('the library', () => {
  it('shows a new release at once', async () => {
    const library = store();
    await library.getState().keep.create({ id: 'ledger', name: 'Ledger', version: '1.0', from: null });
    expect(selectShown(library.getState().listed).map((release) => release.id)).toEqual(['ledger']);
  });

  it('finds releases by every word of a search', async () => {
    const library = store();
    await library.getState().keep.create({ id: 'ledger', name: 'Ledger', version: '1.0', from: null });
    await library
      .getState()
      .keep.create({ id: 'ledger-web', name: 'Ledger web', version: '2.0', from: null });
    library.getState().look.search('LEDGER 2.0');
    expect(selectShown(library.getState().listed).map((release) => release.id)).toEqual(['ledger-web']);
  });

  it('resumes a run that nobody carries out in the name of whoever says so', async () => {
    const api = createFakeApi();
    const library = createLibraryStore(createBridge(() => api));
    api.answer('run.resume', () => null);
    await library.getState().resume({ run: 'r-1', by: 'Ada Berg' });
    expect(api.calls.filter((call) => call.command === 'run.resume')).toEqual([
      { command: 'run.resume', input: { run: 'r-1', by: 'Ada Berg' } },
    ]);
  });

  it('makes ids that the release file accepts', () => {
    expect(idFrom('  4th Café — Gateway! ')).toBe('th-cafe-gateway');
    expect(idFrom('123')).toBe('');
  });
});
