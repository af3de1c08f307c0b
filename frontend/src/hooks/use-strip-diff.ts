import { useQuery } from '@tanstack/react-query';
import type { Strip } from '@/hooks/use-strip';
import { differ, type Moment, type Pixels } from '@/lib/strip-diff';

/** Which of these moments look different in the two versions, by their place; null until it is known. */
export function useStripDiff(older: Strip, newer: Strip, moments: readonly Moment[]): readonly boolean[] | null {
  const { data } = useQuery({
    queryKey: ['strip-diff', older.about.sha, newer.about.sha, moments],
    queryFn: async () => {
      const [one, other] = await Promise.all([readTiles(older), readTiles(newer)]);
      const same = one.width === other.width && one.height === other.height;
      return moments.map(({ older: before, newer: after }) =>
        before === null || after === null || !same ? true : differ(one.pixelsOf(before), other.pixelsOf(after)),
      );
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? null;
}

async function readTiles({ about, picture, tileOf }: Strip) {
  const { tileWidth: width, tileHeight: height } = about;
  const bitmap = await createImageBitmap(picture);
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return {
    width,
    height,
    pixelsOf: (frame: number): Pixels => {
      const { column, row } = tileOf(frame);
      return context?.getImageData(column * width, row * height, width, height).data ?? new Uint8ClampedArray();
    },
  };
}
