import { useEffect, useEffectEvent } from 'react';
import type { News } from '#contract/api.ts';
import { bridge } from './bridge.ts';

/** Hears all news while the component is on screen; the listener always sees the newest props. */
export function useNews(listener: (news: News) => void): void {
  const hear = useEffectEvent(listener);
  useEffect(() => bridge.onNews((news) => hear(news)), []);
}
