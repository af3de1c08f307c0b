import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import type { Template } from '@/api/types.generated';
import { useTemplates } from '@/hooks/use-templates';
import { cx } from '@/lib/cx';
import { durationName, sizeName } from '@/lib/video';
import { useTexts } from '@/texts';
import { Shape } from '@/ui/shape';
import { Skeleton } from '@/ui/skeleton';

export interface TemplatePickerProps {
  /** The chosen template's id; null for the first one. */
  value: string | null;
  onChange: (template: Template) => void;
}

/** What the video begins as, as pictures. Arrow keys move the choice. */
export function TemplatePicker({ value, onChange }: TemplatePickerProps) {
  const { t } = useTexts('projects');
  const { data: templates, isError } = useTemplates();
  const titleId = useId();
  const noteId = useId();
  const chosen = templates?.find(({ id }) => id === value) ?? templates?.[0];
  return (
    <section className="mt-5">
      <h3 id={titleId} className="text-sm font-semibold">
        {t('beginWith')}
      </h3>
      <p id={noteId} aria-live="polite" className="mt-0.5 min-h-5 text-sm text-ink-2">
        {isError ? t('templatesFailed') : chosen?.description}
      </p>
      {!templates && !isError && <Skeleton className="mt-3 h-64" />}
      {templates && (
        <RadioGroup.Root
          aria-labelledby={titleId}
          aria-describedby={noteId}
          value={chosen?.id ?? ''}
          onValueChange={(id) => {
            const next = templates.find((template) => template.id === id);
            if (next) onChange(next);
          }}
          className="mt-3 grid grid-cols-4 gap-x-3 gap-y-4 max-md:grid-cols-2"
        >
          {templates.map((template) => (
            <TemplateCard key={template.id} template={template} />
          ))}
        </RadioGroup.Root>
      )}
    </section>
  );
}

function TemplateCard({ template }: { template: Template }) {
  const { id, name, width, height } = template;
  const wide = width > height;
  return (
    <RadioGroup.Item
      value={id}
      aria-label={`${name}, ${sizeName(template)}, ${durationName(template)}`}
      className="group min-w-0 rounded-md text-start"
    >
      <span
        className={cx(
          'relative block aspect-video w-full overflow-hidden rounded-md border border-line bg-well transition-base',
          'group-hover:border-line-strong group-data-[state=checked]:border-accent group-data-[state=checked]:ring-1 group-data-[state=checked]:ring-accent',
        )}
      >
        <img
          src={`/templates/${id}.jpg`}
          alt=""
          width={width}
          height={height}
          loading="lazy"
          decoding="async"
          className={cx('block', wide ? 'size-full' : 'absolute inset-0 m-auto h-[calc(100%-16px)] w-auto rounded-xs')}
        />
      </span>
      <span className="mt-1.5 block truncate text-sm font-medium">{name}</span>
      <span className="flex items-center gap-1.5 text-xs text-ink-3 tabular-nums">
        <Shape width={width} height={height} size={12} />
        <span>{sizeName(template)}</span>
        <span aria-hidden="true">·</span>
        <span>{durationName(template)}</span>
      </span>
    </RadioGroup.Item>
  );
}
