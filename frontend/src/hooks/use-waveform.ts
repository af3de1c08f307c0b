import { useQuery } from '@tanstack/react-query';
import { useOpenProject } from '@/hooks/use-open-project';
import { useServices } from '@/hooks/use-services';
import type { Sound } from '@/lib/timeline';
import { peaksOf } from '@/lib/waveform';

const PEAKS = 480;
/** Enough for its shape, and a quarter of the memory. */
const SAMPLE_RATE = 11_025;

/** How loud a sound of the project is over its whole file, 0 to 1; null while that isn't known, or can't be. */
export function useWaveform({ src, fileSeconds, peaks }: Sound, sha: string): readonly number[] | null {
  const { id } = useOpenProject();
  const { routes } = useServices();
  const known = useQuery({
    // Not by version: a file of the same name and length is taken for the same, rather than read after every turn.
    queryKey: ['waveform', id, src, fileSeconds],
    queryFn: async ({ signal }) => {
      const bytes = await routes.readBytes(id, `public/${src}`, sha, signal);
      const decoded = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(bytes);
      return peaksOf(decoded.getChannelData(0), PEAKS);
    },
    enabled: peaks === null && !/^[a-z]+:|^uploads\//i.test(src) && fileSeconds !== null,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return peaks ?? known.data ?? null;
}
