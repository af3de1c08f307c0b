import { ChevronDown, ChevronUp, X } from 'lucide-react';
import type { Earlier } from '@/hooks/use-conversation';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import type { Find } from './use-find';

export interface FindBarProps {
  find: Find;
  earlier: Earlier;
  onClose: () => void;
}

/** Finds words in the conversation: the browser's own search only sees what is drawn. */
export function FindBar({ find, earlier, onClose }: FindBarProps) {
  const { t } = useTexts('chat');
  const { query, setQuery, count, at, move } = find;
  return (
    <search className="absolute inset-x-2 top-2 z-10 flex animate-appear flex-wrap items-center gap-1 rounded-md bg-raised p-1.5 ps-3 shadow-float">
      <input
        type="search"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for it
        autoFocus
        value={query}
        aria-label={t('findInConversation')}
        placeholder={t('findInConversation')}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') move(event.shiftKey ? 1 : -1);
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onClose();
        }}
        className="h-7 min-w-0 grow bg-transparent text-sm outline-none placeholder:text-ink-3 pointer-coarse:h-10 [&::-webkit-search-cancel-button]:hidden"
      />
      <span role="status" className="shrink-0 px-1 text-xs text-ink-2">
        {query.trim() && t('foundOf', { at, count })}
      </span>
      <IconButton
        label={t('foundEarlier')}
        size="sm"
        className="pointer-coarse:size-10"
        disabled={count === 0}
        onClick={() => move(-1)}
      >
        <ChevronUp className="size-4" />
      </IconButton>
      <IconButton
        label={t('foundLater')}
        size="sm"
        className="pointer-coarse:size-10"
        disabled={count === 0}
        onClick={() => move(1)}
      >
        <ChevronDown className="size-4" />
      </IconButton>
      <IconButton label={t('closeFind')} size="sm" className="pointer-coarse:size-10" onClick={onClose}>
        <X className="size-4" />
      </IconButton>
      {query.trim() && earlier.read && (
        <Button size="sm" variant="ghost" busy={earlier.reading} className="w-full" onClick={() => earlier.read?.()}>
          {t('lookFurtherBack')}
        </Button>
      )}
    </search>
  );
}
