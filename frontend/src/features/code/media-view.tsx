import { useEffect, useState } from 'react';
import { describeError } from '@/api/errors';
import { useFileBytes } from '@/hooks/use-file-bytes';
import { useObjectUrl } from '@/hooks/use-object-url';
import { type FileKind, mediaType } from '@/lib/file-tree';
import { useTexts } from '@/texts';
import { EmptyState } from '@/ui/empty-state';
import { Skeleton } from '@/ui/skeleton';

export interface MediaViewProps {
  projectId: string;
  sha: string;
  path: string;
  kind: FileKind;
}

/** A picture, font, sound or film of the project. */
export function MediaView({ projectId, sha, path, kind }: MediaViewProps) {
  const { t } = useTexts('code');
  const { blob, data, error } = useFileBytes(projectId, sha, path, mediaType(path, kind));
  const url = useObjectUrl(blob);
  if (error) return <EmptyState title={t('fileNotRead')}>{describeError(error)}</EmptyState>;
  if (!url || !data) {
    return (
      <div role="status" className="grid grow place-items-center bg-well p-6">
        <span className="sr-only">{t('readingFile')}</span>
        <Skeleton className="aspect-video w-full max-w-md" />
      </div>
    );
  }
  return (
    <div className="grid min-h-0 grow place-items-center overflow-auto bg-well p-6">
      {kind === 'image' && <Picture url={url} path={path} />}
      {kind === 'font' && <FontSample bytes={data} />}
      {/* biome-ignore-start lint/a11y/useMediaCaption: a project's own file comes without captions */}
      {kind === 'audio' && <audio controls src={url} aria-label={path} className="w-full max-w-md" />}
      {kind === 'video' && <video controls src={url} aria-label={path} className="max-h-full max-w-full rounded-xs" />}
      {/* biome-ignore-end lint/a11y/useMediaCaption: as above */}
    </div>
  );
}

function Picture({ url, path }: { url: string; path: string }) {
  const { t } = useTexts('code');
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  return (
    <figure className="flex max-h-full max-w-full flex-col items-center gap-3">
      <img
        src={url}
        alt={path}
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setSize({ width, height })}
        className="max-h-[60vh] min-h-0 max-w-full rounded-xs object-contain"
      />
      <figcaption className="text-xs text-ink-2">{size && size.width > 0 && t('pictureSize', size)}</figcaption>
    </figure>
  );
}

const SIZES = [56, 32, 20, 14];
let fonts = 0;

function FontSample({ bytes }: { bytes: ArrayBuffer }) {
  const { t } = useTexts('code');
  const [family, setFamily] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    fonts += 1;
    const name = `sample-${fonts}`;
    const face = new FontFace(name, bytes);
    setBroken(false);
    face.load().then(
      () => {
        document.fonts.add(face);
        setFamily(name);
      },
      () => setBroken(true),
    );
    return () => {
      document.fonts.delete(face);
    };
  }, [bytes]);
  if (broken) return <p className="text-ink-2">{t('fontNotRead')}</p>;
  return (
    <div className="flex max-w-full flex-col gap-4" style={{ fontFamily: family ?? 'inherit' }}>
      {SIZES.map((size) => (
        <p key={size} className="text-balance" style={{ fontSize: size, lineHeight: 1.2 }}>
          {t('fontSample')}
        </p>
      ))}
    </div>
  );
}
