/** The files that somebody pasted or dropped; a folder is none. */
export function filesOf(data: DataTransfer | null): File[] {
  if (!data) return [];
  const items = [...data.items].filter((item) => item.kind === 'file' && !item.webkitGetAsEntry?.()?.isDirectory);
  const files = items.map((item) => item.getAsFile()).filter((file) => file !== null);
  return files.length > 0 ? files : [...data.files];
}

/** Whether what is dragged over the page are files. */
export function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes('Files') ?? false;
}
