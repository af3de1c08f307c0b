import { describeError } from '@/api/errors';
import { useBeginDraft } from '@/features/chat/draft';
import { useProblems } from '@/features/workspace/problems';
import { useAssetActions } from '@/hooks/use-assets';
import { useAttachments } from '@/hooks/use-uploads';
import { pathOf, type ShownAsset } from '@/lib/assets';
import { useTexts } from '@/texts';
import { useToast } from '@/ui/toast';

/** What can be done with a file of the project's. */
export function useAssetMenu() {
  const { t } = useTexts('assets');
  const { remove, restore } = useAssetActions();
  const { attach } = useAttachments();
  const begin = useBeginDraft();
  const problems = useProblems();
  const toast = useToast();

  const tell = (key: 'removeFailed' | 'restoreFailed', { id, name }: ShownAsset, error: unknown, again: () => void) =>
    problems.tell({ id: `asset ${id}`, message: t(key, { name, reason: describeError(error) }), again });
  // Not by mutate's own callbacks: the card is gone from the page before the answer is here.
  const bringBack = (asset: ShownAsset) => {
    problems.clear(`asset ${asset.id}`);
    restore.mutateAsync(asset.id).catch((error) => tell('restoreFailed', asset, error, () => bringBack(asset)));
  };
  const takeOut = (asset: ShownAsset) => {
    problems.clear(`asset ${asset.id}`);
    const undo = { label: t('undo'), onSelect: () => bringBack(asset) };
    remove.mutateAsync(asset.id).then(
      () => toast({ message: t('removed', { name: asset.name }), action: undo }),
      (error) => tell('removeFailed', asset, error, () => takeOut(asset)),
    );
  };
  return {
    busy: remove.isPending || restore.isPending,
    /** Attaches it to the next message, and begins that. */
    use: (asset: ShownAsset) => {
      attach(asset);
      begin(t('useSentence', { name: asset.name }));
    },
    copyPath: async (asset: ShownAsset) => {
      const text = `staticFile('${pathOf(asset)}')`;
      try {
        await navigator.clipboard.writeText(text);
        toast({ message: t('copied', { text }) });
      } catch {
        toast({ message: t('copyFailed', { text }), duration: 20_000 });
      }
    },
    remove: takeOut,
    bringBack,
  };
}
