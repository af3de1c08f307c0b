/** How high a row of each track is. */
export const TRACK_PX = { scenes: 52, text: 24, music: 36, sounds: 28 } as const;

const GAP_PX = 4;

/** How high a track of so many rows is, without the gap above it; 0 for none. */
export function rowsHeight(track: keyof typeof TRACK_PX, rows: number): number {
  return rows === 0 ? 0 : rows * TRACK_PX[track] + (rows - 1) * GAP_PX;
}
