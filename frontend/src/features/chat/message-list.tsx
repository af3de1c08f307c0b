import { ArrowDown, Search } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import { useCommand } from '@/features/palette/commands';
import { useChat } from '@/hooks/use-messages';
import type { ChatItem } from '@/lib/chat';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { FindBar } from './find-bar';
import { LoadingMessages, Unreadable } from './list-states';
import { MessageEntry } from './message-entry';
import { type MessageRow, rowsOf } from './message-rows';
import { Starters } from './starters';
import { useFind } from './use-find';
import { useScrolling } from './use-scrolling';

const NOTHING: { items: readonly ChatItem[]; rows: readonly MessageRow[] } = { items: [], rows: [] };

/** Keys that scroll where the conversation itself has the focus; elsewhere some of them are the player's. */
const SCROLLS = /^(Home|End|Page(Up|Down)|Arrow(Up|Down)| )$/;

/** The conversation, oldest first, at its end unless somebody reads further up. Only what is in sight is on the page. */
export function MessageList() {
  const { t } = useTexts('chat');
  const { items, status, earlier } = useChat();
  const scroller = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(NOTHING);
  if (shown.items !== items) setShown({ items, rows: rowsOf(items, shown.rows) });
  const { rows } = shown;
  // Notices may follow it; once something else has been said, trying it again makes no sense.
  const last = items.findLast((item) => item.kind !== 'notice');
  const mine = items.findLast((item) => item.kind === 'user')?.id;
  const { virtual, atEnd, toEnd } = useScrolling({ scroller, rows, mine, earlier });

  const [finding, setFinding] = useState(false);
  const show = useCallback((index: number) => virtual.scrollToIndex(index, { align: 'center' }), [virtual]);
  const find = useFind(rows, show);
  useCommand({
    id: 'chat.find',
    icon: <Search />,
    name: t('findInConversation'),
    keys: ['mod+shift+f'],
    anywhere: true,
    when: rows.length > 0,
    run: () => setFinding(true),
  });
  const closeFind = () => {
    setFinding(false);
    find.setQuery('');
    scroller.current?.focus();
  };

  /** The button goes with the click: whoever scrolls with the keyboard goes on where it was. */
  const readAgain = () => {
    earlier.read?.();
    scroller.current?.focus();
  };

  return (
    <div className="relative min-h-0 grow">
      {finding && <FindBar find={find} earlier={earlier} onClose={closeFind} />}
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t('conversation')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.target === event.currentTarget && SCROLLS.test(event.key)) event.stopPropagation();
        }}
        className="h-full overflow-y-auto overscroll-contain outline-offset-[-2px] [overflow-anchor:none]"
      >
        <div className="flex min-h-full flex-col justify-end">
          {status === 'loading' && <LoadingMessages />}
          {status === 'error' && <Unreadable />}
          {status === 'ready' && items.length === 0 && <Starters />}
          <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ key, index, start }) => {
              const row = rows[index];
              return (
                row && (
                  <div
                    key={key}
                    ref={virtual.measureElement}
                    data-index={index}
                    className="absolute inset-x-0 top-0 px-4"
                    style={{ transform: `translateY(${start}px)` }}
                  >
                    <MessageEntry row={row} newest={row.item === last} found={row === find.found} />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
      {(earlier.reading || earlier.failed) && (
        <div className="absolute inset-x-0 top-2 flex justify-center">
          {earlier.reading ? (
            <p className="flex items-center gap-2 rounded-full bg-raised px-3 py-1.5 text-xs text-ink-2 shadow-float">
              <Spinner />
              {t('readingEarlier')}
            </p>
          ) : (
            <Button size="sm" className="rounded-full bg-raised shadow-float" onClick={readAgain}>
              {t('readEarlierAgain')}
            </Button>
          )}
        </div>
      )}
      {!atEnd && (
        <Button
          size="sm"
          onClick={toEnd}
          className="absolute inset-x-0 bottom-2 mx-auto w-fit animate-appear rounded-full bg-raised shadow-float"
        >
          <ArrowDown className="size-3.5" />
          {t('toNewest')}
        </Button>
      )}
    </div>
  );
}
