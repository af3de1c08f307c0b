import { describeError } from '@/api/errors';
import type { VideoSettings } from '@/api/types.generated';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview } from '@/hooks/use-preview';
import { useProjectActions } from '@/hooks/use-project-actions';
import { SIZES, type Size, sizeName } from '@/lib/video';
import { useToast } from '@/ui/toast';

/** The video's size as it plays (else as it is stored), and the way to change it: a version of its own. */
export function useSize() {
  const { id, videoSettings } = useOpenProject();
  const clip = usePreview((state) => state.clip);
  const { resize } = useProjectActions();
  const toast = useToast();
  const current: VideoSettings | null = clip ?? videoSettings ?? null;

  const choose = (size: Size) => {
    const choice = SIZES.find((candidate) => candidate.value === size);
    if (!choice || !current || sizeName(current) === size) return;
    const { fps, durationInFrames } = current;
    const next = { width: choice.width, height: choice.height, fps, durationInFrames };
    resize.mutate(
      { id, videoSettings: next },
      { onError: (error) => toast({ message: `The size wasn’t changed. ${describeError(error)}` }) },
    );
  };
  return { current, choose, pending: resize.isPending };
}
