import type { Checkpoint } from '@/api/types.generated';
import { cx } from '@/lib/cx';
import { authorOf } from '@/lib/versions';
import { Avatar } from '@/ui/avatar';
import { LogoMark } from '@/ui/logo';

/** Who made a version, as a small picture: the agent, or a person's initial. */
export function VersionAuthor({ version, className }: { version: Checkpoint; className?: string }) {
  const { name, id, agent } = authorOf(version);
  if (!agent) return <Avatar name={name} id={id} className={className ?? 'size-6'} />;
  return (
    <span
      aria-hidden="true"
      className={cx('grid shrink-0 place-items-center rounded-full bg-hover text-ink-2', className ?? 'size-6')}
    >
      <LogoMark className="size-3.5" />
    </span>
  );
}
