import { useView } from '@/features/workspace/use-view';
import type { NoticeItem } from '@/lib/chat';
import { useTexts } from '@/texts';

/** What happened to the project beside the conversation; one about a version leads to it. */
export function Notice({ item }: { item: NoticeItem }) {
  const { t } = useTexts('chat');
  const { showVersion } = useView();
  const { text, checkpointSha, earlier } = item;
  return (
    <p className="max-w-full self-center rounded-sm bg-hover px-3 py-1.5 text-center text-xs text-balance text-ink-2 [overflow-wrap:anywhere]">
      {text}
      {earlier > 0 && <span className="text-ink-3">{` ${t('earlierVersions', { count: earlier })}`}</span>}
      {checkpointSha && (
        <button
          type="button"
          onClick={() => showVersion(checkpointSha)}
          className="ms-1.5 font-medium text-ink underline underline-offset-2"
        >
          {t('showVersion')}
        </button>
      )}
    </p>
  );
}
