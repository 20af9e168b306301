/**
 * Colour and weight as terminals are told them: `ESC [ numbers m`. Nothing else of the terminal's language is spoken.
 * Only the sixteen named colours are kept (others become the nearest): the theme makes those readable on its own ground,
 * so that a host cannot print text that nobody sees.
 */

/** 0 to 15: black, red, green, yellow, blue, magenta, cyan, white, then the bright ones. */
export type Colour = number;

export interface TextStyle {
  readonly colour: Colour | null;
  readonly ground: Colour | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

export const PLAIN: TextStyle = {
  colour: null,
  ground: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
};

/** A sequence longer than this is not read as colour. */
const LONGEST = 48;

export interface Sgr {
  readonly params: readonly number[];
  /** Where the text continues. */
  readonly end: number;
}

/** The colour sequence that begins at the escape byte `at`; null where it is another sequence, or is cut off. */
export function readSgr(bytes: Uint8Array, at: number): Sgr | null {
  if (bytes[at + 1] !== 0x5b) return null;
  const params: number[] = [];
  let value = 0;
  for (let i = at + 2; i < Math.min(bytes.length, at + LONGEST); i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      value = Math.min(value * 10 + byte - 0x30, 9999);
    } else if (byte === 0x3b || byte === 0x3a) {
      params.push(value);
      value = 0;
    } else {
      return byte === 0x6d ? { params: [...params, value], end: i + 1 } : null;
    }
  }
  return null;
}

export function applySgr(style: TextStyle, params: readonly number[]): TextStyle {
  let next = style;
  for (let i = 0; i < params.length; i += 1) {
    const code = params[i] ?? 0;
    if (code === 38 || code === 48) {
      const extended = readExtended(params, i + 1);
      if (!extended) return next;
      next = code === 38 ? { ...next, colour: extended.colour } : { ...next, ground: extended.colour };
      i = extended.last;
    } else {
      next = applyCode(next, code);
    }
  }
  return next;
}

function applyCode(style: TextStyle, code: number): TextStyle {
  if (code === 0) return PLAIN;
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, colour: code - 82 };
  if (code >= 40 && code <= 47) return { ...style, ground: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, ground: code - 92 };
  const change = CHANGES[code];
  return change ? { ...style, ...change } : style;
}

const CHANGES: Readonly<Record<number, Partial<TextStyle>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  39: { colour: null },
  49: { ground: null },
};

/** `5;n` of the 256 colours or `2;r;g;b`, from `at`; `last` is the last parameter used. */
function readExtended(
  params: readonly number[],
  at: number,
): { readonly colour: Colour; readonly last: number } | null {
  if (params[at] === 5) {
    const n = params[at + 1];
    return n === undefined || n > 255 ? null : { colour: paletteColour(n), last: at + 1 };
  }
  const [r, g, b] = params.slice(at + 1, at + 4);
  if (params[at] !== 2 || r === undefined || g === undefined || b === undefined) return null;
  return { colour: nearest([r, g, b]), last: at + 3 };
}

function paletteColour(n: number): Colour {
  if (n < 16) return n;
  if (n >= 232) return nearest([8 + (n - 232) * 10, 8 + (n - 232) * 10, 8 + (n - 232) * 10]);
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = n - 16;
  return nearest([level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]);
}

const NAMED_COLOURS: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [170, 0, 0],
  [0, 150, 0],
  [170, 130, 0],
  [0, 0, 200],
  [170, 0, 170],
  [0, 150, 150],
  [190, 190, 190],
  [100, 100, 100],
  [255, 85, 85],
  [85, 255, 85],
  [255, 255, 85],
  [85, 85, 255],
  [255, 85, 255],
  [85, 255, 255],
  [255, 255, 255],
];

function nearest(rgb: readonly [number, number, number]): Colour {
  const distances = NAMED_COLOURS.map((named) =>
    named.reduce((sum, part, i) => sum + (part - (rgb[i] ?? 0)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
