import { memo, useLayoutEffect, useRef } from 'react';
import { LOOK_NAMES, lookOf } from '../state/state-look.ts';
import { GLYPH_SIZE } from './grid-layout.ts';
import classes from './state-grid.module.css';

const SCHEMES = ['light', 'dark'] as const;
/** Sides of the square that the icons are drawn in. */
const ICON_SIZE = 24;
const STROKE = 2.25;

const sheet = new CSSStyleSheet();
/** Device pixels for which the images are made; 0: there are none. */
let madeFor = 0;

/**
 * Makes the icons of all states images of the style sheet: a field of a thousand icons is then a thousand elements, and not several
 * thousand. `data-glyph` on an element names the state whose icon it shows.
 */
export const GlyphSheet = memo(function GlyphSheet() {
  const source = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const make = (): void => {
      if (!source.current || madeFor === window.devicePixelRatio) return;
      if (madeFor === 0) document.adoptedStyleSheets.push(sheet);
      madeFor = window.devicePixelRatio;
      sheet.replaceSync(rulesFrom(source.current).join('\n'));
    };
    make();
    window.addEventListener('resize', make);
    return () => window.removeEventListener('resize', make);
  }, []);
  return (
    <div ref={source} hidden>
      {LOOK_NAMES.map((name) => {
        const { icon: Icon, tone } = lookOf(name);
        return <Icon key={name} className={classes.glyphSource} data-name={name} data-tone={tone} />;
      })}
    </div>
  );
});

function rulesFrom(source: HTMLElement): readonly string[] {
  return SCHEMES.flatMap((scheme) => {
    source.style.colorScheme = scheme;
    return [...source.querySelectorAll('svg')].map(
      (icon) =>
        `[data-mantine-color-scheme="${scheme}"] [data-glyph="${icon.dataset['name']}"] { background-image: image-set(url("${drawn(icon)}") ${madeFor}x); }`,
    );
  });
}

/** As a bitmap: the page would lay out and paint a drawing anew for each element that shows it. */
function drawn(icon: SVGElement): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.round(GLYPH_SIZE * madeFor);
  const context = canvas.getContext('2d');
  if (!context) return '';
  context.scale(canvas.width / ICON_SIZE, canvas.height / ICON_SIZE);
  context.strokeStyle = getComputedStyle(icon).color;
  context.lineWidth = STROKE;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const path of icon.querySelectorAll('path')) context.stroke(new Path2D(path.getAttribute('d') ?? ''));
  return canvas.toDataURL();
}
