import { Search, Upload } from 'lucide-react';
import { useCanEdit } from '@/hooks/use-open-project';
import { ASSET_KINDS, type KindWish } from '@/lib/assets';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { SegmentedControl } from '@/ui/segmented-control';
import { ChooseFiles } from './choose-files';

export interface AssetsToolbarProps {
  wanted: string;
  onWanted: (text: string) => void;
  kind: KindWish;
  onKind: (kind: KindWish) => void;
  onFiles: (files: File[]) => void;
}

/** Narrows what is shown, and takes up more. */
export function AssetsToolbar({ wanted, onWanted, kind, onKind, onFiles }: AssetsToolbarProps) {
  const { t } = useTexts('assets');
  const canEdit = useCanEdit();
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5">
      <label className="flex h-8 w-56 items-center gap-2 rounded-sm border border-line-strong bg-surface px-2.5 transition-base focus-within:border-accent focus-within:outline-3 focus-within:outline-accent-soft max-md:w-auto max-md:grow pointer-coarse:h-11">
        <Search className="size-3.5 shrink-0" aria-hidden />
        <span className="sr-only">{t('search')}</span>
        <input
          type="search"
          value={wanted}
          placeholder={t('search')}
          onChange={(event) => onWanted(event.target.value)}
          className="w-full min-w-0 bg-transparent placeholder:text-ink-3 focus:outline-none [&::-webkit-search-cancel-button]:hidden"
        />
      </label>
      <SegmentedControl
        label={t('kinds')}
        value={kind}
        onChange={onKind}
        options={ASSET_KINDS.map((value) => ({ value, label: t(value) }))}
        className="max-w-full overflow-x-auto max-md:order-last max-md:w-full"
      />
      <span className="grow max-md:hidden" />
      {canEdit && (
        <ChooseFiles onFiles={onFiles}>
          {(choose) => (
            <Button onClick={choose} className="pointer-coarse:h-11">
              <Upload className="size-3.5" />
              {t('upload')}
            </Button>
          )}
        </ChooseFiles>
      )}
    </div>
  );
}
