/** The nearest part of the page that scrolls up and down around an element. */
export function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  let outer = element?.parentElement ?? null;
  while (outer && !/auto|scroll/.test(getComputedStyle(outer).overflowY)) outer = outer.parentElement;
  return outer;
}

/** How far down in it the element stands, in pixels. */
export function offsetIn(scroller: HTMLElement | null, element: HTMLElement | null): number {
  if (!scroller || !element) return 0;
  const above = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  return Math.round(above + scroller.scrollTop);
}
