import { describeError } from '@/api/errors';
import type { VideoSettings } from '@/api/types.generated';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview } from '@/hooks/use-preview';
import { useProjectActions } from '@/hooks/use-project-actions';
import { SIZES, type Size, sizeName } from '@/lib/video';
import { useTexts } from '@/texts';
import { useProblems } from './problems';

/** The video's size as it plays (else as it is stored), and the way to change it: a version of its own. */
export function useSize() {
  const { t } = useTexts('workspace');
  const { id, videoSettings } = useOpenProject();
  const clip = usePreview((state) => state.clip);
  const { resize } = useProjectActions();
  const problems = useProblems();
  const current: VideoSettings | null = clip ?? videoSettings ?? null;
  const value: Size | '' = SIZES.find((size) => current && size.value === sizeName(current))?.value ?? '';

  const choose = (size: Size) => {
    const choice = SIZES.find((candidate) => candidate.value === size);
    if (!choice || !current || value === size) return;
    const { fps, durationInFrames } = current;
    const next = { width: choice.width, height: choice.height, fps, durationInFrames };
    problems.clear('size');
    const told = (error: Error) => ({
      id: 'size',
      message: t('sizeFailed', { reason: describeError(error) }),
      again: () => choose(size),
    });
    resize.mutate({ id, videoSettings: next }, { onError: (error) => problems.tell(told(error)) });
  };
  return { current, value, choose, pending: resize.isPending };
}
