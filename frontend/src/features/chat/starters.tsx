import { useCanEdit } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { useBeginDraft } from './draft';

const PROMPTS = ['starterTitle', 'starterColours', 'starterClosing'] as const;

/** A project without a conversation: what to say, and what happens then. */
export function Starters() {
  const { t } = useTexts('chat');
  const begin = useBeginDraft();
  if (!useCanEdit()) return <p className="my-auto px-4 py-6 text-pretty text-ink-2">{t('nothingSaid')}</p>;
  return (
    <div className="my-auto flex flex-col gap-4 px-4 py-6">
      <div>
        <h2 className="text-lg font-semibold tracking-tight">{t('sayWhat')}</h2>
        <p className="mt-1 text-base text-pretty text-ink-2">{t('sayWhatNote')}</p>
      </div>
      <ul className="flex flex-col items-start gap-2">
        {PROMPTS.map((prompt) => (
          <li key={prompt} className="max-w-full">
            <button
              type="button"
              onClick={() => begin(t(prompt))}
              className="rounded-full border border-line-strong px-3 py-1.5 text-start text-xs font-medium text-ink-2 transition-base hover:bg-hover pointer-coarse:min-h-10 hover:text-ink"
            >
              {t(prompt)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
