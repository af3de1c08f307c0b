/** The outline of a video's shape, its longest side `size` px; a square a little less, or it looks larger than the rest. */
export function Shape({ width, height, size = 14 }: { width: number; height: number; size?: number }) {
  const scale = (size / Math.max(width, height)) * (width === height ? 0.8 : 1);
  return (
    <i
      aria-hidden="true"
      className="inline-block shrink-0 rounded-[2.5px] border-[1.5px] border-current"
      style={{ width: Math.max(6, Math.round(width * scale)), height: Math.max(6, Math.round(height * scale)) }}
    />
  );
}
