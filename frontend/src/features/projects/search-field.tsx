import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '@/texts';
import { Kbd } from '@/ui/kbd';

/** Narrows the list as one types; `/` jumps here, Esc empties it. */
export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTexts('projects');
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, [role=dialog], [role=menu]');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', jump);
    return () => document.removeEventListener('keydown', jump);
  }, []);

  return (
    <label className="flex h-8 w-[248px] items-center gap-2 rounded-sm border border-line-strong bg-surface px-2.5 transition-base focus-within:border-accent focus-within:outline-3 focus-within:outline-accent-soft max-md:h-11 max-md:w-auto max-md:grow">
      <Search className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="sr-only">{t('search')}</span>
      <input
        ref={input}
        type="search"
        value={value}
        placeholder={t('search')}
        className="w-full min-w-0 bg-transparent placeholder:text-ink-3 focus:outline-none [&::-webkit-search-cancel-button]:hidden"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onChange('')}
      />
      <span className="max-md:hidden" aria-hidden="true">
        <Kbd>/</Kbd>
      </span>
    </label>
  );
}
