import { type RefObject, useEffect, useRef } from 'react';
import { useSearch } from 'wouter';

/** Brings a part of the page into view where the address names it: `?at=window`. */
export function useWanted(part: string): RefObject<HTMLElement | null> {
  const place = useRef<HTMLElement>(null);
  const wanted = new URLSearchParams(useSearch()).get('at') === part;
  useEffect(() => {
    if (wanted) place.current?.scrollIntoView({ block: 'center' });
  }, [wanted]);
  return place;
}
