const HEX = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i;
const FUNCTION = /^(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]*\)$/i;
const NAMED = new Set(
  `aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue
  chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen
  darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray
  darkturquoise darkviolet deeppink deepskyblue dimgray dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro
  ghostwhite gold goldenrod gray green greenyellow honeydew hotpink indianred indigo ivory khaki lavender lavenderblush
  lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightpink lightsalmon
  lightseagreen lightskyblue lightslategray lightsteelblue lightyellow lime limegreen linen magenta maroon
  mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen
  mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab
  orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum
  powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver
  skyblue slateblue slategray snow springgreen steelblue tan teal thistle tomato transparent turquoise violet wheat
  white whitesmoke yellow yellowgreen`.split(/\s+/),
);
const COLOURED = /colou?r|background|accent|fill|stroke|sky|shade|tint|ink/i;
const FILE = /^[^\s'"]+\.(?:png|jpe?g|webp|gif|svg|avif|mp4|webm|mov|mp3|wav|m4a|ogg|woff2?|ttf|otf|json|lottie)$/i;
const TECHNICAL = new Set(
  `src file id className font fontFamily fontStyle fontWeight align textAlign variant direction position mode layout kind
  side easing key path d viewBox transform timing presentation as type href key ref preserveAspectRatio clipPath`.split(
    /\s+/,
  ),
);
/** In place of a scene's index: what lies behind all of them. */
export const BEHIND = -1;
export const NAME_MAX = 80;
/** What a form may set a text to. */
export const TEXT_MAX = 2_000;

/** Is it a colour? Words such as "tan" only are where the name says that a colour is meant. */
export function isColour(value: string, name = 'color'): boolean {
  const text = value.trim();
  return HEX.test(text) || FUNCTION.test(text) || (COLOURED.test(name) && NAMED.has(text.toLowerCase()));
}

/** "#abc" as "#aabbcc", as a colour field wants it; null for what has no such form. */
export function asHex(value: string): string | null {
  const text = value.trim().toLowerCase();
  if (/^#[\da-f]{6}$/.test(text)) return text;
  return /^#[\da-f]{3}$/.test(text) ? `#${[...text.slice(1)].map((digit) => digit + digit).join('')}` : null;
}

export function isFile(value: string): boolean {
  return FILE.test(value.trim());
}

/** A value for the code alone, which no form should offer. */
export function isTechnical(name: string): boolean {
  return TECHNICAL.has(name);
}

/** A frame of the video by its name: it belongs to the arrangement, and moves with it. */
export function isTime(name: string): boolean {
  return TIME.test(name);
}

const TIME = /^(?:from|until|to|at|start|end|begin|starts|ends|begins|durationInFrames|(?:start|end)(?:At|Frame))$/;

/** May it be written into the code as a text? */
export function isText(value: string): boolean {
  return value.length <= TEXT_MAX && !UNWRITABLE.test(value.replaceAll('\n', ''));
}

/** Control characters and halves of a surrogate pair. */
const UNWRITABLE = /[\p{Cc}\p{Cs}]/u;

const PLAIN = /^[^"&\\\n{}<>\u2028\u2029]*$/;

/** `title="…"` where nothing in it needs escaping, else `title={'…'}`. */
export function asAttribute(value: string): string {
  return PLAIN.test(value) ? `"${value}"` : `{${asString(value, "'")}}`;
}

/** A string literal in these quotes. */
export function asString(value: string, quote: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
    .replaceAll(quote, `\\${quote}`);
  return quote + (quote === '`' ? escaped.replaceAll('${', '\\${') : escaped) + quote;
}

/** Between tags: as it is where JSX reads it so, else as a string. */
export function asContent(value: string): string {
  return PLAIN.test(value) && value === value.trim() && !value.includes('  ') ? value : `{${asString(value, "'")}}`;
}
