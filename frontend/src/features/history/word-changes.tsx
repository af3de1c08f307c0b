import {
  ArrowRight,
  CodeXml,
  FileMinus2,
  FilePen,
  FilePlus2,
  type LucideIcon,
  Palette,
  Proportions,
  Shapes,
  SlidersHorizontal,
  Timer,
  Type,
} from 'lucide-react';
import { useId, useState } from 'react';
import type { ChangeWords } from '@/lib/change-words';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';

export interface WordChangesProps {
  title: string;
  words: readonly ChangeWords[];
}

/** What is shown of a long list before it is asked for. */
const SHOWN = 12;

/** What changed, one line a thing, for people who don't read code. */
export function WordChanges({ title, words }: WordChangesProps) {
  const { t } = useTexts('history');
  const [all, setAll] = useState(false);
  const heading = useId();
  const shown = all || words.length <= SHOWN + 2 ? words : words.slice(0, SHOWN);
  const files = new Set(words.filter(({ kind }) => kind !== 'file' && kind !== 'lines').map(({ file }) => file));
  return (
    <section aria-labelledby={heading} className="mt-2 max-w-[760px]">
      <h3 id={heading} className="mb-2 font-semibold">
        {title}
      </h3>
      <ul className="overflow-hidden rounded-md border border-line bg-surface">
        {shown.map((change) => (
          <WordChange
            key={[change.kind, change.what, change.from, change.to, change.file].join('\n')}
            change={change}
            inFile={files.size > 1}
          />
        ))}
        {shown.length < words.length && (
          <li className="border-t border-line p-1">
            <Button variant="ghost" size="sm" className="w-full" onClick={() => setAll(true)}>
              {t('showMore', { count: words.length - shown.length })}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
}

/** `inFile`: also say in which file, as there are several. */
function WordChange({ change, inFile }: { change: ChangeWords; inFile: boolean }) {
  const { t } = useTexts('history');
  const { kind, what, file, times } = change;
  const Icon = iconOf(change);
  return (
    <li className="flex items-start gap-2.5 px-3 py-2 not-first:border-t not-first:border-line">
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-3" />
      <div className="flex min-w-0 grow flex-wrap items-start gap-x-3 gap-y-0.5">
        <span
          className={`w-44 shrink-0 @max-[479px]/history:w-full ${kind === 'lines' ? 'font-mono text-xs/5' : 'text-ink-2'}`}
        >
          {what}
        </span>
        <span className="flex min-h-5 min-w-0 grow basis-40 flex-wrap items-center gap-x-1.5 gap-y-0.5 [overflow-wrap:anywhere]">
          <Values change={change} />
          {times > 1 && <span className="text-xs text-ink-3">{t('inPlaces', { count: times })}</span>}
        </span>
        {inFile && kind !== 'file' && kind !== 'lines' && (
          <span className="text-2xs/5 text-ink-3">{t('inFile', { file })}</span>
        )}
      </div>
    </li>
  );
}

function Values({ change }: { change: ChangeWords }) {
  const { t } = useTexts('history');
  const { kind, from, to } = change;
  if (kind === 'lines') return <span className="text-ink-2">{to}</span>;
  if (kind === 'part') return <span>{to === null ? t('removed') : t('added')}</span>;
  if (kind === 'file' && from === null) return <span className="font-medium">{to}</span>;
  if (from === null) {
    return (
      <>
        {t('added')} <Value kind={kind} value={to ?? ''} />
      </>
    );
  }
  if (to === null) {
    return (
      <>
        {t('removed')} <Value kind={kind} value={from} />
      </>
    );
  }
  return (
    <>
      <span className="flex items-center text-ink-2">
        <Value kind={kind} value={from} />
      </span>
      <ArrowRight role="img" aria-label={t('became')} className="size-3.5 shrink-0 text-ink-3 rtl:-scale-x-100" />
      <span className="flex items-center font-medium">
        <Value kind={kind} value={to} />
      </span>
    </>
  );
}

function Value({ kind, value }: { kind: ChangeWords['kind']; value: string }) {
  const { t } = useTexts('history');
  if (kind === 'text') return <>{t('quoted', { name: value })}</>;
  if (kind !== 'colour') return <>{value}</>;
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap">
      <i
        aria-hidden="true"
        className="size-4 rounded-[5px] border border-line-strong"
        style={{ backgroundColor: value }}
      />
      <span className="font-mono text-xs">{value}</span>
    </span>
  );
}

function iconOf({ kind, what, from, to }: ChangeWords): LucideIcon {
  switch (kind) {
    case 'setting':
      return what === 'Length' ? Timer : Proportions;
    case 'file':
      return what.startsWith('New') ? FilePlus2 : what.startsWith('Removed') ? FileMinus2 : FilePen;
    case 'part':
      return Shapes;
    case 'text':
      return Type;
    case 'colour':
      return Palette;
    case 'lines':
      return CodeXml;
    case 'value':
      return /length|start/i.test(what) && `${from}${to}`.includes(' s') ? Timer : SlidersHorizontal;
  }
}
