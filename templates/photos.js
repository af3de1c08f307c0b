// Four landscapes, computed point by point: `photos.mjs` runs this in a browser and saves what it draws.
const WIDTH = 1800;
const HEIGHT = 1350;

const clamp = (value) => Math.min(1, Math.max(0, value));
const smooth = (from, to, value) => {
  const part = clamp((value - from) / (to - from));
  return part * part * (3 - 2 * part);
};
const mix = (a, b, part) => [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part];
const add = (a, b, part) => [a[0] + b[0] * part, a[1] + b[1] * part, a[2] + b[2] * part];
const hex = (text) => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
const ramp = (stops, at) => {
  for (let index = 1; index < stops.length; index++) {
    if (at <= stops[index][0]) return mix(stops[index - 1][1], stops[index][1], smooth(stops[index - 1][0], stops[index][0], at));
  }
  return stops.at(-1)[1];
};

const hash = (x, y) => {
  let value = Math.imul(x, 374761393) + Math.imul(y, 668265263);
  value = Math.imul(value ^ (value >>> 13), 1274126177);
  return ((value ^ (value >>> 16)) >>> 0) / 4294967296;
};
const noise = (x, y) => {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = smooth(0, 1, x - left);
  const v = smooth(0, 1, y - top);
  const upper = hash(left, top) * (1 - u) + hash(left + 1, top) * u;
  const lower = hash(left, top + 1) * (1 - u) + hash(left + 1, top + 1) * u;
  return upper * (1 - v) + lower * v;
};
const cloud = (x, y, octaves = 5) => {
  let sum = 0;
  for (let octave = 0, strength = 0.5; octave < octaves; octave++, strength /= 2) sum += strength * noise(x * 2 ** octave + octave * 17, y * 2 ** octave + octave * 31);
  return sum;
};
const ridge = (x, seed) => {
  let sum = 0;
  for (let octave = 0, strength = 0.55; octave < 6; octave++, strength *= 0.48) sum += strength * (1 - Math.abs(2 * noise(x * 2 ** octave, seed + octave * 9) - 1));
  return sum;
};

const LAKE_SKY = [[0, hex('#2b4a78')], [0.22, hex('#7282a8')], [0.42, hex('#e0a4a0')], [0.56, hex('#ffd2a0')], [1, hex('#ffe6c4')]];
const LAKE_RIDGES = [
  { base: 0.57, rise: 0.3, wide: 2.1, seed: 3, color: hex('#8f8bab') },
  { base: 0.6, rise: 0.24, wide: 2.9, seed: 21, color: hex('#6a6d92') },
  { base: 0.62, rise: 0.15, wide: 3.4, seed: 47, color: hex('#48527a') },
  { base: 0.63, rise: 0.07, wide: 6, seed: 80, color: hex('#27345a') },
];

function lake(x, y) {
  const shore = 0.63;
  if (y <= shore) return lakeAbove(x, y);
  const depth = y - shore;
  const ripple = (cloud(x * 9, y * 120, 3) - 0.44) * (0.004 + depth * 0.09);
  const mirrored = lakeAbove(x + ripple * 0.6, shore - depth * 0.94 - Math.abs(ripple));
  const shine = smooth(0.53, 0.62, cloud(x * 5, y * 70, 3)) * smooth(0.03, 0.2, depth);
  const water = add(mix(mirrored, hex('#1d2f55'), 0.16 + depth * 1.0), [255, 214, 176], shine * 0.07);
  return mix(water, hex('#ffe2c2'), (1 - smooth(0, 0.05, depth)) * 0.35);
}

function lakeAbove(x, y) {
  const far = Math.hypot((x - 0.66) * 1.33, y - 0.44);
  let color = ramp(LAKE_SKY, y);
  color = mix(color, hex('#ffd9b0'), smooth(0.5, 0.7, cloud(x * 3 + 4, y * 14, 5)) * 0.45 * (1 - y));
  color = add(color, [255, 190, 120], Math.exp(-far * 6.5) * 0.42 + (1 - smooth(0.034, 0.037, far)) * 0.7);
  for (const [index, { base, rise, wide, seed, color: rock }] of LAKE_RIDGES.entries()) {
    const top = base - rise * (ridge(x * wide, seed) - 0.24) * 1.25;
    if (y < top) continue;
    const slope = ridge((x + 0.004) * wide, seed) - ridge((x - 0.004) * wide, seed);
    const lit = clamp(0.5 - slope * 9 + (cloud(x * 40, y * 40, 3) - 0.44) * 1.6);
    let face = mix(rock, hex('#ffc9a4'), lit * (0.46 - index * 0.11));
    if (index < 2) face = mix(face, hex('#fff4ea'), smooth(0.42, 0.6, cloud(x * 22, y * 34, 5) + (base - y) * 1.1 - 0.2) * (0.8 - index * 0.25));
    const mist = smooth(base - rise * 0.75, base + 0.03, y) * (0.72 - index * 0.14) * (0.6 + 0.8 * cloud(x * 4 + index * 7, y * 16, 4));
    color = mix(face, hex('#ffe0c4'), clamp(mist));
  }
  return color;
}

const DUNE_SKY = [[0, hex('#1f6f86')], [0.3, hex('#63a7a8')], [0.55, hex('#f3cf9e')], [1, hex('#f7dcb2')]];
const DUNES = [
  { top: 0.5, rise: 0.07, peak: 0.22, lit: '#e6b083', dark: '#b57f72' },
  { top: 0.52, rise: 0.16, peak: 0.72, lit: '#e79a5a', dark: '#93555a' },
  { top: 0.7, rise: 0.16, peak: 0.3, lit: '#dd7d3a', dark: '#6b3344' },
  { top: 0.9, rise: 0.16, peak: 0.86, lit: '#c9622b', dark: '#421f35' },
];

function dunes(x, y) {
  let color = ramp(DUNE_SKY, y);
  const moon = Math.hypot((x - 0.32) * 1.33, y - 0.2);
  color = mix(color, hex('#fff3dc'), (1 - smooth(0.037, 0.0395, moon)) * (0.86 + 0.14 * cloud(x * 40, y * 40, 3)));
  color = add(color, [255, 225, 180], Math.exp(-moon * 14) * 0.16);
  for (const [index, { top, rise, peak, lit, dark }] of DUNES.entries()) {
    const away = x - peak;
    const crest = top - rise * Math.exp(-away * away * 9) + 0.018 * Math.sin(x * 7 + index * 2.2) + 0.012 * Math.sin(x * 15 + index);
    if (y < crest) continue;
    const down = y - crest;
    const edge = peak + down * (0.55 - index * 0.25) + 0.055 * Math.sin(down * 17 + index * 1.7) * Math.min(1, down * 9);
    const shadow = smooth(-0.004, 0.004 + down * 0.05, x - edge);
    const grain = Math.sin((down * 260 + x * 46 + cloud(x * 7, y * 7, 3) * 34) * (1 - index * 0.14));
    const sand = mix(hex(lit), hex('#ffd9a3'), clamp(0.34 - down * 1.4) + grain * 0.045 + (cloud(x * 5, y * 9, 4) - 0.45) * 0.4);
    const face = mix(sand, mix(hex(dark), hex(lit), clamp(down * 0.8 - 0.04) * 0.35 + grain * 0.015), shadow);
    color = mix(face, hex('#f6d3a6'), (1 - smooth(0, 0.5, down)) * (0.34 - index * 0.1));
  }
  return color;
}

const NIGHT_SKY = [[0, hex('#050a1e')], [0.5, hex('#0c2443')], [0.8, hex('#1d4a62')], [1, hex('#2a5d6e')]];

function aurora(x, y) {
  let color = ramp(NIGHT_SKY, y);
  const cell = [Math.floor(x * 260), Math.floor(y * 195)];
  const bright = hash(cell[0] + 11, cell[1] + 5);
  if (bright > 0.986) {
    const far = Math.hypot(x * 260 - cell[0] - 0.5, y * 195 - cell[1] - 0.5);
    color = add(color, [230, 240, 255], Math.exp(-far * far * 16) * (bright - 0.986) * 68);
  }
  for (const [index, [level, swing, strength]] of [[0.5, 0.17, 1], [0.4, 0.2, 0.6], [0.6, 0.09, 0.5]].entries()) {
    const foot = level + swing * (noise(x * 2.3 + index * 9, index + 0.5) - 0.5) * 2 + 0.025 * Math.sin(x * 13 + index * 3);
    const up = foot - y;
    const rays = 0.35 + 0.65 * cloud(x * 34 + up * 3 + index * 40, index * 3 + 0.3, 3) * 1.7;
    const glow = (up > 0 ? Math.exp(-up * (5.4 + 3 * noise(x * 9, index))) : Math.exp(up * 42)) * rays * strength * (0.35 + 0.9 * noise(x * 3 + 40 + index * 5, 7));
    color = add(color, mix([70, 255, 150], [150, 80, 235], smooth(0.06, 0.36, up)), clamp(glow) * 0.82);
  }
  const hill = 0.79 - 0.13 * (ridge(x * 1.7, 60) - 0.25);
  if (y > hill) color = mix(mix(hex('#0b1c33'), hex('#2a6f74'), (1 - smooth(0, 0.1, y - hill)) * 0.42), hex('#8fd6c4'), smooth(0.5, 0.66, cloud(x * 26, y * 40, 4)) * 0.22);
  const ground = 0.885 + 0.02 * Math.sin(x * 5 + 1) + 0.006 * Math.sin(x * 17);
  if (y > ground) color = mix(mix(hex('#123046'), hex('#5fb9a8'), (0.62 - (y - ground) * 3.2) * (0.55 + 0.7 * cloud(x * 5, y * 20, 4))), hex('#d9fff0'), smooth(0.58, 0.72, cloud(x * 60, y * 140, 3)) * 0.16);
  for (let tree = 0; tree < 30; tree++) {
    const root = (tree + 0.2 + hash(tree, 2) * 0.7) / 30;
    const sparse = smooth(0.1, 0.28, Math.abs(root - 0.52));
    const high = (0.05 + 0.2 * hash(tree, 9) ** 1.5) * (0.25 + 0.75 * sparse);
    const foot = 0.895 + 0.02 * Math.sin(root * 5 + 1) + hash(tree, 4) * 0.02;
    const down = (y - (foot - high)) / high;
    if (down < 0 || down > 1) continue;
    const bough = down * 13;
    const half = high * 0.23 * (down * 0.8 + 0.02) * (0.62 + 0.6 * (bough - Math.floor(bough))) * (0.85 + 0.3 * noise(y * 160, tree));
    const beside = Math.abs(x - root) * 1.33;
    if (beside < half) color = mix(hex('#040c18'), hex('#16423f'), clamp((beside / half) * 0.5 - down * 0.2) * (x < root ? 1 : 0.4));
  }
  return color;
}

const COAST_SKY = [[0, hex('#4a4f86')], [0.2, hex('#a3638a')], [0.38, hex('#f08a6c')], [0.52, hex('#ffc978')], [1, hex('#ffd68f')]];

function coast(x, y) {
  const horizon = 0.56;
  const far = Math.hypot((x - 0.57) * 1.33, y - 0.47);
  let color = ramp(COAST_SKY, y);
  if (y < horizon) {
    const lift = 1 / (0.13 + horizon - y);
    const puffs = cloud(x * (1.2 + lift * 0.34) + 3, lift * 1.7 + 2, 6);
    const cover = smooth(0.47, 0.66, puffs);
    color = mix(color, mix(hex('#5a3f6e'), hex('#ffb27a'), clamp(0.9 - far * 1.25 + (0.58 - puffs) * 2.4)), cover * 0.82);
    color = add(color, [255, 190, 110], Math.exp(-far * 5.2) * 0.42);
    color = mix(color, [255, 246, 214], 1 - smooth(0.05, 0.053, far));
  } else {
    const depth = (y - horizon) / (1 - horizon);
    const scale = 1 / (0.03 + depth * 0.9);
    const waves = cloud(x * (4 + scale * 3.2), scale * 15 + depth * 10, 5);
    color = mix(hex('#f0a277'), hex('#2c3566'), smooth(0, 0.75, depth));
    color = mix(color, hex('#171c46'), smooth(0.43, 0.6, waves) * 0.5 * (0.3 + depth));
    const path = Math.exp(-(((x - 0.57) / (0.045 + depth * 0.2)) ** 2));
    color = add(color, [255, 206, 132], path * smooth(0.4, 0.56, waves + 0.05) * (1.05 - depth * 0.5));
    color = add(color, [255, 180, 140], smooth(0.54, 0.62, waves) * 0.16);
    color = mix(color, hex('#ffd795'), (1 - smooth(0, 0.03, depth)) * 0.6);
  }
  for (const [index, [reach, foot, tone]] of [[0.3, 0.59, '#8a5670'], [0.2, 0.66, '#4d3358'], [0.12, 0.82, '#211a38']].entries()) {
    const wall = reach - (y - foot + 0.2) * -0.16 * (index + 1) + (cloud(y * 9 + index * 5, index + 2, 5) - 0.45) * 0.14;
    const top = foot - (0.15 + index * 0.13) * (0.62 + 0.7 * cloud(x * 7 + index * 20, 3, 5)) * smooth(-0.3, 0.1, reach - x);
    if (x < wall && y > top && y < foot + 0.012 * noise(x * 60, index)) color = mix(hex(tone), hex('#ffb27a'), clamp(smooth(0.44, 0.62, cloud(x * 30, y * 14, 5)) * 0.28 + smooth(0.05, 0, wall - x) * 0.22 - index * 0.04));
  }
  return color;
}

/** → the picture of that name as a data URL. */
function photo(name) {
  const draw = { lake, dunes, aurora, coast }[name];
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  const image = context.createImageData(WIDTH, HEIGHT);
  for (let row = 0, at = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++, at += 4) {
      const x = column / WIDTH;
      const y = row / HEIGHT;
      const grain = (hash(column, row + 7919) - 0.5) * 5;
      const dim = 1 - 0.3 * smooth(0.35, 0.95, Math.hypot(x - 0.5, y - 0.5) * 1.2);
      const color = draw(x, y);
      for (let channel = 0; channel < 3; channel++) image.data[at + channel] = color[channel] * dim + grain;
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL('image/webp', 0.8);
}
