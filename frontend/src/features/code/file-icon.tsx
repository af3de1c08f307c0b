import { Braces, File, FileCode, FileImage, FileMusic, FileText, FileVideoCamera, Type } from 'lucide-react';
import { fileKind } from '@/lib/file-tree';

const CODE = /\.(?:[cm]?[jt]sx?|css|html)$/i;
const JSON_LIKE = /\.(?:json|lock)$/i;

/** A file's kind at a glance. */
export function FileIcon({ path }: { path: string }) {
  const Icon = iconOf(path);
  return <Icon className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />;
}

function iconOf(path: string) {
  switch (fileKind({ path, binary: false })) {
    case 'image':
      return FileImage;
    case 'font':
      return Type;
    case 'audio':
      return FileMusic;
    case 'video':
      return FileVideoCamera;
    default:
      if (CODE.test(path)) return FileCode;
      if (JSON_LIKE.test(path)) return Braces;
      return /\.(?:md|txt)$/i.test(path) ? FileText : File;
  }
}
