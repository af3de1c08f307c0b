export interface CoverLook {
  ground: string;
  sun: string;
  ink: string;
  /** The sun's middle, in per cent of the cover. */
  at: { x: number; y: number };
}

/** Ground, sun and letters; letters reach 7:1 on ground and 4.5:1 on the sun. */
const COLOURS = [
  ['#2a2352', '#4d3f8f', '#ece5ff'],
  ['#10342f', '#1f5a4e', '#d9f5e8'],
  ['#45201a', '#7c392a', '#ffe3d4'],
  ['#142d4c', '#265285', '#dcebff'],
  ['#401d38', '#743463', '#ffdff0'],
  ['#3a2a0e', '#7d5a1e', '#fdeccb'],
] as const;

/** The look of a project's cover: always the same for the same id, mostly another for the next one. */
export function coverLook(id: string): CoverLook {
  let hash = 0;
  for (const letter of id) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  const [ground, sun, ink] = COLOURS[hash % COLOURS.length] ?? COLOURS[0];
  const spread = Math.floor(hash / COLOURS.length);
  return { ground, sun, ink, at: { x: 58 + (spread % 5) * 8, y: 18 + (Math.floor(spread / 5) % 4) * 8 } };
}
