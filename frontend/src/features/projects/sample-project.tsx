import { Play } from 'lucide-react';
import { describeError } from '@/api/errors';
import { useTemplates } from '@/hooks/use-templates';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { useCreateProject } from './use-create-project';

/** Twelve seconds with scenes, words, pictures and music: enough to try everything on. */
const SAMPLE = 'product-launch';

/** A finished video to play with: a project like any other, made from a template and without a turn. */
export function SampleProject() {
  const { t } = useTexts('projects');
  const template = useTemplates().data?.find(({ id }) => id === SAMPLE);
  const { createAndOpen, busy, error } = useCreateProject();
  if (!template) return null;
  return (
    <div className="mt-8 flex flex-col items-center gap-2">
      <p className="text-ink-2">{t('sampleText')}</p>
      <Button
        busy={busy}
        className="pointer-coarse:h-11"
        onClick={() => void createAndOpen('', '16:9', template, t('sampleName')).catch(() => undefined)}
      >
        {!busy && <Play className="size-3.5" />}
        {t('sampleOpen')}
      </Button>
      {error && (
        <p role="alert" className="text-xs text-danger">
          {describeError(error)}
        </p>
      )}
    </div>
  );
}
