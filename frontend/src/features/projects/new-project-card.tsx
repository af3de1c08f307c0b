import { Plus } from 'lucide-react';
import { useTexts } from '@/texts';

export function NewProjectCard({ onClick }: { onClick: () => void }) {
  const { t } = useTexts('projects');
  return (
    <button type="button" onClick={onClick} className="group block w-full rounded-md text-start">
      <span className="grid aspect-video place-items-center rounded-md border border-dashed border-line-strong text-ink-2 transition-base group-hover:border-ink-3 group-hover:text-ink">
        <span className="flex flex-col items-center gap-2.5">
          <span className="grid size-10 place-items-center rounded-full bg-hover text-ink">
            <Plus className="size-5" />
          </span>
          {t('describeOne')}
        </span>
      </span>
      <span className="block px-0.5 pt-2.5 text-base/5 font-medium">{t('new')}</span>
      <span className="mt-0.5 block px-0.5 text-xs text-ink-3">{t('newHint')}</span>
    </button>
  );
}
