/** What the person at this workstation prefers; written as soon as it is changed. */
import { createStore, type StoreApi } from 'zustand';
import type { Bridge } from '#bridge/bridge.ts';
import { messageOf } from '#bridge/failure.ts';
import type { AppFacts } from '#contract/app-facts.ts';
import type { Settings } from '#contract/commands/workstation.ts';

export interface SettingsState {
  readonly settings: Settings | null;
  readonly facts: AppFacts | null;
  readonly problem: string | null;
  load(): Promise<void>;
  change(part: Partial<Settings>): Promise<void>;
}

export function createSettingsStore(bridge: Bridge): StoreApi<SettingsState> {
  return createStore<SettingsState>((set, get) => ({
    settings: null,
    facts: null,
    problem: null,
    async load() {
      try {
        const [settings, facts] = await Promise.all([
          bridge.call('settings.read', {}),
          bridge.call('app.facts', {}),
        ]);
        set({ settings, facts, problem: null });
      } catch (cause) {
        set({ problem: messageOf(cause) });
      }
    },
    async change(part) {
      const { settings } = get();
      if (!settings) return;
      const wanted = { ...settings, ...part };
      try {
        set({
          settings: await bridge.call('settings.write', { ...wanted, knownHosts: [...wanted.knownHosts] }),
          problem: null,
        });
      } catch (cause) {
        set({ problem: messageOf(cause) });
      }
    },
  }));
}
